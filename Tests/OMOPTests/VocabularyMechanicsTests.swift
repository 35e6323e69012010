import Features
import Testing

@testable import OMOP

@Suite("The vocabulary")
struct VocabularyMechanicsTests {
    @Test("gives ids by the design's arithmetic, within 32 bits")
    func arithmetic() throws {
        #expect(try FeatureConcept.id(block: 0, configuration: 0, slot: 0) == 2_050_000_000)
        #expect(try FeatureConcept.id(block: 1, configuration: 2, slot: 3) == 2_050_000_000 + 524_288 + 8192 + 3)
        #expect(try FeatureConcept.id(block: 127, configuration: 127, slot: 4095) == 2_117_108_863)
        for (block, number, slot) in [(128, 0, 0), (-1, 0, 0), (0, 128, 0), (0, 0, 4096)] {
            _ = try message(.outOfRange) { _ = try FeatureConcept.id(block: block, configuration: number, slot: slot) }
        }
    }

    @Test("describes each column of the run as an OMOP concept")
    func concepts() throws {
        let folder = try TemporaryFolder()
        let database = try Samples.writer(folder.path("omop.sqlite")).database
        let id = try FeatureConcept.id(block: 3, configuration: 0, slot: 14)
        #expect(
            try database.table("SELECT * FROM concept WHERE concept_id = \(id)") == [
                "\(id)|Joint entropy (IBSI TU9B, LFYI), 3D averaged (ITBB), ibsi-c configuration 0: FBS:w25HU|Measurement|Voxmark|Radiomic Feature|∅|"
                    + "ibsi-c.0:cm_joint_entr_3D_avg|1970-01-01|2099-12-31|∅"
            ])
        #expect(try database.table("SELECT count(*) FROM concept WHERE concept_class_id = 'Radiomic Feature'") == ["10"])
        #expect(try database.table("SELECT vocabulary_version FROM vocabulary WHERE vocabulary_id = 'None'") == ["Voxmark subset 1"])
        #expect(
            try database.table(
                "SELECT concept_id, concept_name, vocabulary_id, standard_concept FROM concept WHERE concept_id IN (0, 32880, 9322)")
                == ["0|No matching concept|None|∅", "9322|Hounsfield unit|UCUM|S", "32880|Standard algorithm|Type Concept|S"])
        #expect(
            try database.table(
                "SELECT max(length(concept_code)) <= 50, max(length(concept_name)) <= 255, max(length(vocabulary_id)) <= 20, max(length(concept_class_id)) <= 20, max(concept_id) <= 2147483647 FROM concept"
            ) == ["1|1|1|1|1"])
    }

    @Test("cuts a name that is too long and refuses a code that is")
    func lengths() throws {
        let run = Samples.run()
        let long = RunIdentity.Configuration(number: 0, shorthand: String(repeating: "LLLh", count: 100), digest: "x")
        let concept = try FeatureConcept(Samples.columns[0], in: long, of: run.vocabulary)
        #expect(concept.name.unicodeScalars.count == 255)
        #expect(concept.name.hasPrefix("Volume (mesh) (IBSI RNU0, HCUG), volume (DHQ4), ibsi-c configuration 0: LLLh"))
        let wide = Samples.run(recipe: "a-recipe-whose-name-says-far-too-much-about-it")
        #expect(try message(.textTooLong) { _ = try FeatureConcept.all(of: wide) }.contains("a-recipe-whose-name"))
    }

    @Test(
        "has a unit for every feature, concept 0 where UCUM's concepts have none",
        arguments: [
            (FeatureUnit.one, IntensityUnit.hounsfield, 32912, "1"), (.millimetre, .hounsfield, 8588, "mm"),
            (.squareMillimetre, .arbitrary, 9572, "mm2"), (.cubicMillimetre, .arbitrary, 8686, "mm3"), (.bit, .hounsfield, 9467, "bit"),
            (.perMillimetre, .hounsfield, 0, "/mm"), (.intensity, .hounsfield, 9322, "[hnsf'U]"),
            (.intensity, .standardisedUptake, 9514, "g/mL"),
            (.intensity, .arbitrary, 9260, "[arb'U]"), (.intensity, .becquerelPerMillilitre, 0, "Bq/mL"),
            (.squareIntensity, .hounsfield, 0, "[hnsf'U]2"), (.squareIntensity, .standardisedUptake, 0, "(g/mL)2"),
            (.intensityTimesCubicMillimetre, .hounsfield, 0, "[hnsf'U].mm3"),
        ])
    func units(unit: FeatureUnit, intensity: IntensityUnit, concept: Int, text: String) throws {
        let found = MeasurementUnit(unit, intensity: intensity, in: try UnitConcepts(in: Samples.writer(":memory:").database))
        #expect(found.conceptID == concept)
        #expect(found.text == text)
    }

    @Test("takes a series' intensity unit from its modality and PET units")
    func intensities() {
        #expect(IntensityUnit(modality: "CT") == .hounsfield)
        #expect(IntensityUnit(modality: "MR") == .arbitrary)
        #expect(IntensityUnit(modality: "PT") == .arbitrary)
        #expect(IntensityUnit(modality: "PT", units: "GML") == .standardisedUptake)
        #expect(IntensityUnit(modality: "PT", units: "BQML") == .becquerelPerMillilitre)
    }

    @Test("names the owner of a concept id that is taken")
    func collisions() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let database = try Samples.writer(path).database
        #expect(try message(.conceptTaken) { _ = try Samples.writer(path, run: Samples.run(recipe: "other")) }.contains("recipe ibsi-c"))
        #expect(try message(.conceptTaken) { _ = try Samples.writer(path, run: Samples.run(configuration: "beef")) }.contains("c0ffee0"))
        #expect(try message(.conceptTaken) { _ = try Samples.writer(path, run: Samples.run(block: 4)) }.contains("ibsi-c.0:morph_volume"))
        let swapped = FeatureDeclaration(tag: "new_tag", name: "New", family: .statistics, code: "XXXX", unit: .one, slots: 2...2)
        #expect(
            try message(.conceptTaken) { _ = try Samples.writer(path, run: Samples.run(columns: swapped.columns)) }.contains("stat_mean"))

        let id = try FeatureConcept.id(block: 9, configuration: 0, slot: 0)
        try database.execute(
            """
            INSERT INTO vocabulary VALUES ('Elsewhere', 'Elsewhere', NULL, NULL, 0);
            INSERT INTO concept VALUES (\(id), 'Their feature', 'Measurement', 'Elsewhere', 'Undefined', NULL, 'X', '1970-01-01', '2099-12-31', NULL)
            """)
        let text = try message(.conceptTaken) { _ = try Samples.writer(path, run: Samples.run(recipe: "nine", block: 9)) }
        #expect(text.contains("Elsewhere") && text.contains("Their feature") && text.contains(String(id)))
        #expect(try database.count("voxmark_configuration") == 1)
    }

    @Test("grows by a new configuration and new columns, and stays otherwise")
    func append() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("omop.sqlite")
        let database = try Samples.writer(path).database
        let before = try database.table("SELECT * FROM concept ORDER BY concept_id")
        _ = try Samples.writer(path)
        #expect(try database.table("SELECT * FROM concept ORDER BY concept_id") == before)
        _ = try Samples.writer(path, run: Samples.run(recipeDigest: "d2", numbers: [0, 1]))
        #expect(try database.count("concept") == before.count + Samples.columns.count)
    }
}
