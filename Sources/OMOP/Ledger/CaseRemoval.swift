/// Takes cases out of a database with all that was written for them.
///
/// Persons and their observation periods stay, also when nothing is left of a person: other tables of the site may lead to them, and what headers
/// said about them holds all the same. A period then covers days of which no row is left.
struct CaseRemoval {
    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// Takes out what an earlier attempt at a case left, so that it can be entered anew under the same key.
    func forget(_ key: String) throws(OMOPError) {
        guard try !database.rows("SELECT 1 FROM voxmark_case WHERE case_key = ?", .text(key), row: { _ in true }).isEmpty else { return }
        try removeRows(of: "?", [.text(key)])
    }

    /// Takes out one case; a case that it had superseded is then superseded by its successor, or current.
    func remove(_ key: String) throws(OMOPError) {
        try relink("?", [.text(key)])
        try removeRows(of: "?", [.text(key)])
    }

    /// Takes out the cases of a query that gives their keys; the query must not depend on the rows that go away.
    func removeAll(of query: String, _ values: SQLValue...) throws(OMOPError) {
        while try relink(query, values) > 0 {}
        try removeRows(of: query, values)
    }

    /// Takes out what was entered for the cases of a query that gives their keys, so that they can be entered anew.
    func forgetAll(of query: String) throws(OMOPError) {
        try removeRows(of: query, [])
    }

    /// Leads cases past those that go away.
    ///
    /// - Returns: how many led to one.
    @discardableResult
    private func relink(_ keys: String, _ values: [SQLValue]) throws(OMOPError) -> Int {
        let update = try database.prepare(
            """
            UPDATE voxmark_case SET superseded_by = (SELECT gone.superseded_by FROM voxmark_case gone
            WHERE gone.case_key = voxmark_case.superseded_by) WHERE superseded_by IN (\(keys))
            """)
        try update.run(values)
        return try database.changes
    }

    private func removeRows(of keys: String, _ values: [SQLValue]) throws(OMOPError) {
        func run(_ sql: String) throws(OMOPError) { try database.prepare(sql).run(values) }
        let regions = "SELECT region_id FROM voxmark_region WHERE case_key IN (\(keys))"
        let digests = try texts("SELECT DISTINCT image_digest FROM voxmark_region WHERE case_key IN (\(keys))", values)
        let studies = try texts("SELECT DISTINCT study FROM voxmark_region WHERE case_key IN (\(keys))", values)
        let imaging = try ImagingRemoval(database, of: keys, values)
        try run("DELETE FROM voxmark_status WHERE case_key IN (\(keys))")
        try run("DELETE FROM voxmark_held_value WHERE region_id IN (\(regions))")
        try run("DELETE FROM voxmark_region_property WHERE region_id IN (\(regions))")
        // A site's own CDM has an index on persons, and none on events.
        let found =
            database.dialect == .postgres
            ? "EXISTS (SELECT 1 FROM voxmark_region r WHERE case_key IN (\(keys)) AND r.person_id = measurement.person_id "
                + "AND r.region_id = measurement_event_id)"
            : "measurement_event_id IN (\(regions))"
        try run("DELETE FROM measurement WHERE \(found) AND meas_event_field_concept_id = \(LocalVocabulary.regionField)")
        try run("DELETE FROM voxmark_region WHERE case_key IN (\(keys))")
        try run("DELETE FROM voxmark_case WHERE case_key IN (\(keys))")
        try imaging.finish()
        for digest in digests { try removeInstances(of: digest) }
        for study in studies { try removeNames(of: study) }
    }

    private func texts(_ sql: String, _ values: [SQLValue]) throws(OMOPError) -> [String] {
        try database.rows(sql, values: values) { $0.text(0) ?? "" }
    }

    /// Takes out what a site may call a study of which no region is left.
    private func removeNames(of study: String) throws(OMOPError) {
        try database.run(
            """
            DELETE FROM voxmark_study_name WHERE study = ?
            AND NOT EXISTS (SELECT 1 FROM voxmark_region r WHERE r.study = voxmark_study_name.study)
            """, .text(study))
    }

    /// Takes out the files of an image that no region is on any more.
    private func removeInstances(of digest: String) throws(OMOPError) {
        try database.run(
            """
            DELETE FROM voxmark_image_instance WHERE image_digest = ?
            AND NOT EXISTS (SELECT 1 FROM voxmark_region r WHERE r.image_digest = voxmark_image_instance.image_digest)
            """, .text(digest))
        try AcquisitionTable(database).remove(digest)
    }
}
