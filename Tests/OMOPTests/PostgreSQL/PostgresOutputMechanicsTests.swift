import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite("A stand-alone output in PostgreSQL", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct PostgresOutputMechanicsTests {
    /// Two patients, a case that failed, and one held that a later case releases.
    private static let records: [CaseRecord] = {
        let young = PatientIdentity(patientID: "PAT-002", birthDate: "19800101", sex: "M")
        let ageless = PatientIdentity(patientID: "PAT-002")
        return [
            Samples.record("a"), Samples.record("b", date: "20010204", outcome: .computed([Samples.region("one"), Samples.region("two")])),
            Samples.record("c", outcome: .failed(code: "overflow", message: "too much\tof 'it'")), Samples.record("d", patient: ageless),
            Samples.record("e", patient: young, date: "20020101"), Samples.record("f", date: nil),
        ]
    }()

    private func write(_ records: [CaseRecord], _ database: OMOPDatabase) throws {
        let writer = try OMOPWriter(database, run: Samples.run())
        for record in records { _ = try writer.commit(record) }
        _ = try database.releaseHeld()
        try database.finish(run: Samples.runRecord(), state: .complete)
    }

    /// What analysts read, with the values' bits.
    private func csv(_ database: OMOPDatabase) throws -> [String] {
        let folder = try TemporaryFolder()
        let writer = try OMOPWriter(database, run: Samples.run())
        try writer.writeTables(features: folder.path("features.csv"), records: folder.path("records.csv"))
        return [try folder.text("features.csv"), try folder.text("records.csv")]
    }

    @Test("equals one in SQLite, and stays as it is when the same is written again")
    func equalsSQLite() throws {
        let folder = try TemporaryFolder()
        let sqlite = try Samples.database(folder.path("omop.sqlite"))
        try write(Self.records, sqlite)
        let test = try TestPostgres()
        let postgres = try test.output("cdm", "results")
        try write(Self.records, postgres)
        for (one, other) in zip(try csv(postgres), try csv(sqlite)) {
            let (lines, others) = (one.split(separator: "\n"), other.split(separator: "\n"))
            #expect(lines.count == others.count)
            for (line, expected) in zip(lines, others) { #expect(line == expected) }
        }
        let queries = [
            "SELECT person_source_value, year_of_birth, gender_concept_id FROM person ORDER BY 1",
            "SELECT person_id, observation_period_start_date, observation_period_end_date FROM observation_period ORDER BY 1",
            "SELECT measurement_concept_id, unit_concept_id, count(*), min(measurement_date) FROM measurement GROUP BY 1, 2 ORDER BY 1, 2",
            "SELECT case_key, state, code, message FROM voxmark_case ORDER BY 1",
            "SELECT case_key, tag, status, reason, message FROM voxmark_status ORDER BY case_key, coalesce(tag, ''), reason",
            "SELECT concept_id, concept_code, concept_name, domain_id FROM concept ORDER BY 1", "SELECT cdm_version FROM cdm_source",
            "SELECT person_id, visit_source_value, visit_concept_id, visit_start_date, visit_end_date FROM visit_occurrence ORDER BY 1, 2",
            "SELECT person_id, visit_occurrence_id, procedure_date, procedure_end_date FROM procedure_occurrence ORDER BY 1, 2",
            "SELECT person_id, image_series_uid, image_occurrence_date, modality_concept_id FROM image_occurrence ORDER BY 1, 3",
            "SELECT image_occurrence_id, image_feature_concept_id, image_finding_id, alg_system FROM image_feature ORDER BY image_feature_id",
        ]
        for query in queries { #expect(try postgres.connection.table(query) == sqlite.connection.table(query), "\(query)") }
        let before = try queries.map { try postgres.connection.table($0) }
        try write(Self.records, try test.output("cdm", "results"))
        #expect(try queries.map { try postgres.connection.table($0) } == before)
    }

    @Test("has all keys of the CDM, its own tables in the schema of the results, and refuses what is not its own")
    func schemas() throws {
        let test = try TestPostgres()
        let database = try test.output("cdm", "results")
        let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema ="
        #expect(try database.connection.table("\(tables) 'cdm'") == ["39"])
        #expect(
            try database.connection.table(
                "\(tables) 'results' AND (table_name LIKE 'voxmark%' OR table_name IN ('image_occurrence', 'image_feature'))")
                == database.connection.table("\(tables) 'results'"))
        #expect(
            try database.connection.table("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'cdm'::regnamespace")
                == ["176"])
        #expect(try message(.schema) { _ = try test.output("cdm", "others") }.contains("--append"))
        #expect(try message(.schema) { _ = try test.output("cdm", "results", mode: .append) }.contains("stand-alone"))
        #expect(
            try message(.wrongKey) { _ = try test.output("cdm", "results", key: PseudonymKey(anyLength: Array(1..<33))) }.contains(
                "key file"))
        try database.connection.run("UPDATE voxmark_property SET value = '1' WHERE name = 'schema version'")
        #expect(try message(.schema) { _ = try test.output("cdm", "results") }.contains("version 1"))
    }

    @Test("a case that is done anew leaves nothing of the old one", arguments: [true, false])
    func replaces(isReplaced: Bool) throws {
        let database = try TestPostgres().output("cdm", "results")
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(Samples.record("a"))
        let first = try database.connection.count("measurement")
        var record = Samples.record("b")
        record.subject = "subject-a"
        record.replaces = isReplaced
        _ = try writer.commit(record)
        #expect(try database.connection.count("measurement") == (isReplaced ? 1 : 2) * first)
        #expect(try database.connection.count("voxmark_case") == (isReplaced ? 1 : 2))
    }

    @Test("a connection that is cut off leaves whole transactions; resuming comes to the same end")
    func cutOff() throws {
        let test = try TestPostgres()
        let undisturbed = try TestPostgres().output("cdm", "results")
        try write(Self.records, undisturbed)
        let database = try test.output("cdm", "results")
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(Self.records[0])
        let backend = try #require(try database.connection.rows("SELECT pg_backend_pid()") { $0.integer(0) }.first ?? nil)
        let other = try test.open()
        let message = try message(.unreachable) {
            _ = try database.committingTogether { () throws(OMOPError) in
                _ = try writer.commit(Self.records[1])
                try other.execute("SELECT pg_terminate_backend(\(backend))")
                _ = try writer.commit(Self.records[2])
            }
        }
        #expect(message.contains("run again"))
        let resumed = try test.output("cdm", "results")
        #expect(try resumed.connection.table("SELECT case_key FROM voxmark_case") == ["a"])
        #expect(try resumed.settled("b") == nil)
        try write(Self.records, resumed)
        #expect(try csv(resumed) == csv(undisturbed))
    }

    @Test("two processes at once write each case and each person once, whatever their order")
    func together() async throws {
        let test = try TestPostgres()
        _ = try test.output("cdm", "results")
        let patients = (1...4).map { PatientIdentity(patientID: "PAT-\($0)", birthDate: "19500617", sex: "F") }
        let records = (0..<16).map { Samples.record("case-\($0)", patient: patients[$0 % 4]) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for order in [records, records.reversed()] {
                group.addTask {
                    let writer = try OMOPWriter(test.output("cdm", "results"), run: Samples.run())
                    for start in stride(from: 0, to: order.count, by: 4) {
                        let fault = try writer.output.committingTogether { () throws(OMOPError) in
                            for record in order[start..<start + 4] { _ = try writer.commit(record) }
                        }
                        #expect(fault == nil)
                    }
                }
            }
            try await group.waitForAll()
        }
        let database = try test.output("cdm", "results").connection
        let each = Samples.region().features[0].results.count { if case .value = $0.value { true } else { false } }
        #expect(
            try database.table("SELECT count(*), count(DISTINCT (measurement_event_id, measurement_concept_id)) FROM measurement") == [
                "\(16 * each)|\(16 * each)"
            ])
        #expect(try database.table("SELECT count(*), count(DISTINCT person_source_value) FROM person") == ["4|4"])
        #expect(try database.table("SELECT count(*) FROM observation_period") == ["4"])
    }

    @Test("a bulk load leaves the same keys and rows, also when it was cut off and resumed")
    func bulkLoad() throws {
        let test = try TestPostgres()
        let keys = """
            SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid IN ('cdm.measurement'::regclass, 'results.image_feature'::regclass)
            UNION SELECT indexdef FROM pg_indexes WHERE tablename IN ('measurement', 'image_feature') ORDER BY 1
            """
        let before: [String]
        do {
            let database = try test.output("cdm", "results")
            before = try database.connection.table(keys)
            try database.beginBulkLoad()
            let left = try database.connection.table(keys)
            #expect(left.count == 4 && left.allSatisfy { $0.contains("PRIMARY KEY") || $0.contains("UNIQUE INDEX") })
            // A second run that begins before the first has ended changes nothing.
            try database.beginBulkLoad()
            _ = try OMOPWriter(database, run: Samples.run()).commit(Self.records[0])
        }
        let resumed = try test.output("cdm", "results")
        try write(Self.records, resumed)
        #expect(try resumed.connection.table(keys) == before)
        #expect(before.count == 29)
        let undisturbed = try TestPostgres().output("cdm", "results")
        try write(Self.records, undisturbed)
        #expect(try csv(resumed) == csv(undisturbed))
        let folder = try TemporaryFolder()
        #expect(try message(.schema) { try Samples.database(folder.path("omop.sqlite")).beginBulkLoad() }.contains("PostgreSQL"))
    }

    @Test("takes “Maps to” rows of a feature under all foreign keys")
    func relationships() throws {
        let database = try TestPostgres().output("cdm", "results")
        _ = try OMOPWriter(database, run: Samples.run())
        try SchemaMechanicsTests.relate(database.connection)
        #expect(try database.connection.count("relationship") == 4)
    }

    @Test("an id range that is used up is said, and nothing is written")
    func idsUsedUp() throws {
        let database = try TestPostgres().output("cdm", "results")
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(Samples.record("a"))
        try database.connection.run("UPDATE measurement SET measurement_id = 2147483647 WHERE measurement_id = 1")
        let before = try database.connection.count("measurement")
        #expect(try message(.idsUsedUp) { _ = try writer.commit(Samples.record("b")) }.contains("measurement"))
        #expect(try database.connection.count("measurement") == before)
        #expect(try database.settled("b") == nil)
    }

    @Test("tasks are taken by one run at a time, by another when their time has run out or their run has ended")
    func leases() throws {
        let test = try TestPostgres()
        let (one, other) = (Samples.runRecord("r1"), Samples.runRecord("r2"))
        let (first, second) = (try test.output("cdm", "results", run: nil), try test.output("cdm", "results", run: nil))
        try first.begin(one)
        try second.begin(other)
        func leases(of database: OMOPDatabase, _ run: RunRecord, seconds: Int = 600) throws -> TaskLeases {
            try #require(try TaskLeases(of: database, for: run, seconds: seconds))
        }
        func tasks(_ names: String...) -> [TaskLeases.Task] { names.map { TaskLeases.Task(key: $0, subject: "subject of \($0)") } }
        try first.enqueue(["t1", "t2", "t3"].map { QueuedTask(key: $0, recipe: "r") }, of: one)
        try second.enqueue(["t1", "t2", "t3"].map { QueuedTask(key: $0, recipe: "r") }, of: other)
        let (mine, theirs) = (try leases(of: first, one), try leases(of: second, other))
        #expect(try mine.take(tasks("t1"), of: Samples.run()) == [.own])
        #expect(try mine.take(tasks("t1", "t2"), of: Samples.run()) == [.own, .own])
        #expect(try theirs.take(tasks("t2", "t3", "t1"), of: Samples.run()) == [.lent, .own, .lent])
        // What is tried again by its run stays its run's.
        try first.requeue("t1")
        #expect(try theirs.take(tasks("t1"), of: Samples.run()) == [.lent])
        // A task that its writer is at keeps nobody waiting.
        try first.connection.transaction { () throws(OMOPError) in
            try first.markRunning("t1", attempt: 1, worker: 0)
            #expect((try? theirs.take(tasks("t1"), of: Samples.run())) == [.lent])
            try mine.prolong()
        }
        let expired = try leases(of: first, one, seconds: -60)
        try expired.prolong()
        #expect(try theirs.take(tasks("t1"), of: Samples.run()) == [.own])
        #expect(try mine.take(tasks("t1", "t2"), of: Samples.run()) == [.lent, .own])
        try second.finish(run: other, state: .interrupted)
        #expect(try mine.take(tasks("t1", "t3"), of: Samples.run()) == [.own, .own])
        let folder = try TemporaryFolder()
        #expect(try TaskLeases(of: Samples.database(folder.path("omop.sqlite")), for: one) == nil)
    }

    @Test("held cases that two processes release at the same time are released once")
    func releasedOnce() throws {
        let test = try TestPostgres()
        let database = try test.output("cdm", "results")
        let writer = try OMOPWriter(database, run: Samples.run())
        let ageless = PatientIdentity(patientID: "PAT-002")
        for number in 0..<20 { _ = try writer.commit(Samples.record("held-\(number)", patient: ageless)) }
        _ = try writer.commit(Samples.record("told", patient: PatientIdentity(patientID: "PAT-002", birthDate: "19800101")))
        DispatchQueue.concurrentPerform(iterations: 3) { _ in
            do { _ = try test.output("cdm", "results").releaseHeld() } catch { Issue.record("\(error)") }
        }
        let connection = database.connection
        #expect(try connection.table("SELECT count(*) FROM voxmark_case WHERE state = 'done'") == ["21"])
        let values = try connection.count("measurement")
        #expect(try values == 21 * 8 && connection.count("image_feature") == values)
    }

    @Test("what another run has done meanwhile is told with its key; what nobody knows of is the run's own")
    func settledElsewhere() throws {
        let test = try TestPostgres()
        let run = Samples.runRecord("r2")
        let (first, second) = (try test.output("cdm", "results"), try test.output("cdm", "results", run: run))
        let leases = try #require(try TaskLeases(of: second, for: run))
        _ = try OMOPWriter(first, run: Samples.run()).commit(Self.records[0])
        let subject = Self.records[0].subject
        let shares = try leases.take(
            [TaskLeases.Task(key: "gone", subject: subject), TaskLeases.Task(key: "never", subject: "nobody")], of: Samples.run())
        let known = try #require(try first.settled(Self.records[0].key))
        #expect(shares == [.settled(Self.records[0].key, known), .own])
        let other = try leases.take([TaskLeases.Task(key: "gone", subject: subject)], of: Samples.run(recipeDigest: "other"))
        #expect(other == [.own])
    }

    @Test("a run whose process is connected goes on when another begins; one that is not is interrupted")
    func runs() throws {
        let test = try TestPostgres()
        let states = "SELECT run_id, state FROM voxmark_run ORDER BY run_id"
        let second = try test.output("cdm", "results", run: nil)
        do {
            let first = try test.output("cdm", "results", run: nil)
            try first.begin(Samples.runRecord("r1"))
            try second.begin(Samples.runRecord("r2"))
            #expect(try second.connection.table(states) == ["r1|running", "r2|running"])
        }
        // The server lets a lock go when it has noticed that the connection was closed.
        let watcher = try #require(second.connection as? PostgresDatabase)
        for _ in 0..<200 where try watcher.isAlive(run: "r1") { Thread.sleep(forTimeInterval: 0.02) }
        let third = try test.output("cdm", "results", run: nil)
        try third.begin(Samples.runRecord("r3"))
        #expect(try third.connection.table(states) == ["r1|interrupted", "r2|running", "r3|running"])
    }
}

extension TestPostgres {
    /// An output in the database, in which a run has begun.
    func output(
        _ cdm: String, _ results: String, mode: OutputMode = .standAlone, user: String = "postgres", key: PseudonymKey = Samples.key,
        policy: RowPolicy? = nil, run: RunRecord? = Samples.runRecord()
    ) throws -> OMOPDatabase {
        let persons = PersonPolicy(source: mode == .append ? .lookup : .create)
        let database = try OMOPDatabase(
            address(cdm, results, user: user), mode: mode, source: Samples.source(), key: key, policy: policy ?? RowPolicy(persons: persons)
        )
        if let run, try database.connection.rows("SELECT 1 FROM voxmark_run WHERE run_id = 'r1'", row: { _ in true }).isEmpty {
            try database.begin(run)
        }
        return database
    }

    /// Where an output is.
    func address(_ cdm: String, _ results: String, user: String = "postgres") throws -> PostgresAddress {
        try PostgresAddress(place.address(name, user: user), cdmSchema: cdm, resultsSchema: results)
    }
}
