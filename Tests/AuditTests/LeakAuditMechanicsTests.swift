import CZlib
import Foundation
import OMOP
import Testing

@testable import Audit
@testable import PhantomKit

@Suite("The search for leaks") struct LeakAuditMechanicsTests {
    private func audit(_ archive: SmallArchive, _ policy: LeakPolicy = .standard, reveals: Bool = false) throws -> LeakReport {
        let identifiers = try ArchiveIdentifiers([archive.path("archive")], excluding: [archive.path("out")])
        var audit = LeakAudit(identifiers, policy: policy, reveals: reveals)
        return try audit.run([archive.path("out")], excluding: [archive.path("archive")])
    }

    private func classes(_ report: LeakReport, in part: String? = nil) -> [String] {
        report.leaks.filter { part == nil || $0.part == part }.map(\.identifierClass.rawValue).sorted()
    }

    private static let all = SmallArchive.planted.keys.sorted()

    @Test("every class is searched for; outputs without identifiers are clean, whatever else they hold")
    func clean() throws {
        try withSmallArchive { archive in
            try archive.write("region,value\nGTV-1,20230503\nMustermanns,1.2.276.0.9.170\n", to: "out/features.csv")
            try archive.write("PATIENT 4711 0017 Erik staff sister\n", to: "out/run.log")
            let report = try audit(archive)
            #expect(report.isClean && report.files == 2, "\(report.text)")
            #expect(report.identifiers.keys.sorted() == Self.all)
            #expect(report.headers == 1)
        }
    }

    @Test(
        "every class is found in text by line, in tables by column, in packed files, in JSON",
        arguments: SmallArchive.planted.keys.sorted())
    func texts(identifierClass: String) throws {
        let text = try #require(SmallArchive.planted[identifierClass])
        try withSmallArchive { archive in
            try archive.write("one\ntwo: <\(text.uppercased())>\n", to: "out/run.log")
            try archive.write("region,\"a \"\"b\"\"\",note\r\nx,\"1\n2\",\"\(text)\"\r\n", to: "out/table.csv")
            try archive.write("{\"a\": [\"x\\n\(text)\"]}", to: "out/report.json")
            try pack("some \(text) more", to: archive.path("out/packed.nii.gz"))
            let report = try audit(archive)
            let found = report.leaks.filter { $0.identifierClass.rawValue == identifierClass }
            let files = Dictionary(uniqueKeysWithValues: found.map { (URL(filePath: $0.file).lastPathComponent, $0) })
            #expect(files.keys.sorted() == ["packed.nii.gz", "report.json", "run.log", "table.csv"], "\(report.text)")
            #expect(files["run.log"]?.at == ["line 2"] && files["table.csv"]?.at == ["line 3"])
            #expect(files["table.csv"]?.part == "note" && files["run.log"]?.part == nil)
            #expect(report.unreadable.isEmpty && !report.isClean)
        }
    }

    private func pack(_ text: String, to path: String) throws {
        let file = try #require(gzopen(path, "wb"))
        let bytes = Array(text.utf8)
        #expect(gzwrite(file, bytes, UInt32(bytes.count)) == bytes.count)
        gzclose(file)
    }

    @Test("every class is found in the cells of a database, and after the rows were deleted in its free space")
    func databases() throws {
        try withSmallArchive { archive in
            let path = archive.path("out/omop.sqlite")
            let database = try SQLiteDatabase(path: path)
            try database.execute("PRAGMA secure_delete = ON; CREATE TABLE note (id INTEGER PRIMARY KEY, \"the text\" TEXT, more TEXT)")
            for text in Self.all.compactMap({ SmallArchive.planted[$0] }) {
                try database.run("INSERT INTO note (\"the text\", more) VALUES (?, ?)", .text(text), "1.5M")
            }
            let filler = String(repeating: "filler ", count: 30)
            for _ in 0..<50 { try database.run("INSERT INTO note (\"the text\") VALUES (?)", .text(filler)) }
            let report = try audit(archive)
            #expect(classes(report) == Self.all, "\(report.text)")
            #expect(report.leaks.allSatisfy { $0.part == "note.the text" && $0.count >= 1 && $0.at.first?.hasPrefix("row ") == true })
            try database.execute("PRAGMA secure_delete = OFF; DELETE FROM note WHERE more IS NOT NULL")
            let deleted = try audit(archive)
            #expect(classes(deleted, in: "raw bytes") == Self.all && deleted.leaks.count == Self.all.count, "\(deleted.text)")
            try database.execute("DELETE FROM note")
            #expect(classes(try audit(archive), in: "raw bytes") == Self.all)
            try database.execute("VACUUM")
            #expect(try audit(archive).isClean)
        }
    }

