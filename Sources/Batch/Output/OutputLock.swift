import Foundation

/// Keeps a second run out of an output folder while one is at work; the system gives it up when the process ends, however it ends.
public final class OutputLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of a folder.
    ///
    /// - Throws: `BatchError` (`in-use`) when another process has it, naming that process; `unwritable` when the lock cannot be made.
    init(path: String) throws(BatchError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw BatchError(
                .output, "\(path) cannot be written: \(String(cString: strerror(errno))); check the folder's permissions and free space")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let owner = Self.owner(descriptor)
            close(descriptor)
            let who = owner.map { " (process \($0))" } ?? ""
            throw BatchError(
                .inUse, "another run\(who) is writing into this output folder; wait for its end, or name another folder")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit { close(descriptor) }

    private static func owner(_ descriptor: Int32) -> Int? {
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int(String(decoding: buffer[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
