extension DatabaseRule {
    /// Persons and their observation periods.
    static let persons = [
        DatabaseRule(
            "no-observation-period", .persons, on: ["person", "observation_period"],
            "persons have no observation period: OHDSI's tools leave them out",
            sql: """
                SELECT p.person_id AS example FROM person p
                WHERE NOT EXISTS (SELECT 1 FROM observation_period o WHERE o.person_id = p.person_id)
                """),
        DatabaseRule(
            "outside-observation-period", .persons, on: ["voxmark_region", "observation_period"],
            "regions are from days outside their person's observation periods: they cannot be index events",
            sql: """
                SELECT r.region_id AS example FROM voxmark_region r WHERE r.person_id IS NOT NULL AND r.region_date IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM observation_period o WHERE o.person_id = r.person_id
                    AND o.observation_period_start_date <= r.region_date AND o.observation_period_end_date >= r.region_date)
                """),
        DatabaseRule(
            "overlapping-periods", .persons, on: ["observation_period"], "observation periods of a person overlap",
            sql: """
                SELECT a.observation_period_id AS example FROM observation_period a JOIN observation_period b ON b.person_id = a.person_id
                AND b.observation_period_id <> a.observation_period_id AND b.observation_period_start_date <= a.observation_period_end_date
                AND b.observation_period_end_date >= a.observation_period_start_date
                """),
    ]
}