    @Test("a blob and a number in a cell are searched too; a permission lets a class stand in its column and nowhere else")
    func cells() throws {
        try withSmallArchive { archive in
            let database = try SQLiteDatabase(path: archive.path("out/omop.sqlite"))
            try database.execute(
                """
                CREATE TABLE measurement (measurement_id INTEGER, measurement_date TEXT, note TEXT);
                INSERT INTO measurement VALUES (20230502, '2023-05-02', CAST('x PAT-0017' AS BLOB)), (1, '2023-05-02', NULL);
                """)
            let report = try audit(archive)
            #expect(report.leaks.map(\.part) == ["measurement.measurement_id", "measurement.note"], "\(report.text)")
            #expect(report.allowed.map(\.count) == [2] && report.allowed.first?.part == "measurement.measurement_date")
            let policy = try LeakPolicy.parse(
                "voxmark: 1\nallow:\n- {class: date, in: \"omop.sqlite:measurement.measurement_id\"}\n- {class: [id], in: \"*:*.note\"}\n")
            #expect(try audit(archive, policy).isClean)
            #expect(try audit(archive, LeakPolicy(permissions: [])).leaks.count == 3)
        }
    }

    @Test("a dump of PostgreSQL is searched by schema, table and column; what stands between the tables is text")
    func dumps() throws {
        try withSmallArchive { archive in
            try archive.write(
                """
                COPY cdm.measurement (measurement_id, measurement_date, note) FROM stdin;
                1\t2023-05-02\tPAT-0017
                \\.x\t2023-05-02\t\\N
                \\.
                INSERT INTO note VALUES ('2023-05-02');
                COPY "the results".voxmark_region (region_date, "a label") FROM stdin;
                2023-05-02\tGTV\\t2023-05-02
                \\.

                """, to: "out/omop.sql")
            let report = try audit(archive)
            #expect(report.leaks.map(\.part) == [nil, "cdm.measurement.note", "the results.voxmark_region.a label"], "\(report.text)")
            #expect(report.leaks.map(\.at) == [["line 5"], ["line 2"], ["line 7"]])
            #expect(report.allowed.map(\.part) == ["cdm.measurement.measurement_date", "the results.voxmark_region.region_date"])
            #expect(report.allowed.map(\.count) == [2, 1])
        }
    }

    @Test("a table that is separated by tabs is searched by column, whatever its name")
    func tabs() throws {
        try withSmallArchive { archive in
            try archive.write("a\tthe date\tnote\n1,2\t2023-05-02\tPAT-0017\n", to: "out/DRUG_STRENGTH.csv")
            try archive.write("a,\"the\tdate\"\n1,2023-05-02\n", to: "out/other.csv")
            let report = try audit(archive)
            #expect(report.leaks.map(\.part) == ["note", "the date", "the\tdate"], "\(report.text)")
        }
    }

    @Test("DICOM is searched by tag, nested items too; names of files and folders; pictures by their bytes")
    func others() throws {
        try withSmallArchive { archive in
            var header = DataSet()
            header.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.66.4")
            header.set(.sopInstanceUID, "2.25.1")
            var item = DataSet()
            item.set(.seriesDescription, "of Mustermann")
            header.set(Tag(0x0062, 0x0002), [item])
            try header.write(to: archive.folder.appending(path: "out/seg.dcm"), transferSyntax: .implicitVRLittleEndian)
            try archive.write([0x89, 0x50, 0x4E, 0x47, 0, 0, 0] + Array("tEXtAuthor\0Erika Mustermann\0".utf8), to: "out/a.png")
            try FileManager.default.createDirectory(atPath: archive.path("out/PAT-0017"), withIntermediateDirectories: true)
            try archive.write("nothing", to: "out/PAT-0017/x.txt")
            let report = try audit(archive)
            let found = report.leaks.map { "\($0.identifierClass.rawValue) \($0.part ?? $0.at.first ?? "")" }
            #expect(found == ["id file name", "name byte 18", "name (0008,103E)"], "\(report.text)")
        }
    }

