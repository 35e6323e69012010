import Features
import Foundation
import Testing

@testable import OMOP

@Suite("The imaging tables")
struct ImagingMechanicsTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// A case of a series of a study.
    private func record(
        _ key: String, study: String?, series: String, modality: String = "CT", date: String? = "20010203",
        patient: PatientIdentity = Samples.patient, regions: [String] = ["GTV"]
    ) -> CaseRecord {
        var record = Samples.record(
            key, patient: patient, date: date, modality: modality, outcome: .computed(regions.map { Samples.region($0) }))
        record.image.studyUID = study
        record.image.seriesUID = series
        record.image.digest = "image-\(series.suffix(3))"
        return record
    }

    /// Adds concepts as a site's vocabularies have them: vocabulary, code, id, domain, class.
    private func add(_ concepts: [(String, String, Int, String, String)], to database: any SQLDatabase) throws {
        try database.transaction { () throws(OMOPError) in
            for (vocabulary, code, id, domain, conceptClass) in concepts {
                try database.run(
                    "INSERT INTO vocabulary VALUES (?, ?, NULL, NULL, 0) ON CONFLICT DO NOTHING", .text(vocabulary), .text(vocabulary))
                try database.run("INSERT INTO domain VALUES (?, ?, 0) ON CONFLICT DO NOTHING", .text(domain), .text(domain))
                try database.run(
                    "INSERT INTO concept_class VALUES (?, ?, 0) ON CONFLICT DO NOTHING", .text(conceptClass), .text(conceptClass))
                try database.run(
                    "INSERT INTO concept VALUES (?, 'a concept', ?, ?, ?, ?, ?, '1970-01-01', '2099-12-31', NULL)", .integer(id),
                    .text(domain),
                    .text(vocabulary), .text(conceptClass), .optional(vocabulary == "DICOM" ? nil : "S"), .text(code))
            }
        }
    }

    @Test("have one visit and one procedure for a person's study, a row for each series, and a feature for each measurement")
    func rows() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(record("a", study: "1.2.3", series: "1.2.3.1", regions: ["one", "two"]))
        _ = try writer.commit(record("b", study: "1.2.3", series: "1.2.3.2", modality: "PT", date: "20010204"))
        _ = try writer.commit(record("c", study: "1.2.4", series: "1.2.4.1"))
        _ = try writer.commit(
            record("d", study: "1.2.3", series: "1.2.3.1", patient: PatientIdentity(patientID: "Q", birthDate: "19600101")))
        let database = writer.database
        let uid = Samples.key.pseudonym(uid:)
        #expect(
            try database.table(
                "SELECT person_id, visit_concept_id, visit_start_date, visit_end_date, visit_type_concept_id, visit_source_value FROM visit_occurrence ORDER BY visit_occurrence_id"
            ) == [
                "1|0|2001-02-03|2001-02-04|32817|\(uid("1.2.3"))", "1|0|2001-02-03|2001-02-03|32817|\(uid("1.2.4"))",
                "2|0|2001-02-03|2001-02-03|32817|\(uid("1.2.3"))",
            ])
        #expect(
            try database.table(
                "SELECT person_id, procedure_concept_id, procedure_date, procedure_end_date, visit_occurrence_id, procedure_source_value, modifier_source_value FROM procedure_occurrence ORDER BY procedure_occurrence_id"
            ) == [
                "1|0|2001-02-03|2001-02-04|1|\(uid("1.2.3"))|CT\\PT", "1|0|2001-02-03|2001-02-03|2|\(uid("1.2.4"))|CT",
                "2|0|2001-02-03|2001-02-03|3|\(uid("1.2.3"))|CT",
            ])
        let (ct, pt) = (LocalConcept.modality("CT"), LocalConcept.modality("PT"))
        #expect(
            try database.table("SELECT * FROM image_occurrence ORDER BY image_occurrence_id") == [
                "1|1|1|1|∅|∅|∅|2001-02-03|\(uid("1.2.3"))|\(uid("1.2.3.1"))|\(ct)",
                "2|1|1|1|∅|∅|∅|2001-02-04|\(uid("1.2.3"))|\(uid("1.2.3.2"))|\(pt)",
                "3|1|2|2|∅|∅|∅|2001-02-03|\(uid("1.2.4"))|\(uid("1.2.4.1"))|\(ct)",
                "4|2|3|3|∅|∅|∅|2001-02-03|\(uid("1.2.3"))|\(uid("1.2.3.1"))|\(ct)",
            ])
        #expect(try database.count("image_feature") == 40 && database.count("measurement") == 40)
        #expect(
            try database.table(
                """
                SELECT count(*), count(DISTINCT f.image_feature_event_id), count(DISTINCT f.image_finding_id)
                FROM image_feature f JOIN measurement m ON m.measurement_id = f.image_feature_event_id
                JOIN voxmark_region r ON r.region_id = f.image_finding_id AND r.region_id = m.measurement_event_id
                JOIN image_occurrence i ON i.image_occurrence_id = f.image_occurrence_id AND i.image_series_uid = r.image
                WHERE m.measurement_source_concept_id = f.image_feature_concept_id AND m.person_id = f.person_id AND i.person_id = m.person_id
                AND m.visit_occurrence_id = i.visit_occurrence_id
                """) == ["40|40|5"])
        #expect(
            try database.table(
                "SELECT DISTINCT image_feature_event_field_concept_id, image_feature_type_concept_id, image_finding_concept_id, alg_system FROM image_feature"
            ) == ["\(LocalVocabulary.measurementField)|32880|∅|urn:voxmark:0.1.0:numerics:1:recipe:d1"])
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    @Test("get the site's own concepts, found by vocabulary and code, and the event field that is chosen")
    func siteConcepts() throws {
        let path = folder.path("omop.sqlite")
        let database = try Samples.database(path)
        try add(
            [
                ("Visit", "OP", 9202, "Visit", "Visit"), ("SNOMED", "77477000", 4_300_757, "Procedure", "Procedure"),
                ("SNOMED", "82918005", 4_305_790, "Procedure", "Procedure"), ("CDM", "any code", 1_147_330, "Metadata", "Table"),
                ("DICOM", "CT", 2_128_000_777, "Measurement", "DICOM Value Sets"),
            ], to: database.connection)
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(record("a", study: "1.2.3", series: "1.2.3.1"))
        let query =
            "SELECT visit_concept_id, procedure_concept_id FROM visit_occurrence JOIN procedure_occurrence USING (visit_occurrence_id)"
        #expect(try database.connection.table(query) == ["9202|4300757"])
        _ = try writer.commit(record("b", study: "1.2.3", series: "1.2.3.2", modality: "PT"))
        #expect(try database.connection.table(query) == ["9202|4305790"])
        #expect(
            try database.connection.table("SELECT modality_concept_id FROM image_occurrence ORDER BY 1") == [
                String(LocalConcept.modality("PT")), "2128000777",
            ])
        #expect(try database.connection.table("SELECT DISTINCT image_feature_event_field_concept_id FROM image_feature") == ["1147330"])
        #expect(try message(.settingChanged) { try database.chooseEventField(LocalVocabulary.regionField) }.contains("image event field"))
        let other = try Samples.database(folder.path("other.sqlite"))
        _ = try OMOPWriter(other, run: Samples.run())
        #expect(try message(.outOfRange) { try other.chooseEventField(1_147_138) }.contains("1147138"))
        try other.chooseEventField(LocalVocabulary.regionField)
        _ = try OMOPWriter(other, run: Samples.run()).commit(record("a", study: "1.2.3", series: "1.2.3.1"))
        #expect(
            try other.connection.table("SELECT DISTINCT image_feature_event_field_concept_id FROM image_feature") == [
                String(LocalVocabulary.regionField)
            ])
    }

    @Test("go with the last region that needs them, and days and modalities of a study shrink")
    func removal() throws {
        let path = folder.path("omop.sqlite")
        let writer = try Samples.writer(path)
        let database = writer.database
        _ = try writer.commit(record("a", study: "1.2.3", series: "1.2.3.1"))
        _ = try writer.commit(record("b", study: "1.2.3", series: "1.2.3.2", modality: "PT", date: "20010305"))
        _ = try writer.commit(record("c", study: "1.2.3", series: "1.2.3.2", modality: "PT", date: "20010305", regions: ["one", "two"]))
        let study =
            "SELECT visit_end_date, procedure_end_date, modifier_source_value FROM visit_occurrence JOIN procedure_occurrence USING (visit_occurrence_id)"
        let tables = ["image_occurrence", "image_feature", "measurement", "procedure_occurrence", "visit_occurrence"]
        func counts() throws -> [Int] { try tables.map { try database.count($0) } }
        #expect(try database.table(study) == ["2001-03-05|2001-03-05|CT\\PT"])
        #expect(try counts() == [2, 32, 32, 1, 1])
        try CaseRemoval(database).remove("b")
        #expect(try counts() == [2, 24, 24, 1, 1])
        try CaseRemoval(database).remove("c")
        #expect(try counts() == [1, 8, 8, 1, 1])
        #expect(try database.table(study) == ["2001-02-03|2001-02-03|CT"])
        let report = try StoredDatabase(path: path, readOnly: false).remove(run: "r1")
        #expect(report.cases == 1)
        #expect(try counts() == [0, 0, 0, 0, 0])
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    @Test("keep what superseded cases have, and lose what is replaced")
    func superseding() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        var first = record("a", study: "1.2.3", series: "1.2.3.1")
        var second = record("b", study: "1.2.3", series: "1.2.3.1")
        (first.subject, second.subject) = ("s", "s")
        _ = try writer.commit(first)
        _ = try writer.commit(second)
        #expect(try writer.database.count("image_feature") == 16 && writer.database.count("image_occurrence") == 1)
        var third = record("c", study: "1.2.3", series: "1.2.3.1")
        third.subject = "s"
        third.replaces = true
        _ = try writer.commit(third)
        #expect(try writer.database.count("image_feature") == 8 && writer.database.count("image_occurrence") == 1)
        #expect(
            try writer.database.table("SELECT DISTINCT case_key FROM image_feature JOIN voxmark_region ON region_id = image_finding_id")
                == ["c"])
    }

    private func difference(_ one: String, _ other: String) throws -> ComparisonReport {
        var comparison = try DatabaseComparison(ComparedRun(database: folder.path(one)), ComparedRun(database: folder.path(other)))
        return try comparison.run()
    }

    @Test("are the same for cases that were held first, and in whichever order cases come")
    func order() throws {
        let unknown = PatientIdentity(patientID: "PAT-001", issuer: "HOSPITAL")
        let cases = [
            record("a", study: "1.2.3", series: "1.2.3.1", date: "20010209", patient: unknown),
            record("b", study: "1.2.3", series: "1.2.3.2", modality: "PT"),
            record("c", study: "1.2.4", series: "1.2.4.1", patient: unknown, regions: ["one", "two"]),
            record("d", study: nil, series: "digest"),
        ]
        for (name, records) in [("one.sqlite", cases), ("other.sqlite", cases.reversed())] {
            let writer = try Samples.writer(folder.path(name))
            for record in records { _ = try writer.commit(record) }
            #expect(try writer.output.releaseHeld().keys.sorted() == ["a", "c"])
            #expect(try writer.database.count("image_feature") == 40)
            #expect(try writer.database.count("measurement WHERE visit_occurrence_id IS NULL") == 0)
        }
        let report = try difference("one.sqlite", "other.sqlite")
        #expect(report.isEqual && report.casesCompared == 4, "\(report)")
        let third = try Samples.writer(folder.path("third.sqlite"))
        for record in cases.dropLast() { _ = try third.commit(record) }
        _ = try third.output.releaseHeld()
        #expect(try difference("one.sqlite", "third.sqlite").tables.map(\.name).contains("images"))
    }

    @Test("hold no UID of the input, and a case that is not computed leaves nothing in them")
    func privacy() throws {
        let path = folder.path("omop.sqlite")
        do {
            let writer = try Samples.writer(path)
            var computed = record("a", study: "1.2.826.0.1.77", series: "1.2.826.0.1.78")
            computed.image.digest = "d1"
            _ = try writer.commit(computed)
            var refused = record("b", study: "1.2.826.0.1.79", series: "1.2.826.0.1.80")
            refused.image.digest = "d2"
            refused.outcome = .refused(code: "irregular", message: "a slice is missing")
            _ = try writer.commit(refused)
            #expect(try writer.database.count("image_occurrence") == 1 && writer.database.count("visit_occurrence") == 1)
        }
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("1.2.826.0".utf8)) == nil)
        #expect(bytes.range(of: Data(Samples.key.pseudonym(uid: "1.2.826.0.1.77").utf8)) != nil)
    }

    private func withAcquisition(_ record: CaseRecord) -> CaseRecord {
        var record = record
        record.image.acquisition = [
            AcquisitionValue(.kernel, " B30f "), AcquisitionValue(.kvp, 120), AcquisitionValue(.sliceThickness, 1.25),
            AcquisitionValue(.software, ""),
            AcquisitionValue(.exposure, Double.infinity),
        ].compactMap { $0 }
        return record
    }

    @Test("keep acquisition parameters once for an image, until its last region goes")
    func acquisition() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(withAcquisition(record("a", study: "1.2.3", series: "1.2.3.1")))
        _ = try writer.commit(withAcquisition(record("b", study: "1.2.3", series: "1.2.3.1")))
        let query = "SELECT * FROM voxmark_acquisition ORDER BY name"
        let expected = [
            "image-3.1|ConvolutionKernel|∅|B30f|∅", "image-3.1|KVP|120.0|∅|kV", "image-3.1|SliceThickness|1.25|∅|mm",
        ]
        #expect(try writer.database.table(query) == expected)
        #expect(try writer.database.count("measurement") == 16)
        try CaseRemoval(writer.database).remove("a")
        #expect(try writer.database.table(query) == expected)
        try CaseRemoval(writer.database).remove("b")
        #expect(try writer.database.table(query) == [])
    }

    @Test("write acquisition parameters as measurements of the image where the site has the DICOM vocabulary, however it spells tags")
    func acquisitionMeasurements() throws {
        let database = try Samples.database(folder.path("omop.sqlite"))
        try add(
            [
                ("DICOM", "00180060", 2_128_000_818, "Measurement", "DICOM Attributes"),
                ("DICOM", "(0018,1210)", 2_128_000_983, "Measurement", "DICOM Attributes"),
            ], to: database.connection)
        let writer = try OMOPWriter(database, run: Samples.run())
        _ = try writer.commit(withAcquisition(record("a", study: "1.2.3", series: "1.2.3.1")))
        _ = try writer.commit(withAcquisition(record("b", study: "1.2.3", series: "1.2.3.1")))
        #expect(
            try database.connection.table(
                """
                SELECT measurement_concept_id, measurement_type_concept_id, value_as_number, unit_concept_id, measurement_source_value,
                unit_source_value, value_source_value, image_series_uid, m.visit_occurrence_id
                FROM measurement m JOIN image_occurrence i ON i.image_occurrence_id = m.measurement_event_id
                WHERE meas_event_field_concept_id = \(LocalVocabulary.imageField) ORDER BY 1
                """) == [
                    "2128000818|32817|120.0|0|KVP|kV|∅|\(Samples.key.pseudonym(uid: "1.2.3.1"))|1",
                    "2128000983|32817|∅|∅|ConvolutionKernel|∅|B30f|\(Samples.key.pseudonym(uid: "1.2.3.1"))|1",
                ])
        #expect(try database.connection.count("image_feature") == 16)
        try CaseRemoval(database.connection).remove("a")
        #expect(try database.connection.count("measurement") == 10)
        try CaseRemoval(database.connection).remove("b")
        #expect(try database.connection.count("measurement") == 0)
        #expect(try database.connection.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    @Test("say where a region's mask came from and what grid it lies on")
    func geometry() throws {
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        var region = Samples.region()
        region.geometry = RegionGeometry(maskKind: "RTSTRUCT", size: [512, 500, 60], spacing: [0.5, 0.75, 3])
        var record = record("a", study: "1.2.3", series: "1.2.3.1")
        record.outcome = .computed([region])
        _ = try writer.commit(record)
        #expect(
            try writer.database.table(
                "SELECT study, mask_kind, grid_columns, grid_rows, grid_slices, spacing_x, spacing_y, spacing_z FROM voxmark_region"
            ) == ["\(Samples.key.pseudonym(uid: "1.2.3"))|RTSTRUCT|512|500|60|0.5|0.75|3.0"])
    }
}
