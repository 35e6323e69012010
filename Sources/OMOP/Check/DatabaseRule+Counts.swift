extension DatabaseRule {
    private static let currentRegions =
        "SELECT region_id FROM voxmark_region JOIN voxmark_case USING (case_key) WHERE superseded_by IS NULL"

    /// Cases and their regions, and that every region tells of every feature of its recipe.
    static let counts = [
        DatabaseRule(
            "done-without-region", .counts, on: ["voxmark_case", "voxmark_region"], "cases are done, and have no region",
            sql: """
                SELECT c.case_key AS example FROM voxmark_case c WHERE c.state IN ('done', 'held')
                AND NOT EXISTS (SELECT 1 FROM voxmark_region r WHERE r.case_key = c.case_key)
                """),
        DatabaseRule(
            "region-of-undone-case", .counts, on: ["voxmark_case", "voxmark_region"], "regions belong to cases that were not computed",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r JOIN voxmark_case c ON c.case_key = r.case_key
                WHERE c.state NOT IN ('done', 'held')
                """),
        DatabaseRule(
            "done-without-person", .counts, on: ["voxmark_case", "voxmark_region"], "regions of done cases have no person or no date",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r JOIN voxmark_case c ON c.case_key = r.case_key
                WHERE c.state = 'done' AND (r.person_id IS NULL OR r.region_date IS NULL)
                """),
        DatabaseRule(
            "held-with-measurements", .counts, on: ["voxmark_case", "voxmark_region", "measurement"],
            "regions of held cases have measurements",
            sql: """
                SELECT DISTINCT r.region_id AS example FROM voxmark_region r JOIN voxmark_case c ON c.case_key = r.case_key
                JOIN measurement m ON m.measurement_event_id = r.region_id AND m.meas_event_field_concept_id = \(LocalVocabulary.regionField)
                WHERE c.state = 'held'
                """),
        DatabaseRule(
            "done-with-held-values", .counts, on: ["voxmark_case", "voxmark_region", "voxmark_held_value"],
            "regions of done cases have values that are kept aside",
            sql: """
                SELECT DISTINCT r.region_id AS example FROM voxmark_region r JOIN voxmark_case c ON c.case_key = r.case_key
                JOIN voxmark_held_value h ON h.region_id = r.region_id WHERE c.state = 'done'
                """),
        DatabaseRule(
            "feature-missing", .counts, on: ["voxmark_region", "measurement", "voxmark_held_value", "voxmark_status"],
            "regions tell of fewer features than others of the same recipe, as a value or as a reason why there is none",
            sql: """
                SELECT region_id AS example FROM (SELECT region_id, told, max(told) OVER (PARTITION BY recipe_digest) AS most
                FROM (SELECT r.region_id, r.recipe_digest,
                    coalesce(m.told, 0) + coalesce(h.told, 0) + coalesce(s.told, 0) AS told FROM voxmark_region r
                    LEFT JOIN (SELECT measurement_event_id, count(*) AS told FROM measurement
                        WHERE meas_event_field_concept_id = \(LocalVocabulary.regionField) GROUP BY measurement_event_id) m
                        ON m.measurement_event_id = r.region_id
                    LEFT JOIN (SELECT region_id, count(*) AS told FROM voxmark_held_value GROUP BY region_id) h
                        ON h.region_id = r.region_id
                    LEFT JOIN (SELECT region_id, count(*) AS told FROM voxmark_status WHERE concept_id IS NOT NULL GROUP BY region_id) s
                        ON s.region_id = r.region_id) AS counted) AS compared WHERE told <> most
                """),
        DatabaseRule(
            "value-and-reason", .counts, on: ["voxmark_status", "measurement"], "features have a value and a reason why there is none",
            sql: """
                SELECT s.status_id AS example FROM voxmark_status s JOIN measurement m ON m.measurement_event_id = s.region_id
                AND m.meas_event_field_concept_id = \(LocalVocabulary.regionField) AND m.measurement_source_concept_id = s.concept_id
                """),
        DatabaseRule(
            "superseded-by-none", .counts, on: ["voxmark_case"], "cases are superseded by one that is not there",
            sql: """
                SELECT c.case_key AS example FROM voxmark_case c WHERE c.superseded_by IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM voxmark_case n WHERE n.case_key = c.superseded_by)
                """),
        DatabaseRule(
            "superseded-measurements", .counts, on: ["voxmark_case", "voxmark_region", "measurement"],
            "measurements are of cases that newer ones superseded, so that a query of all would count their regions twice: current are those with "
                + "meas_event_field_concept_id = \(LocalVocabulary.regionField) AND measurement_event_id IN (\(currentRegions)); the same voxmark run with --replace takes the others out, and voxmark omop remove "
                + "those of a run",
            isNote: true,
            sql: """
                SELECT m.measurement_id AS example FROM measurement m JOIN voxmark_region r ON r.region_id = m.measurement_event_id
                JOIN voxmark_case c ON c.case_key = r.case_key
                WHERE m.meas_event_field_concept_id = \(LocalVocabulary.regionField) AND c.superseded_by IS NOT NULL
                """),
    ]
}
