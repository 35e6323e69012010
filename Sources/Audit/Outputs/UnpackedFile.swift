import CZlib
import Foundation

/// The bytes of a file from its beginning, unpacked where gzip packed it.
final class UnpackedFile {
    private let path: String
    private let file: gzFile
    private var isOpen = true

    /// Opens a file.
    ///
    /// - Throws: `unreadable` when it cannot be opened.
    init(path: String) throws(AuditError) {
        guard let file = gzopen(path, "rbe") else {
            throw AuditError(.unreadable, "\(path): cannot be opened: \(String(cString: strerror(errno)))")
        }
        gzbuffer(file, 1 << 17)
        self.path = path
        self.file = file
    }

    deinit {
        if isOpen { gzclose(file) }
    }

    /// Appends the next bytes to `bytes`; false at the end.
    ///
    /// - Throws: `unreadable` when the disk or the packed stream is at fault.
    func read(_ count: Int, appendingTo bytes: inout [UInt8]) throws(AuditError) -> Bool {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        let got = bytes.withUnsafeMutableBytes { gzread(file, $0.baseAddress?.advanced(by: start), UInt32(count)) }
        bytes.removeLast(count - max(0, Int(got)))
        if got > 0 { return true }
        var code: Int32 = 0
        let reason = gzerror(file, &code).map { String(cString: $0) } ?? ""
        guard got == 0, code == Z_OK || code == Z_STREAM_END else {
            let trouble = code == Z_ERRNO ? String(cString: strerror(errno)) : reason
            throw AuditError(.unreadable, "\(path): cannot be read to its end: \(trouble.isEmpty ? "it is cut off" : trouble)")
        }
        return false
    }

    /// Closes the file.
    ///
    /// - Throws: `unreadable` when the packed stream ended too early.
    func close() throws(AuditError) {
        isOpen = false
        guard gzclose(file) == Z_OK else { throw AuditError(.unreadable, "\(path): its packed stream is cut off") }
    }
}
