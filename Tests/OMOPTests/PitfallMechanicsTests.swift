import Features
import Foundation
import Recipes
import Testing

@testable import OMOP

@Suite("Known pitfalls of OMOP")
struct PitfallMechanicsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A region whose volume and mean are given.
    private func region(_ label: String, volume: Double, mean: Double) -> RegionRecord {
        var region = Samples.region(label)
        region.features[0].results = region.features[0].results.map { result in
            switch result.column.tag {
            case "morph_volume": FeatureResult(column: result.column, value: .value(volume))
            case "stat_mean": FeatureResult(column: result.column, value: .value(mean))
            default: result
            }
        }
        return region
    }

    private func write(_ regions: [RegionRecord]) throws -> OMOPWriter {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("a", outcome: .computed(regions)))
        return writer
    }

    @Test("two lesions of one day are one mixture of minima to FeatureExtraction, and two rows by region and in the table for learning")
    func lesions() throws {
        let writer = try write([region("one", volume: 900, mean: 10), region("other", volume: 100, mean: 50)])
        let database = writer.database
        let tags = "measurement_source_value IN ('morph_volume', 'stat_mean')"
        // One value for person, concept and unit: the latest day's, then the smallest.
        let extracted = """
            SELECT measurement_source_value, value_as_number FROM (SELECT m.*, row_number() OVER (
                PARTITION BY person_id, measurement_concept_id, unit_concept_id ORDER BY measurement_date DESC, value_as_number) AS place
                FROM measurement m WHERE measurement_concept_id <> 0 AND value_as_number IS NOT NULL AND unit_concept_id IS NOT NULL)
            WHERE place = 1 AND \(tags) ORDER BY 1
            """
        #expect(try database.table(extracted) == ["morph_volume|100.0", "stat_mean|10.0"], "a lesion that does not exist")
        #expect(
            try database.table(
                """
                SELECT label, min(CASE measurement_source_value WHEN 'morph_volume' THEN value_as_number END),
                min(CASE measurement_source_value WHEN 'stat_mean' THEN value_as_number END) FROM measurement
                JOIN voxmark_region ON region_id = measurement_event_id AND meas_event_field_concept_id = \(LocalVocabulary.regionField)
                WHERE \(tags) GROUP BY label ORDER BY label
                """) == ["one|900.0|10.0", "other|100.0|50.0"])
        try LearningTable(StoredDatabase(path: folder.path("omop.sqlite")), recipe: nil, catalogue: Samples.columns)
            .write(to: folder.path("table.csv"))
        let records = try CSVText.records(of: try folder.text("table.csv")).map(\.fields)
        let places = try ["label", "morph_volume", "stat_mean"].map { try #require(records[0].firstIndex(of: $0)) }
        #expect(records.dropFirst().map { row in places.map { row[$0] } } == [["one", "900.0", "10.0"], ["other", "100.0", "50.0"]])
    }

    @Test("values below zero are kept as they are, the database says so, and no check of ours takes them for wrong")
    func negative() throws {
        let writer = try write([region("lung", volume: 1, mean: -812.25)])
        #expect(
            try writer.database.table(
                "SELECT value_as_number, unit_source_value FROM measurement WHERE measurement_source_value = 'stat_mean'")
                == ["-812.25|[hnsf'U]"])
        #expect(
            try writer.database.table("SELECT source_description FROM cdm_source").allSatisfy {
                $0.contains("values below zero are legitimate")
            })
        #expect(try DatabaseCheck(path: folder.path("omop.sqlite")).run().findings.isEmpty)
    }

    @Test(
        "the concept of a DICOM modality follows from its code, wherever a release of the vocabulary has put it",
        arguments: [2_128_000_001, 2_128_009_701])
    func movedIDs(id: Int) throws {
        let database = try Samples.database(folder.path("omop.sqlite"))
        try database.connection.transaction { () throws(OMOPError) in
            try database.connection.run("INSERT INTO vocabulary VALUES ('DICOM', 'DICOM', NULL, NULL, 0)")
            try database.connection.run("INSERT INTO concept_class VALUES ('DICOM Value Sets', 'DICOM Value Sets', 0)")
            try database.connection.run(
                """
                INSERT INTO concept VALUES (?, 'CT', 'Measurement', 'DICOM', 'DICOM Value Sets', NULL, 'CT', '1970-01-01', '2099-12-31', NULL)
                """, .integer(id))
        }
        _ = try OMOPWriter(database, run: Samples.run()).commit(Samples.record("a"))
        #expect(try database.connection.table("SELECT modality_concept_id FROM image_occurrence") == [String(id)])
    }

    @Test("an IBSI code alone names no concept: each aggregation and configuration has its own id, code and name")
    func ambiguousCodes() throws {
        let concepts = try FeatureConcept.all(of: Samples.run(numbers: [0, 1])).filter { $0.column.declaration.code == "TU9B" }
        #expect(concepts.count == 12)
        #expect(Set(concepts.map(\.id)).count == 12 && Set(concepts.map(\.code)).count == 12 && Set(concepts.map(\.name)).count == 12)
        for concept in concepts {
            #expect(
                concept.name.contains(concept.column.aggregation.rawValue)
                    && concept.name.contains("configuration \(concept.configuration.number)"))
        }
    }

    @Test("what tables with DECIMAL(5,2) or (18,3) would spoil leaves whole, as files: EUCAIM's node has no table for radiomics")
    func files() throws {
        let values = (volume: 1_234_567.890_123_456_7, mean: 1.234_567_890_123e-7)
        let writer = try write([region("one", volume: values.volume, mean: values.mean)])
        try writer.writeTables(features: folder.path("features.csv"), records: folder.path("records.csv"))
        let records = try CSVText.records(of: try folder.text("features.csv")).map(\.fields)
        for (tag, value) in [("morph_volume", values.volume), ("stat_mean", values.mean)] {
            let place = try #require(records[0].firstIndex(of: tag))
            #expect(Double(records[1][place]) == value)
        }
    }

    @Test("the page of pitfalls names tests for each of the 22, and all of them exist")
    func page() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "Sources/voxmark/Documentation.docc/Pitfalls.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.wholeMatch(of: /\| \d+ \|.*/) != nil }
        #expect(rows.compactMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } } == Array(1...22))
        for row in rows {
            let names = row.matches(of: /`(\w+Tests)\.(\w+)`/)
            #expect(!names.isEmpty, "\(row)")
            for name in names {
                let places = ["", "PostgreSQL/"].map { root.appending(path: "Tests/OMOPTests/\($0)\(name.1).swift") }
                let text = places.compactMap { try? String(contentsOf: $0, encoding: .utf8) }.first
                #expect(text?.contains("func \(name.2)(") == true, "\(name.0)")
            }
        }
    }
}
