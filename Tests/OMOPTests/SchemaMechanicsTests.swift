import Foundation
import Testing

@testable import OMOP

@Suite("The tables")
struct SchemaMechanicsTests {
    /// The columns of the official `OMOPCDM_sqlite_extended_5.4_ddl.sql`, in its order: type initial (i, d, t for datetime, T, R) and ! for NOT NULL.
    static let official = [
        "person": """
        person_id:i! gender_concept_id:i! year_of_birth:i! month_of_birth:i day_of_birth:i birth_datetime:t race_concept_id:i!
        ethnicity_concept_id:i! location_id:i provider_id:i care_site_id:i person_source_value:T gender_source_value:T
        gender_source_concept_id:i race_source_value:T race_source_concept_id:i ethnicity_source_value:T ethnicity_source_concept_id:i
        """,
        "observation_period": """
        observation_period_id:i! person_id:i! observation_period_start_date:d! observation_period_end_date:d! period_type_concept_id:i!
        """,
        "measurement": """
        measurement_id:i! person_id:i! measurement_concept_id:i! measurement_date:d! measurement_datetime:t measurement_time:T
        measurement_type_concept_id:i! operator_concept_id:i value_as_number:R value_as_concept_id:i unit_concept_id:i range_low:R
        range_high:R provider_id:i visit_occurrence_id:i visit_detail_id:i measurement_source_value:T measurement_source_concept_id:i
        unit_source_value:T unit_source_concept_id:i value_source_value:T measurement_event_id:i meas_event_field_concept_id:i
        """,
        "visit_occurrence": """
        visit_occurrence_id:i! person_id:i! visit_concept_id:i! visit_start_date:d! visit_start_datetime:t visit_end_date:d!
        visit_end_datetime:t visit_type_concept_id:i! provider_id:i care_site_id:i visit_source_value:T visit_source_concept_id:i
        admitted_from_concept_id:i admitted_from_source_value:T discharged_to_concept_id:i discharged_to_source_value:T
        preceding_visit_occurrence_id:i
        """,
        "procedure_occurrence": """
        procedure_occurrence_id:i! person_id:i! procedure_concept_id:i! procedure_date:d! procedure_datetime:t procedure_end_date:d
        procedure_end_datetime:t procedure_type_concept_id:i! modifier_concept_id:i quantity:i provider_id:i visit_occurrence_id:i
        visit_detail_id:i procedure_source_value:T procedure_source_concept_id:i modifier_source_value:T
        """,
        "image_occurrence": """
        image_occurrence_id:i! person_id:i! procedure_occurrence_id:i! visit_occurrence_id:i anatomic_site_concept_id:i wadors_uri:T
        local_path:T image_occurrence_date:d! image_study_uid:T! image_series_uid:T! modality_concept_id:i!
        """,
        "image_feature": """
        image_feature_id:i! person_id:i! image_occurrence_id:i! image_feature_event_field_concept_id:i image_feature_event_id:i
        image_feature_concept_id:i! image_feature_type_concept_id:i! image_finding_concept_id:i image_finding_id:i
        anatomic_site_concept_id:i alg_system:T alg_datetime:t
        """,
        "concept": """
        concept_id:i! concept_name:T! domain_id:T! vocabulary_id:T! concept_class_id:T! standard_concept:T concept_code:T!
        valid_start_date:d! valid_end_date:d! invalid_reason:T
        """,
        "vocabulary": "vocabulary_id:T! vocabulary_name:T! vocabulary_reference:T vocabulary_version:T vocabulary_concept_id:i!",
        "domain": "domain_id:T! domain_name:T! domain_concept_id:i!",
        "concept_class": "concept_class_id:T! concept_class_name:T! concept_class_concept_id:i!",
        "relationship": """
        relationship_id:T! relationship_name:T! is_hierarchical:T! defines_ancestry:T! reverse_relationship_id:T! relationship_concept_id:i!
        """,
        "concept_relationship": """
        concept_id_1:i! concept_id_2:i! relationship_id:T! valid_start_date:d! valid_end_date:d! invalid_reason:T
        """,
        "cdm_source": """
        cdm_source_name:T! cdm_source_abbreviation:T! cdm_holder:T! source_description:T source_documentation_reference:T
        cdm_etl_reference:T source_release_date:d! cdm_release_date:d! cdm_version:T cdm_version_concept_id:i! vocabulary_version:T!
        """,
    ]

