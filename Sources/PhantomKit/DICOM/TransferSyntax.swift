/// How a file is encoded; the raw values are the standard's UIDs (DICOM PS3.5 section 10).
public enum TransferSyntax: String, Sendable, CaseIterable {
    /// Implicit VR Little Endian.
    case implicitVRLittleEndian = "1.2.840.10008.1.2"
    /// Explicit VR Little Endian.
    case explicitVRLittleEndian = "1.2.840.10008.1.2.1"
    /// JPEG Lossless, first-order prediction.
    case jpegLossless = "1.2.840.10008.1.2.4.70"
    /// JPEG-LS lossless.
    case jpegLS = "1.2.840.10008.1.2.4.80"
    /// JPEG 2000 lossless.
    case jpeg2000Lossless = "1.2.840.10008.1.2.4.90"
    /// RLE Lossless.
    case rle = "1.2.840.10008.1.2.5"
}
