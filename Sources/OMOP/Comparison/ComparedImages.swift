/// What two databases are compared in of images, studies and acquisitions: name, query, and how many columns are the key.
enum ComparedImages {
    static let tables = [
        (
            "visits",
            """
            SELECT person_source_value, visit_source_value, visit_concept_id, visit_start_date, visit_end_date
            FROM visit_occurrence JOIN person USING (person_id) WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value, visit_source_value
            """, 2
        ),
        (
            "procedures",
            """
            SELECT person_source_value, procedure_source_value, procedure_concept_id, procedure_date, procedure_end_date, modifier_source_value
            FROM procedure_occurrence JOIN person USING (person_id) WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value, procedure_source_value
            """, 2
        ),
        (
            "images",
            """
            SELECT person_source_value, image_series_uid, image_occurrence_date, image_study_uid, modality_concept_id, visit_source_value,
            procedure_source_value
            FROM image_occurrence i JOIN person p ON p.person_id = i.person_id
            JOIN visit_occurrence v ON v.visit_occurrence_id = i.visit_occurrence_id
            JOIN procedure_occurrence o ON o.procedure_occurrence_id = i.procedure_occurrence_id
            WHERE person_source_value IS NOT NULL ORDER BY person_source_value, image_series_uid, image_occurrence_date
            """, 3
        ),
        (
            "acquisitions",
            "SELECT image_digest, name, value_as_number, value_as_text, unit FROM voxmark_acquisition ORDER BY image_digest, name", 2
        ),
    ]
}
