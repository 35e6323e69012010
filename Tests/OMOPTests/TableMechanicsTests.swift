import Features
import Foundation
import Recipes
import Testing

@testable import OMOP

@Suite("The CSV tables")
struct TableMechanicsTests {
    private func write(_ writer: OMOPWriter, _ folder: TemporaryFolder, _ prefix: String = "") throws -> (features: String, records: String)
    {
        try writer.writeTables(features: folder.path("\(prefix)features.csv"), records: folder.path("\(prefix)records.csv"))
        return (try folder.text("\(prefix)features.csv"), try folder.text("\(prefix)records.csv"))
    }

    @Test("hold one row per region, and one per region and feature")
    func shape() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("b", outcome: .computed([Samples.region(), Samples.region("node")])))
        _ = try writer.commit(Samples.record("a", patient: PatientIdentity(patientID: nil), modality: "MR"))
        _ = try writer.commit(Samples.record("c", outcome: .failed(code: "crash", message: "gone")))
        let (features, records) = try write(writer, folder)

        let wide = try CSVText.records(of: features).map(\.fields)
        #expect(wide[0] == StoredRegion.header + Samples.columns.map(\.tag))
        #expect(
            wide.dropFirst().map { [$0[3], $0[4], $0[5], $0[6], $0[7]] } == [
                ["a", "0", "GTV, primary", "held", "no-patient-id"], ["b", "0", "GTV, primary", "done", ""],
                ["b", "1", "node", "done", ""],
            ])
        #expect(wide[1][0] == "" && wide[2][0] == Samples.key.pseudonym(patientID: "PAT-001", issuer: "HOSPITAL"))
        let expected = Samples.columns.map { [10, 15].contains($0.slot) ? "" : (-0.1 + Double($0.slot) / 3).description }
        for row in wide.dropFirst() { #expect(Array(row.suffix(Samples.columns.count)) == expected) }

        let long = try CSVText.records(of: records).map(\.fields)
        #expect(long.count == 1 + 3 * Samples.columns.count)
        let id = try FeatureConcept.id(block: 3, configuration: 0, slot: 2)
        #expect(
            long[3].suffix(14) == [
                "0", "FBS:w25HU", String(id), "stat_mean", "Mean", "statistics", "UHIW", "Q4LE", "volume", "DHQ4",
                (-0.1 + 2.0 / 3).description,
                "[arb'U]", "value", "",
            ])
        #expect(long[5].suffix(4) == ["", "", "undefined", "flat-region"])
        #expect(long[10].suffix(4) == ["", "", "failed", "overflow"])
        #expect(features.contains("\"GTV, primary\""))
    }

    @Test("are the same after a second run, and whatever the order of cases")
    func sameFiles() throws {
        let folder = try TemporaryFolder()
        let nobody = PatientIdentity(patientID: "P-9")
        let records = [Samples.record("a"), Samples.record("b", patient: nobody), Samples.record("c", date: nil)]
        let first = try Samples.writer(folder.path("one.sqlite"))
        for record in records { _ = try first.commit(record) }
        let expected = try write(first, folder)
        for record in records { _ = try first.commit(record) }
        #expect(try write(first, folder) == expected)
        let second = try Samples.writer(folder.path("two.sqlite"))
        for record in records.reversed() { _ = try second.commit(record) }
        #expect(try write(second, folder) == expected)
    }

    @Test("hold the run's recipe only, and tell its configurations apart")
    func recipes() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        _ = try Samples.writer(path).commit(Samples.record("a"))
        let writer = try Samples.writer(path, run: Samples.run(recipe: "two", block: 5, numbers: [0, 1]))
        _ = try writer.commit(Samples.record("b", outcome: .computed([Samples.region(configurations: [0, 1])])))
        let (features, records) = try write(writer, folder)
        let wide = try CSVText.records(of: features).map(\.fields)
        #expect(wide.count == 2)
        #expect(wide[0].suffix(20) == (Samples.columns.map { "0:\($0.tag)" } + Samples.columns.map { "1:\($0.tag)" })[...])
        #expect(wide[1][wide[1].count - 8] == (-0.1 + 102.0 / 3).description)
        #expect(try CSVText.records(of: records).count == 21)
    }

    @Test("quote what needs it, and come back as they were", arguments: ["a,b", "a\"b", "a\nb", "a\r\nb", "plain", "ä ö", ""])
    func quoting(text: String) throws {
        let folder = try TemporaryFolder()
        var file = try CSVWriter(path: folder.path("table.csv"))
        try file.write([text, "x"])
        try file.finish()
        #expect(try CSVText.records(of: folder.text("table.csv")).map(\.fields) == [[text, "x"]])
        #expect(try folder.text("table.csv").contains("\"") == ["a,b", "a\"b", "a\nb", "a\r\nb"].contains(text))
    }

    @Test("replace an older file only when complete")
    func atomic() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("table.csv")
        try Data("old".utf8).write(to: URL(filePath: path))
        do {
            var abandoned = try CSVWriter(path: path)
            for _ in 0..<100_000 { try abandoned.write(["half"]) }
        }
        #expect(try folder.text("table.csv") == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["table.csv"])
        #expect(try message(.file) { _ = try CSVWriter(path: folder.path("no/table.csv")) }.contains("no/table.csv"))
    }

    /// The query that README shows.
    static let question = """
        SELECT p.person_source_value AS person, p.year_of_birth AS born, g.concept_code AS sex, c.concept_name AS feature,
               coalesce(u.concept_code, m.unit_source_value) AS unit, k.recipe || ' ' || k.shorthand AS computed,
               t.concept_name AS type, count(*) AS measurements, min(m.value_as_number) AS lowest, max(m.value_as_number) AS highest
        FROM measurement m
        JOIN person p USING (person_id)
        JOIN concept c ON c.concept_id = m.measurement_concept_id
        JOIN concept t ON t.concept_id = m.measurement_type_concept_id
        JOIN concept g ON g.concept_id = p.gender_concept_id
        LEFT JOIN concept u ON u.concept_id = nullif(m.unit_concept_id, 0)
        JOIN voxmark_region r ON r.region_id = m.measurement_event_id
        JOIN voxmark_configuration k ON 128 * k.block + k.configuration = (m.measurement_concept_id - 2050000000) / 4096
        GROUP BY m.person_id, m.measurement_concept_id, m.unit_concept_id ORDER BY m.measurement_concept_id, person LIMIT 3
        """

    @Test("leave the database to answer how many measurements, for whom, which feature, in which unit, computed how")
    func question() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for key in ["a", "b"] { _ = try writer.commit(Samples.record(key)) }
        let who = "\(Samples.key.pseudonym(patientID: "PAT-001", issuer: "HOSPITAL"))|1950|F"
        let how = "ibsi-c FBS:w25HU|Standard algorithm|2"
        #expect(
            try writer.database.table(Self.question) == [
                "\(who)|Volume (mesh) (IBSI RNU0, HCUG), volume (DHQ4), ibsi-c configuration 0: FBS:w25HU|mm3|\(how)|-0.1|-0.1",
                "\(who)|Surface to volume ratio (IBSI 2PR5, HCUG), volume (DHQ4), ibsi-c configuration 0: FBS:w25HU|/mm|\(how)"
                    + "|0.233333333333333|0.233333333333333",
                "\(who)|Mean (IBSI Q4LE, UHIW), volume (DHQ4), ibsi-c configuration 0: FBS:w25HU|[hnsf'U]|\(how)"
                    + "|0.566666666666667|0.566666666666667",
            ])
    }
}
