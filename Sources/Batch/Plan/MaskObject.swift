import DICOM
import Recipes

/// A DICOM object of an archive that holds regions.
enum MaskObject: Sendable {
    case structureSet(StructureSetHeader)
    case segmentation(SegmentationHeader)

    /// The object that a file holds; nil when it holds none with regions.
    init?(_ content: FileContent?) {
        switch content {
        case .structureSet(let header): self = .structureSet(header)
        case .segmentation(let header): self = .segmentation(header)
        default: return nil
        }
    }

    /// The object's general header.
    var instance: InstanceHeader {
        switch self {
        case .structureSet(let header): header.instance
        case .segmentation(let header): header.instance
        }
    }

    /// What the object is called in messages.
    var kind: String {
        switch self {
        case .structureSet: "RTSTRUCT"
        case .segmentation: "SEG"
        }
    }

    /// How the plan refers to it.
    func planned(place: String, stamp: FileStamp?) -> PlannedMask {
        let kind: PlannedMask.Kind = if case .structureSet = self { .structureSet } else { .segmentation }
        return PlannedMask(
            kind, files: [PlannedFile(instance.path, stamp: stamp)], sopInstanceUID: instance.sopInstanceUID, place: place)
    }

    /// The SOP Instance UIDs of the images that the object references.
    var referencedInstanceUIDs: Set<String> {
        switch self {
        case .structureSet(let header): header.referencedSOPInstanceUIDs
        case .segmentation(let header): header.referencedInstanceUIDs
        }
    }

    /// The Series Instance UIDs that the object references.
    var referencedSeriesUIDs: [String] {
        switch self {
        case .structureSet(let header): header.referencedSeriesUIDs
        case .segmentation(let header): header.referencedSeriesUIDs
        }
    }

    /// The Frame of Reference UIDs of the object.
    var frameOfReferenceUIDs: [String] {
        switch self {
        case .structureSet(let header): header.frameOfReferenceUIDs
        case .segmentation(let header): header.frameOfReferenceUID.map { [$0] } ?? []
        }
    }

    /// Whether the object may reference images without their series.
    var mayNameImagesOnly: Bool {
        switch self {
        case .structureSet: false
        case .segmentation(let header): header.referencedSeriesUIDs.isEmpty
        }
    }

    /// Whether the object references an image of the series.
    func references(_ series: SeriesHeaders) -> Bool {
        switch self {
        case .structureSet(let header): header.references(series)
        case .segmentation(let header): header.references(series.instances.map(\.sopInstanceUID))
        }
    }

    /// The regions that it offers, in its order.
    var offers: [RegionOffer] {
        switch self {
        case .structureSet(let header): header.rois.map(RegionOffer.init)
        case .segmentation(let header): header.segments.map(RegionOffer.init)
        }
    }
}

/// A region that a mask object offers to the selection.
struct RegionOffer: Sendable, Hashable {
    /// What the selection sees of it.
    let candidate: RegionCandidate
    /// How it is taken.
    let region: PlannedCase.Region
    /// Its number, for messages.
    let number: Int
    /// False when it has no contour or frame.
    let isDrawn: Bool

    init(_ roi: ROI) {
        candidate = RegionCandidate(name: roi.name)
        region = .roi(roi)
        number = roi.number
        isDrawn = roi.hasContours
    }

    init(_ segment: Segment) {
        let name = segment.label.isEmpty ? "segment-\(segment.number)" : segment.label
        candidate = RegionCandidate(
            name: name, number: segment.number, codes: [segment.type, segment.category].compactMap { $0?.code })
        region = .segment(segment)
        number = segment.number
        isDrawn = segment.hasFrames
    }

    init(_ file: MaskFolder.File, isDrawn: Bool) {
        candidate = RegionCandidate(name: file.name)
        region = .file(file)
        number = 0
        self.isDrawn = isDrawn
    }

    /// A name of a label dictionary; `there` are the labels that the image holds, nil when that was not looked up.
    init(_ name: String, labels: [Int], there: Set<Int>?) {
        candidate = RegionCandidate(name: name, number: labels.count == 1 ? labels[0] : nil)
        region = .labels(labels)
        number = labels.first ?? 0
        isDrawn = there.map { !$0.isDisjoint(with: labels) } ?? true
    }
}
