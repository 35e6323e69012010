extension InstanceHeader.Pixels {
    /// Whether the pixels' transfer syntax is one that is decoded.
    var isDecodable: Bool { decodableTransferSyntaxes.contains(transferSyntaxUID) }

    /// The transfer syntax's name, or its UID.
    var transferSyntaxName: String {
        youngTransferSyntaxes[transferSyntaxUID] ?? DICOMFile.name(ofUID: transferSyntaxUID)
    }
}

/// Transfer syntaxes that came after the dictionary in use, and are not decoded.
private let youngTransferSyntaxes: [String: String] = [
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
    "1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000 Lossless",
    "1.2.840.10008.1.2.4.202": "High-Throughput JPEG 2000 with RPCL Lossless",
    "1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000",
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
]

/// The transfer syntaxes that are decoded (DICOM PS3.5 section 10 and annex A).
private let decodableTransferSyntaxes: Set<String> = [
    "1.2.840.10008.1.2",  // Implicit VR Little Endian
    "1.2.840.10008.1.2.1",  // Explicit VR Little Endian
    "1.2.840.10008.1.2.1.99",  // Deflated Explicit VR Little Endian
    "1.2.840.10008.1.2.2",  // Explicit VR Big Endian
    "1.2.840.10008.1.2.5",  // RLE Lossless
    "1.2.840.10008.1.2.4.50",  // JPEG Baseline
    "1.2.840.10008.1.2.4.51",  // JPEG Extended
    "1.2.840.10008.1.2.4.57",  // JPEG Lossless
    "1.2.840.10008.1.2.4.70",  // JPEG Lossless, first-order prediction
    "1.2.840.10008.1.2.4.80",  // JPEG-LS Lossless
    "1.2.840.10008.1.2.4.81",  // JPEG-LS Near-Lossless
    "1.2.840.10008.1.2.4.90",  // JPEG 2000 Lossless
    "1.2.840.10008.1.2.4.91",  // JPEG 2000
]
