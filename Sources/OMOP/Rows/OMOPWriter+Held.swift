/// A case held for want of a year of birth whose person is known meanwhile.
private struct ReleasableCase {
    let key: String
    let person: Int
    let date: CalendarDate
}

extension OMOPWriter {
    /// Makes measurements of the values of cases that were held for want of a year of birth, when another case has told it of the same person.
    ///
    /// A series without Patient's Age may come before or after one that has it; called after a run's commits, what is written does not depend
    /// on the order. Cases without a date, or from before the person's birth, stay held. Each case is one transaction.
    ///
    /// - Returns: how many measurements were written, by case key.
    public func releaseHeld() throws(OMOPError) -> [String: Int] {
        var written: [String: Int] = [:]
        for one in try releasable() {
            written[one.key] = try database.transaction { () throws(OMOPError) in try release(one) }
        }
        return written
    }

    private func releasable() throws(OMOPError) -> [ReleasableCase] {
        let cases = try database.rows(
            """
            SELECT DISTINCT case_key, person.person_id, region_date
            FROM voxmark_case JOIN voxmark_region USING (case_key) JOIN person USING (person_source_value)
            WHERE state = 'held' AND code = ? AND CAST(substr(region_date, 1, 4) AS integer) >= year_of_birth ORDER BY case_key
            """, .text(HeldReason.noBirthYear.rawValue)
        ) { row in
            CalendarDate(dicom: (row.text(2) ?? "").replacing("-", with: "")).map {
                ReleasableCase(key: row.text(0) ?? "", person: row.integer(1) ?? 0, date: $0)
            }
        }
        return cases.compactMap { $0 }
    }

    private func release(_ one: ReleasableCase) throws(OMOPError) -> Int {
        let counts = try database.rows(
            "SELECT count(*) FROM voxmark_held_value JOIN voxmark_region USING (region_id) WHERE case_key = ?", .text(one.key)
        ) { $0.integer(0) ?? 0 }
        let count = counts.first ?? 0
        var ids = try RowIDs("measurement", "measurement_id", in: database)
        try database.run(
            """
            INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
            value_as_number, unit_concept_id, measurement_source_value, measurement_source_concept_id, unit_source_value,
            measurement_event_id, meas_event_field_concept_id)
            SELECT ?1 - 1 + row_number() OVER (ORDER BY region_number, held.concept_id), ?2, held.concept_id, ?3,
            \(StandardConcept.standardAlgorithm), value_as_number, coalesce(unit.concept_id, 0),
            substr(feature.concept_code, instr(feature.concept_code, ':') + 1), held.concept_id, unit_source_value, region_id,
            \(LocalVocabulary.regionField)
            FROM voxmark_region JOIN voxmark_held_value held USING (region_id) JOIN concept feature ON feature.concept_id = held.concept_id
            LEFT JOIN concept unit ON unit.vocabulary_id = 'UCUM' AND unit.concept_code = unit_source_value
            WHERE case_key = ?4
            """, .integer(try ids.take(count)), .integer(one.person), .text(one.date.description), .text(one.key))
        try database.run(
            "DELETE FROM voxmark_held_value WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(one.key))
        try database.run("UPDATE voxmark_region SET person_id = ? WHERE case_key = ?", .integer(one.person), .text(one.key))
        try database.run("DELETE FROM voxmark_status WHERE case_key = ? AND region_id IS NULL", .text(one.key))
        try database.run("UPDATE voxmark_case SET state = 'done', code = NULL, message = NULL WHERE case_key = ?", .text(one.key))
        try PersonTable(database).observe(one.person, on: one.date)
        return count
    }
}
