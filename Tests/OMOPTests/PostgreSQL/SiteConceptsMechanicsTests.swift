import TestSupport
import Testing

@testable import OMOP

@Suite("Concepts that a site has and lacks", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct SiteConceptsMechanicsTests {
    /// Takes concepts away as if the site had never loaded them.
    private static func site(without condition: String) throws -> TestPostgres {
        let test = try SiteSamples.site()
        let open = try test.open("cdm")
        try open.execute("UPDATE observation_period SET period_type_concept_id = 0; UPDATE measurement SET measurement_type_concept_id = 0")
        try open.execute("DELETE FROM concept WHERE \(condition)")
        return test
    }

    private static func units(_ open: PostgresDatabase) throws -> [String] {
        try open.table(
            "SELECT DISTINCT unit_source_value, unit_concept_id FROM measurement WHERE measurement_id > 500 ORDER BY 1")
    }

    @Test("a unit that is missing becomes 0 with its text, a unit of another id is taken, and what is missing is told")
    func units() throws {
        let test = try Self.site(without: "vocabulary_id = 'UCUM' AND concept_code <> 'bit'")
        let open = try test.open("cdm", "voxmark")
        try open.execute("UPDATE concept SET concept_id = 2000000001 WHERE concept_code = 'bit'")
        let findings = try VocabularyCheck(open).findings.filter { $0.vocabulary == "UCUM" }
        #expect(findings.count == StandardConcept.units.count - 1 && findings.allSatisfy { $0.kind == .noConcept && !$0.isNecessary })
        #expect(findings.allSatisfy { $0.message.contains("unit_concept_id 0") })
        let writer = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run())
        #expect(try writer.commit(SiteSamples.record("a", "PAT-7")).state == .done)
        #expect(
            try Self.units(open) == [
                "/mm|0", "[hnsf'U]|0", "[hnsf'U]2|0", "bit|2000000001", "mm3|0",
            ])
    }

    @Test("a held value gets the unit that the site has when it is released")
    func held() throws {
        let test = try Self.site(without: "vocabulary_id = 'UCUM'")
        let open = try test.open("cdm", "voxmark")
        let writer = try OMOPWriter(test.output("cdm", "voxmark", mode: .append), run: Samples.run())
        #expect(try writer.commit(SiteSamples.record("a", "X")).code == "unknown-person")
        #expect(try open.table("SELECT DISTINCT unit_concept_id FROM voxmark_held_value") == ["0"])
        try open.execute(
            """
            INSERT INTO concept VALUES (8686, 'cubic millimeter', 'Unit', 'UCUM', 'Unit', 'S', 'mm3', '1970-01-01', '2099-12-31', NULL)
            """)
        let resolving = try OMOPDatabase(
            existing: test.address("cdm", "voxmark"), mode: .append, key: Samples.key,
            policy: SiteSamples.policy(map: "patient_id,person_id\nX,7\n"))
        #expect(try resolving.resolve().measurements == ["a": 8])
        #expect(try Self.units(open) == ["/mm|0", "[hnsf'U]|0", "[hnsf'U]2|0", "bit|0", "mm3|8686"])
    }

    @Test("types that are missing become 0 wherever a type is NOT NULL, and are told")
    func types() throws {
        let test = try Self.site(without: "vocabulary_id = 'Type Concept'")
        let open = try test.open("cdm", "voxmark")
        #expect(
            try VocabularyCheck(open).findings.contains { $0.vocabulary == "Type Concept" && $0.kind == .noVocabulary && !$0.isNecessary })
        let writer = try OMOPWriter(
            test.output("cdm", "voxmark", mode: .append, policy: SiteSamples.policy(outside: .extend)), run: Samples.run())
        #expect(try writer.commit(SiteSamples.record("a", "PAT-8", birth: "19600101", sex: "M")).state == .done)
        for (table, column) in [
            ("measurement", "measurement_type_concept_id"), ("visit_occurrence", "visit_type_concept_id"),
            ("procedure_occurrence", "procedure_type_concept_id"), ("image_feature", "image_feature_type_concept_id"),
            ("observation_period", "period_type_concept_id"),
        ] {
            #expect(try open.table("SELECT DISTINCT \(column) FROM \(table)") == ["0"], "\(table)")
        }
    }

    @Test("MI-CDM's moments have no time zone, as its tables declare them; those of our own tables have one")
    func moments() throws {
        let test = try SiteSamples.site()
        _ = try test.output("cdm", "voxmark", mode: .append)
        #expect(
            try test.open().table(
                """
                SELECT table_name, column_name, data_type FROM information_schema.columns
                WHERE table_schema = 'voxmark' AND (column_name IN ('alg_datetime', 'image_occurrence_date') OR column_name = 'finished')
                ORDER BY 1
                """) == [
                    "image_feature|alg_datetime|timestamp without time zone", "image_occurrence|image_occurrence_date|date",
                    "voxmark_case|finished|timestamp with time zone", "voxmark_run|finished|timestamp with time zone",
                ])
    }
}
