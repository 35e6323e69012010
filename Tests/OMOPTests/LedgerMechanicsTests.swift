import Foundation
import Recipes
import Testing

@testable import OMOP

@Suite("The ledger")
struct LedgerMechanicsTests {
    private static let cases = "SELECT case_key, state, superseded_by FROM voxmark_case ORDER BY case_key"

    private static func record(
        _ key: String, subject: String = "S", outcome: CaseRecord.Outcome = .computed([Samples.region()]), replaces: Bool = false
    ) -> CaseRecord {
        var record = Samples.record(key, outcome: outcome)
        record.subject = subject
        record.replaces = replaces
        record.image.instances = [ImageInstance(sopInstanceUID: "1.2.\(key.utf8.count)", digest: "file-\(key)")]
        return record
    }

    @Test("numbers runs in the order of their beginnings, and calls one that died interrupted")
    func runs() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let states = "SELECT run_id, run_number, command, state, shard, plan_digest, planned FROM voxmark_run ORDER BY run_number"
        do {
            let database = try Samples.database(path, run: Samples.runRecord("one"))
            #expect(try database.connection.table(states) == ["one|1|run|running|∅|∅|1"])
        }
        let later = RunRecord(
            id: "two", command: "retry", started: .distantPast, softwareVersion: "0.1.0", numericsVersion: 1, shard: "17/200",
            planDigest: "p1", planned: 7)
        let database = try Samples.database(path, run: later)
        #expect(try database.connection.table(states) == ["one|1|run|interrupted|∅|∅|1", "two|2|retry|running|17/200|p1|7"])
        try database.finish(run: later, state: .complete)
        #expect(try database.connection.table("SELECT state FROM voxmark_run ORDER BY run_number") == ["interrupted", "complete"])
        let finished = try database.connection.table("SELECT finished FROM voxmark_run WHERE run_id = 'two'")
        #expect(try #require(finished.first).wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test("names of runs differ whatever the clock says")
    func names() {
        let names = (0..<1000).map { _ in RunRecord.newID() }
        #expect(Set(names).count == 1000)
        #expect(names.allSatisfy { $0.wholeMatch(of: /\d{8}T\d{6}Z-[0-9a-f]{16}/) != nil })
    }

