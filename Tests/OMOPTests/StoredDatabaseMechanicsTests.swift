import Foundation
import Testing

@testable import OMOP

@Suite("A stored database")
struct StoredDatabaseMechanicsTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("omop.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func commit(_ key: String, _ subject: String, run: String, to database: OMOPDatabase) throws {
        var record = Samples.record(key)
        (record.subject, record.runID) = (subject, run)
        record.image.instances = [ImageInstance(sopInstanceUID: nil, digest: "file-\(key)")]
        _ = try OMOPWriter(database, run: Samples.run()).commit(record)
    }

    @Test("tells its last run, cases by state and reason, and what is left in the queue")
    func overview() throws {
        let run = Samples.runRecord("r1")
        let database = try Samples.database(path, run: run)
        try database.enqueue(["t1", "t2", "t3"].map { QueuedTask(key: $0, recipe: "ibsi-c") }, of: run)
        try database.markRunning("t2", attempt: 1, worker: 0)
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(Samples.record("a"))
        var again = Samples.record("b")
        again.subject = "subject-a"
        _ = try writer.commit(again)
        for key in ["c", "d"] {
            var record = Samples.record(key, outcome: .failed(code: "crash", message: "m"))
            (record.attempts, record.worker, record.seconds.load) = (2, 1, 0.5)
            _ = try writer.commit(record)
        }
        let stored = try StoredDatabase(path: path)
        let overview = try stored.overview()
        #expect(overview.lastRun?.id == "r1" && overview.lastRun?.state == .running && overview.runs == 1)
        #expect(
            overview.groups == [
                LedgerOverview.Group(state: .failed, recipe: "ibsi-c", code: "crash", cases: 2, attempts: 4),
                LedgerOverview.Group(state: .done, recipe: "ibsi-c", code: nil, cases: 1, attempts: 1),
            ])
        #expect(overview.superseded == 1 && overview.count(.failed) == 2)
        #expect(overview.left == [LedgerOverview.Left(recipe: "ibsi-c", queued: 2, running: 1)])
        var cases: [LedgerCase] = []
        try stored.forEachCase { cases.append($0) }
        #expect(cases.map(\.key) == ["b", "c", "d"] && cases.map(\.label) == ["GTV, primary", nil, nil])
        #expect(cases[1].attempts == 2 && cases[1].worker == 1 && cases[1].seconds == StageSeconds(load: 0.5))
        #expect(try message(.database) { try stored.connection.execute("DELETE FROM voxmark_queue") }.contains("cannot be written"))
    }

    @Test("whose writer died within a transaction is read as it was before")
    func hotJournal() async throws {
        do { _ = try Samples.writer(path).commit(Samples.record("a")) }
        setenv("VOXMARK_TEST_STORED", path, 1)
        defer { unsetenv("VOXMARK_TEST_STORED") }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let path = try #require(ProcessInfo.processInfo.environment["VOXMARK_TEST_STORED"])
            let database = try Samples.database(path).connection
            try database.execute("PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
            try database.execute("BEGIN IMMEDIATE")
            try database.execute("UPDATE voxmark_case SET state = 'failed'; UPDATE measurement SET value_as_number = 0")
            try database.execute("INSERT INTO voxmark_property SELECT hex(randomblob(500)), hex(randomblob(500)) FROM concept a, concept b")
            kill(getpid(), SIGKILL)
        }
        #expect(try StoredDatabase(path: path).overview().groups.map(\.state) == [.done])
    }

    @Test("that is missing, empty, damaged, locked or of another program is refused")
    func refusals() throws {
        #expect(try message(.noDatabase) { _ = try StoredDatabase(path: folder.path("none")) }.contains("name the output folder"))
        do {
            let writer = try Samples.writer(path)
            for number in 0..<20 { _ = try writer.commit(Samples.record("k\(number)")) }
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: folder.path("half")))
        #expect(try message(.database) { _ = try StoredDatabase(path: folder.path("half")) }.contains("is damaged; put back a copy"))
        try SQLiteDatabase(path: folder.path("other")).execute("CREATE TABLE t (x)")
        #expect(try message(.schema) { _ = try StoredDatabase(path: folder.path("other")) }.contains("did not make"))
        let holder = try SQLiteDatabase(path: path)
        try holder.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
        let reader = try SQLiteDatabase(path: path, readOnly: true, busyTimeoutMilliseconds: 1)
        #expect(try message(.database) { _ = try reader.rows("SELECT 1 FROM voxmark_run") { _ in } }.contains("in use by another program"))
        try holder.execute("ROLLBACK")
    }

    @Test("loses one run's cases wholly; what they had superseded is current again")
    func removal() throws {
        let database = try Samples.database(path, run: Samples.runRecord("first"))
        for (key, subject) in [("a1", "A"), ("b1", "B")] { try commit(key, subject, run: "first", to: database) }
        try database.begin(Samples.runRecord("second"))
        for (key, subject) in [("a2", "A"), ("c2", "C")] { try commit(key, subject, run: "second", to: database) }
        try database.begin(Samples.runRecord("third"))
        try commit("a3", "A", run: "third", to: database)
        let ledger = "SELECT case_key, superseded_by FROM voxmark_case ORDER BY 1"
        #expect(try database.connection.table(ledger) == ["a1|a2", "a2|a3", "a3|∅", "b1|∅", "c2|∅"])
        let stored = try StoredDatabase(path: path, readOnly: false)
        #expect(try stored.remove(run: "second") == RunRemovalReport(run: "second", cases: 2, restored: 0))
        #expect(try database.connection.table(ledger) == ["a1|a3", "a3|∅", "b1|∅"])
        #expect(try stored.remove(run: "thi") == RunRemovalReport(run: "third", cases: 1, restored: 1))
        #expect(try database.connection.table(ledger) == ["a1|∅", "b1|∅"])
        let plain = try Samples.database(folder.path("plain"), run: Samples.runRecord("first"))
        for (key, subject) in [("a1", "A"), ("b1", "B")] { try commit(key, subject, run: "first", to: plain) }
        var comparison = try DatabaseComparison(ComparedRun(database: path), ComparedRun(database: folder.path("plain")))
        #expect(try comparison.run().isEqual)
        #expect(try database.connection.table("SELECT run_id FROM voxmark_run") == ["first"])
        #expect(try database.connection.count("measurement") == 16 && database.connection.count("person") == 1)
        #expect(try message(.noRun) { _ = try stored.remove(run: "second") }.contains("first"))
        #expect(try database.connection.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    @Test("of two runs in a row that superseded a case, both go, and the first case is current again")
    func removalOfChain() throws {
        let database = try Samples.database(path, run: Samples.runRecord("first"))
        try commit("a1", "A", run: "first", to: database)
        try database.begin(Samples.runRecord("second"))
        for key in ["a2", "a3"] { try commit(key, "A", run: "second", to: database) }
        #expect(try StoredDatabase(path: path, readOnly: false).remove(run: "second").cases == 2)
        #expect(try database.connection.table("SELECT case_key, superseded_by FROM voxmark_case") == ["a1|∅"])
    }
}
