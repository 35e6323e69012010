/// The functional groups of a multi-frame object (DICOM PS3.3 C.7.6.16): what holds for one frame stands in its own item, else in the shared one.
struct FunctionalGroups {
    private let shared: DICOMItem?
    private let perFrame: [DICOMItem]

    init(_ file: DICOMFile) {
        shared = file.dataset.items(.sharedFunctionalGroupsSequence).first
        perFrame = file.dataset.items(.perFrameFunctionalGroupsSequence)
    }

    /// Whether the object has no functional groups.
    var isEmpty: Bool { shared == nil && perFrame.isEmpty }

    /// How many frames have groups of their own.
    var count: Int { perFrame.count }

    /// The groups of a frame, from 0; of one without groups of its own, the shared ones.
    subscript(frame: Int) -> FrameGroups { FrameGroups(shared: shared, own: frame < perFrame.count ? perFrame[frame] : nil) }

    /// The items of all frames, the shared one last.
    var items: [DICOMItem] { perFrame + (shared.map { [$0] } ?? []) }
}

/// The functional groups of one frame.
struct FrameGroups {
    fileprivate let shared: DICOMItem?
    fileprivate let own: DICOMItem?

    /// The items of a functional group: the frame's own, else the shared ones.
    func items(_ tag: Tag) -> [DICOMItem] {
        let found = own?.items(tag) ?? []
        return found.isEmpty ? shared?.items(tag) ?? [] : found
    }

    /// The only item of a functional group.
    func item(_ tag: Tag) -> DICOMItem? { items(tag).first }

    /// Where the frame lies; what its groups do not say is as in the header.
    ///
    /// - Throws: `damaged-file` when a group holds no numbers where they are needed.
    func plane(like header: InstanceHeader.Plane = InstanceHeader.Plane()) throws(DICOMError) -> InstanceHeader.Plane {
        var plane = header
        if let values = try item(.planePositionSequence)?.numbers(.imagePositionPatient), values.count == 3 {
            plane.position = SIMD3(values)
        }
        if let values = try item(.planeOrientationSequence)?.numbers(.imageOrientationPatient), values.count == 6 {
            plane.rowDirection = SIMD3(values[..<3])
            plane.columnDirection = SIMD3(values[3...])
        }
        guard let measures = item(.pixelMeasuresSequence) else { return plane }
        if let values = try measures.numbers(.pixelSpacing), values.count == 2 { plane.spacing = SIMD2(values[1], values[0]) }
        if let thickness = try? measures.number(.sliceThickness) { plane.sliceThickness = thickness }
        if let spacing = try? measures.number(.spacingBetweenSlices) { plane.spacingBetweenSlices = spacing }
        return plane
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
    static let frameTypeSequences = [
        Tag(0x0018, 0x9226), Tag(0x0018, 0x9329), Tag(0x0018, 0x9751), Tag(0x0018, 0x9504),
    ]
}
