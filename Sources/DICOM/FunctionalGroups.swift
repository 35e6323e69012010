/// The functional groups of a multi-frame object (DICOM PS3.3 C.7.6.16): what holds for one frame stands in its own item, else in the shared one.
struct FunctionalGroups {
    private let shared: DICOMItem?
    private let own: DICOMItem?

    /// Reads the frames of an object; empty when it has no functional groups.
    ///
    /// - Throws: `damaged-file` when there is not one item for each frame, or when one holds no numbers where they are needed.
    static func frames(of file: DICOMFile, like header: InstanceHeader) throws(DICOMError) -> [FrameHeader] {
        let shared = file.dataset.items(.sharedFunctionalGroupsSequence).first
        let perFrame = file.dataset.items(.perFrameFunctionalGroupsSequence)
        guard shared != nil || !perFrame.isEmpty else { return [] }
        let count = header.pixels.numberOfFrames
        guard perFrame.count == count || (perFrame.isEmpty && count == 1) else {
            throw DICOMError(
                .damagedFile, "there are functional groups for \(perFrame.count) of \(count) frames; fetch the file again from the archive",
                path: file.path)
        }
        var frames: [FrameHeader] = []
        frames.reserveCapacity(count)
        for index in 0..<count {
            let groups = FunctionalGroups(shared: shared, own: perFrame.isEmpty ? nil : perFrame[index])
            frames.append(
                FrameHeader(
                    index: index, plane: try groups.plane(like: header.plane), rescale: try groups.rescale(like: header.rescale),
                    attributes: groups.attributes(like: header)))
        }
        return frames
    }

    private func group(_ tag: Tag) -> DICOMItem? { own?.items(tag).first ?? shared?.items(tag).first }

    private func plane(like header: InstanceHeader.Plane) throws(DICOMError) -> InstanceHeader.Plane {
        var plane = header
        if let values = try group(.planePositionSequence)?.numbers(.imagePositionPatient), values.count == 3 {
            plane.position = SIMD3(values)
        }
        if let values = try group(.planeOrientationSequence)?.numbers(.imageOrientationPatient), values.count == 6 {
            plane.rowDirection = SIMD3(values[..<3])
            plane.columnDirection = SIMD3(values[3...])
        }
        guard let measures = group(.pixelMeasuresSequence) else { return plane }
        if let values = try measures.numbers(.pixelSpacing), values.count == 2 { plane.spacing = SIMD2(values[1], values[0]) }
        if let thickness = try? measures.number(.sliceThickness) { plane.sliceThickness = thickness }
        if let spacing = try? measures.number(.spacingBetweenSlices) { plane.spacingBetweenSlices = spacing }
        return plane
    }

    private func rescale(like header: InstanceHeader.Rescale) throws(DICOMError) -> InstanceHeader.Rescale {
        guard let transformation = group(.pixelValueTransformationSequence) else { return header }
        var rescale = header
        rescale.slope = try transformation.number(.rescaleSlope)
        rescale.intercept = try transformation.number(.rescaleIntercept)
        rescale.type = transformation.string(.rescaleType)
        return rescale
    }

    private func attributes(like header: InstanceHeader) -> FrameAttributes {
        var attributes = header.attributes
        for tag in Tag.frameTypeSequences {
            guard let type = group(tag), let text = type.string(.frameType) else { continue }
            attributes.imageType = [text, type.string(.complexImageComponent)].compactMap { $0 }.joined(separator: "\\")
        }
        if let time = try? group(.mrEchoSequence)?.number(.effectiveEchoTime) { attributes.echoTime = time }
        if let diffusion = group(.mrDiffusionSequence) {
            if let value = try? diffusion.number(.diffusionBValue) { attributes.bValue = value }
            attributes.readDirection(diffusion)
        }
        if let content = group(.frameContentSequence) {
            if let index = try? content.integer(.temporalPositionIndex) { attributes.temporalPosition = index }
            if let number = try? content.integer(.frameAcquisitionNumber) { attributes.acquisitionNumber = number }
            if let stack = content.string(.stackID) { attributes.stackID = stack }
        }
        // Converters of single-frame images keep there what they know no functional group for.
        for tag in [Tag.unassignedPerFrameConvertedAttributesSequence, .unassignedSharedConvertedAttributesSequence] {
            if let item = group(tag) { attributes.complete(from: FrameAttributes(item, of: header)) }
        }
        return attributes
    }
}

extension Tag {
    static let acquisitionNumber = Tag(0x0020, 0x0012)
    static let complexImageComponent = Tag(0x0008, 0x9208)
    static let diffusionBValue = Tag(0x0018, 0x9087)
    static let diffusionDirectionality = Tag(0x0018, 0x9075)
    static let diffusionGradientDirectionSequence = Tag(0x0018, 0x9076)
    static let diffusionGradientOrientation = Tag(0x0018, 0x9089)
    static let echoNumbers = Tag(0x0018, 0x0086)
    static let echoTime = Tag(0x0018, 0x0081)
    static let effectiveEchoTime = Tag(0x0018, 0x9082)
    static let frameAcquisitionNumber = Tag(0x0020, 0x9156)
    static let frameContentSequence = Tag(0x0020, 0x9111)
    static let frameType = Tag(0x0008, 0x9007)
    static let mrDiffusionSequence = Tag(0x0018, 0x9117)
    static let mrEchoSequence = Tag(0x0018, 0x9114)
    static let perFrameFunctionalGroupsSequence = Tag(0x5200, 0x9230)
    static let pixelMeasuresSequence = Tag(0x0028, 0x9110)
    static let pixelPaddingRangeLimit = Tag(0x0028, 0x0121)
    static let pixelValueTransformationSequence = Tag(0x0028, 0x9145)
    static let planeOrientationSequence = Tag(0x0020, 0x9116)
    static let planePositionSequence = Tag(0x0020, 0x9113)
    static let sharedFunctionalGroupsSequence = Tag(0x5200, 0x9229)
    static let stackID = Tag(0x0020, 0x9056)
    static let temporalPositionIdentifier = Tag(0x0020, 0x0100)
    static let temporalPositionIndex = Tag(0x0020, 0x9128)
    static let unassignedPerFrameConvertedAttributesSequence = Tag(0x0020, 0x9171)
    static let unassignedSharedConvertedAttributesSequence = Tag(0x0020, 0x9170)
    static let triggerTime = Tag(0x0018, 0x1060)

    /// MR Image, CT Image, PET and X-Ray 3D Frame Type Sequence: each object has its own.
    fileprivate static let frameTypeSequences = [
        Tag(0x0018, 0x9226), Tag(0x0018, 0x9329), Tag(0x0018, 0x9751), Tag(0x0018, 0x9504),
    ]
}
