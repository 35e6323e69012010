import Voxels

/// A named region and its voxels, as a segmentation holds them.
public struct SegmentOfInterest: Sendable {
    /// Segment Label.
    public var label: String
    /// The voxels, on the grid of the image.
    public var mask: Mask

    /// Makes a segment.
    public init(label: String, mask: Mask) {
        self.label = label
        self.mask = mask
    }
}

/// Segmentation Storage of type BINARY (DICOM PS3.3 A.51) over one series.
///
/// Frames lie on the slices by position or, of a projection, name the image that they were made on.
struct BinarySegmentation {
    static let sopClassUID = "1.2.840.10008.5.1.4.1.1.66.4"

    let seriesInstanceUID: String
    let imageClassUID: String
    let isProjection: Bool
    let slices: [ImageSlice]
    let segments: [SegmentOfInterest]

    /// The Segmentation Image, Segmentation Series and Multi-frame Functional Groups modules.
    func dataSet(header: DataSet, study: ArchiveStudy, sopInstanceUID: String) throws -> DataSet {
        let frames = self.frames
        guard let first = slices.first, !frames.isEmpty else {
            throw PhantomError(.value, "a segmentation without a voxel cannot be written: choose larger regions")
        }
        var set = header
        set.set(.sopClassUID, BinarySegmentation.sopClassUID)
        set.set(.sopInstanceUID, sopInstanceUID)
        set.set(.imageType, "DERIVED\\PRIMARY")
        set.set(.instanceNumber, 1)
        set.set(.contentDate, study.date)
        set.set(.contentTime, study.time)
        set.set(.contentLabel, "REGIONS")
        set.set(.contentDescription, "")
        set.set(.contentCreatorName, "")
        set.set(.segmentationType, "BINARY")
        set.set(.lossyImageCompression, "00")
        set.set(.samplesPerPixel, 1)
        set.set(.photometricInterpretation, "MONOCHROME2")
        set.set(.numberOfFrames, frames.count)
        set.set(.rows, first.rows)
        set.set(.columns, first.columns)
        set.set(.bitsAllocated, 1)
        set.set(.bitsStored, 1)
        set.set(.highBit, 0)
        set.set(.pixelRepresentation, 0)
        set.set(.segmentSequence, segments.enumerated().map { item(of: $0.element, number: $0.offset + 1) })
        set.set(.deviceSerialNumber, "1")
        set.set(.softwareVersions, "1")
        setDimensions(in: &set)
        var series = DataSet()
        series.set(.seriesInstanceUID, seriesInstanceUID)
        series.set(.referencedInstanceSequence, slices.map(reference))
        set.set(.referencedSeriesSequence, [series])
        set.set(.sharedFunctionalGroupsSequence, [try shared(first)])
        set.set(.perFrameFunctionalGroupsSequence, try frames.map(groups))
        set.set(.pixelData, packed(frames))
        return set
    }

    /// Frames are indexed by segment, then by position or source.
    private func setDimensions(in set: inout DataSet) {
        let uid = UniqueIdentifier.make("dimensions", seriesInstanceUID)
        var organization = DataSet()
        organization.set(.dimensionOrganizationUID, uid)
        set.set(.dimensionOrganizationSequence, [organization])
        let place: (Tag, Tag) =
            isProjection ? (.sourceImageSequence, .derivationImageSequence) : (.imagePositionPatient, .planePositionSequence)
        set.set(
            .dimensionIndexSequence,
            [(.referencedSegmentNumber, .segmentIdentificationSequence), place].map { element, group in
                var item = DataSet()
                item.set(.dimensionOrganizationUID, uid)
                item.set(.dimensionIndexPointer, element.pointer)
                item.set(.functionalGroupPointer, group.pointer)
                return item
            })
    }

    /// The segment and slice of every frame, both from 0: slices without a voxel of a segment have none.
    private var frames: [(segment: Int, slice: Int)] {
        segments.indices.flatMap { segment in
            slices.indices.filter { layer(segment, $0).contains(1) }.map { (segment, $0) }
        }
    }

    private func layer(_ segment: Int, _ slice: Int) -> ArraySlice<UInt8> {
        let mask = segments[segment].mask
        let area = mask.grid.size.x * mask.grid.size.y
        return mask.values[slice * area..<(slice + 1) * area]
    }

    /// The frames' bits without a gap, the first in the lowest bit of the first word.
    private func packed(_ frames: [(segment: Int, slice: Int)]) -> [UInt16] {
        let bits = frames.flatMap { layer($0.segment, $0.slice) }
        var words = [UInt16](repeating: 0, count: (bits.count + 15) / 16)
        for (place, bit) in bits.enumerated() where bit != 0 { words[place / 16] |= 1 << (place % 16) }
        return words
    }

    private func code(_ value: String, _ scheme: String, _ meaning: String) -> [DataSet] {
        var item = DataSet()
        item.set(.codeValue, value)
        item.set(.codingSchemeDesignator, scheme)
        item.set(.codeMeaning, meaning)
        return [item]
    }

    private func item(of segment: SegmentOfInterest, number: Int) -> DataSet {
        var item = DataSet()
        item.set(.segmentNumber, number)
        item.set(.segmentLabel, segment.label)
        item.set(.segmentAlgorithmType, "MANUAL")
        item.set(.segmentedPropertyCategoryCodeSequence, code("85756007", "SCT", "Tissue"))
        item.set(.segmentedPropertyTypeCodeSequence, code("85756007", "SCT", "Tissue"))
        return item
    }

