import Testing

@testable import OMOP

@Suite("A site's vocabulary")
struct SiteVocabularyMechanicsTests {
    private static func database(_ sql: String = "") throws -> any SQLDatabase {
        let database = try Samples.writer(":memory:").database
        try database.execute(
            """
            PRAGMA foreign_keys = OFF;
            \(sql)
            """)
        return database
    }

    private static func concept(
        _ id: Int, _ vocabulary: String, _ code: String, domain: String = "Measurement", standard: String? = "S", invalid: String? = nil,
        name: String = "a concept"
    ) -> String {
        func text(_ value: String?) -> String { value.map { "'\($0)'" } ?? "NULL" }
        return """
            INSERT INTO concept VALUES (\(id), '\(name)', '\(domain)', '\(vocabulary)', 'Clinical Observation', \(text(standard)), '\(code)',
            '1970-01-01', '2099-12-31', \(text(invalid)));
            """
    }

    private static let volume = [Samples.run()].flatMap { (try? FeatureConcept.all(of: $0)) ?? [] }.first

    private static func standard(of database: any SQLDatabase, areTumours: Bool = false) throws -> Int? {
        let volume = try #require(volume)
        return try StandardMeasures(in: database, areTumours: areTumours).standard(of: volume.id, tag: "morph_volume")
    }

    @Test("gives a measure its standard concept by vocabulary and code, whatever its id")
    func resolved() throws {
        for id in [4_000_001, 77] {
            #expect(try Self.standard(of: Self.database(Self.concept(id, "SNOMED", "118565006"))) == id)
        }
    }

    @Test(
        "without a standard, valid concept of the domain Measurement leaves the measure alone",
        arguments: [
            "", concept(9, "SNOMED", "118565006", domain: "Observation"), concept(9, "SNOMED", "118565006", standard: nil),
            concept(9, "SNOMED", "118565006", invalid: "D"), concept(9, "DICOM", "118565006"), concept(9, "SNOMED", "1"),
        ])
    func unresolved(sql: String) throws {
        #expect(try Self.standard(of: Self.database(sql)) == nil)
    }

    @Test("says itself what its standard is by a row “Maps to”, which goes before what is declared; two targets settle nothing")
    func mapped() throws {
        let own = try #require(Self.volume).id
        let both = Self.concept(9, "SNOMED", "118565006") + Self.concept(10, "LOINC", "X-1") + Self.concept(11, "LOINC", "X-2")
        func relate(_ target: Int) -> String {
            "INSERT INTO concept_relationship VALUES (\(own), \(target), 'Maps to', '1970-01-01', '2099-12-31', NULL);"
        }
        #expect(try Self.standard(of: Self.database(both + relate(10))) == 10)
        #expect(try Self.standard(of: Self.database(both + relate(10) + relate(10))) == 10)
        #expect(try Self.standard(of: Self.database(both + relate(10) + relate(11))) == 9)
    }

    @Test("knows measures of tumours only when the regions are tumours")
    func tumours() throws {
        let run = Samples.run(columns: Samples.diameter.columns)
        let concepts = try FeatureConcept.all(of: run)
        let database = try Self.database(Self.concept(3_046_581, "LOINC", "33728-7"))
        func standard(_ areTumours: Bool) throws -> Int? {
            try StandardMeasures(in: database, areTumours: areTumours).standard(of: concepts[0].id, tag: "morph_diam")
        }
        #expect(try standard(false) == nil)
        #expect(try standard(true) == 3_046_581)
    }

    @Test("never gets two features under one standard concept from what is declared")
    func oneEach() {
        let codes = StandardMeasures.declared.flatMap(\.candidates)
        #expect(Set(codes).count == codes.count)
        #expect(Set(StandardMeasures.declared.map(\.tag)).count == StandardMeasures.declared.count)
    }

