extension SliceStack {
    /// Whether objects of a SOP Class are read.
    static func isSupported(_ sopClassUID: String) -> Bool {
        singleFrameClasses.contains(sopClassUID) || multiFrameClasses.contains(sopClassUID)
    }
}

/// CT, MR and PET images of one frame.
private let singleFrameClasses: Set<String> = [
    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128",
]

/// Objects whose functional groups place each frame.
private let multiFrameClasses: Set<String> = [
    "1.2.840.10008.5.1.4.1.1.2.1",  // Enhanced CT
    "1.2.840.10008.5.1.4.1.1.2.2",  // Legacy Converted Enhanced CT
    "1.2.840.10008.5.1.4.1.1.4.1",  // Enhanced MR
    "1.2.840.10008.5.1.4.1.1.4.4",  // Legacy Converted Enhanced MR
    "1.2.840.10008.5.1.4.1.1.128.1",  // Legacy Converted Enhanced PET
    "1.2.840.10008.5.1.4.1.1.130",  // Enhanced PET
    "1.2.840.10008.5.1.4.1.1.13.1.3",  // Breast Tomosynthesis
]

/// What Hologic wrote before there was an object for tomosynthesis.
let hologicTomosynthesis = "Hologic tomosynthesis in a Secondary Capture"

/// The pixels of the largest frame that is decoded, far beyond any scanner's.
private let largestFrame = 0x1p26

/// Refuses objects that are not read, by name.
func requireSupported(_ instances: [InstanceHeader]) throws(SliceStack.Refusal) {
    for header in instances {
        if let reason = objection(to: header) { throw SliceStack.Refusal(.unsupportedObject(reason, path: header.path)) }
    }
}

/// What the object is that is not read; nil when all is well.
private func objection(to header: InstanceHeader) -> String? {
    let pixels = header.pixels
    if header.isHologicTomosynthesis { return hologicTomosynthesis }
    if !SliceStack.isSupported(header.sopClassUID) { return header.sopClassName }
    if pixels.numberOfFrames != 1 && header.frames.isEmpty { return "a multi-frame image" }
    return pixels.objection
}

extension InstanceHeader.Pixels {
    /// What the pixels are that are not decoded; nil when all is well.
    var objection: String? {
        if let colour { return "a colour image (\(colour))" }
        if !isDecodable { return "an image in transfer syntax \(transferSyntaxName)" }
        if rows < 1 || columns < 1 { return "an image without Rows or Columns" }
        return isTooLarge ? "an image with frames of more than 67 million pixels" : nil
    }

    /// Whether a frame has more pixels than are decoded.
    var isTooLarge: Bool { Double(rows) * Double(columns) > largestFrame }

    /// The Photometric Interpretation, or what else says that the pixels are no grey values; nil when they are.
    var colour: String? {
        if let name = photometricInterpretation, !name.hasPrefix("MONOCHROME") { return name }
        return samplesPerPixel == 1 ? nil : "\(samplesPerPixel) samples per pixel"
    }
}
