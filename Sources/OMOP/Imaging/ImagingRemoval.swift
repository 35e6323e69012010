/// Takes out what MI-CDM has of cases that go away; images, procedures and visits go when no region is left that needs them.
///
/// Images are known by pseudonyms, procedures and visits by `voxmark_study`, so that a site's own rows are never among them.
struct ImagingRemoval {
    private struct Link {
        let image: Int
        let study: StudyRows.Study
    }

    private let database: any SQLDatabase
    private let links: [Link]

    /// Notes what the cases lead to; call it before their rows go away.
    ///
    /// - Parameters:
    ///   - keys: a query that gives the cases' keys.
    ///   - values: what is bound in it.
    init(_ database: any SQLDatabase, of keys: String, _ values: [SQLValue]) throws(OMOPError) {
        self.database = database
        let query = try database.prepare(
            """
            SELECT DISTINCT image_occurrence_id, person_id, study FROM voxmark_region
            WHERE image_occurrence_id IS NOT NULL AND case_key IN (\(keys))
            """)
        try query.bind(values)
        var links: [Link] = []
        while try query.step() {
            links.append(
                Link(
                    image: query.integer(0) ?? 0, study: StudyRows.Study(person: query.integer(1) ?? 0, uid: query.text(2) ?? "")))
        }
        self.links = links
        let features = try database.prepare(
            """
            DELETE FROM image_feature WHERE image_finding_id IN (SELECT region_id FROM voxmark_region WHERE case_key IN (\(keys)))
            AND EXISTS (SELECT 1 FROM measurement m WHERE m.measurement_id = image_feature.image_feature_event_id
                AND m.measurement_event_id = image_feature.image_finding_id
                AND m.meas_event_field_concept_id = \(LocalVocabulary.regionField))
            """)
        try features.run(values)
    }

    /// Takes out images, procedures and visits that no region is left of; call it once the regions are gone.
    func finish() throws(OMOPError) {
        for link in links { try removeImage(link.image) }
        guard !links.isEmpty else { return }
        let studies = StudyRows(database, try ImagingConcepts(database))
        for study in Set(links.map(\.study)) {
            try studies.remove(study)
            try studies.settle(study)
        }
    }

    private func removeImage(_ image: Int) throws(OMOPError) {
        let left = try database.rows("SELECT 1 FROM voxmark_region WHERE image_occurrence_id = ? LIMIT 1", .integer(image)) { _ in true }
        guard left.isEmpty else { return }
        try database.run(
            "DELETE FROM measurement WHERE measurement_event_id = ? AND meas_event_field_concept_id = ?", .integer(image),
            .integer(LocalVocabulary.imageField))
        try database.run("DELETE FROM image_occurrence WHERE image_occurrence_id = ?", .integer(image))
    }
}
