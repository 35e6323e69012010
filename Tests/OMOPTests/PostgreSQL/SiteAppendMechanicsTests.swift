import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite("Appending to a site's CDM", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct SiteAppendMechanicsTests {
    private static let tables = ["person", "cdm_source", "observation_period", "domain"]

    private func site() throws -> TestPostgres { try SiteSamples.site() }

    private func record(
        _ key: String, _ patientID: String, date: String = "20010203", birth: String = "19500617", sex: String = "F"
    ) -> CaseRecord { SiteSamples.record(key, patientID, date: date, birth: birth, sex: sex) }

    @Test("finds persons by Patient ID or pseudonym, holds the others, and changes nothing of the site")
    func persons() throws {
        let test = try site()
        let open = try test.open("cdm")
        let before = try Self.tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") }
        let database = try test.output("cdm", "voxmark", mode: .append)
        let writer = try OMOPWriter(database, run: Samples.run())
        let known = try writer.commit(record("a", "PAT-7"))
        #expect(known.state == .done && known.findings.isEmpty && known.measurements > 0)
        let unobserved = try writer.commit(record("b", "PAT-8", birth: "19600101", sex: "M"))
        #expect(unobserved.state == .done && unobserved.findings.map(\.code) == [.outsideObservation])
        #expect(try writer.commit(record("g", "PAT-8", birth: "19500101", sex: "M")).code == "birth-year-mismatch")
        for (key, patient, code) in [
            ("c", "PAT-1", "unknown-person"), ("d", "PAT-9", "ambiguous-person"), ("e", "PAT-7", "date-before-birth"),
        ] {
            let report = try writer.commit(record(key, patient, date: key == "e" ? "19400101" : "20010203"))
            #expect(report.state == .held && report.code == code && report.measurements == 0)
        }
        #expect(try Self.tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") } == before)
        #expect(try open.table("SELECT DISTINCT person_id FROM measurement WHERE measurement_id > 500 ORDER BY 1") == ["7", "8"])
        #expect(try open.table("SELECT measurement_event_id FROM measurement WHERE measurement_id <= 500") == ["1"])
        #expect(try open.table("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'cdm'") == ["39"])
        // A person that the site adds is found on the next run.
        try open.execute("UPDATE person SET person_source_value = 'PAT-1' WHERE person_id = 10")
        #expect(try writer.commit(record("c", "PAT-1", birth: "19700101")).state == .done)
        #expect(try writer.commit(record("d", "PAT-9", birth: "19700101")).state == .done)
        #expect(try writer.commit(record("a", "PAT-7")).wasDone)
        #expect(try database.releaseHeld().isEmpty)
    }

    @Test("a day outside of the observation periods is remarked on, held, or the nearest period extended, as the policy says")
    func periods() throws {
        let test = try site()
        let open = try test.open("cdm")
        let periods =
            "SELECT observation_period_start_date, observation_period_end_date FROM observation_period WHERE person_id = 7 ORDER BY 1"
        let hold = try OMOPWriter(
            test.output("cdm", "voxmark", mode: .append, policy: SiteSamples.policy(outside: .hold)), run: Samples.run())
        #expect(try hold.commit(record("a", "PAT-7", date: "20050101")).code == "outside-observation-period")
        #expect(try hold.commit(record("b", "PAT-7", date: "20011231")).state == .done)
        #expect(try open.table(periods) == ["2000-01-01|2001-12-31", "2010-01-01|2011-12-31"])
        let extend = try OMOPWriter(
            test.output("cdm", "voxmark", mode: .append, policy: SiteSamples.policy(outside: .extend)), run: Samples.run())
        for (key, date) in [("a", "20050101"), ("c", "19990101"), ("d", "20150101")] {
            #expect(try extend.commit(record(key, "PAT-7", date: date)).state == .done)
        }
        #expect(try open.table(periods) == ["1999-01-01|2005-01-01", "2010-01-01|2015-01-01"])
        // The nearest is the one that begins after the day.
        #expect(try extend.commit(record("f", "PAT-7", date: "20080701")).state == .done)
        #expect(try open.table(periods) == ["1999-01-01|2005-01-01", "2008-07-01|2015-01-01"])
        #expect(try extend.commit(record("e", "PAT-8", date: "20050101", birth: "19600101", sex: "M")).state == .done)
        #expect(try open.table("SELECT observation_period_start_date FROM observation_period WHERE person_id = 8") == ["2005-01-01"])
    }

    @Test(
        "refuses what is no complete CDM 5.4, and says what is amiss",
        arguments: [
            ("UPDATE cdm_source SET cdm_version = '5.3'", "5.3"), ("UPDATE cdm_source SET cdm_version = 'v6.0'", "v6.0"),
            ("DELETE FROM cdm_source", "no row in cdm_source"), ("DROP TABLE measurement", "no table measurement"),
            ("ALTER TABLE measurement DROP COLUMN meas_event_field_concept_id", "without meas_event_field_concept_id"),
            (
                "ALTER TABLE concept DROP CONSTRAINT xpk_concept CASCADE; DELETE FROM concept WHERE concept_id = 0",
                "concept 0"
            ),
        ])
    func refusals(spoiling: String, word: String) throws {
        let test = try site()
        try test.open("cdm").execute(spoiling)
        let message = try message(.schema) { _ = try test.output("cdm", "voxmark", mode: .append) }
        #expect(message.contains(word) && message.contains("5.4"), "\(message)")
        #expect(try test.open().table("SELECT count(*) FROM pg_namespace WHERE nspname = 'voxmark'") == ["0"], "nothing was made")
    }

    @Test("needs no more than the rights that are listed, and says which one is missing")
    func rights() throws {
        let test = try site()
        let owner = try test.open("cdm")
        let user = "loader_\(test.name)"
        try owner.execute("CREATE ROLE \(user) LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE SCHEMA voxmark AUTHORIZATION \(user)")
        #expect(try message(.privilege) { _ = try test.output("cdm", "voxmark", mode: .append, user: user) }.contains("rights"))
        try owner.execute(
            """
            GRANT USAGE ON SCHEMA cdm TO \(user);
            GRANT SELECT ON cdm.person, cdm.observation_period, cdm.domain, cdm.cdm_source, cdm.death, cdm.relationship TO \(user);
            GRANT SELECT, INSERT ON cdm.concept, cdm.vocabulary, cdm.concept_class, cdm.concept_relationship TO \(user);
            GRANT SELECT, INSERT, UPDATE, DELETE ON cdm.visit_occurrence, cdm.procedure_occurrence TO \(user);
            GRANT SELECT, DELETE ON cdm.measurement TO \(user)
            """)
        let database = try test.output("cdm", "voxmark", mode: .append, user: user)
        let writer = try OMOPWriter(database, run: Samples.run())
        #expect(try message(.privilege) { _ = try writer.commit(record("a", "PAT-7")) }.contains("measurement"))
        #expect(try database.settled("a") == nil)
        try owner.execute("GRANT INSERT ON cdm.measurement TO \(user)")
        #expect(try writer.commit(record("a", "PAT-7")).state == .done)
        var anew = record("b", "PAT-7")
        anew.subject = "subject-a"
        anew.replaces = true
        #expect(try writer.commit(anew).state == .done)
        #expect(try writer.commit(record("x", "X")).code == "unknown-person")
        let resolved = try OMOPDatabase(
            existing: test.address("cdm", "voxmark", user: user), mode: .append, key: Samples.key,
            policy: SiteSamples.policy(map: "patient_id,person_id\nX,7\n"))
        #expect(try resolved.resolve().measurements == ["x": 8])
        try database.finish(run: Samples.runRecord(), state: .complete)
    }

    @Test("the cases of unknown persons wait in quarantine until a person map names the person, and are checked then")
    func resolved() throws {
        let test = try site()
        let open = try test.open("cdm", "voxmark")
        let writer = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run())
        #expect(try writer.commit(record("a", "X")).code == "unknown-person")
        #expect(try writer.commit(record("b", "Y", date: "20050101", birth: "19600101", sex: "M")).code == "unknown-person")
        let before = try Self.tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") }
        func resolve(_ map: String, outside: PersonChecks.Verdict = .note) throws -> ResolutionReport {
            try OMOPDatabase(
                existing: test.address("cdm", "voxmark"), mode: .append, key: Samples.key,
                policy: SiteSamples.policy(outside: outside, map: map)
            ).resolve()
        }
        #expect(
            try resolve("patient_id,person_id\nX,8\n").remaining.map(\.reason).sorted { $0.rawValue < $1.rawValue } == [
                .sexMismatch, .unknownPerson,
            ])
        #expect(try resolve("patient_id,person_id\nX,7\n").measurements == ["a": 8])
        #expect(try Self.tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") } == before)
        #expect(try resolve("patient_id,person_id\nX,7\nY,8\n", outside: .extend).measurements == ["b": 8])
        #expect(try open.table("SELECT observation_period_start_date FROM observation_period WHERE person_id = 8") == ["2005-01-01"])
        #expect(
            try open.table("SELECT DISTINCT person_id, measurement_date FROM measurement WHERE measurement_id > 500 ORDER BY 1") == [
                "7|2001-02-03", "8|2005-01-01",
            ])
        #expect(try open.table("SELECT case_key, state FROM voxmark_case ORDER BY 1") == ["a|done", "b|done"])
        #expect(try open.count("voxmark_quarantine") == 0 && open.count("voxmark_held_value") == 0)
    }

    @Test("the site's own standard concepts are written, else the feature's own or 0; the choice is kept", arguments: ConceptMode.allCases)
    func concepts(mode: ConceptMode) throws {
        let test = try site()
        let open = try test.open("cdm", "voxmark")
        try open.transaction { () throws(OMOPError) in
            try open.run("INSERT INTO vocabulary VALUES ('SNOMED', 'SNOMED', 'x', 'x', 0) ON CONFLICT DO NOTHING")
            try open.run("INSERT INTO concept_class VALUES ('Observable Entity', 'Observable Entity', 0) ON CONFLICT DO NOTHING")
            try open.run(
                """
                INSERT INTO concept VALUES (4000001, 'Volume', 'Measurement', 'SNOMED', 'Observable Entity', 'S', '118565006', '1970-01-01',
                '2099-12-31', NULL)
                """)
            try open.run("INSERT INTO relationship VALUES ('Maps to', 'Maps to', '1', '0', 'Mapped from', 0) ON CONFLICT DO NOTHING")
            try open.run("INSERT INTO relationship VALUES ('Mapped from', 'Mapped from', '1', '0', 'Maps to', 0) ON CONFLICT DO NOTHING")
        }
        let own = try FeatureConcept.id(block: 3, configuration: 0, slot: 0)
        let policy = try SiteSamples.policy(mode: mode)
        let writer = try OMOPWriter(test.output("cdm", "voxmark", mode: .append, policy: policy), run: Samples.run())
        _ = try OMOPWriter(test.output("cdm", "voxmark", mode: .append, policy: policy), run: Samples.run())
        #expect(try writer.commit(record("a", "PAT-7")).state == .done)
        #expect(
            try open.table(
                "SELECT measurement_concept_id, measurement_source_concept_id FROM measurement WHERE measurement_id > 500 ORDER BY 2 LIMIT 2"
            )
                == ["4000001|\(own)", mode == .practical ? "\(own + 1)|\(own + 1)" : "0|\(own + 1)"])
        #expect(
            try open.table("SELECT concept_id_1, concept_id_2, relationship_id FROM concept_relationship ORDER BY 3") == [
                "4000001|\(own)|Mapped from", "\(own)|4000001|Maps to",
            ])
        let other = try #require(ConceptMode.allCases.first { $0 != mode })
        let refusal = try message(.settingChanged) {
            _ = try test.output("cdm", "voxmark", mode: .append, policy: SiteSamples.policy(mode: other))
        }
        #expect(refusal.contains(mode.rawValue) && refusal.contains(open.place))
    }

    @Test("a check of the vocabulary finds what a site has and what it lacks")
    func vocabulary() throws {
        let open = try site().open("cdm")
        let lacking = try VocabularyCheck(open).findings
        #expect(lacking.map(\.vocabulary) == ["DICOM", "LOINC", "SNOMED", "Visit", "CDM"])
        try open.run("UPDATE concept SET invalid_reason = 'D' WHERE concept_id = ?", .integer(StandardConcept.standardAlgorithm))
        #expect(
            try VocabularyCheck(open).findings.contains { $0.kind == .notStandard && $0.vocabulary == "Type Concept" && !$0.isNecessary })
    }

    @Test("new rows of the CDM have ids of the range that was agreed on, in later runs too; a used up one is said, and another may follow")
    func idRange() throws {
        let test = try site()
        let open = try test.open("cdm", "voxmark")
        let database = try test.output("cdm", "voxmark", mode: .append)
        try database.use(#require(IDRange("1000-1020")))
        let writer = try OMOPWriter(database, run: Samples.run())
        #expect(try writer.commit(record("a", "PAT-7")).measurements == 8)
        // The site goes on counting meanwhile.
        try open.execute(
            """
            INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id)
            VALUES (501, 7, 0, '2001-01-01', 32880), (5000, 7, 0, '2001-01-01', 32880)
            """)
        let later = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run())
        #expect(try later.commit(record("b", "PAT-7")).measurements == 8)
        for (table, column, ids) in [
            ("measurement", "measurement_id", "1000|1015"), ("image_feature", "image_feature_id", "1000|1015"),
            ("visit_occurrence", "visit_occurrence_id", "1000|1001"), ("procedure_occurrence", "procedure_occurrence_id", "1000|1001"),
            ("image_occurrence", "image_occurrence_id", "1000|1001"), ("voxmark_region", "region_id", "1|2"),
        ] {
            let rows = table == "measurement" ? "measurement WHERE measurement_event_id IN (1, 2) AND measurement_id > 501" : table
            #expect(try open.table("SELECT min(\(column)), max(\(column)) FROM \(rows)") == [ids], "\(table)")
        }
        let advice = try message(.idsUsedUp) { _ = try later.commit(record("c", "PAT-7")) }
        #expect(advice.contains("1000-1020") && advice.contains("measurement") && advice.contains("--ids"), "\(advice)")
        #expect(try later.output.settled("c") == nil)
        try later.output.use(#require(IDRange("2000-2100")))
        #expect(try later.commit(record("c", "PAT-7")).measurements == 8)
        #expect(try open.table("SELECT min(measurement_id) FROM measurement WHERE measurement_event_id = 3") == ["2000"])
        #expect(try open.table("SELECT value FROM voxmark_property WHERE name = 'ids'") == ["2000-2100"])
    }

    @Test("persons cannot be created at a site, nor periods extended elsewhere, nor held cases settled where no run has been")
    func modes() throws {
        let test = try site()
        #expect(
            try message(.schema) { _ = try test.output("cdm", "voxmark", mode: .append, policy: SiteSamples.policy(source: .create)) }
                .contains("--persons lookup"))
        #expect(
            try message(.schema) { _ = try test.output("own", "results", policy: SiteSamples.policy(outside: .extend)) }.contains(
                "--append"))
        #expect(
            try message(.noDatabase) {
                _ = try OMOPDatabase(
                    existing: test.address("cdm", "voxmark"), mode: .append, key: Samples.key, policy: SiteSamples.policy())
            }.contains("--results-schema"))
        #expect(try test.open().table("SELECT count(*) FROM pg_namespace WHERE nspname IN ('voxmark', 'own')") == ["0"])
    }

    @Test("a second schema of results is refused beside the rows of the first, and begins once they are gone")
    func otherResults() throws {
        let test = try site()
        let open = try test.open("cdm", "voxmark")
        let first = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run())
        _ = try first.commit(record("a", "PAT-7"))
        let refusal = try message(.schema) { _ = try test.output("cdm", "others", mode: .append) }
        #expect(refusal.contains("another schema of results") && refusal.contains("--results-schema"))
        #expect(try test.open().table("SELECT count(*) FROM pg_namespace WHERE nspname = 'others'") == ["0"])
        try open.transaction { () throws(OMOPError) in try CaseRemoval(open).remove("a") }
        _ = try test.output("cdm", "others", mode: .append, run: nil)
    }

    @Test("a concept id that the site uses for something else is an error that names the owner")
    func takenConcept() throws {
        let test = try site()
        try test.open("cdm").execute(
            """
            INSERT INTO concept VALUES (\(LocalVocabulary.regionField), 'Theirs', 'Metadata', 'None', 'Undefined', NULL, 'theirs',
            '2020-01-01', '2099-12-31', NULL)
            """)
        #expect(
            try message(.conceptTaken) { _ = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run()) }
                .contains("None"))
    }
}
