extension DatabaseRule {
    /// What columns can hold: lengths, finite numbers, 32-bit ids, dates.
    static let ranges = lengths + numbers + ids + dates

    /// Texts that the official tables hold no longer ones of.
    private static let lengths = [
        ("person", ["person_source_value", "gender_source_value"], 50), ("visit_occurrence", ["visit_source_value"], 50),
        ("procedure_occurrence", ["procedure_source_value", "modifier_source_value"], 50),
        ("measurement", ["measurement_source_value", "unit_source_value", "value_source_value"], 50), ("concept", ["concept_code"], 50),
        ("concept", ["concept_name"], 255), ("concept", ["domain_id", "vocabulary_id", "concept_class_id"], 20),
        ("cdm_source", ["cdm_source_name", "cdm_holder"], 255), ("cdm_source", ["cdm_source_abbreviation"], 25),
        ("cdm_source", ["vocabulary_version"], 20),
    ].flatMap { table, columns, limit in
        columns.map { column in
            DatabaseRule(
                "text-too-long \(table).\(column)", .ranges, on: [table],
                "\(table).\(column) is longer than the \(limit) characters of the CDM",
                sql: "SELECT DISTINCT \(column) AS example FROM \(table) WHERE length(\(column)) > \(limit)")
        }
    }

    /// Infinity, and PostgreSQL's NaN, lie above the largest finite number; SQLite stores NaN as NULL.
    private static let numbers =
        [
            ("measurement", "measurement_id"), ("voxmark_held_value", "region_id"), ("voxmark_acquisition", "name"),
        ].map { table, id in
            DatabaseRule(
                "not-finite \(table)", .ranges, on: [table], "values are infinite or not a number",
                sql: "SELECT \(id) AS example FROM \(table) WHERE value_as_number > \(largest) OR value_as_number < -\(largest)")
        } + [
            DatabaseRule(
                "no-value", .ranges, on: ["measurement"], "measurements of regions have no value or no unit",
                sql: """
                    SELECT measurement_id AS example FROM measurement WHERE meas_event_field_concept_id = \(LocalVocabulary.regionField)
                    AND (value_as_number IS NULL OR unit_concept_id IS NULL)
                    """)
        ]

    private static let largest = "1.7976931348623157e308"

    private static let ids = [
        ("person", "person_id"), ("observation_period", "observation_period_id"), ("visit_occurrence", "visit_occurrence_id"),
        ("procedure_occurrence", "procedure_occurrence_id"), ("measurement", "measurement_id"), ("image_occurrence", "image_occurrence_id"),
        ("image_feature", "image_feature_id"), ("voxmark_region", "region_id"), ("voxmark_status", "status_id"), ("concept", "concept_id"),
    ].map { table, id in
        DatabaseRule(
            "not-int4 \(table).\(id)", .ranges, on: [table], "\(id) is none of a 32-bit column",
            sql: "SELECT \(id) AS example FROM \(table) WHERE \(id) < 0 OR \(id) > \(Int32.max)")
    }

    private static let dates = [
        DatabaseRule(
            "implausible-date", .ranges, on: ["measurement"], "dates lie before 1950 or in the future",
            sql: """
                SELECT DISTINCT measurement_date AS example FROM measurement
                WHERE measurement_date < '1950-01-01' OR measurement_date > CURRENT_DATE
                """),
        DatabaseRule(
            "date-before-birth", .ranges, on: ["voxmark_region", "person"], "regions are from before their person's birth",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r JOIN person p ON p.person_id = r.person_id
                WHERE CAST(substr(CAST(r.region_date AS TEXT), 1, 4) AS INTEGER) < p.year_of_birth
                """),
        DatabaseRule(
            "visit-ends-before-start", .ranges, on: ["visit_occurrence"], "visits end before they begin",
            sql: "SELECT visit_occurrence_id AS example FROM visit_occurrence WHERE visit_end_date < visit_start_date"),
        DatabaseRule(
            "period-ends-before-start", .ranges, on: ["observation_period"], "observation periods end before they begin",
            sql: """
                SELECT observation_period_id AS example FROM observation_period
                WHERE observation_period_end_date < observation_period_start_date
                """),
    ]
}
