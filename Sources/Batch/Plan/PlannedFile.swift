import DICOM

/// A file that a case is computed from, as it was when the plan was made.
public struct PlannedFile: Sendable, Hashable, Codable {
    /// Where it lies.
    public let path: String
    /// Its length in bytes and when it was last written, in nanoseconds since 1970; nil when it could not be looked at.
    let size, modified: Int?
    /// The frames of a multi-frame object that belong to the image, from 0; nil for all.
    let frames: [Int]?

    /// Describes a file as it is now.
    init(_ path: String, frames: [Int]? = nil) {
        self.init(path, stamp: FileStamp(of: path), frames: frames)
    }

    /// Describes a file as it was when the stamp was taken.
    init(_ path: String, stamp: FileStamp?, frames: [Int]? = nil) {
        self.init(path, size: stamp?.size, modified: stamp?.modified, frames: frames)
    }

    init(_ path: String, size: Int?, modified: Int?, frames: [Int]?) {
        self.path = path
        self.size = size
        self.modified = modified
        self.frames = frames
    }

    /// Proves that the file is still as it was planned.
    ///
    /// - Throws: `missing-file` or `changed-since-plan`.
    func requireUnchanged() throws(Reason) {
        guard let now = FileStamp(of: path) else {
            throw Reason("missing-file", "\(fileName(path)) is gone since the plan was made; put it back, or plan again")
        }
        guard size == nil || size == now.size && modified == now.modified else {
            throw Reason("changed-since-plan", "\(fileName(path)) has changed since the plan was made; plan again")
        }
    }
}
