import Features
import Foundation
import Testing

@testable import OMOP

@Suite("The writer")
struct WriterMechanicsTests {
    @Test("keeps how the image was made with every region, and forgets it with a case that is tried again")
    func imageProperties() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        var record = Samples.record("a", date: nil, modality: "MG", outcome: .computed([Samples.region("one"), Samples.region("two")]))
        record.image.properties = [ImageProperty("presentation-intent", "processing"), ImageProperty("kvp", "28")]
        #expect(try writer.commit(record).state == .held)
        let query = "SELECT label, name, value FROM voxmark_region_property JOIN voxmark_region USING (region_id) ORDER BY 1, 2"
        let expected = ["one|kvp|28", "one|presentation-intent|processing", "two|kvp|28", "two|presentation-intent|processing"]
        #expect(try writer.database.table(query) == expected)
        record.dates = ImageDates(series: "20010203")
        #expect(try writer.commit(record).state == .done)
        #expect(try writer.database.table(query) == expected)
        #expect(try writer.database.count("voxmark_region_property") == 4)
        try writer.writeTables(features: folder.path("features.csv"), records: folder.path("records.csv"))
        let lines = try String(contentsOfFile: folder.path("features.csv"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 3 && lines.dropFirst().allSatisfy { $0.contains("kvp=28; presentation-intent=processing") })
    }

