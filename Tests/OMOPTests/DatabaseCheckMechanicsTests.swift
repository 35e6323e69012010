import Features
import Foundation
import Testing

@testable import OMOP

@Suite("The check of a database")
struct DatabaseCheckMechanicsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var path: String { folder.path("omop.sqlite") }

    /// A database with done, held and refused cases, one of which is superseded.
    private func write() throws {
        let writer = try Samples.writer(path)
        try Samples.writeChecked(writer)
        try writer.output.finish(run: Samples.runRecord(), state: .complete)
    }

    private func check(_ load: PlannedLoad? = nil) throws -> DatabaseCheck.Report { try DatabaseCheck(path: path).run(before: load) }

    @Test("verifies all rules of a sound database and finds nothing, but tells what DataQualityDashboard will find fault with")
    func sound() throws {
        try write()
        let report = try check()
        #expect(report.findings == [], "\(report.findings)")
        #expect(report.verified == DatabaseRule.all.map(\.name) && report.passedOver == [])
        #expect(Set(report.verified).count == report.verified.count)
        #expect(report.rows["measurement"] == 32 && report.rows["image_feature"] == 32)
        #expect(report.notes.contains { $0.check == "expected-dqd-failure isStandardValidConcept measurement_concept_id" })
        #expect(report.notes.contains { $0.check == "disk-room" })
        let superseded = try #require(report.notes.first { $0.check == "superseded-measurements" })
        #expect(superseded.count == 16 && superseded.message.contains("--replace") && superseded.message.contains("omop remove"))
        // The condition that the note gives selects the current ones.
        let condition = try #require(superseded.message.firstMatch(of: /meas_event_field.*\(.*?\)\)?.* IS NULL\)/)).0
        let database = try SQLiteDatabase(path: path, readOnly: true)
        #expect(try database.count("measurement WHERE \(condition)") == 16)
    }

    /// What is done to a sound database, and the rules that must find it.
    static let damages: [(String, Set<String>)] = [
        (
            "UPDATE measurement SET person_id = 77 WHERE measurement_id = 1",
            ["foreign-key measurement.person_id", "measurement-other-than-region", "feature-without-measurement"]
        ),
        ("UPDATE measurement SET unit_concept_id = 77 WHERE measurement_id = 1", ["foreign-key measurement.unit_concept_id"]),
        (
            "UPDATE measurement SET measurement_event_id = 77 WHERE measurement_id = 1",
            ["measurement-without-region", "feature-without-measurement", "measurement-without-feature", "feature-missing"]
        ),
        ("UPDATE measurement SET visit_occurrence_id = NULL WHERE measurement_id = 1", ["measurement-other-visit"]),
        ("UPDATE measurement SET measurement_date = '2001-02-04' WHERE measurement_id = 1", ["measurement-other-than-region"]),
        ("UPDATE measurement SET measurement_date = '2999-02-04'", ["measurement-other-than-region", "implausible-date"]),
        ("UPDATE measurement SET value_as_number = 9e999 WHERE measurement_id = 1", ["not-finite measurement"]),
        ("UPDATE measurement SET value_as_number = NULL WHERE measurement_id = 1", ["no-value"]),
        (
            "UPDATE measurement SET measurement_id = 2147483648 WHERE measurement_id = 1",
            ["not-int4 measurement.measurement_id", "id-room measurement", "feature-without-measurement"]
        ),
        (
            "UPDATE measurement SET measurement_source_value = substr('\(String(repeating: "long", count: 13))', 1, 51) WHERE measurement_id = 1",
            ["text-too-long measurement.measurement_source_value"]
        ),
        ("DELETE FROM image_feature WHERE image_feature_id = 1", ["measurement-without-feature"]),
        (
            "UPDATE image_feature SET image_feature_event_id = 2 WHERE image_feature_id = 1",
            ["feature-without-measurement", "measurement-without-feature"]
        ),
        (
            "DELETE FROM measurement WHERE measurement_id = 1",
            ["feature-without-measurement", "measurement-without-feature", "feature-missing"]
        ),
        ("UPDATE image_occurrence SET image_study_uid = '2.25.1'", ["region-without-image"]),
        ("UPDATE voxmark_region SET image_occurrence_id = NULL WHERE region_id = 1", ["region-without-image", "feature-other-image"]),
        (
            "INSERT INTO image_occurrence SELECT 99, person_id, procedure_occurrence_id, visit_occurrence_id, NULL, NULL, NULL, image_occurrence_date, image_study_uid, image_series_uid, 0 FROM image_occurrence WHERE image_occurrence_id = 1",
            ["image-twice"]
        ),
        ("DELETE FROM observation_period", ["no-observation-period", "outside-observation-period"]),
        (
            "UPDATE observation_period SET observation_period_start_date = '2001-02-04', observation_period_end_date = '2001-02-05'",
            ["outside-observation-period"]
        ),
        ("INSERT INTO observation_period VALUES (9, 1, '2000-01-01', '2002-01-01', 32817)", ["overlapping-periods"]),
        ("UPDATE person SET year_of_birth = 2002", ["date-before-birth"]),
        ("UPDATE voxmark_case SET state = 'failed' WHERE case_key = 'b'", ["region-of-undone-case"]),
        ("UPDATE voxmark_case SET state = 'held' WHERE case_key = 'b'", ["held-with-measurements"]),
        ("UPDATE voxmark_case SET state = 'done' WHERE case_key = 'held'", ["done-with-held-values", "done-without-person"]),
        ("UPDATE voxmark_case SET state = 'done' WHERE case_key = 'refused'", ["done-without-region"]),
        ("UPDATE voxmark_case SET superseded_by = 'none' WHERE case_key = 'a'", ["superseded-by-none"]),
        ("UPDATE voxmark_case SET superseded_by = NULL", ["current-case-twice"]),
        (
            "INSERT INTO voxmark_status VALUES (99, 'a', 1, (SELECT measurement_source_concept_id FROM measurement WHERE measurement_id = 1), 'x', 'undefined', 'x', NULL)",
            ["value-and-reason", "feature-missing"]
        ),
        ("INSERT INTO cdm_source SELECT * FROM cdm_source", ["cdm-source"]),
        (
            "UPDATE vocabulary SET vocabulary_id = 'Nothing' WHERE vocabulary_id = 'None'",
            ["vocabulary-version", "foreign-key concept.vocabulary_id"]
        ),
        ("UPDATE visit_occurrence SET visit_end_date = '1999-01-01'", ["visit-ends-before-start"]),
    ]

    @Test("finds what is damaged, and nothing else", arguments: damages.indices)
    func damage(_ number: Int) throws {
        try write()
        let (statement, rules) = Self.damages[number]
        do {
            let database = try SQLiteDatabase(path: path)
            try database.execute("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try database.execute(statement)
        }
        let report = try check()
        #expect(Set(report.findings.map(\.check)) == rules, "\(statement): \(report.findings.map(\.line))")
        #expect(report.findings.allSatisfy { $0.count > 0 })
    }

    @Test("has a name and a query of its own for every rule, which both SQLite and PostgreSQL understand")
    func rules() throws {
        let sqliteOnly = ["INSERT OR", "GROUP_CONCAT", "PRAGMA", "ROWID", "IFNULL", "STRFTIME", "TYPEOF", "GLOB"]
        for rule in DatabaseRule.all {
            #expect(rule.sql.contains("AS example"), "\(rule.name)")
            for word in sqliteOnly { #expect(!rule.sql.uppercased().contains(word), "\(rule.name): \(word)") }
            #expect(!rule.tables.isEmpty && !rule.meaning.isEmpty)
        }
        // What SQLite itself knows of the tables' foreign keys.
        let database = try Samples.writer(path).database
        let keys = try database.table(
            "SELECT 'foreign-key ' || m.name || '.' || f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
        )
        #expect(Set(DatabaseRule.keys.map(\.name)) == Set(keys))
    }

    @Test("before writing, tells of patients, dates and room; Voxmark's own databases get their persons, a site's do not")
    func before() throws {
        try write()
        let dates = ImageDates(series: "20010203")
        let images: [(patient: PatientIdentity, dates: ImageDates)] = [
            (Samples.patient, dates), (Samples.patient, ImageDates(series: "20200101")), (PatientIdentity(patientID: "NEW"), dates),
            (PatientIdentity(patientID: nil), dates), (Samples.patient, ImageDates()),
        ]
        let own = try check(PlannedLoad(images: images, cases: 5, rows: 50, key: Samples.key))
        #expect(Set(own.findings.map(\.check)) == ["planned no-patient-id", "planned no-date", "planned no-birth-year"])
        let born = images + [(PatientIdentity(patientID: "NEW", birthDate: "19700101"), dates)]
        let told = try check(PlannedLoad(images: born, cases: 6, rows: 50, key: Samples.key))
        #expect(Set(told.findings.map(\.check)) == ["planned no-patient-id", "planned no-date"])
        #expect(told.notes.contains { $0.check == "planned new-person" && $0.count == 1 })
        let huge = try check(PlannedLoad(images: images, cases: 5, rows: 3_000_000_000_000, key: nil))
        let found = Set(huge.findings.map(\.check))
        #expect(found.isSuperset(of: ["id-room measurement", "id-room image_feature", "disk-room", "no-key"]))
        #expect(!huge.findings.contains { $0.check.hasPrefix("planned") })
        let other = try check(PlannedLoad(images: images, cases: 5, rows: 50, key: PseudonymKey(anyLength: Array(1..<33))))
        #expect(other.findings.contains { $0.check == "wrong-key" })
        let site = folder.path("site.sqlite")
        do {
            let database = try SQLiteDatabase(path: site)
            try database.execute(CDMTables.statements)
            try database.execute("DROP TABLE cdm_source")
        }
        let report = try DatabaseCheck(path: site).run(before: PlannedLoad(images: images, cases: 5, rows: 50, key: Samples.key))
        let checks = Set(report.findings.map(\.check))
        #expect(
            checks.isSuperset(of: [
                "missing-table", "other-mode", "planned no-patient-id", "vocabulary no-vocabulary", "vocabulary-version",
            ]))
        #expect(report.passedOver.contains("measurement-without-region") && report.findings.contains { $0.message.contains("cdm_source") })
    }

    @Test("before writing, holds whom a run would hold, by the same file of persons and the same shifts of dates")
    func plannedPersons() throws {
        try write()
        let day = ImageDates(series: "20010203")
        let other = PatientIdentity(patientID: "B", birthDate: "20000101", sex: "M")
        let images = [(patient: Samples.patient, dates: day), (patient: other, dates: day)]
        let shifts = try DateShifts(csv: "patient_id,days\nB,-1000\n", source: "shifts.csv")
        let map = try PersonMap(csv: "patient_id,person_id\nB,1\n", source: "map.csv")
        let policies = [
            PersonPolicy(), PersonPolicy(map: map), PersonPolicy(source: .lookup), PersonPolicy(source: .map),
            PersonPolicy(dates: .shifted(shifts)),
            PersonPolicy(map: map, checks: PersonChecks([.sex: .note, .birthYear: .note, .outsideObservation: .hold])),
        ]
        for policy in policies {
            let found = try check(PlannedLoad(images: images, cases: 2, rows: 20, key: Samples.key, policy: policy)).findings
            let planned = found.filter { $0.check.hasPrefix("planned ") }.flatMap { one in
                [String](repeating: String(one.check.dropFirst("planned ".count)), count: one.count)
            }
            var held: [String] = []
            let database = try SQLiteDatabase(path: path)
            for (patient, dates) in images {
                let resolution = PersonResolution(patient, dates, policy: policy, key: Samples.key)
                if let reason = try PersonLinker(database, policy: policy).link(resolution).link.reason { held.append(reason.rawValue) }
            }
            #expect(planned.sorted() == held.sorted())
        }
    }

    @Test("of nothing, or of something else than a database, is an error")
    func unusable() throws {
        #expect(try message(.noDatabase) { _ = try DatabaseCheck(path: folder.path("none")) }.contains("none"))
        try Data(repeating: 65, count: 4096).write(to: folder.url.appending(path: "text"))
        #expect(try message(.notADatabase) { _ = try DatabaseCheck(path: folder.path("text")) }.contains("text"))
    }
}
