import Voxels

/// A region that is written as a segment.
public struct WrittenSegment: Sendable {
    /// Segment Label, at most 64 characters.
    public var label: String
    /// Segmented Property Category.
    public var category: CodedConcept
    /// Segmented Property Type.
    public var type: CodedConcept
    /// The voxels, on the grid of the image.
    public var mask: Mask

    /// What is written where nothing is known of a region: SCT 85756007, tissue.
    public static let tissue = CodedConcept(value: "85756007", scheme: "SCT", meaning: "Tissue")

    /// Describes a segment; without category and type it is tissue.
    public init(label: String, category: CodedConcept? = nil, type: CodedConcept? = nil, mask: Mask) {
        self.label = label
        self.category = category ?? WrittenSegment.tissue
        self.type = type ?? WrittenSegment.tissue
        self.mask = mask
    }
}

/// Writes regions of a series as a BINARY segmentation object (DICOM PS3.3 A.51).
///
/// Patient and study are those of the series. Every frame names the slice or frame that it lies on, as source and by its position. UIDs are made from
/// the content, and Content Date and Time are those of the study, so that the same regions of the same series give the same file.
public struct SegmentationWriter: Sendable {
    private let series: ImageSeries
    /// Series Description of what is written.
    private let description: String

    /// Prepares writing regions of a series.
    public init(_ series: ImageSeries, description: String) {
        self.series = series
        self.description = description
    }

    /// Writes the segments in their order, numbered from 1; slices without a voxel of a segment have no frame.
    ///
    /// - Returns: the SOP Instance UID of the file.
    /// - Throws: `empty-segment` when a segment has no voxel, `unwritable`, or trouble with the file of the first slice.
    @discardableResult
    public func write(_ segments: [WrittenSegment], to path: String) throws(DICOMError) -> String {
        for segment in segments where segment.mask.boundingBox.isEmpty {
            throw DICOMError(.emptySegment, "the region '\(segment.label)' has no voxel, so that it makes no segment", path: path)
        }
        precondition(segments.allSatisfy { $0.mask.grid == series.grid }, "masks lie on the grid of their image")
        let frames = WrittenFrames(segments, size: series.grid.size)
        guard !frames.list.isEmpty, frames.byteCount < 0xFFFF_FFFE else {
            throw DICOMError(
                .unwritable, "a segmentation of \(frames.list.count) frames is none or too large; choose fewer regions", path: path)
        }
        let bits = frames.packed(segments)
        let content = content(segments, bits: bits)
        var set = try header(content)
        setImage(&set, frames: frames.list.count, segments: segments)
        set.set(.segmentSequence, segments.enumerated().map { item(of: $0.element, number: $0.offset + 1) })
        setDimensions(&set, content)
        set.set(.referencedSeriesSequence, [references(frames)])
        set.set(.sharedFunctionalGroupsSequence, [sharedGroups()])
        set.set(.perFrameFunctionalGroupsSequence, frames.list.map(groups))
        set.set(.pixelData, bits)
        try set.write(to: path)
        return content.uid("instance")
    }

    /// What the UIDs are made from.
    private func content(_ segments: [WrittenSegment], bits: [UInt8]) -> ContentUID {
        var content = ContentUID()
        for slice in series.slices {
            content.add(slice.sopInstanceUID)
            if slice.frame > 0 { content.add("frame \(slice.frame)") }
        }
        for segment in segments { content.add("\(segment.label)\u{0}\(segment.category)\u{0}\(segment.type)") }
        content.add(description)
        content.add(bits)
        return content
    }
}

/// One frame that is written.
struct WrittenFrame {
    /// The place of the segment in the list.
    let segment: Int
    /// The z index.
    let slice: Int
    /// The place of the slice among those that have a frame, from 1.
    let position: Int
}

/// The frames of some segments: by segment, then by slice.
private struct WrittenFrames {
    let list: [WrittenFrame]
    private let size: Index3

    init(_ segments: [WrittenSegment], size: Index3) {
        self.size = size
        let slices = segments.map { segment -> [Int] in
            let box = segment.mask.boundingBox
            return (box.lower.z..<box.upper.z).filter { slice in
                let layer = Box(lower: Index3(box.lower.x, box.lower.y, slice), upper: Index3(box.upper.x, box.upper.y, slice + 1))
                return segment.mask.rebased(to: layer).values.contains(1)
            }
        }
        let positions = Dictionary(uniqueKeysWithValues: Set(slices.joined()).sorted().enumerated().map { ($0.element, $0.offset + 1) })
        list = slices.enumerated().flatMap { segment, slices in
            slices.map { WrittenFrame(segment: segment, slice: $0, position: positions[$0] ?? 0) }
        }
    }

