import Features
import Foundation
import Recipes
import Testing

@testable import OMOP

@Suite("Exported tables")
struct ExportMechanicsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func record(_ key: String, patient: String, kernel: String?, date: String? = "20010203") -> CaseRecord {
        var record = Samples.record(key, patient: PatientIdentity(patientID: patient, birthDate: "19500617"), date: date)
        record.image.acquisition = [AcquisitionValue(.kernel, kernel), AcquisitionValue(.kvp, 120)].compactMap { $0 }
        var region = Samples.region("GTV, primary")
        region.geometry = RegionGeometry(maskKind: "SEG", size: [10, 10, 10], spacing: [0.5, 0.5, 3])
        record.outcome = .computed([region])
        return record
    }

    private func table(_ name: String, recipe: String? = nil) throws -> LearningTable {
        try LearningTable(StoredDatabase(path: folder.path(name)), recipe: recipe, catalogue: Samples.columns)
    }

    /// The CSV file's records, by column.
    private func read(_ name: String) throws -> [[String: String]] {
        let records = try CSVText.records(of: try folder.text(name)).map(\.fields)
        let header = try #require(records.first)
        return records.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    @Test("have a row for each loaded region: person, study, image, day, label, modality, features in declared order, batch variables")
    func rows() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for (key, patient, kernel) in [("a", "P", "B30f"), ("b", "Q", nil), ("c", "P", "B70f")] {
            _ = try writer.commit(record(key, patient: patient, kernel: kernel))
        }
        let report = try table("omop.sqlite").write(to: folder.path("table.csv"))
        let header = try folder.text("table.csv").split(separator: "\n")[0].split(separator: ",").map(String.init)
        let tags = Samples.columns.map(\.tag)
        #expect(Array(header.prefix(6)) == ["person", "study", "image", "region_date", "label", "modality"])
        #expect(Array(header[6..<(6 + tags.count)]) == tags)
        #expect(header.suffix(3) == ["spacing_x", "spacing_y", "spacing_z"])
        let rows = try read("table.csv")
        #expect(rows.count == 3 && report.rows == 3 && report.persons == 2)
        let persons = rows.map { $0["person"] ?? "" }
        #expect(persons == persons.sorted() && Set(persons) == Set(["P", "Q"].map { Samples.key.pseudonym(patientID: $0, issuer: nil) }))
        for row in rows {
            #expect(row["label"] == "GTV, primary" && row["stat_mean"] == (-0.1 + 2.0 / 3).description)
            #expect(row["cm_joint_entr_2D_avg"] == "" && row["KVP"] == "120.0" && row["spacing_z"] == "3.0")
        }
        #expect(rows.map { $0["ConvolutionKernel"] ?? "" }.sorted() == ["", "B30f", "B70f"])
    }

    @Test("tell two studies and two images of one person apart, in the order of their days")
    func oneKey() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for (key, study, date) in [("a", "1.2.2", "20020203"), ("b", "1.2.1", "20010203"), ("c", "1.2.2", "20020203")] {
            var one = record(key, patient: "P", kernel: "B30f", date: date)
            one.image.studyUID = study
            _ = try writer.commit(one)
        }
        let uid = Samples.key.pseudonym(uid:)
        try table("omop.sqlite").write(to: folder.path("table.csv"))
        let rows = try read("table.csv")
        #expect(rows.map { $0["region_date"] } == ["2001-02-03", "2002-02-03", "2002-02-03"])
        #expect(rows.map { $0["study"] } == [uid("1.2.1"), uid("1.2.2"), uid("1.2.2")])
        #expect(Set(rows.map { $0["image"] }) == Set(["a", "b", "c"].map { uid("1.2.840.\($0)") }))
        #expect(Set(rows.map { row in ["person", "study", "image", "region_date", "label"].compactMap { row[$0] } }).count == 3)
    }

    @Test("leave out what is held, superseded, or of another version of the recipe, and tell how many the last are")
    func loadedOnly() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(record("held", patient: "P", kernel: "held", date: nil))
        var old = record("old", patient: "P", kernel: "old")
        old.subject = "s"
        _ = try writer.commit(old)
        var other = record("other", patient: "P", kernel: "other")
        other.subject = "t"
        _ = try writer.commit(other)
        try writer.output.begin(Samples.runRecord("r2"))
        let second = try OMOPWriter(writer.output, run: Samples.run(recipeDigest: "d2"))
        var new = record("new", patient: "P", kernel: "new")
        (new.subject, new.runID) = ("s", "r2")
        _ = try second.commit(new)
        let report = try table("omop.sqlite").write(to: folder.path("table.csv"))
        #expect(try read("table.csv").map { $0["ConvolutionKernel"] } == ["new"])
        #expect(report.recipeDigest == "d2" && report.otherVersions == 1)
        #expect(try message(.noRecipe) { _ = try table("omop.sqlite", recipe: "none") }.contains("ibsi-c"))
    }

    @Test("describe columns, missing values, features that do not vary, ranges and batch levels")
    func description() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for (key, patient, kernel) in [("a", "P", "B30f"), ("b", "Q", "B30f"), ("c", "P", "B30f"), ("d", "R", "B70f"), ("e", "R", nil)] {
            _ = try writer.commit(record(key, patient: patient, kernel: kernel))
        }
        try writer.database.execute(
            "UPDATE measurement SET value_as_number = measurement_id WHERE measurement_source_value = 'morph_volume'")
        try table("omop.sqlite").write(to: folder.path("table.csv"))
        let data = try Data(contentsOf: folder.url.appending(path: "table.json"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let columns = try #require(object["columns"] as? [[String: Any]])
        func column(_ name: String) throws -> [String: Any] {
            try #require(columns.first { ($0["column"] as? [String: Any])?["name"] as? String == name })
        }
        let mean = try column("stat_mean")
        let described = try #require(mean["column"] as? [String: Any])
        #expect(described["conceptID"] as? Int == (try FeatureConcept.id(block: 3, configuration: 0, slot: 2)))
        #expect(described["code"] as? String == "Q4LE" && described["unit"] as? String == "intensity")
        let words =
            "Mean (IBSI Q4LE) of the intensity-based statistical features, volume, in the image's own unit, in configuration 0: FBS:w25HU"
        #expect(described["meaning"] as? String == words)
        let kernel = try #require(try column("ConvolutionKernel")["column"] as? [String: Any])
        #expect(kernel["meaning"] as? String == "DICOM attribute ConvolutionKernel (0018,1210)")
        let day = try #require(try column("region_date")["column"] as? [String: Any])
        #expect(day["content"] as? String == "date" && day["kind"] as? String == "key")
        #expect(mean["units"] as? [String: Int] == ["[hnsf'U]": 5] && mean["hasZeroVariance"] as? Bool == true)
        let volume = try column("morph_volume")
        #expect(volume["hasZeroVariance"] as? Bool == false && volume["missing"] as? Int == 0)
        #expect(volume["minimum"] as? Double == 1 && volume["maximum"] as? Double == 33)
        #expect(try column("cm_joint_entr_2D_avg")["missing"] as? Int == 5)
        let levels = try #require((object["batchLevels"] as? [String: Any])?["ConvolutionKernel"] as? [[String: Any]])
        #expect(levels.map { "\($0["value"] ?? "") \($0["rows"] ?? "") \($0["persons"] ?? "")" } == ["B30f 3 2", "B70f 1 1"])
        #expect(try column("ConvolutionKernel")["missing"] as? Int == 1)
    }

    @Test("of two sites with one recipe have one schema hash, whatever their images are, and of another recipe another")
    func schemaHash() throws {
        func hash(_ name: String, _ record: CaseRecord, key: UInt8, run: RunIdentity = Samples.run()) throws -> String {
            let writer = try Samples.writer(folder.path(name), run: run, key: PseudonymKey(anyLength: [UInt8](repeating: key, count: 32)))
            _ = try writer.commit(record)
            return try table(name).write(to: folder.path("\(name).csv")).schemaHash
        }
        var magnetic = record("b", patient: "Q", kernel: nil)
        magnetic.image = ImageIdentity(seriesUID: "1.2.9", digest: "mr", modality: "MR", intensityUnit: .arbitrary)
        let one = try hash("one", record("a", patient: "P", kernel: "B30f"), key: 1)
        #expect(one.count == 64)
        #expect(try hash("two", magnetic, key: 2) == one)
        #expect(try hash("three", magnetic, key: 2, run: Samples.run(recipeDigest: "d2")) != one)
        #expect(try hash("four", magnetic, key: 2, run: Samples.run(block: 4)) != one)
    }

    @Test("for DuckDB have all rows and columns of the tables, with numbers as DOUBLE")
    func duckDB() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        for key in ["a", "b"] { _ = try writer.commit(record(key, patient: "P", kernel: "B30f")) }
        let counts = try DuckDBExport(StoredDatabase(path: folder.path("omop.sqlite"))).write(to: folder.path("duck"))
        for table in DuckDBExport.tables {
            let columns = try writer.database.table("SELECT name FROM pragma_table_info('\(table.name)')")
            #expect(table.columns.map(\.name) == columns, "\(table.name)")
            let records = try CSVText.records(of: try folder.text("duck/\(table.name).csv")).map(\.fields)
            #expect(records.first == columns)
            #expect(try records.count - 1 == writer.database.count(table.name), "\(table.name)")
        }
        #expect(counts.first { $0.table == "measurement" }?.rows == 16 && counts.contains { $0.table == "image_feature" })
        let script = try folder.text("duck/load.sql")
        #expect(
            script.contains("    value_as_number DOUBLE,\n") && !script.contains("DECIMAL(18,3)\n") && !script.contains(folder.url.path))
        for table in counts { #expect(script.contains("COPY \(table.table) FROM '\(table.table).csv'")) }
        let records = try CSVText.records(of: try folder.text("duck/measurement.csv")).map(\.fields)
        let place = try #require(records[0].firstIndex(of: "value_as_number"))
        let stored = try writer.database.rows("SELECT value_as_number FROM measurement ORDER BY measurement_id") { $0.real(0) ?? .nan }
        #expect(records.dropFirst().map { Double($0[place]) } == stored)
    }
}
