import Foundation

/// A file of an archive, and what tells whether it has changed since.
public struct ArchiveFile: Sendable, Hashable {
    /// The file.
    public let path: String
    /// Its state when it was met.
    public let stamp: FileStamp

    /// Pairs a file with its state.
    public init(path: String, stamp: FileStamp) {
        self.path = path
        self.stamp = stamp
    }
}

/// The state of a file: one with the same stamp is taken to have the same content.
public struct FileStamp: Sendable, Hashable, Codable {
    /// The file system.
    public let device: UInt64
    /// The file's number in it.
    public let inode: UInt64
    /// Its length in bytes.
    public let size: Int
    /// When it was last written, in nanoseconds since 1970.
    public let modified: Int

    /// Makes a stamp.
    public init(device: UInt64, inode: UInt64, size: Int, modified: Int) {
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
    }

    /// The stamp of a file as it is now; nil when there is none.
    public init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        size = Int(status.st_size)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
    }
}
