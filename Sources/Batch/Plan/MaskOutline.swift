import DICOM

/// What a mask object says about the images it was drawn on: little enough to keep that of a whole archive.
struct MaskOutline: Sendable {
    /// The object's number in its source.
    let number: Int
    let path: String
    /// RTSTRUCT or SEG.
    let kind: String
    let patientID: String
    let referencedSeriesUIDs: [String]
    let frameOfReferenceUIDs: [String]
    /// Whether the object may reference images without their series.
    let mayNameImagesOnly: Bool

    init(_ object: MaskObject, number: Int) {
        self.number = number
        path = object.instance.path
        kind = object.kind
        patientID = (object.instance.patient.id ?? "").trimmed
        referencedSeriesUIDs = object.referencedSeriesUIDs
        frameOfReferenceUIDs = object.frameOfReferenceUIDs
        mayNameImagesOnly = object.mayNameImagesOnly
    }

    /// How the object belongs to a series; `isNamed` says whether it references an image of it.
    func match(_ series: SeriesOutline, isNamed: Bool) -> SeriesMatch {
        let isReferenced = mayNameImagesOnly ? isNamed : referencedSeriesUIDs.contains(series.uid)
        return SeriesMatch(
            isReferenced: isReferenced, namesSeries: !referencedSeriesUIDs.isEmpty, frames: frameOfReferenceUIDs,
            frame: series.frameOfReferenceUID)
    }
}

/// Which series the mask objects of an archive speak of.
struct MaskDirectory: Sendable {
    /// In the order of the archive, structure sets first.
    let masks: [MaskOutline]
    /// Places in `masks` by the Series Instance UIDs and Frame of Reference UIDs that they name.
    private let bySeries: [String: [Int]]
    private let byFrame: [String: [Int]]
    /// Places in `masks` by the images that objects name without their series.
    private let byImage: [String: [Int]]

    /// Reads the mask objects of an archive, some at a time.
    init<Source: HeaderSource>(of catalogue: ArchiveCatalogue, in source: Source) throws(Source.Fault) {
        var masks: [MaskOutline] = []
        var byImage: [String: [Int]] = [:]
        for numbers in (catalogue.structureSets + catalogue.segmentations).inBlocks(of: 256) {
            for (number, header) in zip(numbers, try source.headers(of: Array(numbers))) {
                guard let object = MaskObject(header.content) else { continue }
                if object.mayNameImagesOnly {
                    for uid in object.referencedInstanceUIDs { byImage[uid, default: []].append(masks.count) }
                }
                masks.append(MaskOutline(object, number: number))
            }
        }
        self.masks = masks
        self.byImage = byImage
        bySeries = Self.places(masks, \.referencedSeriesUIDs)
        byFrame = Self.places(masks, \.frameOfReferenceUIDs)
    }

    private static func places(_ masks: [MaskOutline], _ uids: KeyPath<MaskOutline, [String]>) -> [String: [Int]] {
        var places: [String: [Int]] = [:]
        for (place, mask) in masks.enumerated() {
            for uid in Set(mask[keyPath: uids]) { places[uid, default: []].append(place) }
        }
        return places
    }

    /// The objects that may belong to a series, in their order.
    func candidates(for series: SeriesHeaders) -> [Int] {
        let frame = series.instances.first?.plane.frameOfReferenceUID
        let named = byImage.isEmpty ? [] : series.instances.flatMap { byImage[$0.sopInstanceUID] ?? [] }
        return Set((bySeries[series.seriesInstanceUID] ?? []) + (frame.flatMap { byFrame[$0] } ?? []) + named).sorted()
    }

    /// The objects that name an image of the series without naming a series.
    func naming(_ series: SeriesHeaders) -> Set<Int> {
        byImage.isEmpty ? [] : Set(series.instances.flatMap { byImage[$0.sopInstanceUID] ?? [] })
    }
}