    @Test("excerpts mask every identifier in sight, unless they are to be revealed")
    func excerpts() throws {
        try withSmallArchive { archive in
            try archive.write("person Erika Mustermann, PAT-0017, born 2023-05-02, seen", to: "out/run.log")
            let masked = try audit(archive)
            #expect(masked.leaks.count == 3)
            for finding in masked.leaks {
                for secret in ["erika", "muster", "0017", "2023"] { #expect(!finding.excerpt.lowercased().contains(secret), "\(finding)") }
                #expect(finding.excerpt.contains("*") && !finding.sources.isEmpty)
            }
            #expect(try audit(archive, reveals: true).leaks.contains { $0.excerpt.contains("Erika Mustermann, PAT-0017") })
        }
    }

    @Test("what cannot be read is told and is not clean; the rest is searched all the same")
    func unreadable() throws {
        try withSmallArchive { archive in
            try pack(String(repeating: "Mustermann and more ", count: 1000), to: archive.path("out/whole.gz"))
            let bytes = try Data(contentsOf: URL(filePath: archive.path("out/whole.gz")))
            try FileManager.default.removeItem(atPath: archive.path("out/whole.gz"))
            try archive.write(Array(bytes.dropLast(20)), to: "out/cut.gz")
            try archive.write(Array("SQLite format 3\0".utf8) + Array("PAT-0017 and so on".utf8), to: "out/broken.sqlite")
            let report = try audit(archive)
            #expect(report.unreadable.count >= 2 && !report.isClean, "\(report.unreadable)")
            #expect(report.leaks.contains { $0.identifierClass == .name && $0.file.hasSuffix("cut.gz") }, "\(report.text)")
            #expect(report.leaks.contains { $0.identifierClass == .id && $0.file.hasSuffix("broken.sqlite") }, "\(report.text)")
            var audit = LeakAudit(try ArchiveIdentifiers([archive.path("archive")]))
            #expect(throws: AuditError.self) { _ = try audit.run([archive.path("nowhere")]) }
            #expect(throws: AuditError.self) { _ = try ArchiveIdentifiers([archive.path("out")]) }
            #expect(throws: AuditError.self) { _ = try ArchiveIdentifiers([archive.path("nowhere")]) }
        }
    }

    @Test("names in ISO 8859-1 are found in UTF-8 and as they stand in the header")
    func characterSets() throws {
        try withSmallArchive { archive in
            var header = SmallArchive.header
            header.elements.removeAll { [0x0005, 0x0010].contains($0.tag.element) && [0x0008, 0x0010].contains($0.tag.group) }
            header.set(.specificCharacterSet, "ISO_IR 100")
            header.set(.patientName, "M@ller^J@rg")
            let file = archive.folder.appending(path: "archive/x1.dcm")
            try header.write(to: file, transferSyntax: .explicitVRLittleEndian)
            var bytes = Array(try Data(contentsOf: file))
            let start = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("M@ller^J@rg".utf8)) })
            (bytes[start + 1], bytes[start + 8]) = (0xFC, 0xF6)
            try archive.write(bytes, to: "archive/x1.dcm")
            try archive.write("von MÜLLER, Jörg\n", to: "out/utf8.txt")
            try archive.write(Array("von M".utf8) + [0xFC] + Array("ller\n".utf8), to: "out/latin.txt")
            try archive.write("{\"a\": \"M\\u00FCller\"}", to: "out/a.json")
            let report = try audit(archive)
            #expect(report.leaks.map { URL(filePath: $0.file).lastPathComponent } == ["a.json", "latin.txt", "utf8.txt"], "\(report.text)")
            #expect(report.leaks.allSatisfy { $0.identifierClass == .name })
        }
    }
}
