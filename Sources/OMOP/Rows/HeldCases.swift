/// Cases whose values wait for their person.
struct HeldCases {
    private struct Releasable {
        let key: String
        let person: Int
        let date: CalendarDate
    }

    private let database: SQLiteDatabase
    private let concepts: MeasurementConcepts

    init(_ database: SQLiteDatabase, concepts: MeasurementConcepts) {
        self.database = database
        self.concepts = concepts
    }

    /// The cases of a patient that a person map can settle, with the dates that are written.
    func cases(of pseudonym: String) throws(OMOPError) -> [(key: String, date: CalendarDate)] {
        let reasons = HeldReason.allCases.filter(\.isSettledByMap).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let cases = try database.rows(
            """
            SELECT DISTINCT case_key, region_date FROM voxmark_case JOIN voxmark_region USING (case_key)
            WHERE state = 'held' AND person_source_value = ? AND code IN (\(reasons)) AND region_date IS NOT NULL ORDER BY case_key
            """, .text(pseudonym)
        ) { row in CalendarDate(iso: row.text(1) ?? "").map { (key: row.text(0) ?? "", date: $0) } }
        return cases.compactMap { $0 }
    }

    /// Says anew why a case is held.
    func note(_ reason: HeldReason, of key: String) throws(OMOPError) {
        try database.run(
            "UPDATE voxmark_case SET code = ?, message = ? WHERE case_key = ?", .text(reason.rawValue), .text(reason.message([])),
            .text(key))
        try database.run(
            "UPDATE voxmark_status SET reason = ? WHERE case_key = ? AND region_id IS NULL", .text(reason.rawValue), .text(key))
    }

    /// Makes measurements of the values of cases that were held for want of a year of birth and whose person is known meanwhile, each case in one
    /// transaction.
    ///
    /// - Returns: how many measurements were written, by case key.
    func release() throws(OMOPError) -> [String: Int] {
        var written: [String: Int] = [:]
        for one in try releasable() {
            written[one.key] = try database.transaction { () throws(OMOPError) in
                try release(one.key, person: one.person, date: one.date, observes: true)
            }
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

    /// Makes measurements of the values of a case.
    ///
    /// - Parameter observes: extends the person's observation period to the day.
    func release(_ key: String, person: Int, date: CalendarDate, observes: Bool) throws(OMOPError) -> Int {
        let counts = try database.rows(
            "SELECT count(*) FROM voxmark_held_value JOIN voxmark_region USING (region_id) WHERE case_key = ?", .text(key)
        ) { $0.integer(0) ?? 0 }
        let count = counts.first ?? 0
        var ids = try RowIDs("measurement", "measurement_id", in: database)
        let first = try ids.take(count)
        try database.run(
            """
            INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
            value_as_number, unit_concept_id, measurement_source_value, measurement_source_concept_id, unit_source_value,
            measurement_event_id, meas_event_field_concept_id)
            SELECT ? - 1 + row_number() OVER (ORDER BY region_number, concept_id), ?, concept_id, ?,
            \(StandardConcept.standardAlgorithm), value_as_number, unit_concept_id, tag, concept_id, unit_source_value, region_id,
            \(LocalVocabulary.regionField)
            FROM voxmark_region JOIN voxmark_held_value USING (region_id) WHERE case_key = ?
            """, .integer(first), .integer(person), .text(date.description), .text(key))
        try putConcepts(from: first, to: first + count - 1)
        try database.run(
            "DELETE FROM voxmark_held_value WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(key))
        try database.run("UPDATE voxmark_region SET person_id = ? WHERE case_key = ?", .integer(person), .text(key))
        try database.run("DELETE FROM voxmark_status WHERE case_key = ? AND region_id IS NULL", .text(key))
        try database.run("UPDATE voxmark_case SET state = 'done', code = NULL, message = NULL WHERE case_key = ?", .text(key))
        if observes { try PersonTable(database).observe(person, on: date) }
        let imaging = try ImagingRows(database)
        try imaging.write("?", .text(key))
        try imaging.linkVisits("?", .text(key))
        return count
    }

    /// Puts the concepts of measurements in place that were written with the features' own.
    private func putConcepts(from first: Int, to last: Int) throws(OMOPError) {
        let features = try database.rows(
            """
            SELECT DISTINCT measurement_source_concept_id, measurement_source_value FROM measurement WHERE measurement_id BETWEEN ? AND ?
            """, .integer(first), .integer(last)
        ) { row in (own: row.integer(0) ?? 0, tag: row.text(1) ?? "") }
        for feature in features {
            let written = concepts.concept(own: feature.own, tag: feature.tag)
            guard written != feature.own else { continue }
            try database.run(
                """
                UPDATE measurement SET measurement_concept_id = ?
                WHERE measurement_id BETWEEN ? AND ? AND measurement_source_concept_id = ?
                """, .integer(written), .integer(first), .integer(last), .integer(feature.own))
        }
    }
}
