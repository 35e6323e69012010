/// The tables beside the CDM: the ledger, the regions that measurements lead to, and why values are missing.
///
/// `voxmark_status.region_id` is NULL in the row of a case that was failed, refused or held as a whole; `message` belongs to remarks
/// about a region that was computed.
/// `voxmark_image_instance` says which files an image was made of, once for each image, in the order of their digests; `sop_instance` is the
/// pseudonym of the SOP Instance UID, NULL for a file that is not DICOM. `image_digest` leads there from `voxmark_region`.
/// `voxmark_region.study` is the pseudonym of the Study Instance UID, or that of an image without one; `grid_columns` and so on, and the
/// spacings in mm, are those of the image that the mask lies on, and `mask_kind` is what the mask was read from.
/// `voxmark_study` says which procedure and visit a person's study has. `site_procedures` counts the site's procedures that could be the study: with exactly
/// one it is that, with its visit; otherwise both rows are ours.
/// `voxmark_study_name` keeps, in a site's CDM, keyed digests of what the site may call a study (`SiteStudies`), and the study's day.
/// `voxmark_region_property` says how the image of a region was made and read.
/// `voxmark_run` has a row for each run, numbered in the order of their beginnings, whatever the clock said; `voxmark_queue` the cases that a run
/// has still to do.
/// `owner` and `lease_until` of a task say which run does it, and until when no other may, where several processes share one database.
/// `voxmark_case.subject` names what a case is about, whatever its content: of the cases of one subject, one is current, and
/// `superseded_by` of each other leads to the case that took its place.
/// `voxmark_held_value` keeps the values of cases without a person or a date, which are not measurements.
/// `voxmark_person_evidence` keeps what headers and person map said about a person, so that `person` does not depend on the order of cases.
enum VoxmarkTables {
    /// Raised when the tables change.
    static let version = 7

    /// The statements that create the tables in a dialect.
    ///
    /// - Parameters:
    ///   - isBesideSite: whether the CDM is a site's own, to which no foreign key of ours may lead: it would ask for more rights, and keep
    ///     the site from changing its rows.
    ///   - others: the tables of MI-CDM that the site has.
    static func statements(_ dialect: SQLDialect, besideSite isBesideSite: Bool = false, without others: Set<String> = []) -> String {
        // MI-CDM has moments without time zone; ours have one.
        let images = ImagingTables.images.filter { !others.contains($0.0) }
            .map { dialect == .postgres ? $1.replacing(" datetime ", with: " timestamp ") : $1 }
        var text = (images + [ImagingTables.acquisition, statements, Quarantine.table]).joined(separator: "\n")
        let foreign = isBesideSite ? ["person", "concept", "visit_occurrence", "procedure_occurrence"] + others : []
        for table in foreign { text.replace(" REFERENCES \(table) (\(table)_id)", with: "") }
        if dialect == .postgres {
            // Numeric keeps the digits that it gets; between it and double precision PostgreSQL rounds to 15.
            for (sqlite, postgres) in [(" datetime ", " timestamptz "), (" REAL ", " numeric "), (" WITHOUT ROWID", "")] {
                text.replace(sqlite, with: postgres)
            }
        }
        return text
    }

