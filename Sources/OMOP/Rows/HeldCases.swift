/// Cases held for want of a year of birth whose person is known meanwhile.
struct HeldCases {
    private struct Releasable {
        let key: String
        let person: Int
        let date: CalendarDate
    }

    private let database: SQLiteDatabase

    init(_ database: SQLiteDatabase) {
        self.database = database
    }

    /// Makes measurements of their values, each case in one transaction.
    ///
    /// - Returns: how many measurements were written, by case key.
    func release() throws(OMOPError) -> [String: Int] {
        var written: [String: Int] = [:]
        for one in try releasable() {
            written[one.key] = try database.transaction { () throws(OMOPError) in try release(one) }
        }
        return written
    }

    private func releasable() throws(OMOPError) -> [Releasable] {
        let cases = try database.rows(
            """
            SELECT DISTINCT case_key, person.person_id, region_date, year_of_birth
            FROM voxmark_case JOIN voxmark_region USING (case_key) JOIN person USING (person_source_value)
            WHERE state = 'held' AND code = ? ORDER BY case_key
            """, .text(HeldReason.noBirthYear.rawValue)
        ) { row -> Releasable? in
            guard let date = CalendarDate(dicom: (row.text(2) ?? "").replacing("-", with: "")), date.year >= row.integer(3) ?? Int.max
            else { return nil }
            return Releasable(key: row.text(0) ?? "", person: row.integer(1) ?? 0, date: date)
        }
        return cases.compactMap { $0 }
    }

    private func release(_ one: Releasable) throws(OMOPError) -> Int {
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
            SELECT ? - 1 + row_number() OVER (ORDER BY region_number, concept_id), ?, concept_id, ?,
            \(StandardConcept.standardAlgorithm), value_as_number, unit_concept_id, tag, concept_id, unit_source_value, region_id,
            \(LocalVocabulary.regionField)
            FROM voxmark_region JOIN voxmark_held_value USING (region_id) WHERE case_key = ?
            """, .integer(try ids.take(count)), .integer(one.person), .text(one.date.description), .text(one.key))
        try database.run(
            "DELETE FROM voxmark_held_value WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(one.key))
        try database.run("UPDATE voxmark_region SET person_id = ? WHERE case_key = ?", .integer(one.person), .text(one.key))
        try database.run("DELETE FROM voxmark_status WHERE case_key = ? AND region_id IS NULL", .text(one.key))
        try database.run("UPDATE voxmark_case SET state = 'done', code = NULL, message = NULL WHERE case_key = ?", .text(one.key))
        try PersonTable(database).observe(one.person, on: one.date)
        let imaging = try ImagingRows(database)
        try imaging.write("?", .text(one.key))
        try imaging.linkVisits("?", .text(one.key))
        return count
    }
}
