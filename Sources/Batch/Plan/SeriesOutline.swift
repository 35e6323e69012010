import DICOM
import Recipes
import Voxels

/// What pairing needs of a series, or of a part of one: little enough to keep that of a whole archive.
struct SeriesOutline: Sendable {
    let uid: String
    let stack: String?
    let frameOfReferenceUID: String?
    /// nil for a series without a sound image.
    let modality: String?
    let patientID: String
    /// Whether no image of it is sound.
    let isEmpty: Bool
    /// Where it lies, for the terminal.
    let folder: String
    /// Whether the selection takes it.
    let isSelected: Bool
    /// The place of its files in the catalogue.
    let catalogued: Int
    /// The mask objects that may belong to it, in their order, by their places in the directory.
    let candidates: [Int]
    /// The mask objects that name an image of it: those that may name images only and, where the series is of several stacks, all others too.
    var naming: Set<Int>
    /// The image as it is planned; nil where no mask object may belong to it.
    let image: PlannedImage?
    /// Its grid; nil where it is not planned, or is refused.
    let grid: Grid?

    init(
        _ series: SeriesHeaders, _ files: [String: FileStamp], catalogued: Int, masks: MaskDirectory, recipe: Recipe, selection: Selection,
        place: Place
    ) {
        let header = series.instances.first
        uid = series.seriesInstanceUID
        stack = series.stack
        frameOfReferenceUID = header?.plane.frameOfReferenceUID
        modality = header?.modality
        patientID = (header?.patient.id ?? "").trimmed
        isEmpty = series.instances.isEmpty
        folder = place.folder(of: series.paths)
        isSelected = selection.selects(series)
        self.catalogued = catalogued
        candidates = masks.candidates(for: series)
        naming = masks.naming(series)
        guard !candidates.isEmpty else {
            (image, grid) = (nil, nil)
            return
        }
        let planned = PlannedImage.planned(series, files: files, recipe: recipe, place: place)
        (image, grid) = (planned.image, planned.grid)
    }

    /// What the series, or the stack of it, is called; the same whichever recipe split it.
    var name: SeriesName { SeriesName(uid: uid, stack: stack) }

    /// Why a mask object cannot belong to the series although it references it: both name a patient, and not the same one.
    func otherPatient(in mask: MaskOutline) -> Reason? { .otherPatient(patientID, than: mask.patientID, of: mask.kind) }
}

/// A series, or one stack of it, whichever recipe split it.
struct SeriesName: Hashable {
    let uid: String
    let stack: String?
}

extension Reason {
    /// Why a mask object cannot belong to a series of a patient; nil when it can.
    static func otherPatient(_ ours: String, than theirs: String, of kind: String) -> Reason? {
        guard !ours.isEmpty, !theirs.isEmpty, ours != theirs else { return nil }
        return Reason(
            "other-patient",
            "the \(kind) has another Patient ID than the series that it references; find out whose they are and correct the headers")
    }
}
