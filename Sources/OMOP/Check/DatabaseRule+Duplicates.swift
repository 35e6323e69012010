extension DatabaseRule {
    /// What must be there once.
    static let duplicates = [
        DatabaseRule(
            "measurement-twice", .duplicates, on: ["measurement"], "regions have more than one value of a feature",
            sql: """
                SELECT measurement_event_id AS example FROM measurement WHERE meas_event_field_concept_id = \(LocalVocabulary.regionField)
                GROUP BY measurement_event_id, measurement_source_concept_id HAVING count(*) > 1
                """),
        DatabaseRule(
            "current-case-twice", .duplicates, on: ["voxmark_case"], "several current cases are about the same image, mask and region",
            sql: "SELECT min(case_key) AS example FROM voxmark_case WHERE superseded_by IS NULL GROUP BY subject HAVING count(*) > 1"),
        DatabaseRule(
            "image-twice", .duplicates, on: ["image_occurrence"], "a person's series of a day is there more than once",
            sql: """
                SELECT min(image_occurrence_id) AS example FROM image_occurrence
                GROUP BY person_id, image_series_uid, image_occurrence_date HAVING count(*) > 1
                """),
        DatabaseRule(
            "visit-twice", .duplicates, on: ["visit_occurrence", "voxmark_study"],
            "a person's study has more than one visit, unless another schema of results has made one too",
            sql: """
                SELECT min(v.visit_occurrence_id) AS example FROM voxmark_study s
                JOIN visit_occurrence v ON v.person_id = s.person_id AND v.visit_source_value = s.study
                GROUP BY s.person_id, s.study HAVING count(*) > 1
                """),
        DatabaseRule(
            "procedure-twice", .duplicates, on: ["procedure_occurrence", "voxmark_study"],
            "a person's study has more than one procedure, unless another schema of results has made one too",
            sql: """
                SELECT min(p.procedure_occurrence_id) AS example FROM voxmark_study s
                JOIN procedure_occurrence p ON p.person_id = s.person_id AND p.procedure_source_value = s.study
                GROUP BY s.person_id, s.study HAVING count(*) > 1
                """),
        DatabaseRule(
            "person-twice", .duplicates, on: ["person"], "several persons have one person_source_value",
            sql: """
                SELECT min(person_id) AS example FROM person WHERE person_source_value IS NOT NULL
                GROUP BY person_source_value HAVING count(*) > 1
                """),
        DatabaseRule(
            "concept-twice", .duplicates, on: ["concept"], "several concepts of Voxmark have one code",
            sql: """
                SELECT min(concept_id) AS example FROM concept WHERE vocabulary_id = '\(LocalVocabulary.id)'
                GROUP BY concept_code HAVING count(*) > 1
                """),
        DatabaseRule(
            "cdm-source", .duplicates, on: ["cdm_source"], "cdm_source must have one row",
            sql: "SELECT count(*) AS example FROM cdm_source HAVING count(*) <> 1"),
        DatabaseRule(
            "vocabulary-version", .duplicates, on: ["vocabulary"],
            "vocabulary must have one row “None”, whose version OHDSI's tools ask for",
            sql: "SELECT count(*) AS example FROM vocabulary WHERE vocabulary_id = 'None' HAVING count(*) <> 1"),
    ]
}
