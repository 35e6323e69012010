import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite("A stored database on a server", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct StoredServerMechanicsTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("omop.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    /// Two runs: done cases of several persons and labels, of which one supersedes another, and cases that are failed and held.
    private func write(_ database: OMOPDatabase) throws {
        for (run, keys) in [("r1", ["a", "B", "é", "z"]), ("r2", ["A2", "f", "h"])] {
            try database.begin(Samples.runRecord(run))
            let writer = try OMOPWriter(database, run: Samples.run())
            for (number, key) in keys.enumerated() {
                let patient = PatientIdentity(patientID: "P-\(number % 3)", birthDate: "19500617", sex: "F")
                var record = Samples.record(key, patient: patient)
                record.runID = run
                record.subject = key == "A2" ? "subject-a" : "subject-\(key)"
                record.image.instances = [ImageInstance(sopInstanceUID: "1.2.\(number)", digest: "file-\(key)")]
                record.image.properties = [ImageProperty("kvp", "120"), ImageProperty("Slices", "3")]
                record.image.acquisition = [AcquisitionValue(.kernel, key == "B" ? nil : "B30f"), AcquisitionValue(.kvp, 1.0 / 3)]
                    .compactMap { $0 }
                let regions = ["GTV", "_x", "Ärm", "gtv"].map { label in
                    var region = Samples.region(label)
                    region.geometry = RegionGeometry(maskKind: "SEG", size: [10, 10, 10], spacing: [1.0 / 3, 1e-5, 3])
                    return region
                }
                record.outcome = key == "f" ? .failed(code: "crash", message: "m") : .computed(key == "z" ? [regions[0]] : regions)
                if key == "h" { record.dates = ImageDates() }
                _ = try writer.commit(record)
            }
            try database.finish(run: Samples.runRecord(run), state: .complete)
        }
    }

    /// The same output in a file and on a server whose texts are sorted as in a language.
    private func both() throws -> (file: DatabaseAddress, server: DatabaseAddress, test: TestPostgres) {
        try write(try OMOPDatabase(path: path, source: Samples.source(), key: Samples.key, personMap: PersonMap()))
        let test = try TestPostgres(sortedAs: "en-US")
        try write(try test.output("cdm", "results", run: nil))
        return (.file(path), .server(try test.address("cdm", "results")), test)
    }

    @Test("tells what one in a file tells")
    func overview() throws {
        let (file, server, _) = try both()
        let (one, other) = (try StoredDatabase(file), try StoredDatabase(server))
        #expect(try other.connection.rows("SELECT 'a' < 'B', 'a' < 'B' COLLATE BINARY") { [$0.integer(0), $0.integer(1)] } == [[1, 0]])
        let (expected, found) = (try one.overview(), try other.overview())
        #expect(found.groups == expected.groups && found.runs == 2 && found.superseded == 1 && found.left == expected.left)
        #expect(found.lastRun?.id == expected.lastRun?.id && found.lastRun?.started == expected.lastRun?.started)
        #expect(found.lastRun?.state == .complete && found.lastRun?.planned == 1)
        var (cases, others): ([String], [String]) = ([], [])
        try one.forEachCase { cases.append("\($0.key) \($0.label ?? "") \($0.state) \($0.attempts)") }
        try other.forEachCase { others.append("\($0.key) \($0.label ?? "") \($0.state) \($0.attempts)") }
        #expect(others == cases && cases.count == 6)
    }

    @Test("is read as it was at the opening, cannot be written, and is refused where no run has written")
    func snapshot() throws {
        let test = try TestPostgres()
        let address = try test.address("cdm", "results")
        #expect(try message(.noDatabase) { _ = try StoredDatabase(.server(address)) }.contains("--results-schema"))
        let database = try test.output("cdm", "results")
        let stored = try StoredDatabase(.server(address))
        #expect(try stored.overview().count(.done) == 0)
        _ = try OMOPWriter(database, run: Samples.run()).commit(Samples.record("a"))
        #expect(try stored.overview().count(.done) == 0)
        #expect(try StoredDatabase(.server(address)).overview().count(.done) == 1)
        #expect(try message(.privilege) { try stored.connection.execute("DELETE FROM voxmark_queue") }.contains("read-only"))
        let gone = try PostgresAddress("postgresql://postgres@127.0.0.1:1/none")
        #expect(try message(.unreachable) { _ = try StoredDatabase(.server(gone)) }.contains("cannot connect"))
    }

    @Test("equals one in a file; what is changed in it is found, and a run of it is compared with another")
    func comparison() throws {
        let (file, server, test) = try both()
        func compare(_ one: ComparedRun, _ other: ComparedRun) throws -> ComparisonReport {
            var comparison = try DatabaseComparison(one, other)
            return try comparison.run()
        }
        for (one, other) in [(file, server), (server, file)] {
            let report = try compare(ComparedRun(one), ComparedRun(other))
            #expect(report.isEqual && report.casesCompared == 6 && report.valuesCompared == 136, "\(report)")
        }
        let runs = try compare(ComparedRun(server, run: "r1"), ComparedRun(server, run: "r2"))
        #expect(runs.casesCompared == 4 && runs.onlyInSecond.count == 2 && runs.onlyInFirst.count == 0 && runs.tables.isEmpty)
        let open = try test.open("cdm", "results")
        try open.execute(
            """
            UPDATE measurement SET value_as_number = value_as_number * 2 WHERE measurement_id = 40;
            UPDATE voxmark_acquisition SET value_as_number = 0.25 WHERE image_digest = 'image-z' AND name = 'KVP';
            UPDATE voxmark_region SET spacing_y = 2 WHERE case_key = 'z'; UPDATE person SET year_of_birth = 1951 WHERE person_id = 1
            """)
        let report = try compare(ComparedRun(file), ComparedRun(server))
        #expect(report.features.map(\.different) == [1] && report.otherRegions.examples.map { $0.hasSuffix("GTV: grid") } == [true])
        #expect(report.tables.map(\.name) == ["persons", "acquisitions"] && report.tables.allSatisfy { $0.different.count == 1 })
    }

    @Test("gives the same table for learning as one in a file, byte by byte")
    func learningTable() throws {
        let (file, server, _) = try both()
        for (name, address) in [("file", file), ("server", server)] {
            let table = try LearningTable(StoredDatabase(address), recipe: nil, catalogue: Samples.columns)
            #expect(try table.write(to: folder.path("\(name).csv")).rows == 13)
        }
        #expect(try folder.text("server.csv") == folder.text("file.csv"))
        #expect(try folder.text("server.json") == folder.text("file.json"))
    }

    @Test("gives the same tables for DuckDB as one in a file with the same rows, byte by byte")
    func duckDB() throws {
        try write(try OMOPDatabase(path: path, source: Samples.source(), key: Samples.key, personMap: PersonMap()))
        let test = try TestPostgres(sortedAs: "en-US")
        _ = try test.output("cdm", "results", run: nil)
        let (source, target) = (try SQLiteDatabase(path: path, readOnly: true), try test.open("cdm", "results"))
        try target.execute("SET session_replication_role = replica")
        let others = ["voxmark_run", "voxmark_property"]
        let all = TableOutline.all(in: CDMTables.statements + ImagingTables.studies + VoxmarkTables.statements(.sqlite))
        for table in all where DuckDBExport.tables.contains(table) || others.contains(table.name) {
            try target.execute("DELETE FROM \(table.name)")
            try target.insert(try source.all(of: table), into: table.name)
        }
        let addresses = [("file", DatabaseAddress.file(path)), ("server", .server(try test.address("cdm", "results")))]
        for (name, address) in addresses { try DuckDBExport(StoredDatabase(address)).write(to: folder.path(name)) }
        let files = DuckDBExport.tables.map { "\($0.name).csv" } + ["load.sql"]
        for file in files { #expect(try folder.text("server/\(file)") == folder.text("file/\(file)"), "\(file)") }
        #expect(try folder.text("file/measurement.csv").split(separator: "\n").count == 137)
    }

    @Test("loses one run's cases wholly, but not those of a run that is at work")
    func removal() throws {
        let (file, server, test) = try both()
        let stored = try StoredDatabase(server, readOnly: false)
        #expect(try stored.remove(run: "r2") == RunRemovalReport(run: "r2", cases: 3, restored: 1))
        _ = try StoredDatabase(file, readOnly: false).remove(run: "r2")
        var comparison = try DatabaseComparison(ComparedRun(file), ComparedRun(server))
        let report = try comparison.run()
        #expect(report.isEqual && report.casesCompared == 4, "\(report)")
        #expect(try DatabaseCheck(server).run().findings == [])
        let database = try test.output("cdm", "results", run: nil)
        try database.begin(Samples.runRecord("r3"))
        try database.enqueue([QueuedTask(key: "t", recipe: "ibsi-c")], of: Samples.runRecord("r3"))
        #expect(try message(.busy) { _ = try stored.remove(run: "r3") }.contains("r3 is at work"))
        #expect(try stored.remove(run: "r1").cases == 4)
    }

    @Test(
        "rows that come in blocks are all there and in order, within a transaction and outside of one",
        arguments: [0, 1, 999, 1000, 2000, 2500])
    func blocks(count: Int) throws {
        let database = try TestPostgres().open()
        func numbers(_ rows: any SQLStatement) throws -> [Int?] {
            var numbers: [Int?] = []
            while try rows.step() { numbers.append(rows.integer(0)) }
            return numbers
        }
        let rows = database.stream("SELECT n, NULL, 0.5 FROM generate_series(1, ?) n ORDER BY n")
        try rows.bind(count, at: 1)
        for isTogether in [false, true, true] {
            if isTogether { try database.execute("BEGIN") }
            #expect(try numbers(rows) == Array(1..<count + 1))
            // Breaking off leaves nothing that is in the way of what follows.
            if try rows.step() { #expect(rows.integer(0) == 1 && rows.text(1) == nil && rows.real(2) == 0.5 && rows.columnCount == 3) }
            rows.reset()
            if isTogether { try database.execute("COMMIT") }
        }
        #expect(try database.table("SELECT name FROM pg_cursors WHERE name LIKE 'voxmark%'") == [])
    }
}

extension SQLiteDatabase {
    /// All rows of a table.
    fileprivate func all(of table: TableOutline) throws -> SQLRows {
        var rows = SQLRows(columns: table.columns.map(\.name))
        let statement = try prepare("SELECT \(rows.columns.joined(separator: ", ")) FROM \(table.name)")
        while try statement.step() {
            rows.append(
                table.columns.indices.map { place in
                    let column = Int32(place)
                    return table.columns[place].type == "real" ? .optional(statement.real(column)) : .optional(statement.text(column))
                })
        }
        return rows
    }
}
