import TestSupport
import Testing

@testable import OMOP

@Suite("A site's own procedures and visits", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct SiteStudyMechanicsTests {
    private static let uid = "1.3.12.2.1107.5.1.4.73104.30000018031506134876500000027"

    /// A site with procedures of person 7: one called by a Study Instance UID, two by one accession number, one without a visit, one by what 50
    /// characters hold of a UID; and one of person 8.
    private static func site() throws -> TestPostgres {
        let test = try SiteSamples.site()
        let columns = "procedure_occurrence_id, person_id, procedure_concept_id, procedure_date, procedure_type_concept_id"
        try test.open("cdm").execute(
            """
            INSERT INTO visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date,
            visit_type_concept_id, visit_source_value) VALUES (800, 7, 0, '2001-02-01', '2001-02-09', 32817, 'stay');
            INSERT INTO procedure_occurrence (\(columns), visit_occurrence_id, procedure_source_value) VALUES
            (900, 7, 0, '2001-02-03', 32817, 800, '1.2.3'), (901, 7, 0, '2001-02-03', 32817, 800, 'ACC-1'),
            (902, 7, 0, '2001-02-03', 32817, 800, 'ACC-2'), (903, 7, 0, '2001-02-03', 32817, 800, 'ACC-2'),
            (904, 7, 0, '2001-02-03', 32817, NULL, 'ACC-3'), (905, 7, 0, '2001-02-03', 32817, 800, '\(uid.prefix(50))'),
            (906, 8, 0, '2001-02-03', 32817, NULL, '1.2.8'), (907, 7, 0, '2001-02-04', 32817, 800, NULL)
            """)
        return test
    }

    /// All rows of the site, with the transaction that wrote each: a row that was written again has another, also when it says the same.
    private static func rows(_ open: PostgresDatabase) throws -> [String] {
        try [
            "person", "observation_period", "cdm_source", "death", "visit_occurrence", "procedure_occurrence", "measurement",
        ].flatMap { table in
            let ours = table == "measurement" ? "WHERE measurement_id <= 500" : ""
            return try open.table("SELECT '\(table)', t.xmin::text, t::text FROM cdm.\(table) t \(ours) ORDER BY 3")
        }
    }

    private static func record(
        _ key: String, study: String?, accession: String? = nil, patient: String = "PAT-7", date: String = "20010203",
        studyDate: String? = nil
    ) -> CaseRecord {
        var record = SiteSamples.record(key, patient, date: date)
        record.image.studyUID = study
        record.image.accessionNumber = accession
        record.dates.study = studyDate
        return record
    }

    private static func writer(_ test: TestPostgres, policy: RowPolicy? = nil) throws -> OMOPWriter {
        try OMOPWriter(test.output("cdm", "voxmark", mode: .append, policy: policy ?? SiteSamples.policy()), run: Samples.run())
    }

    private static let links = """
        SELECT DISTINCT i.procedure_occurrence_id, i.visit_occurrence_id, m.visit_occurrence_id, s.site_procedures
        FROM image_occurrence i JOIN voxmark_region r ON r.image_occurrence_id = i.image_occurrence_id
        JOIN measurement m ON m.measurement_event_id = r.region_id AND m.meas_event_field_concept_id = \(LocalVocabulary.regionField)
        JOIN voxmark_study s ON s.person_id = r.person_id AND s.study = r.study
        """

    @Test(
        "are a study's where exactly one has its UID, else its accession number, on its day; otherwise the study gets its own",
        arguments: [
            // Study Instance UID, Accession Number, Series Date, Study Date, procedure, visit, how many could be it.
            ("1.2.3", "ACC-2", "20010203", nil, "900|800|800|1"), ("1.2.9", " ACC-1 ", "20010203", nil, "901|800|800|1"),
            ("1.2.9", "ACC-3", "20010203", nil, "904|∅|∅|1"), (uid, nil, "20010203", nil, "905|800|800|1"),
            ("1.2.3", nil, "20010204", "20010203", "900|800|800|1"), ("1.2.9", "ACC-2", "20010203", nil, "908|801|801|2"),
            ("1.2.3", "ACC-1", "20010204", nil, "908|801|801|0"), ("1.2.3", nil, "20010203", "20010202", "908|801|801|0"),
            ("1.2.8", nil, "20010203", nil, "908|801|801|0"), (nil, nil, "20010203", nil, "908|801|801|0"),
        ] as [(String?, String?, String, String?, String)])
    func found(study: String?, accession: String?, date: String, studyDate: String?, links: String) throws {
        let test = try Self.site()
        let open = try test.open("cdm", "voxmark")
        let before = try Self.rows(open)
        let writer = try Self.writer(test)
        let report = try writer.commit(Self.record("a", study: study, accession: accession, date: date, studyDate: studyDate))
        #expect(report.state == .done)
        #expect(report.findings.map(\.code) == (links.hasSuffix("2") ? [.ambiguousProcedure] : []))
        #expect(try open.table(Self.links) == [links])
        let isOurs = !links.hasSuffix("1")
        let after = try Self.rows(open)
        #expect(after.count == before.count + (isOurs ? 2 : 0) && Set(after).isSuperset(of: before))
        for rule in DatabaseRule.all where [.links, .duplicates].contains(rule.group) && rule.name != "person-twice" {
            #expect(try open.table(rule.sql).isEmpty, "\(rule.name)")
        }
        try open.transaction { () throws(OMOPError) in try CaseRemoval(open).remove("a") }
        #expect(try Self.rows(open) == before)
        #expect(try open.count("voxmark_study") == 0 && open.count("voxmark_study_name") == 0)
    }

    @Test("stay as they are, to the byte, through cases that come, are replaced, held, settled and taken out")
    func untouched() throws {
        let test = try Self.site()
        let open = try test.open("cdm", "voxmark")
        let before = try Self.rows(open)
        let writer = try Self.writer(test)
        _ = try writer.commit(Self.record("a", study: "1.2.3"))
        _ = try writer.commit(Self.record("b", study: "1.2.3", date: "20010205", studyDate: "20010203"))
        _ = try writer.commit(Self.record("c", study: "1.2.77"))
        var anew = Self.record("d", study: "1.2.3")
        (anew.subject, anew.replaces) = ("subject-a", true)
        _ = try writer.commit(anew)
        #expect(try writer.commit(Self.record("e", study: "1.2.9", accession: "ACC-1", patient: "X")).code == "unknown-person")
        let resolving = try OMOPDatabase(
            existing: test.address("cdm", "voxmark"), mode: .append, key: Samples.key,
            policy: SiteSamples.policy(map: "patient_id,person_id\nX,7\n"))
        #expect(try resolving.resolve().measurements == ["e": 8])
        #expect(
            try open.table("\(Self.links) ORDER BY 1") == ["900|800|800|1", "901|800|800|1", "908|801|801|0"])
        #expect(try Set(Self.rows(open)).isSuperset(of: before))
        for key in ["b", "d", "c", "e"] {
            try open.transaction { () throws(OMOPError) in try CaseRemoval(open).remove(key) }
        }
        #expect(try Self.rows(open) == before)
    }

    @Test("are found whichever series of a study comes first, and one that was not there stays what the study has")
    func order() throws {
        for days in [["20010203", "20010204"], ["20010204", "20010203"]] {
            let test = try Self.site()
            let open = try test.open("cdm", "voxmark")
            let writer = try Self.writer(test)
            for day in days { _ = try writer.commit(Self.record(day, study: "1.2.3", date: day, studyDate: "20010203")) }
            #expect(try open.table(Self.links) == ["900|800|800|1"])
        }
    }

    @Test("are found in the site's frame where it shifts dates")
    func shifted() throws {
        let test = try Self.site()
        var policy = try SiteSamples.policy()
        policy.persons.dates = .shifted(try DateShifts(csv: "patient_id,days\nPAT-7,-10\n", source: "shifts.csv"))
        let writer = try Self.writer(test, policy: policy)
        #expect(try writer.commit(Self.record("a", study: "1.2.3", date: "20010213")).state == .done)
        #expect(try test.open("cdm", "voxmark").table(Self.links) == ["900|800|800|1"])
    }

    @Test("are found without the UID or accession number being kept")
    func privacy() throws {
        let test = try Self.site()
        let open = try test.open("cdm", "voxmark")
        let writer = try Self.writer(test)
        _ = try writer.commit(Self.record("a", study: "1.2.826.0.77", accession: "SECRET77"))
        _ = try writer.commit(Self.record("b", study: "1.2.826.0.78", accession: "SECRET78", patient: "X"))
        #expect(try open.count("voxmark_study_name") == 4)
        let tables = try open.table(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('cdm', 'voxmark')")
        #expect(tables.count > 50)
        for table in tables {
            #expect(
                try open.table("SELECT 1 FROM \(table) t WHERE t::text LIKE '%SECRET7%' OR t::text LIKE '%1.2.826.0%'").isEmpty,
                "\(table)")
        }
    }
}