    /// The bytes of Pixel Data: an even number.
    var byteCount: Int { ((size.x * size.y * list.count + 7) / 8 + 1) & ~1 }

    /// The slices that have a frame, rising.
    var slices: [Int] { Set(list.map(\.slice)).sorted() }

    /// The frames' bits one after the other, the first in the lowest bit of the first byte.
    func packed(_ segments: [WrittenSegment]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        for (place, frame) in list.enumerated() {
            let start = place * size.x * size.y
            let mask = segments[frame.segment].mask
            let box = mask.box.intersection(
                Box(lower: Index3(0, 0, frame.slice), upper: Index3(size.x, size.y, frame.slice + 1)))
            for y in box.lower.y..<box.upper.y {
                for x in box.lower.x..<box.upper.x where mask.values[mask.box.offset(of: Index3(x, y, frame.slice))] != 0 {
                    let bit = start + y * size.x + x
                    bytes[bit / 8] |= 1 << (bit % 8)
                }
            }
        }
        return bytes
    }
}

extension SegmentationWriter {
    /// The Patient, General Study, Segmentation Series, Frame of Reference, Enhanced General Equipment and SOP Common modules.
    private func header(_ content: ContentUID) throws(DICOMError) -> DataSet {
        let source = try DICOMFile(path: series.slices[0].path).dataset
        var set = DataSet()
        set.set(.specificCharacterSet, "ISO_IR 192")
        for tag in Tag.patientAndStudy { set.set(tag, source.string(tag) ?? "") }
        for tag in Tag.optionalPatientAndStudy { if let text = source.string(tag) { set.set(tag, text) } }
        set.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.66.4")
        set.set(.sopInstanceUID, content.uid("instance"))
        set.set(.seriesInstanceUID, content.uid("series"))
        set.set(.modality, "SEG")
        set.set(.seriesNumber, "1")
        set.set(.seriesDescription, String(description.prefix(64)))
        if let uid = series.frameOfReferenceUID {
            set.set(.frameOfReferenceUID, uid)
            set.set(.positionReferenceIndicator, source.string(.positionReferenceIndicator) ?? "")
        }
        set.set(.manufacturer, "Voxmark")
        set.set(.manufacturerModelName, "Voxmark")
        set.set(.deviceSerialNumber, "1")
        set.set(.softwareVersions, "1")
        // Type 1, so that a study without date needs one too.
        set.set(.contentDate, source.string(.studyDate) ?? "19000101")
        set.set(.contentTime, source.string(.studyTime) ?? "000000")
        return set
    }

    /// The Image Pixel, Multi-frame Functional Groups and Segmentation Image modules but for their sequences.
    private func setImage(_ set: inout DataSet, frames: Int, segments: [WrittenSegment]) {
        set.set(.imageType, "DERIVED\\PRIMARY")
        set.set(.instanceNumber, "1")
        set.set(.contentLabel, "REGIONS")
        set.set(.contentDescription, "")
        set.set(.contentCreatorName, "")
        set.set(.samplesPerPixel, 1)
        set.set(.photometricInterpretation, "MONOCHROME2")
        set.set(.numberOfFrames, frames)
        set.set(.rows, series.grid.size.y)
        set.set(.columns, series.grid.size.x)
        set.set(.bitsAllocated, 1)
        set.set(.bitsStored, 1)
        set.set(.highBit, 0)
        set.set(.pixelRepresentation, 0)
        set.set(.lossyImageCompression, "00")
        set.set(.segmentationType, "BINARY")
        set.set(.segmentsOverlap, segments.count == 1 ? "NO" : "UNDEFINED")
    }

    private func item(of segment: WrittenSegment, number: Int) -> DataSet {
        var item = DataSet()
        item.set(.segmentedPropertyCategoryCodeSequence, segment.category)
        item.set(.segmentNumber, number)
        item.set(.segmentLabel, String(segment.label.replacing("\\", with: "/").prefix(64)))
        item.set(.segmentAlgorithmType, "SEMIAUTOMATIC")
        item.set(.segmentAlgorithmName, "Voxmark")
        item.set(.segmentedPropertyTypeCodeSequence, segment.type)
        return item
    }