    private static let statements = """
        CREATE TABLE voxmark_property (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL);
        CREATE TABLE voxmark_configuration (
            block integer NOT NULL,
            configuration integer NOT NULL,
            recipe TEXT NOT NULL,
            shorthand TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (block, configuration));
        CREATE TABLE voxmark_run (
            run_id TEXT NOT NULL PRIMARY KEY,
            run_number integer NOT NULL UNIQUE,
            command TEXT NOT NULL CHECK (command IN ('run', 'retry', 'merge')),
            state TEXT NOT NULL CHECK (state IN ('running', 'complete', 'interrupted', 'ended')),
            started datetime NOT NULL,
            finished datetime NULL,
            software_version TEXT NOT NULL,
            numerics_version integer NOT NULL,
            shard TEXT NULL,
            plan_digest TEXT NULL,
            planned integer NOT NULL);
        CREATE TABLE voxmark_queue (
            task_key TEXT NOT NULL PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES voxmark_run (run_id),
            recipe TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'running')),
            attempt integer NOT NULL,
            worker integer NULL,
            since datetime NOT NULL,
            owner TEXT NULL,
            lease_until datetime NULL);
        CREATE TABLE voxmark_case (
            case_key TEXT NOT NULL PRIMARY KEY,
            subject TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'refused', 'held')),
            code TEXT NULL,
            message TEXT NULL,
            person_source_value TEXT NULL,
            recipe TEXT NOT NULL,
            recipe_digest TEXT NOT NULL,
            selection_digest TEXT NOT NULL,
            numerics_version integer NOT NULL,
            software_version TEXT NOT NULL,
            run_id TEXT NOT NULL REFERENCES voxmark_run (run_id),
            attempts integer NOT NULL,
            worker integer NULL,
            superseded_by TEXT NULL,
            started datetime NOT NULL,
            finished datetime NOT NULL,
            digest_seconds REAL NULL,
            load_seconds REAL NULL,
            segment_seconds REAL NULL,
            prepare_seconds REAL NULL,
            features_seconds REAL NULL,
            write_seconds REAL NULL);
        CREATE INDEX idx_voxmark_case_subject ON voxmark_case (subject);
        CREATE INDEX idx_voxmark_case_superseded ON voxmark_case (superseded_by);
        CREATE TABLE voxmark_region (
            region_id integer NOT NULL PRIMARY KEY,
            case_key TEXT NOT NULL REFERENCES voxmark_case (case_key),
            region_number integer NOT NULL,
            person_id integer NULL REFERENCES person (person_id),
            modality TEXT NOT NULL,
            region_date date NULL,
            image TEXT NOT NULL,
            mask TEXT NOT NULL,
            label TEXT NOT NULL,
            morphological_voxels integer NOT NULL,
            intensity_voxels integer NOT NULL,
            image_digest TEXT NOT NULL,
            mask_digest TEXT NOT NULL,
            recipe_digest TEXT NOT NULL,
            selection_digest TEXT NOT NULL,
            numerics_version integer NOT NULL,
            software_version TEXT NOT NULL,
            study TEXT NOT NULL,
            image_occurrence_id integer NULL REFERENCES image_occurrence (image_occurrence_id),
            mask_kind TEXT NULL,
            grid_columns integer NULL,
            grid_rows integer NULL,
            grid_slices integer NULL,
            spacing_x REAL NULL,
            spacing_y REAL NULL,
            spacing_z REAL NULL,
            UNIQUE (case_key, region_number));
        CREATE INDEX idx_voxmark_region_person ON voxmark_region (person_id);
        CREATE INDEX idx_voxmark_region_image ON voxmark_region (image_digest);
        CREATE INDEX idx_voxmark_region_study ON voxmark_region (study);
        CREATE INDEX idx_voxmark_region_occurrence ON voxmark_region (image_occurrence_id);
        CREATE TABLE voxmark_study (
            person_id integer NOT NULL REFERENCES person (person_id),
            study TEXT NOT NULL,
            procedure_occurrence_id integer NOT NULL REFERENCES procedure_occurrence (procedure_occurrence_id),
            visit_occurrence_id integer NULL REFERENCES visit_occurrence (visit_occurrence_id),
            site_procedures integer NOT NULL,
            PRIMARY KEY (person_id, study)) WITHOUT ROWID;
        CREATE TABLE voxmark_study_name (
            study TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('uid', 'accession')),
            digest TEXT NOT NULL,
            study_date date NOT NULL,
            PRIMARY KEY (study, kind, digest, study_date)) WITHOUT ROWID;
        CREATE TABLE voxmark_region_property (
            region_id integer NOT NULL REFERENCES voxmark_region (region_id),
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (region_id, name)) WITHOUT ROWID;
        CREATE TABLE voxmark_image_instance (
            image_digest TEXT NOT NULL,
            file_number integer NOT NULL,
            sop_instance TEXT NULL,
            file_digest TEXT NOT NULL,
            PRIMARY KEY (image_digest, file_number)) WITHOUT ROWID;
        CREATE TABLE voxmark_status (
            status_id integer NOT NULL PRIMARY KEY,
            case_key TEXT NOT NULL REFERENCES voxmark_case (case_key),
            region_id integer NULL REFERENCES voxmark_region (region_id),
            concept_id integer NULL REFERENCES concept (concept_id),
            tag TEXT NULL,
            status TEXT NOT NULL CHECK (status IN ('undefined', 'failed', 'refused', 'held', 'remark')),
            reason TEXT NOT NULL,
            message TEXT NULL);
        CREATE INDEX idx_voxmark_status_region ON voxmark_status (region_id);
        CREATE INDEX idx_voxmark_status_case ON voxmark_status (case_key);
        CREATE TABLE voxmark_held_value (
            region_id integer NOT NULL REFERENCES voxmark_region (region_id),
            concept_id integer NOT NULL REFERENCES concept (concept_id),
            value_as_number REAL NOT NULL,
            unit_concept_id integer NOT NULL REFERENCES concept (concept_id),
            unit_source_value TEXT NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (region_id, concept_id)) WITHOUT ROWID;
        CREATE TABLE voxmark_person_evidence (
            person_id integer NOT NULL REFERENCES person (person_id),
            item TEXT NOT NULL CHECK (item IN ('year_of_birth', 'sex')),
            source TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (person_id, item, source, value)) WITHOUT ROWID;
        """
}
