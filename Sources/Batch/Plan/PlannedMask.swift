/// A mask object of the plan: a structure set, a segmentation or a label image.
public struct PlannedMask: Sendable, Hashable, Codable {
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
    let files: [PlannedFile]
    /// SOP Instance UID; nil for masks that are not DICOM.
    let sopInstanceUID: String?
    /// Where it lies, relative to the archive: for the terminal only.
    public let place: String

    init(_ kind: Kind, paths: [String], sopInstanceUID: String? = nil, place: String) {
        self.kind = kind
        files = paths.map { PlannedFile($0) }
        self.sopInstanceUID = sopInstanceUID
        self.place = place
    }

    /// The paths of all files.
    var paths: [String] { files.map(\.path) }
    /// The only file, or the first of a folder.
    var path: String { files.first?.path ?? "" }
}
