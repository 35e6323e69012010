import Crypto
import DICOM
import Foundation

/// SHA-256 of the contents of files, in hexadecimal.
enum ContentDigest {
    /// A buffer for the pieces of files.
    static var buffer: [UInt8] { [UInt8](repeating: 0, count: 1 << 18) }

    /// The digest of one file, read in pieces, and the state that the file was in before and after; nil when it changed meanwhile.
    static func file(_ path: String, through buffer: inout [UInt8]) throws(Reason) -> (digest: String, state: FileState?) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        let before = FileState(ofDescriptor: descriptor)
        var hash = SHA256()
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 { throw unreadable(path) }
            if count == 0 { break }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return (hash.finalize().hexadecimal, before == FileState(ofDescriptor: descriptor) ? before : nil)
    }

    /// The digest of texts, each preceded by its length, so that no two lists have the same digest.
    static func text(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts { hash.update(data: Data("\(part.utf8.count):\(part)".utf8)) }
        return hash.finalize().hexadecimal
    }

    private static func unreadable(_ path: String) -> Reason {
        Reason("unreadable", "\(fileName(path)) cannot be read: \(String(cString: strerror(errno)))")
    }
}
