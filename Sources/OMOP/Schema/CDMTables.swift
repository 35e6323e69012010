/// The tables of OMOP CDM 5.4 that are written: the official names, columns, order, types (SQLite's extended dialect) and NOT NULLs.
///
/// Keys are part of the tables, since SQLite cannot add them later. Tables that are not there (providers, care sites) leave their
/// columns without a foreign key. Dates are ISO 8601 texts.
enum CDMTables {
    /// The statements that create the tables, in an order in which all references exist once all are run.
    static let statements = vocabulary + clinical

    /// The official index that costs as much as all else when rows come one by one: it is made at the end of the first run.
    static let conceptIndex = "CREATE INDEX IF NOT EXISTS idx_measurement_concept_id_1 ON measurement (measurement_concept_id)"

    private static let vocabulary = """
        CREATE TABLE concept (
            concept_id integer NOT NULL PRIMARY KEY,
            concept_name TEXT NOT NULL,
            domain_id TEXT NOT NULL REFERENCES domain (domain_id) DEFERRABLE INITIALLY DEFERRED,
            vocabulary_id TEXT NOT NULL REFERENCES vocabulary (vocabulary_id) DEFERRABLE INITIALLY DEFERRED,
            concept_class_id TEXT NOT NULL REFERENCES concept_class (concept_class_id) DEFERRABLE INITIALLY DEFERRED,
            standard_concept TEXT NULL,
            concept_code TEXT NOT NULL,
            valid_start_date date NOT NULL,
            valid_end_date date NOT NULL,
            invalid_reason TEXT NULL);
        CREATE TABLE vocabulary (
            vocabulary_id TEXT NOT NULL PRIMARY KEY,
            vocabulary_name TEXT NOT NULL,
            vocabulary_reference TEXT NULL,
            vocabulary_version TEXT NULL,
            vocabulary_concept_id integer NOT NULL REFERENCES concept (concept_id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE domain (
            domain_id TEXT NOT NULL PRIMARY KEY,
            domain_name TEXT NOT NULL,
            domain_concept_id integer NOT NULL REFERENCES concept (concept_id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE concept_class (
            concept_class_id TEXT NOT NULL PRIMARY KEY,
            concept_class_name TEXT NOT NULL,
            concept_class_concept_id integer NOT NULL REFERENCES concept (concept_id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE relationship (
            relationship_id TEXT NOT NULL PRIMARY KEY,
            relationship_name TEXT NOT NULL,
            is_hierarchical TEXT NOT NULL,
            defines_ancestry TEXT NOT NULL,
            reverse_relationship_id TEXT NOT NULL,
            relationship_concept_id integer NOT NULL REFERENCES concept (concept_id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE concept_relationship (
            concept_id_1 integer NOT NULL REFERENCES concept (concept_id),
            concept_id_2 integer NOT NULL REFERENCES concept (concept_id),
            relationship_id TEXT NOT NULL REFERENCES relationship (relationship_id),
            valid_start_date date NOT NULL,
            valid_end_date date NOT NULL,
            invalid_reason TEXT NULL);
        CREATE INDEX idx_concept_relationship_id_1 ON concept_relationship (concept_id_1);
        CREATE TABLE cdm_source (
            cdm_source_name TEXT NOT NULL,
            cdm_source_abbreviation TEXT NOT NULL,
            cdm_holder TEXT NOT NULL,
            source_description TEXT NULL,
            source_documentation_reference TEXT NULL,
            cdm_etl_reference TEXT NULL,
            source_release_date date NOT NULL,
            cdm_release_date date NOT NULL,
            cdm_version TEXT NULL,
            cdm_version_concept_id integer NOT NULL REFERENCES concept (concept_id),
            vocabulary_version TEXT NOT NULL);
        CREATE UNIQUE INDEX idx_concept_code ON concept (vocabulary_id, concept_code);
        """

    private static let clinical = """

        CREATE TABLE person (
            person_id integer NOT NULL PRIMARY KEY,
            gender_concept_id integer NOT NULL REFERENCES concept (concept_id),
            year_of_birth integer NOT NULL,
            month_of_birth integer NULL,
            day_of_birth integer NULL,
            birth_datetime datetime NULL,
            race_concept_id integer NOT NULL REFERENCES concept (concept_id),
            ethnicity_concept_id integer NOT NULL REFERENCES concept (concept_id),
            location_id integer NULL,
            provider_id integer NULL,
            care_site_id integer NULL,
            person_source_value TEXT NULL,
            gender_source_value TEXT NULL,
            gender_source_concept_id integer NULL REFERENCES concept (concept_id),
            race_source_value TEXT NULL,
            race_source_concept_id integer NULL REFERENCES concept (concept_id),
            ethnicity_source_value TEXT NULL,
            ethnicity_source_concept_id integer NULL REFERENCES concept (concept_id));
        CREATE UNIQUE INDEX idx_person_source_value ON person (person_source_value);
        CREATE TABLE observation_period (
            observation_period_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            observation_period_start_date date NOT NULL,
            observation_period_end_date date NOT NULL,
            period_type_concept_id integer NOT NULL REFERENCES concept (concept_id));
        CREATE INDEX idx_observation_period_id_1 ON observation_period (person_id);
        CREATE TABLE measurement (
            measurement_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            measurement_concept_id integer NOT NULL REFERENCES concept (concept_id),
            measurement_date date NOT NULL,
            measurement_datetime datetime NULL,
            measurement_time TEXT NULL,
            measurement_type_concept_id integer NOT NULL REFERENCES concept (concept_id),
            operator_concept_id integer NULL REFERENCES concept (concept_id),
            value_as_number REAL NULL,
            value_as_concept_id integer NULL REFERENCES concept (concept_id),
            unit_concept_id integer NULL REFERENCES concept (concept_id),
            range_low REAL NULL,
            range_high REAL NULL,
            provider_id integer NULL,
            visit_occurrence_id integer NULL REFERENCES visit_occurrence (visit_occurrence_id),
            visit_detail_id integer NULL,
            measurement_source_value TEXT NULL,
            measurement_source_concept_id integer NULL REFERENCES concept (concept_id),
            unit_source_value TEXT NULL,
            unit_source_concept_id integer NULL REFERENCES concept (concept_id),
            value_source_value TEXT NULL,
            measurement_event_id integer NULL,
            meas_event_field_concept_id integer NULL REFERENCES concept (concept_id));
        CREATE INDEX idx_measurement_person_id_1 ON measurement (person_id);
        CREATE INDEX idx_measurement_event_id ON measurement (measurement_event_id);

        """
}