    @Test("have the official names, order, types and NOT NULLs", arguments: official.keys.sorted())
    func columns(table: String) throws {
        let folder = try TemporaryFolder()
        let database = try Samples.writer(folder.path("omop.sqlite")).database
        let types = ["INTEGER": "i", "DATE": "d", "DATETIME": "t", "TEXT": "T", "REAL": "R"]
        let found = try database.rows("SELECT name, upper(type), \"notnull\" FROM pragma_table_info(?) ORDER BY cid", .text(table)) { row in
            "\(row.text(0) ?? ""):\(types[row.text(1) ?? ""] ?? "?")\(row.integer(2) == 1 ? "!" : "")"
        }
        #expect(found == Self.official[table]?.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    @Test("have primary keys and foreign keys that hold")
    func keys() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("a"))
        let database = writer.database
        let keyed = try database.table(
            "SELECT m.name || '.' || p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND p.pk = 1 AND m.name NOT LIKE 'voxmark%'"
        )
        #expect(
            Set(keyed) == [
                "concept.concept_id", "vocabulary.vocabulary_id", "domain.domain_id", "concept_class.concept_class_id",
                "relationship.relationship_id", "person.person_id",
                "observation_period.observation_period_id", "measurement.measurement_id", "visit_occurrence.visit_occurrence_id",
                "procedure_occurrence.procedure_occurrence_id", "image_occurrence.image_occurrence_id", "image_feature.image_feature_id",
            ])
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check") == [])
        #expect(try database.table("SELECT count(*) FROM pragma_foreign_key_list('measurement')") == ["10"])
        let refused = try message(.database) {
            try database.run(
                "INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id) VALUES (99, 77, 0, '2001-01-01', 0)"
            )
        }
        #expect(refused.contains("FOREIGN KEY"))
    }

    @Test("are not put into another program's database")
    func foreign() throws {
        let folder = try TemporaryFolder()
        try SQLiteDatabase(path: folder.path("other.sqlite")).execute("CREATE TABLE person (name TEXT)")
        let text = try message(.schema) { _ = try Samples.writer(folder.path("other.sqlite")) }
        #expect(text.contains("other.sqlite"))
        try Data("this is no database, whatever its name says".utf8).write(to: folder.url.appending(path: "text.sqlite"))
        #expect(try message(.notADatabase) { _ = try Samples.writer(folder.path("text.sqlite")) }.contains("not a database"))
        #expect(try message(.database) { _ = try Samples.writer(folder.path("no/such/folder.sqlite")) }.contains("no/such"))
    }

    @Test("of another version are refused")
    func version() throws {
        let folder = try TemporaryFolder()
        try Samples.writer(folder.path("omop.sqlite")).database.execute(
            "UPDATE voxmark_property SET value = '99' WHERE name = 'schema version'")
        #expect(try message(.schema) { _ = try Samples.writer(folder.path("omop.sqlite")) }.contains("99"))
    }

    @Test("take “Maps to” rows of a feature, which have the relationships that they lead to")
    func relationships() throws {
        let folder = try TemporaryFolder()
        let database = try Samples.writer(folder.path("omop.sqlite")).database
        try Self.relate(database)
        #expect(try database.table("SELECT * FROM pragma_foreign_key_check") == [])
    }

    /// Adds a standard concept of a vocabulary that the site has, and says that a feature maps to it, as a site does.
    static func relate(_ database: any SQLDatabase) throws {
        let own = try FeatureConcept.id(block: 3, configuration: 0, slot: 2)
        try database.transaction { () throws(OMOPError) in
            try database.run("INSERT INTO vocabulary VALUES ('LOINC', 'LOINC', NULL, NULL, 0)")
            try database.run(
                """
                INSERT INTO concept VALUES (3000001, 'a measure', 'Measurement', 'LOINC', 'Undefined', 'S', 'X-1', '1970-01-01',
                '2099-12-31', NULL)
                """)
            for (first, second, name) in [(own, 3_000_001, "Maps to"), (3_000_001, own, "Mapped from"), (3_000_001, 0, "Is a")] {
                try database.run(
                    "INSERT INTO concept_relationship VALUES (?, ?, ?, '1970-01-01', '2099-12-31', NULL)", .integer(first),
                    .integer(second),
                    .text(name))
            }
        }
        let measures = try StandardMeasures(in: database, areTumours: false)
        #expect(measures.standard(of: own, tag: "stat_mean") == 3_000_001)
        #expect(
            try database.table(
                "SELECT relationship_id FROM relationship r WHERE NOT EXISTS (SELECT 1 FROM relationship o WHERE o.relationship_id = r.reverse_relationship_id)"
            ) == [])
    }

    @Test("an id range reads as it is written; what is empty or no 32-bit id is none")
    func idRanges() throws {
        let range = try #require(IDRange("1500000000-1599999999"))
        #expect(range.first == 1_500_000_000 && range.last == 1_599_999_999 && range.description == "1500000000-1599999999")
        #expect(IDRange("7-7") == IDRange(first: 7, last: 7))
        for text in ["", "7", "8-7", "0-7", "-7", "7-", "1-2147483648", "a-b", "1-2-3", "7-7 "] { #expect(IDRange(text) == nil, "\(text)") }
        let folder = try TemporaryFolder()
        #expect(try message(.schema) { try Samples.database(folder.path("omop.sqlite")).use(range) }.contains("no site's CDM"))
    }

    @Test("ids end at the largest 32-bit integer")
    func ids() throws {
        let folder = try TemporaryFolder()
        let writer = try Samples.writer(folder.path("omop.sqlite"))
        _ = try writer.commit(Samples.record("a"))
        try writer.database.execute("UPDATE measurement SET measurement_id = 2147483645 WHERE measurement_id = 1")
        let before = try writer.database.count("measurement")
        #expect(try message(.idsUsedUp) { _ = try writer.commit(Samples.record("b")) }.contains("--ids FROM-TO"))
        #expect(try writer.database.count("measurement") == before)
        #expect(try writer.output.settled("b") == nil)
    }
}