    @Test("writes person, observation period, region, measurements and statuses of a case")
    func rows() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        let report = try writer.commit(Samples.record("a"))
        #expect(report.state == .done && !report.wasDone && report.measurements == 8 && report.findings == [])
        let database = writer.database
        let pseudonym = Samples.key.pseudonym(patientID: "PAT-001", issuer: "HOSPITAL")
        #expect(
            try database.table("SELECT * FROM person") == ["1|8532|1950|∅|∅|∅|0|0|∅|∅|∅|\(pseudonym)|F|∅|∅|∅|∅|∅"])
        #expect(try database.table("SELECT * FROM observation_period") == ["1|1|2001-02-03|2001-02-03|32817"])
        let mean = try FeatureConcept.id(block: 3, configuration: 0, slot: 2)
        #expect(
            try database.table("SELECT * FROM measurement WHERE measurement_source_value = 'stat_mean'") == [
                "3|1|\(mean)|2001-02-03|∅|∅|32880|∅|0.566666666666667|∅|9322|∅|∅|∅|1|∅|stat_mean|\(mean)|[hnsf'U]|∅|∅|1|2049999001"
            ])
        #expect(
            try database.rows("SELECT value_as_number FROM measurement ORDER BY measurement_id") { $0.real(0) }
                == [0, 1, 2, 3, 11, 12, 13, 14].map { -0.1 + $0 / 3 })
        #expect(
            try database.table("SELECT tag, status, reason FROM voxmark_status") == [
                "cm_joint_entr_2D_avg|undefined|flat-region", "cm_joint_entr_3D_comb|failed|overflow",
            ])
        let image = Samples.key.pseudonym(uid: "1.2.840.a")
        let mask = Samples.key.pseudonym(uid: "1.2.3.12")
        #expect(
            try database.table("SELECT * FROM voxmark_region") == [
                "1|a|0|1|CT|2001-02-03|\(image)|\(mask)|GTV, primary|125|119|image-a|mask-GTV, primary|d1|s1|1|0.1.0|\(image)|1|∅|∅|∅|∅|∅|∅|∅"
            ])
        #expect(
            try database.table("SELECT case_key, state, code, message, recipe, started FROM voxmark_case") == [
                "a|done|∅|∅|ibsi-c|2001-09-09T01:46:40.000Z"
            ])
    }

    @Test("adds nothing for a case that is done, also when it comes with other values, and in a new process")
    func again() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let first = try Samples.writer(path)
        _ = try first.commit(Samples.record("a"))
        let before = try Self.everything(first.database)
        #expect(try first.commit(Samples.record("a", outcome: .computed([]))).wasDone)
        let second = try Samples.writer(path)
        #expect(try second.output.settled("a")?.state == .done)
        #expect(try second.commit(Samples.record("a")).wasDone)
        #expect(try second.commit(Samples.record("a", outcome: .failed(code: "crash", message: "gone"))).wasDone)
        #expect(try Self.everything(second.database) == before)
    }

    @Test("keeps the first release date of the database")
    func releaseDate() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        _ = try Samples.writer(path)
        let later = try OMOPDatabase(path: path, source: Samples.source(year: 2030), key: Samples.key)
        #expect(
            try later.connection.table("SELECT cdm_release_date, cdm_version_concept_id, vocabulary_version FROM cdm_source") == [
                "2026-11-22|756265|Voxmark subset 1"
            ])
    }

    @Test("extends the one observation period of a person over all dates")
    func observationPeriod() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for (index, date) in ["20010203", "19991231", "20050607", "20030101"].enumerated() {
            _ = try writer.commit(Samples.record("\(index)", date: date))
        }
        #expect(try writer.database.table("SELECT * FROM observation_period") == ["1|1|1999-12-31|2005-06-07|32817"])
        let orphans = "SELECT 1 FROM person LEFT JOIN observation_period USING (person_id) WHERE observation_period_id IS NULL"
        #expect(try writer.database.table(orphans) == [])
    }

    @Test("records refused and failed cases, and replaces them when they are tried again")
    func retry() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        let database = writer.database
        let ledger = "SELECT case_key, state, code, message FROM voxmark_case"
        let refused = try writer.commit(Samples.record("a", outcome: .refused(code: "irregular", message: "a slice is missing")))
        #expect(refused.state == .refused && refused.code == "irregular")
        #expect(try database.table(ledger) == ["a|refused|irregular|a slice is missing"])
        #expect(try database.table("SELECT case_key, region_id, tag, status, reason FROM voxmark_status") == ["a|∅|∅|refused|irregular"])
        _ = try writer.commit(Samples.record("a", outcome: .failed(code: "crash", message: "signal 11")))
        #expect(try database.table(ledger) == ["a|failed|crash|signal 11"])
        #expect(try database.count("voxmark_status") == 1)
        #expect(try database.count("person") == 0)
        #expect(try writer.commit(Samples.record("a")).state == .done)
        #expect(try database.table(ledger) == ["a|done|∅|∅"])
        #expect(try database.table("SELECT status FROM voxmark_status") == ["undefined", "failed"])
        #expect(try database.count("measurement") == 8)
    }

    @Test("holds values without a person aside until the person is known")
    func held() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let nobody = PatientIdentity(patientID: "P-7", sex: "M")
        let writer = try Samples.writer(path)
        let database = writer.database
        for _ in 0..<2 {
            let report = try writer.commit(Samples.record("a", patient: nobody))
            #expect(report.state == .held && report.code == "no-birth-year" && report.measurements == 0)
            #expect(try database.count("measurement") == 0 && database.count("person") == 0)
            #expect(try database.count("voxmark_held_value") == 8 && database.count("voxmark_region") == 1)
            #expect(try database.table("SELECT status, reason FROM voxmark_status WHERE region_id IS NULL") == ["held|no-birth-year"])
        }
        let informed = try Samples.writer(path, map: PersonMap(csv: "patient_id,year_of_birth\nP-7,1950\n", source: "map.csv"))
        #expect(try informed.commit(Samples.record("a", patient: nobody)).state == .done)
        #expect(try database.count("voxmark_held_value") == 0)
        #expect(try database.count("measurement") == 8)
        #expect(try database.table("SELECT year_of_birth, gender_concept_id FROM person") == ["1950|8507"])
    }

    @Test("a case held for want of a year of birth is done once another case has told it, whichever came first")
    func released() throws {
        let silent = PatientIdentity(patientID: "P-7")
        let telling = PatientIdentity(patientID: "P-7", age: "051Y")
        var databases: Set<[String]> = []
        for order in [["a", "b"], ["b", "a"]] {
            let folder = try TemporaryFolder()
            let writer = try Samples.writer(folder.path("omop.sqlite"))
            for key in order {
                var record = Samples.record(key, patient: key == "a" ? silent : telling, date: key == "a" ? "20000101" : "20010203")
                record.dates.study = record.dates.series
                _ = try writer.commit(record)
            }
            let strangers = Samples.record("c", patient: PatientIdentity(patientID: "P-8"))
            let unborn = Samples.record("d", patient: silent, date: "19490101")
            let undated = Samples.record("e", patient: silent, date: nil)
            for record in [strangers, unborn, undated] { #expect(try writer.commit(record).state == .held) }
            #expect(try writer.output.releaseHeld() == ["a": 8])
            let before = try Self.everything(writer.database)
            #expect(try writer.output.releaseHeld().isEmpty)
            #expect(try Self.everything(writer.database) == before)
            databases.insert(
                try [
                    "SELECT case_key, state, code FROM voxmark_case ORDER BY 1",
                    "SELECT case_key, region_date, person_id FROM voxmark_region ORDER BY 1",
                    "SELECT observation_period_start_date, observation_period_end_date FROM observation_period",
                    """
                    SELECT case_key, m.person_id, measurement_concept_id, measurement_date, measurement_type_concept_id, value_as_number,
                    unit_concept_id, measurement_source_value, measurement_source_concept_id, unit_source_value, meas_event_field_concept_id
                    FROM measurement m JOIN voxmark_region ON region_id = measurement_event_id ORDER BY 1, 3
                    """,
                    "SELECT case_key, tag, status, reason FROM voxmark_status ORDER BY 1, 2", "SELECT count(*) FROM voxmark_held_value",
                ].flatMap { try writer.database.table($0) })
            // Apart from case and day, the values have become the rows that they would have been at once.
            let measured = """
                SELECT person_id, measurement_concept_id, value_as_number, unit_concept_id, measurement_source_value, unit_source_value
                FROM measurement JOIN voxmark_region USING (person_id) WHERE region_id = measurement_event_id AND case_key =
                """
            #expect(try writer.database.table("\(measured) 'a' ORDER BY 2") == writer.database.table("\(measured) 'b' ORDER BY 2"))
            #expect(try writer.database.table("SELECT case_key FROM voxmark_case WHERE state = 'held'") == ["c", "d", "e"])
        }
        #expect(databases.count == 1)
    }

    @Test("makes the official index by concept when a run ends")
    func finish() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("a"))
        for _ in 0..<2 { try writer.output.finish(run: Samples.runRecord(), state: .complete) }
        #expect(
            try writer.database.table("SELECT name FROM pragma_index_info('idx_measurement_concept_id_1')") == ["measurement_concept_id"])
        #expect(try writer.commit(Samples.record("b")).state == .done)
    }

    @Test("makes the person's row independent of the order of cases, and reports contradictions")
    func contradictions() throws {
        var patients = ["19500617", "19480101"].map { PatientIdentity(patientID: "P", birthDate: $0, sex: "F") }
        patients.append(PatientIdentity(patientID: "P", sex: "M"))
        let dates = ImageDates(study: "20010203")
        var people: Set<String> = []
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let folder = try TemporaryFolder()
            let writer = try Samples.writer(folder.path("omop.sqlite"))
            var findings: Set<PersonFinding.Code> = []
            for index in order {
                var record = Samples.record("\(index)", patient: patients[index])
                record.dates = dates
                record.patient.age = "051Y"
                findings.formUnion(try writer.commit(record).findings.map(\.code))
            }
            #expect(findings == [.birthYearConflict, .sexConflict])
            people.formUnion(try writer.database.table("SELECT year_of_birth, gender_concept_id, gender_source_value FROM person"))
        }
        #expect(people == ["1948|0|∅"])
    }

    @Test("does not take the birth years that an age leaves open for a contradiction")
    func ages() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for (key, study, age) in [("a", "20020110", "045Y"), ("b", "20010615", "045Y")] {
            var record = Samples.record(key, patient: PatientIdentity(patientID: "P", age: age))
            record.dates = ImageDates(study: study)
            #expect(try writer.commit(record).findings == [])
        }
        #expect(try writer.database.table("SELECT year_of_birth FROM person") == ["1956"])
    }

    @Test("writes all of a case or nothing of it")
    func atomicity() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("a", outcome: .failed(code: "crash", message: "gone")))
        let before = try Self.everything(writer.database)
        var notFinite = Samples.region("second")
        notFinite.features[0].results[9] = FeatureResult(column: Samples.columns[9], value: .value(.nan))
        var infinite = Samples.region("second")
        infinite.features[0].results[0] = FeatureResult(column: Samples.columns[0], value: .value(.infinity))
        var twice = Samples.region("second")
        twice.features[0].results.append(twice.features[0].results[0])
        var unknown = Samples.region("second")
        unknown.features[0].configuration = 5
        let faults: [(RegionRecord, OMOPError.Code)] = [
            (notFinite, .notFinite), (infinite, .notFinite), (twice, .duplicateFeature), (unknown, .unknownFeature),
        ]
        for (region, code) in faults {
            let outcome = CaseRecord.Outcome.computed([Samples.region(), region])
            _ = try message(code) { _ = try writer.commit(Samples.record("a", outcome: outcome)) }
            #expect(try Self.everything(writer.database) == before)
            _ = try message(code) { _ = try writer.commit(Samples.record("b", patient: PatientIdentity(patientID: "P"), outcome: outcome)) }
            #expect(try Self.everything(writer.database) == before)
        }
        #expect(try writer.commit(Samples.record("a")).state == .done)
    }

    @Test("of cases committed together, a bad one leaves no trace and the others stay")
    func together() throws {
        let folder = try TemporaryFolder()
        let (one, other) = (try Samples.writer(folder.path("one.sqlite")), try Samples.writer(folder.path("other.sqlite")))
        var bad = Samples.region("bad")
        bad.features[0].results[9] = FeatureResult(column: Samples.columns[9], value: .value(.nan))
        let records = [Samples.record("a"), Samples.record("b", outcome: .computed([Samples.region(), bad])), Samples.record("c")]
        let fault = try one.output.committingTogether { () throws(OMOPError) in
            _ = try one.commit(records[0])
            #expect(throws: OMOPError.self) { try one.commit(records[1]) }
            _ = try one.commit(records[2])
            _ = try one.commit(records[1])
        }
        #expect(fault?.code == .notFinite)
        for record in [records[0], records[2]] { _ = try other.commit(record) }
        for table in ["measurement", "voxmark_region", "voxmark_status", "person", "observation_period"] {
            #expect(try one.database.table("SELECT * FROM \(table)") == other.database.table("SELECT * FROM \(table)"))
        }
        #expect(try one.database.table("SELECT case_key FROM voxmark_case ORDER BY 1") == ["a", "c"])
    }

    @Test("what was committed together before the transaction was lost is not written")
    func lostTogether() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        #expect(throws: OMOPError.self) {
            try writer.output.committingTogether { () throws(OMOPError) in
                _ = try writer.commit(Samples.record("a"))
                // As SQLite does by itself on a full disk.
                try writer.database.execute("ROLLBACK")
                throw OMOPError(.database, "the disk is full")
            }
        }
        #expect(try writer.output.settled("a") == nil)
        #expect(try writer.commit(Samples.record("a")).state == .done)
    }

    @Test("leaves nothing half-written when the process dies within a case")
    func killed() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let writer = try Samples.writer(path)
        _ = try writer.commit(Samples.record("a"))
        let before = try Self.everything(writer.database)
        setenv("VOXMARK_TEST_DATABASE", path, 1)
        defer { unsetenv("VOXMARK_TEST_DATABASE") }
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let path = try #require(ProcessInfo.processInfo.environment["VOXMARK_TEST_DATABASE"])
            let writer = try Samples.writer(path)
            try writer.database.execute("PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
            try writer.database.execute("BEGIN IMMEDIATE")
            // The journal is hot and pages of the transaction are in the file when the process dies.
            try writer.database.execute("UPDATE measurement SET value_as_number = 0; DELETE FROM voxmark_status")
            try writer.database.execute(
                "INSERT INTO voxmark_property SELECT hex(randomblob(500)), hex(randomblob(500)) FROM concept a, concept b")
            kill(getpid(), SIGKILL)
        }
        let journal = try FileManager.default.attributesOfItem(atPath: "\(path)-journal")[.size] as? Int
        #expect(journal ?? 0 > 0, "the transaction had reached the file")
        let survivor = try Samples.writer(path)
        #expect(try Self.everything(survivor.database) == before)
        #expect(try survivor.database.table("SELECT * FROM pragma_integrity_check") == ["ok"])
        #expect(try survivor.commit(Samples.record("b")).state == .done)
    }

    @Test("never shows an identifier or UID of the input")
    func leaks() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        let nobody = PatientIdentity(patientID: "SECRET-2", issuer: "SECRET-3")
        _ = try writer.commit(Samples.record("a", patient: PatientIdentity(patientID: "SECRET-1", birthDate: "19500617")))
        _ = try writer.commit(Samples.record("b", patient: nobody))
        try writer.writeTables(features: folder.path("features.csv"), records: folder.path("records.csv"))
        for name in ["omop.sqlite", "features.csv", "records.csv"] {
            let bytes = try Data(contentsOf: folder.url.appending(path: name))
            for secret in ["SECRET-1", "SECRET-2", "SECRET-3", "1.2.840.", "1.2.3.12", "19500617", "1950-06-17"] {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) in \(name)")
            }
        }
    }

    @Test("waits for another writer of the same file")
    func twoWriters() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let one = try Samples.writer(path)
        let other = try Samples.writer(path)
        for key in ["a", "b", "c", "d"] {
            #expect(try one.commit(Samples.record(key)).wasDone == (key != "a" && key != "c"))
            #expect(try other.commit(Samples.record(key)).wasDone)
            if key == "a" || key == "c" { _ = try other.commit(Samples.record(key == "a" ? "b" : "d")) }
        }
        #expect(try one.database.table("SELECT count(*), count(DISTINCT measurement_id) FROM measurement") == ["32|32"])
    }

    /// Every row of every table, in a fixed order.
    static func everything(_ database: any SQLDatabase) throws -> [String] {
        let tables = try database.table("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return try tables.flatMap { table in try database.table("SELECT * FROM \(table)").map { "\(table): \($0)" } }
    }
}
