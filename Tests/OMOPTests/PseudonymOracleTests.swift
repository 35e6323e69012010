import Foundation
import Testing

@testable import OMOP

@Suite("Pseudonyms")
struct PseudonymOracleTests {
    /// Test cases 1, 2, 3 and 6 of RFC 4231.
    @Test(
        "come from HMAC-SHA-256 as RFC 4231 has it",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func primitive(key: [UInt8], text: [UInt8], expected: String) {
        let code = PseudonymKey(anyLength: key).authenticationCode(text)
        #expect(code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() == expected)
    }

    /// Expected values were computed with Python's hmac, hashlib and base64 from the definition.
    @Test("are the ones they have always been")
    func pinned() {
        #expect(Samples.key.pseudonym(patientID: "PAT-001", issuer: "ISSUER") == "ql4kjkvrayuguvby7c4kdwbmke")
        #expect(Samples.key.pseudonym(patientID: " PAT-001 ", issuer: nil) == "5jnpssdd6lueq4ibcxmn7r7ela")
        #expect(Samples.key.pseudonym(uid: "1.2.840.1\0") == "2.25.68758338976123467280081951913997021726")
    }

    @Test("tell issuers, patients and UIDs apart")
    func separation() {
        let key = Samples.key
        #expect(key.pseudonym(patientID: "BC", issuer: "A") != key.pseudonym(patientID: "C", issuer: "AB"))
        #expect(key.pseudonym(patientID: "1:A", issuer: "") != key.pseudonym(patientID: "A", issuer: "1:"))
        #expect(key.pseudonym(patientID: "A", issuer: nil) == key.pseudonym(patientID: "A", issuer: ""))
        #expect(PseudonymKey(bytes: [UInt8](repeating: 7, count: 31)) == nil)
    }

    @Test("have a key file that its owner alone can read, made once")
    func keyFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        let made = try PseudonymKey(file: path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let text = try folder.text("key")
        #expect(text.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
        #expect(try PseudonymKey(file: path).fingerprint == made.fingerprint)
        #expect(try folder.text("key") == text)
        #expect(try PseudonymKey(file: folder.path("other")).fingerprint != made.fingerprint)
    }

    @Test("refuse a key file that others can read", arguments: [0o640, 0o604, 0o660, 0o601])
    func permissions(mode: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        _ = try PseudonymKey(file: path)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let text = try message(.keyFilePermissions) { _ = try PseudonymKey(file: path) }
        #expect(text.contains("chmod 600 \(path)") && text.contains(String(mode, radix: 8)))
    }

    @Test("refuse a key file without a key", arguments: ["", "abc", String(repeating: "g", count: 64), String(repeating: "0", count: 66)])
    func content(text: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(try message(.keyFileContent) { _ = try PseudonymKey(file: path) }.contains(path))
        #expect(try message(.keyFile) { _ = try PseudonymKey(file: folder.path("no/folder/key")) }.contains("no/folder"))
    }

    @Test("of another key are not mixed into a database")
    func wrongKey() throws {
        let folder = try TemporaryFolder()
        _ = try Samples.writer(folder.path("omop.sqlite"))
        let other = PseudonymKey(anyLength: Array(1..<33))
        #expect(try message(.wrongKey) { _ = try Samples.writer(folder.path("omop.sqlite"), key: other) }.contains("key file"))
    }
}
