import Foundation
import Testing

@testable import OMOP

@Suite("Held cases")
struct HeldResolutionMechanicsTests {
    private static let patient = PatientIdentity(patientID: "P", issuer: "A", birthDate: "19500617", sex: "F")

    private static func policy(
        _ map: String = "patient_id\n", source: PersonPolicy.Source = .lookup, mode: ConceptMode = .practical, dates: DatePolicy = .full
    ) throws -> RowPolicy {
        RowPolicy(persons: PersonPolicy(map: try PersonMap(csv: map, source: "map.csv"), source: source, dates: dates), conceptMode: mode)
    }

    private static func writer(_ path: String, _ policy: RowPolicy) throws -> OMOPWriter {
        let database = try OMOPDatabase(path: path, source: Samples.source(), key: Samples.key, policy: policy)
        if try database.connection.rows("SELECT 1 FROM voxmark_run", row: { _ in true }).isEmpty { try database.begin(Samples.runRecord()) }
        return try OMOPWriter(database, run: Samples.run())
    }

    private static let person = """
        INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
        VALUES (7, 8532, 1950, 0, 0, 'site-7')
        """

    @Test("of an unknown patient keep their values out of the CDM until a map names the person, whose row stays as it is")
    func resolved() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let writer = try Self.writer(path, Self.policy())
        try writer.database.execute(Self.person)
        let before = try writer.database.table("SELECT * FROM person")
        let report = try writer.commit(Samples.record("a", patient: Self.patient))
        #expect(report.state == .held && report.code == "unknown-person" && report.measurements == 0)
        #expect(try writer.database.count("measurement") == 0 && writer.database.count("voxmark_held_value") == 8)
        #expect(try writer.database.table("SELECT code, year_of_birth, sex FROM voxmark_quarantine") == ["unknown-person|1950|F"])

