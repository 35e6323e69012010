import Foundation

/// A file that its owner alone can read, written beside its place and moved there once it is whole.
final class PrivateFile {
    private let path: String
    private let temporary: String
    private var descriptor: Int32
    private var pending: [UInt8] = []
    /// What the system said when it refused to write.
    private var fault: Int32 = 0

    /// - Throws: `unwritable`.
    init(_ path: String) throws(BatchError) {
        self.path = path
        temporary = "\(path).\(getpid()).part"
        descriptor = open(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
        // A file left there by someone else keeps its rights otherwise.
        fchmod(descriptor, 0o600)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func write(_ text: String) { write(Array(text.utf8)) }

    /// Keeps some bytes to be written; trouble is told by `finish`.
    func write(_ bytes: [UInt8]) {
        pending += bytes
        if pending.count >= 1 << 20 { flush() }
    }

    /// Writes what is left, and puts the file in its place.
    ///
    /// - Throws: `unwritable`.
    func finish() throws(BatchError) {
        flush()
        if fault == 0, fsync(descriptor) != 0 { fault = errno }
        guard fault == 0 else { throw Self.unwritable(path, fault) }
        close(descriptor)
        descriptor = -1
        guard rename(temporary, path) == 0 else {
            let error = Self.unwritable(path, errno)
            unlink(temporary)
            throw error
        }
    }

    private func flush() {
        var rest = pending[...]
        while fault == 0, !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno != EINTR { fault = errno }
            } else {
                rest = rest.dropFirst(count)
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private static func unwritable(_ path: String, _ code: Int32) -> BatchError {
        BatchError(.output, "\(path) cannot be written: \(String(cString: strerror(code))); check its folder and free space")
    }
}
