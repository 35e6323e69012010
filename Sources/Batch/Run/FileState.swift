import DICOM
import Foundation

/// The state of a file as far as it can be told without reading it.
///
/// Beside size, time and inode it holds when the file system changed the file last (ctime), which no program can set: a file whose old time was
/// restored after a change is told apart.
struct FileState: Sendable, Hashable, Codable {
    let stamp: FileStamp
    /// Nanoseconds since 1970.
    let changed: Int

    init(stamp: FileStamp, changed: Int) {
        self.stamp = stamp
        self.changed = changed
    }

    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(ofDescriptor descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        stamp = FileStamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
            modified: Self.nanoseconds(status.st_mtim))
        changed = Self.nanoseconds(status.st_ctim)
    }

    /// Whether a later change is sure to show: a file written in the last two seconds may change again within the tick of the clock.
    var isSettled: Bool { stamp.modified < Int((Date.now.timeIntervalSince1970 - 2) * 1e9) }

    private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
