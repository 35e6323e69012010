/// The tables about images: visits and procedures of CDM 5.4 (official names, columns, order, types and NOT NULLs), those of the imaging
/// extension MI-CDM 1.0, and acquisition parameters.
///
/// A visit and a procedure stand for the study of a person, whose pseudonym is their source value; `image_occurrence` has a row for each series,
/// `image_feature` one for each measurement. `voxmark_acquisition` belongs to images by `image_digest`, as `voxmark_image_instance` does.
enum ImagingTables {
    /// The statements that create visits and procedures.
    static let studies = """
        CREATE TABLE visit_occurrence (
            visit_occurrence_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            visit_concept_id integer NOT NULL REFERENCES concept (concept_id),
            visit_start_date date NOT NULL,
            visit_start_datetime datetime NULL,
            visit_end_date date NOT NULL,
            visit_end_datetime datetime NULL,
            visit_type_concept_id integer NOT NULL REFERENCES concept (concept_id),
            provider_id integer NULL,
            care_site_id integer NULL,
            visit_source_value TEXT NULL,
            visit_source_concept_id integer NULL REFERENCES concept (concept_id),
            admitted_from_concept_id integer NULL REFERENCES concept (concept_id),
            admitted_from_source_value TEXT NULL,
            discharged_to_concept_id integer NULL REFERENCES concept (concept_id),
            discharged_to_source_value TEXT NULL,
            preceding_visit_occurrence_id integer NULL REFERENCES visit_occurrence (visit_occurrence_id));
        CREATE INDEX idx_visit_person_id_1 ON visit_occurrence (person_id);
        CREATE TABLE procedure_occurrence (
            procedure_occurrence_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            procedure_concept_id integer NOT NULL REFERENCES concept (concept_id),
            procedure_date date NOT NULL,
            procedure_datetime datetime NULL,
            procedure_end_date date NULL,
            procedure_end_datetime datetime NULL,
            procedure_type_concept_id integer NOT NULL REFERENCES concept (concept_id),
            modifier_concept_id integer NULL REFERENCES concept (concept_id),
            quantity integer NULL,
            provider_id integer NULL,
            visit_occurrence_id integer NULL REFERENCES visit_occurrence (visit_occurrence_id),
            visit_detail_id integer NULL,
            procedure_source_value TEXT NULL,
            procedure_source_concept_id integer NULL REFERENCES concept (concept_id),
            modifier_source_value TEXT NULL);
        CREATE INDEX idx_procedure_person_id_1 ON procedure_occurrence (person_id);
        CREATE INDEX idx_procedure_visit_id_1 ON procedure_occurrence (visit_occurrence_id);

        """

    /// The statements that create the tables of MI-CDM, each with its name.
    static let images = [("image_occurrence", imageOccurrence), ("image_feature", imageFeature)]

    private static let imageOccurrence = """
        CREATE TABLE image_occurrence (
            image_occurrence_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            procedure_occurrence_id integer NOT NULL REFERENCES procedure_occurrence (procedure_occurrence_id),
            visit_occurrence_id integer NULL REFERENCES visit_occurrence (visit_occurrence_id),
            anatomic_site_concept_id integer NULL REFERENCES concept (concept_id),
            wadors_uri TEXT NULL,
            local_path TEXT NULL,
            image_occurrence_date date NOT NULL,
            image_study_uid TEXT NOT NULL,
            image_series_uid TEXT NOT NULL,
            modality_concept_id integer NOT NULL REFERENCES concept (concept_id));
        CREATE INDEX idx_image_occurrence_series ON image_occurrence (image_series_uid);
        CREATE INDEX idx_image_occurrence_procedure ON image_occurrence (procedure_occurrence_id);

        """

    private static let imageFeature = """
        CREATE TABLE image_feature (
            image_feature_id integer NOT NULL PRIMARY KEY,
            person_id integer NOT NULL REFERENCES person (person_id),
            image_occurrence_id integer NOT NULL REFERENCES image_occurrence (image_occurrence_id),
            image_feature_event_field_concept_id integer NULL REFERENCES concept (concept_id),
            image_feature_event_id integer NULL,
            image_feature_concept_id integer NOT NULL REFERENCES concept (concept_id),
            image_feature_type_concept_id integer NOT NULL REFERENCES concept (concept_id),
            image_finding_concept_id integer NULL REFERENCES concept (concept_id),
            image_finding_id integer NULL,
            anatomic_site_concept_id integer NULL REFERENCES concept (concept_id),
            alg_system TEXT NULL,
            alg_datetime datetime NULL);
        CREATE INDEX idx_image_feature_finding ON image_feature (image_finding_id);
        CREATE INDEX idx_image_feature_image ON image_feature (image_occurrence_id);

        """

    /// The statements that create the parameters of acquisitions.
    static let acquisition = """
        CREATE TABLE voxmark_acquisition (
            image_digest TEXT NOT NULL,
            name TEXT NOT NULL,
            value_as_number REAL NULL,
            value_as_text TEXT NULL,
            unit TEXT NULL,
            PRIMARY KEY (image_digest, name)) WITHOUT ROWID;

        """
}
