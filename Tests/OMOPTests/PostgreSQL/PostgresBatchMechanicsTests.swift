import Features
import TestSupport
import Testing

@testable import OMOP

@Suite("A batch of cases in PostgreSQL", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct PostgresBatchMechanicsTests {
    private static let tables = [
        "measurement", "image_feature", "image_occurrence", "visit_occurrence", "procedure_occurrence", "person", "observation_period",
        "voxmark_region", "voxmark_status", "voxmark_person_evidence", "voxmark_image_instance", "voxmark_acquisition",
        "voxmark_held_value",
    ]
    private static let names = "SELECT name FROM voxmark_property WHERE name LIKE 'test%' ORDER BY name"

    /// All rows of a case's tables but for the moments in them.
    private func everything(_ database: any SQLDatabase) throws -> [String] {
        try Self.tables.flatMap { table in
            try database.table("SELECT to_jsonb(t) - 'alg_datetime' FROM \(table) t ORDER BY 1").map { "\(table): \($0)" }
        }
    }

    private func record(_ key: String, patient: PatientIdentity = Samples.patient, value: Double = 1) -> CaseRecord {
        var region = Samples.region()
        region.features[0].results[0] = FeatureResult(column: Samples.columns[0], value: .value(value))
        region.remarks = [Remark("holes", "with a tab\t, a \\ and a line\n of its own")]
        var record = Samples.record(key, patient: patient, outcome: .computed([region]))
        record.image.properties = [ImageProperty("kvp", "120")]
        record.image.instances = (0..<12).map { ImageInstance(sopInstanceUID: "1.2.\($0)", digest: "\(key)-\($0)") }
        record.image.acquisition = [AcquisitionValue(.kvp, 120)].compactMap { $0 }
        return record
    }

    /// A property that a test writes.
    private func rows(_ names: String...) -> SQLRows {
        var rows = SQLRows(columns: ["name"], constants: [("value", "1")])
        for name in names { rows.append([.text("test \(name)")]) }
        return rows
    }

    @Test(
        "a case whose rows the server refuses, which shows when all are copied, leaves no trace, and the others stay", arguments: [0, 1, 2])
    func refusedRows(place: Int) throws {
        let (test, other) = (try TestPostgres(), try TestPostgres())
        let database = try test.output("cdm", "results")
        try database.connection.execute("ALTER TABLE measurement ADD CHECK (value_as_number < 1000000)")
        let writer = try OMOPWriter(database, run: Samples.run())
        var records = ["a", "b"].map { record($0) }
        records.insert(record("bad", patient: PatientIdentity(patientID: "P-9", birthDate: "19700101"), value: 1e7), at: place)
        var (attempts, faults): (Int, [String]) = (0, [])
        let fault = try database.committingTogether { () throws(OMOPError) in
            attempts += 1
            faults = []
            for record in records {
                do throws(OMOPError) { _ = try writer.commit(record) } catch { faults.append("\(record.key) \(error.code.rawValue)") }
            }
        }
        #expect(fault == nil && attempts == 2 && faults == ["bad database"])
        let undisturbed = try OMOPWriter(other.output("cdm", "results"), run: Samples.run())
        for record in records where record.key != "bad" { _ = try undisturbed.commit(record) }
        #expect(try everything(database.connection) == everything(undisturbed.database))
        #expect(try database.settled("bad") == nil && database.settled("a")?.state == .done && database.settled("b")?.state == .done)
    }

    @Test("a case that fails in the middle takes its own rows with it only; the ids after it follow those before")
    func failingCase() throws {
        let (test, other) = (try TestPostgres(), try TestPostgres())
        let writer = try OMOPWriter(test.output("cdm", "results"), run: Samples.run())
        let undisturbed = try OMOPWriter(other.output("cdm", "results"), run: Samples.run())
        let records = [record("a"), record("bad", value: .infinity), record("c")]
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            for record in records {
                do throws(OMOPError) { _ = try writer.commit(record) } catch { #expect(error.code == .notFinite) }
            }
        }
        #expect(fault == nil)
        for record in [records[0], records[2]] { _ = try undisturbed.commit(record) }
        #expect(try everything(writer.database) == everything(undisturbed.database))
    }

    @Test("a batch that others spoilt runs again, and nothing of it is there twice", arguments: ["40001", "23505"])
    func spoilt(state: String) throws {
        let (test, other) = (try TestPostgres(), try TestPostgres())
        let writer = try OMOPWriter(test.output("cdm", "results"), run: Samples.run())
        let undisturbed = try OMOPWriter(other.output("cdm", "results"), run: Samples.run())
        let records = ["a", "b", "c"].map { record($0) }
        var attempts = 0
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            attempts += 1
            for record in records[..<2] { _ = try writer.commit(record) }
            if attempts < 3 { try writer.database.execute("DO $$BEGIN RAISE EXCEPTION 'spoilt' USING ERRCODE = '\(state)'; END$$") }
            _ = try writer.commit(records[2])
        }
        #expect(fault == nil && attempts == 3)
        for record in records { _ = try undisturbed.commit(record) }
        #expect(try everything(writer.database) == everything(undisturbed.database))
    }

    @Test("ids that another program took before rows were copied are taken anew")
    func takenIDs() throws {
        let test = try TestPostgres()
        let writer = try OMOPWriter(test.output("cdm", "results"), run: Samples.run())
        let other = try test.open("cdm", "results")
        _ = try writer.commit(record("a"))
        let count = try writer.database.count("measurement")
        var attempts = 0
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            attempts += 1
            _ = try writer.commit(record("b"))
            if attempts == 1 {
                try other.execute(
                    """
                    INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id)
                    SELECT max(measurement_id) + 1, 1, 0, '2001-01-01', 32880 FROM measurement
                    """)
            }
        }
        #expect(fault == nil && attempts == 2)
        #expect(try writer.database.count("measurement") == 2 * count + 1)
    }

    @Test("of two equal keys in a batch, the first is written and the second is done")
    func equalKeys() throws {
        let writer = try OMOPWriter(TestPostgres().output("cdm", "results"), run: Samples.run())
        var done: [Bool] = []
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            done = []
            for key in ["a", "a", "b", "a"] { done.append(try writer.commit(record(key)).wasDone) }
        }
        #expect(fault == nil && done == [false, true, false, true])
        #expect(try writer.database.table("SELECT count(*), count(DISTINCT measurement_event_id) FROM measurement") == ["16|2"])
        #expect(try writer.database.table("SELECT count(*) FROM image_feature") == ["16"])
        #expect(try writer.database.table("SELECT count(*) FROM voxmark_image_instance") == ["24"])
    }

    @Test("a case that replaces another of the same batch takes out rows that were not copied yet")
    func replacesWithin() throws {
        let (test, other) = (try TestPostgres(), try TestPostgres())
        let writer = try OMOPWriter(test.output("cdm", "results"), run: Samples.run())
        let undisturbed = try OMOPWriter(other.output("cdm", "results"), run: Samples.run())
        var replacing = record("b")
        (replacing.subject, replacing.replaces) = (record("a").subject, true)
        let fault = try writer.output.committingTogether { () throws(OMOPError) in
            _ = try writer.commit(record("a"))
            _ = try writer.commit(replacing)
        }
        #expect(fault == nil)
        _ = try undisturbed.commit(replacing)
        for table in Self.tables {
            let count = try writer.database.count(table)
            #expect(try count == undisturbed.database.count(table), "\(table)")
        }
    }

    @Test("collected rows are there for whoever asks, and go with the part of the transaction that they came in")
    func collected() throws {
        struct Stop: Error {}
        let database = try TestPostgres().output("cdm", "results").connection
        try database.transaction { () throws(OMOPError) in
            try database.collect(rows("a"), for: "voxmark_property")
            do throws(OMOPError) {
                try database.transaction { () throws(OMOPError) in
                    try database.collect(rows("b"), for: "voxmark_property")
                    let seen = try database.rows(Self.names) { $0.text(0) ?? "" }
                    #expect(seen == ["test a", "test b"])
                    throw OMOPError(.outOfRange, "no")
                }
            } catch {}
            // What was copied within the part waits again.
            let seen = try database.rows(Self.names) { $0.text(0) ?? "" }
            #expect(seen == ["test a"])
            try database.collect(rows("c"), for: "voxmark_property")
        }
        #expect(try database.table(Self.names) == ["test a", "test c"])
        #expect(throws: OMOPError.self) {
            try database.transaction { () throws(OMOPError) in
                try database.collect(rows("d"), for: "voxmark_property")
                throw OMOPError(.outOfRange, "no")
            }
        }
        try database.transaction { () throws(OMOPError) in }
        #expect(try database.table(Self.names) == ["test a", "test c"])
        try database.collect(rows("e"), for: "voxmark_property")
        #expect(try database.table(Self.names) == ["test a", "test c", "test e"])
    }

    @Test("a statement that is not waited for fails in its own part of the transaction, also where nothing follows it")
    func notWaitedFor() throws {
        let database = try TestPostgres().output("cdm", "results").connection
        let insert = "INSERT INTO voxmark_property VALUES (?, '1')"
        try database.transaction { () throws(OMOPError) in
            try database.run(insert, "test a")
            do throws(OMOPError) {
                try database.transaction { () throws(OMOPError) in try database.run(insert, "test a") }
                Issue.record("the name is there twice")
            } catch {
                #expect(error.isTransient)
            }
            for number in 0..<200 { try database.run(insert, .text("test b\(number)")) }
            let changed = try database.changes
            #expect(changed == 1)
        }
        #expect(try database.table(Self.names).count == 201)
        var attempts = 0
        _ = try message(.database) {
            try database.transaction { () throws(OMOPError) in
                attempts += 1
                try database.run(insert, "test c")
                try database.run("INSERT INTO voxmark_property VALUES ('test d', NULL)")
            }
        }
        #expect(attempts == 1 && !database.isInTransaction)
        #expect(try database.table(Self.names).count == 201)
    }

    @Test("what was asked before is asked again once its table has changed, or the change was undone")
    func answers() throws {
        let database = try TestPostgres().output("cdm", "results").connection
        func names() throws(OMOPError) -> [String] { try database.rows(Self.names) { $0.text(0) ?? "" } }
        try database.transaction { () throws(OMOPError) in
            var seen = try [names(), names()]
            try database.run("INSERT INTO voxmark_property VALUES ('test a', '1')")
            seen.append(try names())
            do throws(OMOPError) {
                try database.transaction { () throws(OMOPError) in
                    try database.execute("DELETE FROM voxmark_property WHERE name = 'test a'")
                    seen.append(try names())
                    throw OMOPError(.outOfRange, "no")
                }
            } catch {}
            seen.append(try names())
            try database.insert(rows("1", "2", "3", "4", "5", "6", "7", "8", "9"), into: "voxmark_property")
            #expect(seen == [[], [], ["test a"], [], ["test a"]])
            let count = try names().count
            #expect(count == 10)
        }
    }
}
