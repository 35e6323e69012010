import Crypto
import DICOM
import Foundation

/// SHA-256 of the contents of files, in hexadecimal.
enum ContentDigest {
    /// The digest of one file, read in pieces.
    static func file(_ path: String) throws(Reason) -> String {
        var buffer = [UInt8](repeating: 0, count: pieceLength)
        return try file(path, through: &buffer)
    }

    private static let pieceLength = 1 << 18

    private static func file(_ path: String, through buffer: inout [UInt8]) throws(Reason) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var hash = SHA256()
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 { throw unreadable(path) }
            if count == 0 { break }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return hexadecimal(hash.finalize())
    }

    /// The digest of a set of files: neither their names nor their order matter.
    static func files(_ paths: [String]) throws(Reason) -> String {
        var digests: [String] = []
        var buffer = [UInt8](repeating: 0, count: pieceLength)
        for path in paths { digests.append(try file(path, through: &buffer)) }
        return text(digests.sorted())
    }

    /// The digest of texts, each preceded by its length, so that no two lists have the same digest.
    static func text(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts { hash.update(data: Data("\(part.utf8.count):\(part)".utf8)) }
        return hexadecimal(hash.finalize())
    }

    private static func unreadable(_ path: String) -> Reason {
        Reason("unreadable", "\(fileName(path)) cannot be read: \(String(cString: strerror(errno)))")
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * SHA256.Digest.byteCount)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
