import Features
import Foundation
import Testing

@testable import OMOP

@Suite("The vocabulary pack")
struct VocabularyPackMechanicsTests {
    private static func vocabulary(_ recipe: String = "ibsi-c", block: Int = 3, numbers: [Int] = [0]) -> RecipeVocabulary {
        Samples.run(recipe: recipe, block: block, numbers: numbers).vocabulary
    }

    private static func lines(_ folder: TemporaryFolder, _ file: String) throws -> [[String]] {
        let text = try folder.text(file)
        #expect(text.hasSuffix("\n") && !text.contains("\r") && !text.contains("\""))
        return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test("has the official columns in their order, separated by tabs, dates without dashes")
    func columns() throws {
        let folder = try TemporaryFolder()
        try VocabularyPack([Self.vocabulary()], isStandAlone: true).write(to: folder.url.path)
        let headers = [
            "CONCEPT.csv":
                "concept_id concept_name domain_id vocabulary_id concept_class_id standard_concept concept_code valid_start_date valid_end_date invalid_reason",
            "VOCABULARY.csv": "vocabulary_id vocabulary_name vocabulary_reference vocabulary_version vocabulary_concept_id",
            "CONCEPT_CLASS.csv": "concept_class_id concept_class_name concept_class_concept_id",
            "DOMAIN.csv": "domain_id domain_name domain_concept_id",
            "CONCEPT_RELATIONSHIP.csv": "concept_id_1 concept_id_2 relationship_id valid_start_date valid_end_date invalid_reason",
            "CONCEPT_SYNONYM.csv": "concept_id concept_synonym_name language_concept_id",
            "SOURCE_TO_CONCEPT_MAP.csv":
                "source_code source_concept_id source_vocabulary_id source_code_description target_concept_id target_vocabulary_id valid_start_date valid_end_date invalid_reason",
        ]
        for (file, header) in headers {
            let lines = try Self.lines(folder, file)
            #expect(lines.first?.joined(separator: " ") == header)
            #expect(lines.allSatisfy { $0.count == lines.first?.count })
        }
        let concepts = try Self.lines(folder, "CONCEPT.csv").dropFirst()
        #expect(concepts.allSatisfy { Int($0[7]) != nil && $0[7].count == 8 && $0[8] == "20991231" })
        let id = try FeatureConcept.id(block: 3, configuration: 0, slot: 14)
        #expect(
            concepts.first { $0[0] == String(id) } == [
                String(id), "Joint entropy (IBSI TU9B, LFYI), 3D averaged (ITBB), ibsi-c configuration 0: FBS:w25HU", "Measurement",
                "Voxmark",
                "Radiomic Feature", "", "ibsi-c.0:cm_joint_entr_3D_avg", "19700101", "20991231", "",
            ])
        #expect(
            try Self.lines(folder, "CONCEPT_SYNONYM.csv").filter { $0[0] == String(id) }.map { $0[1] } == [
                "Grey level co-occurrence based features: Joint entropy, 3D averaged", "IBSI LFYI TU9B ITBB", "cm_joint_entr_3D_avg",
            ])
    }

    @Test("adds nothing that a site has from Athena, and relates nothing: what is standard differs from site to site")
    func appended() throws {
        let folder = try TemporaryFolder()
        try VocabularyPack([Self.vocabulary()]).write(to: folder.url.path)
        let concepts = try Self.lines(folder, "CONCEPT.csv").dropFirst()
        #expect(concepts.allSatisfy { $0[3] == "Voxmark" && $0[5].isEmpty })
        #expect(concepts.allSatisfy { (2_049_999_001...2_117_108_863).contains(Int($0[0]) ?? 0) })
        #expect(try Self.lines(folder, "VOCABULARY.csv").map { $0[0] } == ["vocabulary_id", "Voxmark"])
        #expect(try Self.lines(folder, "CONCEPT_RELATIONSHIP.csv").count == 1)
        #expect(try Self.lines(folder, "CONCEPT_SYNONYM.csv").dropFirst().allSatisfy { $0[2] == "4180186" })
        for file in ["DOMAIN.csv", "RELATIONSHIP.csv"] { #expect(!FileManager.default.fileExists(atPath: folder.path(file))) }
    }

    @Test("brings all rows that its own rows lead to when it stands alone, and none of SNOMED, LOINC or RadLex")
    func standAlone() throws {
        let folder = try TemporaryFolder()
        try VocabularyPack([Self.vocabulary()], isStandAlone: true).write(to: folder.url.path)
        let concepts = try Self.lines(folder, "CONCEPT.csv").dropFirst()
        func first(_ file: String) throws -> Set<String> { Set(try Self.lines(folder, file).dropFirst().map { $0[0] }) }
        #expect(Set(concepts.map { $0[2] }).isSubset(of: try first("DOMAIN.csv")))
        #expect(Set(concepts.map { $0[3] }) == (try first("VOCABULARY.csv")))
        #expect(Set(concepts.map { $0[4] }).isSubset(of: try first("CONCEPT_CLASS.csv")))
        #expect(Set(concepts.map { $0[3] }) == ["None", "CDM", "Type Concept", "Gender", "UCUM", "Voxmark"])
        #expect(concepts.contains { $0[0] == "0" } && concepts.contains { $0[0] == "32912" && $0[6] == "1" })
        #expect(try Self.lines(folder, "CONCEPT_SYNONYM.csv").dropFirst().allSatisfy { $0[2] == "0" })
        let relationships = try Self.lines(folder, "RELATIONSHIP.csv").dropFirst()
        #expect(Set(relationships.map { $0[0] }) == Set(relationships.map { $0[4] }) && relationships.contains { $0[0] == "Maps to" })
    }

    @Test("of all features that exist has codes of 50 characters at most, names of 255, ids of 32 bits, each once")
    func limits() throws {
        let all = RecipeVocabulary(
            recipe: "ct", block: 0,
            configurations: (0...2).map { .init(number: $0, shorthand: String(repeating: "x", count: 300), digest: "") },
            columns: FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases)))
        let concepts = try VocabularyPack([all], isStandAlone: true).concepts
        #expect(concepts.count > 3 * 400)
        #expect(
            concepts.allSatisfy { $0.code.unicodeScalars.count <= 50 && $0.name.unicodeScalars.count <= 255 && $0.id <= Int(Int32.max) })
        #expect(Set(concepts.map(\.id)).count == concepts.count)
        #expect(Set(concepts.map { "\($0.vocabulary)\t\($0.code)" }).count == concepts.count)
        #expect(concepts.map(\.id) == concepts.map(\.id).sorted())
    }

    @Test("has the same bytes when it is written again, and grows by a configuration without changing a line")
    func again() throws {
        let (one, other) = (try TemporaryFolder(), try TemporaryFolder())
        try VocabularyPack([Self.vocabulary()]).write(to: one.url.path)
        try VocabularyPack([Self.vocabulary()]).write(to: other.url.path)
        let names = try FileManager.default.contentsOfDirectory(atPath: one.url.path).sorted()
        #expect(names.count == 6)
        for name in names { #expect(try one.text(name) == (try other.text(name))) }
        let before = try Self.lines(one, "CONCEPT.csv")
        try VocabularyPack([Self.vocabulary(numbers: [0, 1])]).write(to: one.url.path)
        #expect(Set(before).isSubset(of: Set(try Self.lines(one, "CONCEPT.csv"))))
    }

    @Test("of two recipes that claim one block or one name is refused, and both are named")
    func claims() throws {
        for other in [Self.vocabulary("other"), Self.vocabulary(block: 4)] {
            let text = try message(.conceptTaken) { _ = try VocabularyPack([Self.vocabulary(), other]) }
            #expect(text.contains("ibsi-c") && text.contains(other.recipe))
        }
        #expect(try VocabularyPack([Self.vocabulary(), Self.vocabulary("other", block: 4)]).features.count == 2 * Samples.columns.count)
    }

    @Test("leaves a folder alone that holds the concepts of somebody else, and names them")
    func othersConcepts() throws {
        let folder = try TemporaryFolder()
        let row = "4180186|English language|Language|SNOMED|Qualifier Value|S|297487008|19700101|20991231|"
        let athena = "concept_id\tconcept_name\n" + row.replacing("|", with: "\t") + "\n"
        try Data(athena.utf8).write(to: folder.url.appending(path: "CONCEPT.csv"))
        let text = try message(.conceptTaken) { try VocabularyPack([Self.vocabulary()]).write(to: folder.url.path) }
        #expect(text.contains("SNOMED") && text.contains("297487008"))
        #expect(try folder.text("CONCEPT.csv") == athena)
        let second = try TemporaryFolder()
        try VocabularyPack([Self.vocabulary()]).write(to: second.url.path)
        let other = try message(.conceptTaken) { try VocabularyPack([Self.vocabulary("other", block: 4)]).write(to: second.url.path) }
        #expect(other.contains("ibsi-c.0:"))
    }

    @Test("has no tab, line break or quotation mark in a field")
    func fields() throws {
        let folder = try TemporaryFolder()
        let odd = RecipeVocabulary(
            recipe: "odd", block: 20, configurations: [.init(number: 0, shorthand: "a\tb\nc \"d\"", digest: "")], columns: Samples.columns)
        try VocabularyPack([odd]).write(to: folder.url.path)
        let names = try Self.lines(folder, "CONCEPT.csv").map { $0[1] }
        #expect(names.contains { $0.hasSuffix("configuration 0: a b c 'd'") })
    }

    @Test("local concepts keep their ids for good")
    func localConcepts() {
        #expect(LocalVocabulary.regionField == 2_049_999_001)
        #expect(
            LocalConcept.all.prefix(4).map(\.code) == [
                "voxmark_region.region_id", "image_occurrence.image_occurrence_id", "image_feature.image_feature_id",
                "image_feature.image_finding_id",
            ])
        #expect(["CT", "MR", "PT", "MG", "OT"].map(LocalConcept.modality) == [101, 102, 103, 104, 117].map { 2_049_999_000 + $0 })
        #expect(LocalConcept.modality("SR") == 0)
        #expect(LocalConcept.all.allSatisfy { (2_049_999_001...2_049_999_999).contains($0.id) && $0.code.count <= 50 })
    }
}