    /// Frames are indexed by segment, then by position.
    private func setDimensions(_ set: inout DataSet, _ content: ContentUID) {
        let uid = content.uid("dimensions")
        var organization = DataSet()
        organization.set(.dimensionOrganizationUID, uid)
        set.set(.dimensionOrganizationSequence, [organization])
        let pointers: [(Tag, Tag)] = [
            (.referencedSegmentNumber, .segmentIdentificationSequence),
            hasPlanes ? (.imagePositionPatient, .planePositionSequence) : (.sourceImageSequence, .derivationImageSequence),
        ]
        set.set(
            .dimensionIndexSequence,
            pointers.map { element, group in
                var item = DataSet()
                item.set(.dimensionOrganizationUID, uid)
                item.set(.dimensionIndexPointer, element.pointer)
                item.set(.functionalGroupPointer, group.pointer)
                return item
            })
    }

    private func references(_ frames: WrittenFrames) -> DataSet {
        var item = DataSet()
        item.set(.seriesInstanceUID, series.seriesInstanceUID)
        let drawn = frames.slices.compactMap(series.slice)
        var seen: Set<String> = []
        let instances = (drawn.isEmpty ? series.slices : drawn).filter { seen.insert($0.sopInstanceUID).inserted }
        item.set(.referencedInstanceSequence, instances.map(reference))
        return item
    }

    private func reference(_ slice: InstanceHeader) -> DataSet {
        var item = DataSet()
        item.set(.referencedSOPClassUID, slice.sopClassUID)
        item.set(.referencedSOPInstanceUID, slice.sopInstanceUID)
        return item
    }

    private var hasPlanes: Bool { series.frameOfReferenceUID != nil && series.slices[0].plane.position != nil }

    /// Whether the grid's planes are those of the slices; those of a tilted gantry are straightened.
    private var liesOnSlices: Bool { series.shears == nil }

    private func sharedGroups() -> DataSet {
        var shared = DataSet()
        guard hasPlanes else { return shared }
        let (grid, plane) = (series.grid, series.slices[0].plane)
        let (row, column) = (plane.rowDirection ?? grid.direction.x, plane.columnDirection ?? grid.direction.y)
        var orientation = DataSet()
        orientation.set(.imageOrientationPatient, [row.x, row.y, row.z, column.x, column.y, column.z])
        shared.set(.planeOrientationSequence, [orientation])
        var measures = DataSet()
        measures.set(.pixelSpacing, [grid.spacing.y, grid.spacing.x])
        measures.set(.sliceThickness, [grid.spacing.z])
        measures.set(.spacingBetweenSlices, [grid.spacing.z])
        shared.set(.pixelMeasuresSequence, [measures])
        return shared
    }

    private func groups(_ frame: WrittenFrame) -> DataSet {
        var groups = DataSet()
        var content = DataSet()
        content.set(.dimensionIndexValues, "\(frame.segment + 1)\\\(frame.position)")
        groups.set(.frameContentSequence, [content])
        if hasPlanes {
            let own = liesOnSlices ? series.slice(at: frame.slice)?.plane.position : nil
            let place = own ?? series.grid.position(of: SIMD3(0, 0, Double(frame.slice)))
            var position = DataSet()
            position.set(.imagePositionPatient, [place.x, place.y, place.z])
            groups.set(.planePositionSequence, [position])
        }
        var segment = DataSet()
        segment.set(.referencedSegmentNumber, frame.segment + 1)
        groups.set(.segmentIdentificationSequence, [segment])
        // A slice that is interpolated has no image.
        guard let slice = series.slice(at: frame.slice) else { return groups }
        var source = reference(slice)
        if slice.pixels.numberOfFrames > 1 { source.set(.referencedFrameNumber, slice.frame + 1) }
        source.set(.spatialLocationsPreserved, liesOnSlices ? "YES" : "NO")
        source.set(
            .purposeOfReferenceCodeSequence,
            CodedConcept(value: "121322", scheme: "DCM", meaning: "Source image for image processing operation"))
        var derivation = DataSet()
        derivation.set(.derivationCodeSequence, CodedConcept(value: "113076", scheme: "DCM", meaning: "Segmentation"))
        derivation.set(.sourceImageSequence, [source])
        groups.set(.derivationImageSequence, [derivation])
        return groups
    }
}