    private func reference(_ slice: ImageSlice) -> DataSet {
        var item = DataSet()
        item.set(.referencedSOPClassUID, imageClassUID)
        item.set(.referencedSOPInstanceUID, slice.sopInstanceUID)
        return item
    }

    private func shared(_ slice: ImageSlice) throws -> DataSet {
        var groups = DataSet()
        guard !isProjection, let (row, column) = slice.orientation, let spacing = slice.pixelSpacing else { return groups }
        var orientation = DataSet()
        try orientation.set(.imageOrientationPatient, [row.x, row.y, row.z, column.x, column.y, column.z])
        groups.set(.planeOrientationSequence, [orientation])
        var measures = DataSet()
        try measures.set(.pixelSpacing, [spacing.rows, spacing.columns])
        try measures.set(.sliceThickness, [slice.thickness])
        try measures.set(.spacingBetweenSlices, [slice.thickness])
        groups.set(.pixelMeasuresSequence, [measures])
        return groups
    }

    private func groups(_ frame: (segment: Int, slice: Int)) throws -> DataSet {
        var groups = DataSet()
        let slice = slices[frame.slice]
        var content = DataSet()
        content.set(.dimensionIndexValues, "\(frame.segment + 1)\\\(frame.slice + 1)")
        groups.set(.frameContentSequence, [content])
        var segment = DataSet()
        segment.set(.referencedSegmentNumber, frame.segment + 1)
        groups.set(.segmentIdentificationSequence, [segment])
        if !isProjection, let place = slice.position {
            var position = DataSet()
            try position.set(.imagePositionPatient, [place.x, place.y, place.z])
            groups.set(.planePositionSequence, [position])
        }
        var source = reference(slice)
        source.set(.purposeOfReferenceCodeSequence, code("121322", "DCM", "Source image for image processing operation"))
        var derivation = DataSet()
        derivation.set(.derivationCodeSequence, code("113076", "DCM", "Segmentation"))
        derivation.set(.sourceImageSequence, [source])
        groups.set(.derivationImageSequence, [derivation])
        return groups
    }
}

extension Tag {
    fileprivate static let codeMeaning = Tag(0x0008, 0x0104)
    fileprivate static let codeValue = Tag(0x0008, 0x0100)
    fileprivate static let codingSchemeDesignator = Tag(0x0008, 0x0102)
    fileprivate static let contentCreatorName = Tag(0x0070, 0x0084)
    fileprivate static let contentDescription = Tag(0x0070, 0x0081)
    fileprivate static let contentLabel = Tag(0x0070, 0x0080)
    fileprivate static let derivationCodeSequence = Tag(0x0008, 0x9215)
    fileprivate static let derivationImageSequence = Tag(0x0008, 0x9124)
    fileprivate static let deviceSerialNumber = Tag(0x0018, 0x1000)
    fileprivate static let dimensionIndexPointer = Tag(0x0020, 0x9165)
    fileprivate static let dimensionIndexSequence = Tag(0x0020, 0x9222)
    fileprivate static let dimensionIndexValues = Tag(0x0020, 0x9157)
    fileprivate static let dimensionOrganizationSequence = Tag(0x0020, 0x9221)
    fileprivate static let dimensionOrganizationUID = Tag(0x0020, 0x9164)
    fileprivate static let frameContentSequence = Tag(0x0020, 0x9111)
    fileprivate static let functionalGroupPointer = Tag(0x0020, 0x9167)
    fileprivate static let lossyImageCompression = Tag(0x0028, 0x2110)
    fileprivate static let numberOfFrames = Tag(0x0028, 0x0008)
    fileprivate static let perFrameFunctionalGroupsSequence = Tag(0x5200, 0x9230)
    fileprivate static let pixelMeasuresSequence = Tag(0x0028, 0x9110)
    fileprivate static let planeOrientationSequence = Tag(0x0020, 0x9116)
    fileprivate static let planePositionSequence = Tag(0x0020, 0x9113)
    fileprivate static let purposeOfReferenceCodeSequence = Tag(0x0040, 0xA170)
    fileprivate static let referencedInstanceSequence = Tag(0x0008, 0x114A)
    fileprivate static let referencedSegmentNumber = Tag(0x0062, 0x000B)
    fileprivate static let referencedSeriesSequence = Tag(0x0008, 0x1115)
    fileprivate static let segmentAlgorithmType = Tag(0x0062, 0x0008)
    fileprivate static let segmentIdentificationSequence = Tag(0x0062, 0x000A)
    fileprivate static let segmentLabel = Tag(0x0062, 0x0005)
    fileprivate static let segmentNumber = Tag(0x0062, 0x0004)
    fileprivate static let segmentSequence = Tag(0x0062, 0x0002)
    fileprivate static let segmentationType = Tag(0x0062, 0x0001)
    fileprivate static let segmentedPropertyCategoryCodeSequence = Tag(0x0062, 0x0003)
    fileprivate static let segmentedPropertyTypeCodeSequence = Tag(0x0062, 0x000F)
    fileprivate static let sharedFunctionalGroupsSequence = Tag(0x5200, 0x9229)
    fileprivate static let softwareVersions = Tag(0x0018, 0x1020)
    fileprivate static let sourceImageSequence = Tag(0x0008, 0x2112)
    fileprivate static let spacingBetweenSlices = Tag(0x0018, 0x0088)

    /// The tag as the text of an attribute tag value (VR AT).
    fileprivate var pointer: String {
        func digits(_ number: UInt16) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 4 - text.count) + text
        }
        return "(\(digits(group)),\(digits(element)))"
    }
}
