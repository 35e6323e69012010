import Crypto
import Foundation

/// The secret key of a site's pseudonyms; whoever loses it makes new persons of the same patients.
public struct PseudonymKey: Sendable {
    private let key: SymmetricKey
    /// What every code begins with.
    private let keyed: HMAC<SHA256>

    /// A key from its 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
        keyed = HMAC(key: key)
    }

    init(anyLength bytes: [UInt8]) {
        key = SymmetricKey(data: bytes)
        keyed = HMAC(key: key)
    }

    /// The pseudonym of a patient: HMAC-SHA-256 of Issuer of Patient ID and Patient ID, its first 128 bits in base32 (26 characters).
    public func pseudonym(patientID: String, issuer: String?) -> String {
        let code = authenticationCode(purpose: "patient", parts: [issuer?.trimmingPadding ?? "", patientID.trimmingPadding])
        return Self.base32(code.prefix(16))
    }

    /// The pseudonym of a UID or another identity of an image: a valid UID `2.25.n` (DICOM PS3.5 B.2), n a version 8 UUID made of the HMAC.
    public func pseudonym(uid: String) -> String {
        var bytes = Array(authenticationCode(purpose: "uid", parts: [uid.trimmingPadding]).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        return "2.25.\(bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) })"
    }

    /// A keyed digest of texts, 64 hexadecimal digits: equal for equal texts, and nobody without the key can look for a text by it.
    public func digest(_ texts: [String]) -> String {
        authenticationCode(purpose: "digest", parts: texts).hexadecimal
    }

    /// Tells keys apart without giving them away.
    var fingerprint: String { Self.base32(authenticationCode(purpose: "fingerprint", parts: []).prefix(10)) }

    /// HMAC-SHA-256 (RFC 2104, FIPS 180-4).
    func authenticationCode(_ message: [UInt8]) -> [UInt8] {
        var code = keyed
        code.update(data: message)
        return Array(code.finalize())
    }

    /// Each part is preceded by its length, so that no two lists of parts make the same message.
    private func authenticationCode(purpose: String, parts: [String]) -> [UInt8] {
        authenticationCode(([purpose] + parts).flatMap { part in Array("\(part.utf8.count):".utf8) + Array(part.utf8) })
    }

    /// Base32 (RFC 4648) in lower case without padding.
    private static func base32(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567")
        var text = ""
        var buffer = 0
        var bits = 0
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(alphabet[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(alphabet[buffer << (5 - bits) & 31]) }
        return text
    }
}

extension PseudonymKey {
    /// Reads a key file, or makes one of 32 random bytes in hexadecimal, readable by its owner alone.
    ///
    /// A file that group or others may read, or that holds no key, is refused.
    public init(file path: String) throws(OMOPError) {
        var attributes = stat()
        if stat(path, &attributes) != 0 { try Self.create(path) }
        try self.init(existing: path)
    }

    /// Reads a key file; a missing one is trouble, since a new key would make new persons.
    public init(existing path: String) throws(OMOPError) {
        var attributes = stat()
        guard stat(path, &attributes) == 0 else {
            throw OMOPError(
                .keyFile,
                "cannot read the key file \(path): \(Self.reason); a lost key is not made again, since a new one makes new persons")
        }
        guard attributes.st_mode & S_IFMT != S_IFDIR else {
            throw OMOPError(.keyFile, "the key file \(path) is a folder; name a file")
        }
        guard attributes.st_mode & 0o077 == 0 else {
            let mode = String(attributes.st_mode & 0o777, radix: 8)
            throw OMOPError(.keyFilePermissions, "others can read or change the key file \(path) (mode \(mode)); run: chmod 600 \(path)")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OMOPError(.keyFile, "cannot read the key file \(path)")
        }
        guard let bytes = Self.bytes(hexadecimal: String(decoding: data, as: UTF8.self).trimmingPadding),
            let key = PseudonymKey(bytes: bytes)
        else {
            throw OMOPError(
                .keyFileContent, "the key file \(path) does not hold 64 hexadecimal digits; restore it, since a new key makes new persons")
        }
        self = key
    }

    /// Makes a key file beside its place and puts it there when complete, so that a program killed meanwhile leaves no half of a key.
    private static func create(_ path: String) throws(OMOPError) {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else {
            throw OMOPError(.keyFile, "cannot create the key file \(path): \(reason); check that its folder exists and can be written")
        }
        defer {
            close(descriptor)
            unlink(temporary)
        }
        let text = Array((SymmetricKey(size: .bits256).withUnsafeBytes(\.hexadecimal) + "\n").utf8)
        guard fchmod(descriptor, 0o600) == 0, write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            throw OMOPError(.keyFile, "cannot write the key file \(path): \(reason)")
        }
        // Unlike a renaming, a link does not take the place of a key that another process has made meanwhile; some file systems have no links.
        guard link(temporary, path) == 0 || errno == EEXIST || rename(temporary, path) == 0 else {
            throw OMOPError(.keyFile, "cannot create the key file \(path): \(reason)")
        }
    }

    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == 64, text.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
