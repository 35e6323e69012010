extension DatabaseRule {
    private static let ofRegion = "m.meas_event_field_concept_id = \(LocalVocabulary.regionField)"

    /// How measurements, regions, images and features lead to each other: `measurement_event_id` and `image_feature_event_id` have no foreign key.
    static let links = [
        DatabaseRule(
            "measurement-without-region", .links, on: ["measurement", "voxmark_region"],
            "measurements lead to a region that is not there",
            sql: """
                SELECT m.measurement_id AS example FROM measurement m WHERE \(ofRegion)
                AND NOT EXISTS (SELECT 1 FROM voxmark_region r WHERE r.region_id = m.measurement_event_id)
                """),
        DatabaseRule(
            "measurement-other-than-region", .links, on: ["measurement", "voxmark_region"],
            "person or date of a measurement are others than those of its region",
            sql: """
                SELECT m.measurement_id AS example FROM measurement m JOIN voxmark_region r ON r.region_id = m.measurement_event_id
                WHERE \(ofRegion) AND (r.person_id IS NULL OR m.person_id <> r.person_id
                    OR r.region_date IS NULL OR m.measurement_date <> r.region_date)
                """),
        DatabaseRule(
            "measurement-other-visit", .links, on: ["measurement", "voxmark_region", "image_occurrence"],
            "the visit of a measurement is another than that of its image",
            sql: """
                SELECT m.measurement_id AS example FROM measurement m JOIN voxmark_region r ON r.region_id = m.measurement_event_id
                JOIN image_occurrence i ON i.image_occurrence_id = r.image_occurrence_id
                WHERE \(ofRegion) AND coalesce(m.visit_occurrence_id, -1) <> coalesce(i.visit_occurrence_id, -1)
                """),
        DatabaseRule(
            "header-value-without-image", .links, on: ["measurement", "image_occurrence"],
            "values of headers lead to an image that is not there",
            sql: """
                SELECT m.measurement_id AS example FROM measurement m WHERE m.meas_event_field_concept_id = \(LocalVocabulary.imageField)
                AND NOT EXISTS (SELECT 1 FROM image_occurrence i WHERE i.image_occurrence_id = m.measurement_event_id)
                """),
        DatabaseRule(
            "region-without-image", .links, on: ["voxmark_region", "image_occurrence"],
            "regions of persons have no row in image_occurrence, or that of another person, series or study",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r
                LEFT JOIN image_occurrence i ON i.image_occurrence_id = r.image_occurrence_id
                WHERE r.person_id IS NOT NULL AND (i.image_occurrence_id IS NULL OR i.person_id <> r.person_id
                    OR i.image_series_uid <> r.image OR i.image_study_uid <> r.study)
                """),
        DatabaseRule(
            "image-other-procedure", .links, on: ["voxmark_region", "voxmark_study", "image_occurrence"],
            "regions' images have another procedure or visit than their study, or the study has none",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r
                JOIN image_occurrence i ON i.image_occurrence_id = r.image_occurrence_id
                LEFT JOIN voxmark_study s ON s.person_id = r.person_id AND s.study = r.study
                WHERE s.study IS NULL OR i.procedure_occurrence_id <> s.procedure_occurrence_id
                OR coalesce(i.visit_occurrence_id, -1) <> coalesce(s.visit_occurrence_id, -1)
                """),
        DatabaseRule(
            "feature-without-measurement", .links, on: ["image_feature", "measurement"],
            "image features lead to no measurement, or to one of another person, concept or region",
            sql: """
                SELECT f.image_feature_id AS example FROM image_feature f LEFT JOIN measurement m ON m.measurement_id = f.image_feature_event_id
                WHERE f.alg_system LIKE 'urn:voxmark:%' AND (m.measurement_id IS NULL OR m.person_id <> f.person_id
                    OR m.measurement_source_concept_id <> f.image_feature_concept_id OR m.measurement_event_id <> f.image_finding_id)
                """),
        DatabaseRule(
            "feature-other-image", .links, on: ["image_feature", "voxmark_region"],
            "image features are on another image than their region",
            sql: """
                SELECT f.image_feature_id AS example FROM image_feature f JOIN voxmark_region r ON r.region_id = f.image_finding_id
                WHERE f.alg_system LIKE 'urn:voxmark:%'
                AND (r.image_occurrence_id IS NULL OR r.image_occurrence_id <> f.image_occurrence_id)
                """),
        DatabaseRule(
            "measurement-without-feature", .links, on: ["voxmark_region", "measurement", "image_feature"],
            "regions have more or fewer image features than measurements",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r
                WHERE (SELECT count(*) FROM measurement m WHERE m.measurement_event_id = r.region_id AND \(ofRegion))
                <> (SELECT count(DISTINCT f.image_feature_event_id) FROM image_feature f WHERE f.image_finding_id = r.region_id
                    AND f.alg_system LIKE 'urn:voxmark:%')
                """),
    ]
}