    @Test("a queued case is running, queued again, and gone when it is committed or dropped")
    func queue() throws {
        let folder = try TemporaryFolder()
        let run = Samples.runRecord()
        let database = try Samples.database(folder.path("omop.sqlite"), run: run)
        let writer = try OMOPWriter(database, run: Samples.run())
        let tasks = ["t1", "t2", "t3"].map { QueuedTask(key: $0, recipe: "ibsi-c") }
        for _ in 0..<2 { try database.enqueue(tasks, of: run) }
        try database.markRunning("t2", attempt: 1, worker: 4)
        let queue = "SELECT task_key, run_id, recipe, state, attempt, worker FROM voxmark_queue ORDER BY task_key"
        #expect(
            try database.connection.table(queue) == [
                "t1|r1|ibsi-c|queued|0|∅", "t2|r1|ibsi-c|running|1|4", "t3|r1|ibsi-c|queued|0|∅",
            ])
        try database.requeue("t2")
        #expect(try database.connection.table(queue)[1] == "t2|r1|ibsi-c|queued|1|∅")
        var record = Self.record("a")
        record.task = "t1"
        #expect(try writer.commit(record).state == .done)
        try database.dequeue("t3")
        #expect(try database.connection.table(queue) == ["t2|r1|ibsi-c|queued|1|∅"])
        record.task = "t2"
        #expect(try writer.commit(record).wasDone)
        #expect(try database.connection.count("voxmark_queue") == 0)
        try database.enqueue(tasks, of: run)
        let next = Samples.runRecord("r2")
        try database.begin(next)
        #expect(try database.connection.count("voxmark_queue") == 3)
        try database.enqueue([tasks[1]], of: next)
        #expect(try database.connection.table(queue) == ["t2|r2|ibsi-c|queued|0|∅"])
        try database.finish(run: next, state: .interrupted)
        #expect(try database.connection.count("voxmark_queue") == 1)
        try database.finish(run: next, state: .complete)
        #expect(try database.connection.count("voxmark_queue") == 0)
    }

    @Test("a case that is not written leaves its place in the queue")
    func queueStays() throws {
        let folder = try TemporaryFolder()
        let run = Samples.runRecord()
        let database = try Samples.database(folder.path("omop.sqlite"), run: run)
        let writer = try OMOPWriter(database, run: Samples.run())
        try database.enqueue([QueuedTask(key: "t1", recipe: "ibsi-c")], of: run)
        var region = Samples.region()
        region.features[0].configuration = 5
        var record = Self.record("a", outcome: .computed([region]))
        record.task = "t1"
        #expect(throws: OMOPError.self) { try writer.commit(record) }
        #expect(try database.connection.count("voxmark_queue") == 1)
    }

    @Test("knows how a case ended, with attempts, worker and the seconds of its stages")
    func settled() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        var record = Self.record("a", outcome: .failed(code: "crash", message: "signal 11"))
        (record.attempts, record.worker) = (2, 3)
        record.seconds = StageSeconds(digest: 0.25, load: 1.5, features: 7)
        _ = try writer.commit(record)
        #expect(
            try writer.output.settled("a")
                == SettledCase(state: .failed, code: "crash", message: "signal 11", softwareVersion: "0.1.0"))
        #expect(try writer.output.settled("b") == nil)
        #expect(
            try writer.database.table(
                """
                SELECT run_id, attempts, worker, started, digest_seconds, load_seconds, segment_seconds, prepare_seconds, features_seconds,
                write_seconds FROM voxmark_case
                """) == ["r1|2|3|2001-09-09T01:46:40.000Z|0.25|1.5|∅|∅|7.0|∅"])
    }

    @Test("a new key of a subject supersedes the old one, whose rows stay and leave the tables")
    func superseding() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for key in ["a", "b", "c"] { _ = try writer.commit(Self.record(key)) }
        _ = try writer.commit(Self.record("other", subject: "T"))
        #expect(try writer.database.table(Self.cases) == ["a|done|b", "b|done|c", "c|done|∅", "other|done|∅"])
        #expect(try writer.database.count("measurement") == 32)
        try writer.writeTables(features: folder.path("f.csv"), records: folder.path("r.csv"))
        #expect(try CSVText.records(of: folder.text("f.csv")).dropFirst().map { $0.fields[3] } == ["c", "other"])
        // Recipe or input are again what they were.
        try writer.output.keepDone("a", subject: "S")
        #expect(try writer.database.table(Self.cases) == ["a|done|∅", "b|done|c", "c|done|a", "other|done|∅"])
        #expect(try writer.commit(Self.record("c")).wasDone)
        #expect(try writer.database.table(Self.cases) == ["a|done|c", "b|done|c", "c|done|∅", "other|done|∅"])
    }

    @Test("a new key that replaces takes the old rows out wholly, once it is computed")
    func replacing() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        let fresh = try Samples.writer(folder.path("fresh.sqlite"))
        for key in ["a", "b"] { _ = try writer.commit(Self.record(key)) }
        let failed = Self.record("c", outcome: .failed(code: "crash", message: "gone"), replaces: true)
        _ = try writer.commit(failed)
        #expect(try writer.database.table(Self.cases) == ["a|done|b", "b|done|c", "c|failed|∅"])
        #expect(try writer.database.count("measurement") == 16)
        #expect(try writer.commit(Self.record("c", replaces: true)).state == .done)
        _ = try fresh.commit(Self.record("c"))
        let tables = ["measurement", "voxmark_region", "voxmark_status", "voxmark_image_instance", "person", "observation_period"]
        for table in tables {
            let natural = try writer.database.count(table)
            #expect(try natural == fresh.database.count(table), "\(table)")
        }
        #expect(try writer.database.table("SELECT file_digest FROM voxmark_image_instance") == ["file-c"])
        #expect(try writer.database.table(Self.cases) == ["c|done|∅"])
        #expect(try writer.database.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    @Test("earlier keys of a subject that are not done go away, and held values with them")
    func undone() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Self.record("a", outcome: .refused(code: "irregular", message: "a slice is missing")))
        var held = Self.record("b")
        held.patient = PatientIdentity(patientID: "P-9")
        #expect(try writer.commit(held).state == .held)
        #expect(try writer.database.table(Self.cases) == ["b|held|∅"])
        _ = try writer.commit(Self.record("c", outcome: .failed(code: "crash", message: "gone")))
        #expect(try writer.database.table(Self.cases) == ["c|failed|∅"])
        for table in ["voxmark_held_value", "voxmark_region", "voxmark_image_instance"] {
            #expect(try writer.database.count(table) == 0, "\(table)")
        }
        #expect(try writer.database.count("voxmark_status") == 1)
    }

    @Test("a case that is done anew under its key still leads to the files of its image")
    func filesOfRetry() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        var record = Self.record("a")
        record.image.acquisition = [AcquisitionValue(.kvp, 120)].compactMap { $0 }
        record.dates = ImageDates(series: nil)
        #expect(try writer.commit(record).state == .held)
        record.dates = ImageDates(series: "20010203")
        #expect(try writer.commit(record).state == .done)
        #expect(try writer.commit(Self.record("b", subject: "T")).state == .done)
        #expect(try writer.database.table("SELECT file_digest FROM voxmark_image_instance ORDER BY 1") == ["file-a", "file-b"])
        #expect(try writer.database.table("SELECT name FROM voxmark_acquisition") == ["KVP"])
    }

    @Test("a person of whom no row is left stays, with the observation period")
    func personsStay() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Self.record("a"))
        var moved = Self.record("b", replaces: true)
        moved.patient = PatientIdentity(patientID: "OTHER", birthDate: "19600101")
        _ = try writer.commit(moved)
        #expect(try writer.database.count("person") == 2 && writer.database.count("observation_period") == 2)
        #expect(try writer.database.table("SELECT count(DISTINCT person_id) FROM measurement") == ["1"])
    }

    @Test("equal content found under another subject leaves the other alone")
    func sharedContent() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Self.record("a"))
        _ = try writer.commit(Self.record("x", subject: "T"))
        // T now has the content of S.
        #expect(try writer.commit(Self.record("a", subject: "T")).wasDone)
        #expect(try writer.database.table(Self.cases) == ["a|done|∅", "x|done|a"])
        // S changes, and T keeps what was S's.
        _ = try writer.commit(Self.record("b"))
        try writer.output.keepDone("a", subject: "T")
        #expect(try writer.database.table(Self.cases) == ["a|done|∅", "b|done|∅", "x|done|a"])
    }

    @Test("a database whose last run died is checked for damage when it is opened again")
    func damage() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        do {
            let writer = try Samples.writer(path)
            for number in 0..<40 { _ = try writer.commit(Self.record("k\(number)", subject: "S\(number)")) }
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        var garbled = bytes
        // Cells of a table's page point beyond it.
        let page = try rootPage(of: "voxmark_image_instance", in: path)
        garbled.replaceSubrange((page + 8)..<(page + 64), with: [UInt8](repeating: 0xFF, count: 56))
        try garbled.write(to: URL(filePath: path))
        #expect(try message(.database) { _ = try Samples.database(path) }.contains("is damaged"))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
        let truncated = try message(.database) { _ = try Samples.database(path) }
        #expect(truncated.contains("is damaged") && truncated.contains("put back a copy"))
        try bytes.write(to: URL(filePath: path))
        #expect(try Samples.database(path).settled("k0")?.state == .done)
    }

    private func rootPage(of table: String, in path: String) throws -> Int {
        let database = try SQLiteDatabase(path: path)
        let page = try database.rows("SELECT rootpage FROM sqlite_master WHERE name = ?", .text(table)) { $0.integer(0) ?? 0 }.first
        let size = try database.rows("PRAGMA page_size") { $0.integer(0) ?? 0 }.first
        return try (#require(page) - 1) * #require(size)
    }

    @Test("a done case whose patient is another person by a new map, or whose date is shifted otherwise, is remarked and stays as it is")
    func contradictions() throws {
        let folder = try TemporaryFolder()
        func database(_ map: String, _ shifts: String) throws -> OMOPDatabase {
            let persons = PersonPolicy(
                map: try PersonMap(csv: map, source: "map.csv"), dates: .shifted(try DateShifts(csv: shifts, source: "shifts.csv")))
            return try OMOPDatabase(
                path: folder.path("omop.sqlite"), source: Samples.source(), key: Samples.key, policy: RowPolicy(persons: persons))
        }
        let patient = PatientIdentity(patientID: "P", birthDate: "19500101", sex: "F")
        let dates = ImageDates(series: "20010203")
        do {
            let first = try database("patient_id\n", "patient_id,days\nP,-10\n")
            try first.begin(Samples.runRecord())
            let writer = try OMOPWriter(first, run: Samples.run())
            #expect(try writer.commit(Samples.record("a", patient: patient)).state == .done)
            #expect(try first.contradictions(of: "a", patient, dates).isEmpty)
            try first.connection.run(
                """
                INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
                VALUES (77, 8532, 1950, 0, 0, 'another')
                """)
        }
        let other = try database("patient_id,person_id\nP,77\n", "patient_id,days\nP,-400\n")
        #expect(try other.contradictions(of: "a", patient, dates).map(\.code) == ["other-person", "other-date"])
        #expect(try other.connection.table("SELECT DISTINCT person_id, measurement_date FROM measurement") == ["1|2001-01-24"])
    }

    @Test("choices that hold for all rows can be made anew while there are none")
    func choices() throws {
        let folder = try TemporaryFolder()
        func open(_ mode: ConceptMode) throws -> OMOPDatabase {
            try OMOPDatabase(
                path: folder.path("omop.sqlite"), source: Samples.source(), key: Samples.key, policy: RowPolicy(conceptMode: mode))
        }
        _ = try open(.strict)
        let database = try open(.practical)
        try database.begin(Samples.runRecord())
        _ = try OMOPWriter(database, run: Samples.run()).commit(Samples.record("a"))
        #expect(try message(.settingChanged) { _ = try open(.strict) }.contains("practical"))
    }
}