        func resolve(_ map: String) throws -> ResolutionReport {
            try OMOPDatabase(existing: path, key: Samples.key, policy: Self.policy(map)).resolve()
        }
        for (map, reason) in [
            ("patient_id,issuer,person_id\nP,B,7\n", HeldReason.unknownPerson), ("patient_id,person_id\nP,8\n", .unknownPerson),
            ("patient_id,issuer,person_id\nP,B,7\nP,,7\n", .ambiguousPerson),
        ] {
            let left = try resolve(map)
            #expect(left.measurements.isEmpty && left.remaining.map(\.reason) == [reason])
        }
        #expect(try writer.database.count("measurement") == 0)
        let settled = try resolve("patient_id,issuer,person_id\nP,A,7\n")
        #expect(settled.measurements == ["a": 8] && settled.remaining.isEmpty)
        let database = writer.database
        #expect(try database.table("SELECT DISTINCT person_id, measurement_date FROM measurement") == ["7|2001-02-03"])
        #expect(try database.table("SELECT state, code FROM voxmark_case") == ["done|∅"])
        #expect(try database.count("voxmark_held_value") == 0 && database.count("voxmark_quarantine") == 0)
        #expect(try database.table("SELECT * FROM person") == before && database.count("observation_period") == 0)
        #expect(try resolve("patient_id,issuer,person_id\nP,A,7\n").measurements.isEmpty)
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check").isEmpty)
    }

    @Test("that a map settles have the rows that they would have had at once")
    func sameRows() throws {
        let map = "patient_id,issuer,person_id\nP,A,7\n"
        var rows: [[String]] = []
        for (first, second) in [(map, ""), ("patient_id\n", map)] {
            for mode in ConceptMode.allCases {
                let folder = try TemporaryFolder()
                let path = folder.path("omop.sqlite")
                let writer = try Self.writer(path, Self.policy(first, mode: mode))
                try writer.database.execute(Self.person)
                _ = try writer.commit(Samples.record("a", patient: Self.patient))
                if !second.isEmpty {
                    _ = try OMOPDatabase(existing: path, key: Samples.key, policy: Self.policy(second, mode: mode)).resolve()
                }
                rows.append(try writer.database.table("SELECT * FROM measurement ORDER BY measurement_source_concept_id"))
            }
        }
        #expect(rows[0].count == 8 && rows[0] == rows[2] && rows[1] == rows[3] && rows[0] != rows[1])
    }

    @Test("whom the person contradicts stay held, and the reason is told anew")
    func contradicted() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let writer = try Self.writer(path, Self.policy())
        try writer.database.execute(Self.person)
        _ = try writer.commit(Samples.record("a", patient: PatientIdentity(patientID: "P", sex: "M")))
        let left = try OMOPDatabase(existing: path, key: Samples.key, policy: Self.policy("patient_id,person_id\nP,7\n")).resolve()
        #expect(left.remaining.map(\.reason) == [.sexMismatch] && left.measurements.isEmpty)
        #expect(try writer.database.table("SELECT state, code FROM voxmark_case") == ["held|sex-mismatch"])
        #expect(try writer.database.table("SELECT reason FROM voxmark_status WHERE region_id IS NULL") == ["sex-mismatch"])
    }

    @Test("of two issuers' patients under one ID are two patients, and a line without issuer settles neither")
    func twoIssuers() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let writer = try Self.writer(path, Self.policy())
        try writer.database.execute(Self.person)
        for issuer in ["A", "B"] {
            _ = try writer.commit(Samples.record(issuer, patient: PatientIdentity(patientID: "P", issuer: issuer)))
        }
        let bare = try OMOPDatabase(existing: path, key: Samples.key, policy: Self.policy("patient_id,person_id\nP,7\n")).resolve()
        #expect(bare.measurements.isEmpty && bare.remaining.map(\.reason) == [.ambiguousPerson, .ambiguousPerson])
        let named = try OMOPDatabase(
            existing: path, key: Samples.key, policy: Self.policy("patient_id,issuer,person_id\nP,B,7\n")
        ).resolve()
        #expect(named.measurements == ["B": 8] && named.remaining.count == 1)
    }

    @Test("for want of a year of birth become a new person's when the map tells it")
    func created() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let writer = try Self.writer(path, Self.policy(source: .create))
        #expect(try writer.commit(Samples.record("a", patient: PatientIdentity(patientID: "P"))).code == "no-birth-year")
        let map = try Self.policy("patient_id,year_of_birth,sex\nP,1950,F\n", source: .create)
        #expect(try OMOPDatabase(existing: path, key: Samples.key, policy: map).resolve().measurements == ["a": 8])
        #expect(try writer.database.table("SELECT year_of_birth, gender_concept_id FROM person") == ["1950|8532"])
        #expect(try writer.database.table("SELECT observation_period_start_date FROM observation_period") == ["2001-02-03"])
    }

    @Test("write the feature's own concept or 0, and the standard one of the site, with the own one as source")
    func concepts() throws {
        let own = try FeatureConcept.id(block: 3, configuration: 0, slot: 0)
        for mode in ConceptMode.allCases {
            let folder = try TemporaryFolder()
            let path = folder.path("omop.sqlite")
            try Self.writer(path, Self.policy(source: .create, mode: mode)).database.execute(
                """
                PRAGMA foreign_keys = OFF;
                INSERT INTO concept VALUES (4000001, 'Volume', 'Measurement', 'SNOMED', 'Observable Entity', 'S', '118565006', '1970-01-01',
                '2099-12-31', NULL)
                """)
            let writer = try Self.writer(path, Self.policy(source: .create, mode: mode))
            _ = try writer.commit(Samples.record("a", patient: Self.patient))
            let query = "SELECT measurement_concept_id, measurement_source_concept_id FROM measurement ORDER BY 2 LIMIT 2"
            #expect(
                try writer.database.table(query) == [
                    "4000001|\(own)", mode == .practical ? "\(own + 1)|\(own + 1)" : "0|\(own + 1)",
                ])
            #expect(try writer.database.table("SELECT count(*) FROM measurement WHERE unit_concept_id IS NULL") == ["0"])
        }
    }

    @Test("shift every date that is written, and none without a shift; a database keeps to one kind of dates and concepts")
    func shifted() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let dates = DatePolicy.shifted(try DateShifts(csv: "patient_id,days\nP,-34\n", source: "shifts.csv"))
        let writer = try Self.writer(path, Self.policy(source: .create, dates: dates))
        #expect(try writer.commit(Samples.record("a", patient: Self.patient)).state == .done)
        let unknown = PatientIdentity(patientID: "Q", birthDate: "19500101")
        #expect(try writer.commit(Samples.record("b", patient: unknown)).code == "no-date-shift")
        let database = writer.database
        #expect(try database.table("SELECT DISTINCT measurement_date FROM measurement") == ["2000-12-31"])
        #expect(try database.table("SELECT case_key, region_date FROM voxmark_region ORDER BY 1") == ["a|2000-12-31", "b|∅"])
        #expect(
            try database.table("SELECT observation_period_start_date, observation_period_end_date FROM observation_period") == [
                "2000-12-31|2000-12-31"
            ])
        #expect(try database.table("SELECT year_of_birth FROM person") == ["1950"])
        #expect(try database.table("SELECT value FROM voxmark_property WHERE name = 'dates'") == ["shifted"])
        #expect(try message(.settingChanged) { _ = try Self.writer(path, Self.policy(source: .create)) }.contains("shifted"))
        #expect(
            try message(.settingChanged) { _ = try Self.writer(path, Self.policy(source: .create, mode: .strict, dates: dates)) }
                .contains("strict"))
    }
}
