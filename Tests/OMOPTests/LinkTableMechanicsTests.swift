import Foundation
import Testing

@testable import OMOP

@Suite("The link table")
struct LinkTableMechanicsTests {
    private static func table() -> LinkTable {
        var table = LinkTable(key: Samples.key)
        table.add(PatientIdentity(patientID: "B, \"2\"", issuer: "A"))
        table.add(PatientIdentity(patientID: " P "))
        table.add(PatientIdentity(patientID: nil))
        table.add(uid: "1.2.3\0")
        return table
    }

    @Test("leads from pseudonyms to what they stand for, for its owner's eyes only, and grows")
    func written() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("link.csv")
        try Self.table().write(to: path, outside: folder.path("out"))
        let mode = try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
        #expect(mode == 0o600)
        let lines = try folder.text("link.csv").split(separator: "\n").map(String.init)
        #expect(lines.first == "kind,pseudonym,original,issuer" && lines.count == 4)
        #expect(lines.contains("patient,\(Samples.key.pseudonym(patientID: "P", issuer: nil)),P,"))
        #expect(lines.contains("patient,\(Samples.key.pseudonym(patientID: "B, \"2\"", issuer: "A")),\"B, \"\"2\"\"\",A"))
        #expect(lines.contains("uid,\(Samples.key.pseudonym(uid: "1.2.3")),1.2.3,"))
        var more = LinkTable(key: Samples.key)
        more.add(uid: "1.2.4")
        try more.write(to: path, outside: folder.path("out"))
        try Self.table().write(to: path, outside: folder.path("out"))
        #expect(try folder.text("link.csv").split(separator: "\n").count == 5)
    }

    @Test("lies neither in the results nor where others can read it, and takes the place of no other file")
    func refused() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path("out/sub"), withIntermediateDirectories: true)
        for place in ["out/link.csv", "out/sub/link.csv"] {
            let text = try message(.linkTable) { try Self.table().write(to: folder.path(place), outside: folder.path("out")) }
            #expect(text.contains("output folder"))
        }
        let path = folder.path("other.csv")
        try Data("a,b\n1,2\n".utf8).write(to: URL(filePath: path))
        chmod(path, 0o600)
        _ = try message(.linkTable) { try Self.table().write(to: path, outside: folder.path("out")) }
        #expect(try folder.text("other.csv") == "a,b\n1,2\n")
        chmod(path, 0o644)
        #expect(try message(.linkTable) { try Self.table().write(to: path, outside: folder.path("out")) }.contains("chmod 600"))
        _ = try message(.linkTable) { try Self.table().write(to: folder.path("no/such/link.csv"), outside: folder.path("out")) }
    }

    @Test("UIDs become valid ones under 2.25, of 64 characters at most, each its own")
    func uids() {
        let made = Set((0..<2000).map { Samples.key.pseudonym(uid: "1.2.\($0)") })
        #expect(made.count == 2000)
        for uid in made {
            #expect(uid.count <= 64 && uid.wholeMatch(of: /2\.25\.[1-9][0-9]*/) != nil)
            #expect(UInt128(uid.dropFirst(5)) != nil)
        }
    }
}