    @Test("gets “Maps to” and “Mapped from” once, though the table has no key")
    func relationships() throws {
        let database = try Self.database(Self.concept(9, "SNOMED", "118565006"))
        let own = try #require(Self.volume).id
        for _ in 0..<2 {
            try database.relate(
                FeatureConcept.all(of: Samples.run()), by: StandardMeasures(in: database, areTumours: false))
        }
        #expect(
            try database.table("SELECT concept_id_1, concept_id_2, relationship_id FROM concept_relationship ORDER BY 3") == [
                "9|\(own)|Mapped from", "\(own)|9|Maps to",
            ])
    }

    @Test("is written to in one of two modes: the feature's own concept or 0, unless there is a standard one")
    func modes() {
        #expect(ConceptMode.practical.measurementConcept(own: 7, standard: nil) == 7)
        #expect(ConceptMode.strict.measurementConcept(own: 7, standard: nil) == 0)
        for mode in ConceptMode.allCases { #expect(mode.measurementConcept(own: 7, standard: 9) == 9) }
    }

    @Test("keeps a choice that it was written with, and refuses another")
    func settings() throws {
        let writer = try Samples.writer(":memory:")
        let database = writer.database
        try database.keep(.conceptMode, "strict", path: "db")
        _ = try writer.commit(Samples.record("a"))
        try database.keep(.conceptMode, "strict", path: "db")
        let text = try message(.settingChanged) { try database.keep(.conceptMode, "practical", path: "db") }
        #expect(text.contains("strict") && text.contains("practical") && text.contains("db"))
        #expect(try database.table("SELECT value FROM voxmark_property WHERE name = 'concept mode'") == ["strict"])
    }

    @Test("lacks what is not loaded: each vocabulary and concept is named, with what is written instead")
    func check() throws {
        let database = try Self.database()
        let bare = try VocabularyCheck(database).findings
        #expect(bare.map(\.vocabulary) == ["DICOM", "LOINC", "SNOMED", "Visit", "CDM"])
        #expect(bare.allSatisfy { !$0.isNecessary && $0.message.contains("without it") })
        #expect(bare.map(\.kind) == [.noVocabulary, .noVocabulary, .noVocabulary, .noVocabulary, .noConcept])
        for word in ["voxmark_acquisition", "procedure_concept_id 0", "visit_concept_id 0", "measurement.measurement_id"] {
            #expect(bare.contains { $0.message.contains(word) }, "\(word)")
        }
        try database.execute(Self.concept(4_180_186, "SNOMED", "297487008", domain: "Language", name: "English language"))
        let some = try VocabularyCheck(database).findings.filter { $0.vocabulary == "SNOMED" }
        #expect(some.allSatisfy { $0.kind == .noConcept } && some.contains { $0.code == "77477000" && $0.message.contains("CT") })
        let codes = VocabularyNeed.all.filter { ["SNOMED", "LOINC"].contains($0.vocabulary) && $0.key == .code }
        try database.execute(
            Self.concept(1_147_330, "CDM", "any code", standard: "S", name: "Measurement")
                + Self.concept(9202, "Visit", "OP", domain: "Visit") + Self.concept(2_128_000_777, "DICOM", "CT", standard: nil)
                + codes.enumerated().map { Self.concept(4_500_000 + $0, $1.vocabulary, $1.code) }.joined())
        #expect(try VocabularyCheck(database).findings.isEmpty)

        try database.execute(
            """
            DELETE FROM concept WHERE vocabulary_id = 'Type Concept';
            DELETE FROM concept WHERE concept_id = 9322;
            UPDATE concept SET concept_id = 5 WHERE concept_id = 8588;
            UPDATE concept SET invalid_reason = 'U' WHERE concept_id = 9572;
            UPDATE concept SET concept_id = 6 WHERE concept_id = 8532;
            UPDATE concept SET vocabulary_id = 'SNOMED', concept_name = 'Other', concept_code = '1' WHERE concept_id = 8507;
            """)
        let found = try VocabularyCheck(database).findings
        #expect(
            Dictionary(uniqueKeysWithValues: found.map { ("\($0.vocabulary) \($0.code)", $0.kind) }) == [
                "Type Concept ": .noVocabulary, "UCUM [hnsf'U]": .noConcept, "UCUM mm2": .notStandard,
                "Gender M": .otherConcept, "Gender F": .otherID,
            ])
        #expect(found.filter(\.isNecessary).isEmpty)
        #expect(found.first { $0.kind == .noVocabulary }?.message.contains("is listed in VOCABULARY") == true)
        #expect(found.first { $0.kind == .otherConcept }?.message.contains("SNOMED 1 “Other”") == true)
        #expect(found.first { $0.kind == .otherID }?.message.contains("concept 6 here, not 8532") == true)
    }
}
