/// A mask object of the plan: a structure set, a segmentation or a label image.
public struct PlannedMask: Sendable, Hashable {
    /// How the mask is read.
    enum Kind: String, Sendable, Hashable, Codable {
        case structureSet = "RTSTRUCT"
        case segmentation = "SEG"
        case nifti = "NIfTI"
        /// A folder of NIfTI masks, one region each.
        case folder
    }

    let kind: Kind
    /// The files: one, except of a folder of masks.
    public let files: [PlannedFile]
    /// SOP Instance UID; nil for masks that are not DICOM.
    let sopInstanceUID: String?
    /// Where it lies, relative to the archive: for the terminal only.
    public let place: String

    init(_ kind: Kind, paths: [String], place: String) {
        self.init(kind, files: paths.map { PlannedFile($0) }, place: place)
    }

    init(_ kind: Kind, files: [PlannedFile], sopInstanceUID: String? = nil, place: String) {
        self.kind = kind
        self.files = files
        self.sopInstanceUID = sopInstanceUID
        self.place = place
    }

    /// The same mask object of files that are named otherwise, or whose state is known.
    func with(files: [PlannedFile]) -> PlannedMask { PlannedMask(kind, files: files, sopInstanceUID: sopInstanceUID, place: place) }

    /// The paths of all files.
    var paths: [String] { files.map(\.path) }
    /// The only file, or the first of a folder.
    var path: String { files.first?.path ?? "" }
}
