/// Cases whose values wait for their person.
struct HeldCases {
    private struct Releasable {
        let key: String
        let person: Int
        let date: CalendarDate
    }

    private let database: any SQLDatabase
    private let concepts: MeasurementConcepts
    private let siteKey: PseudonymKey?

    init(_ database: any SQLDatabase, concepts: MeasurementConcepts, siteKey: PseudonymKey? = nil) {
        self.database = database
        self.siteKey = siteKey
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
            let count = try database.transaction { () throws(OMOPError) -> Int? in
                // Another process may have released it since.
                guard try isHeld(one.key) else { return nil }
                return try release(one.key, person: one.person, date: one.date, observes: true)
            }
            if let count { written[one.key] = count }
        }
        return written
    }

    private func isHeld(_ key: String) throws(OMOPError) -> Bool {
        try !database.rows("SELECT 1 FROM voxmark_case WHERE case_key = ? AND state = 'held'", .text(key)) { _ in true }.isEmpty
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
        let imaging = try ImagingRows(database, siteKey: siteKey)
        let (study, values) = try values(of: key)
        if let study {
            let entry = try imaging.entry(of: study, person: person, on: date)
            var ids = try RowIDs("measurement", "measurement_id", in: database)
            let subject = RegionRows.Subject(person: person, date: date, visit: entry.visit, image: nil)
            var rows = CaseRows(subject, try TypeConcepts(in: database))
            for value in values {
                rows.add(value, written: concepts.concept(own: value.concept, tag: value.tag), id: try ids.take())
            }
            try rows.write(into: database)
        }
        try database.run(
            "DELETE FROM voxmark_held_value WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(key))
        try database.run("UPDATE voxmark_region SET person_id = ? WHERE case_key = ?", .integer(person), .text(key))
        try database.run("DELETE FROM voxmark_status WHERE case_key = ? AND region_id IS NULL", .text(key))
        try database.run("UPDATE voxmark_case SET state = 'done', code = NULL, message = NULL WHERE case_key = ?", .text(key))
        if observes { try PersonTable(database).observe(person, on: date) }
        try imaging.write("?", .text(key))
        return values.count
    }

    /// The values of a case that are held, and the study of its image.
    private func values(of key: String) throws(OMOPError) -> (study: String?, values: [HeldValue]) {
        // A site may have loaded units since the values were held.
        let units = try UnitConcepts(in: database)
        let found = try database.rows(
            """
            SELECT study, region_id, concept_id, value_as_number, unit_source_value, tag
            FROM voxmark_region JOIN voxmark_held_value USING (region_id) WHERE case_key = ? ORDER BY region_number, concept_id
            """, .text(key)
        ) { row in
            let value = HeldValue(
                region: row.integer(1) ?? 0, concept: row.integer(2) ?? 0, number: row.real(3) ?? 0,
                unitID: units.id(of: row.text(4) ?? ""), unit: row.text(4) ?? "", tag: row.text(5) ?? "")
            return (study: row.text(0), value: value)
        }
        return (found.first?.study, found.map(\.value))
    }
}
