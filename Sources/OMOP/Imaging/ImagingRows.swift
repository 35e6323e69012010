/// Writes what MI-CDM has of cases: their images, each with visit and procedure of its study, and a row for each of their measurements.
///
/// All of it follows from rows that are there (`voxmark_region`, `voxmark_case`, `measurement`), whether a case was committed, was released from
/// being held, or came in with a merge.
struct ImagingRows {
    private let database: any SQLDatabase
    private let concepts: ImagingConcepts
    private let studies: StudyRows
    private let parameters: AcquisitionMeasurements

    /// - Parameter siteKey: the key of pseudonyms where the CDM is a site's, whose procedures are looked through; nil in a database of our own.
    init(_ database: any SQLDatabase, siteKey: PseudonymKey? = nil) throws(OMOPError) {
        self.database = database
        concepts = try ImagingConcepts(database)
        studies = StudyRows(database, concepts, site: siteKey.map { SiteStudies(database, key: $0) })
        parameters = try AcquisitionMeasurements(database, concepts)
    }

    /// An image of a study.
    struct Image {
        let study: StudyRows.Study
        /// The pseudonym of the Series Instance UID.
        let series: String
        let date: String
        let modality: String
        let digest: String
    }

    /// Procedure and visit of a study, whose measurements belong to the visit: found or made when new.
    ///
    /// - Parameter modality: of the image that is written of it next; nil when none is.
    func entry(of study: String, person: Int, on date: CalendarDate, modality: String? = nil) throws(OMOPError) -> StudyRows.Entry {
        try studies.entry(of: StudyRows.Study(person: person, uid: study), on: date.description, modality: modality)
    }

    /// What `image_feature_event_field_concept_id` gets.
    var eventField: Int { concepts.eventField }

    /// The id of an image, made when new, with the procedure of its study; its acquisition's parameters must be there.
    ///
    /// A study that gets an image, and was not made for it, is to be settled (`settle`) when the regions on it are written.
    ///
    /// - Parameter isNew: the image is known to be new, as one of a new person is.
    func image(_ image: Image, _ entry: StudyRows.Entry, isNew: Bool) throws(OMOPError) -> (id: Int, isNew: Bool) {
        if isNew { return (try make(image, entry), true) }
        let known = try database.rows(
            """
            SELECT min(image_occurrence_id) FROM image_occurrence
            WHERE image_series_uid = ? AND person_id = ? AND image_occurrence_date = ?
            """, .text(image.series), .integer(image.study.person), .text(image.date)
        ) { $0.integer(0) }
        if let known = known.first ?? nil { return (known, false) }
        return (try make(image, entry), true)
    }

    /// Makes days and modalities of a study's visit and procedure follow from its images.
    func settle(_ study: StudyRows.Study) throws(OMOPError) { try studies.settle(study) }

    /// Writes images and features of cases whose measurements are written.
    ///
    /// - Parameters:
    ///   - keys: a query that gives the cases' keys.
    ///   - values: what is bound in it.
    func write(_ keys: String, _ values: SQLValue...) throws(OMOPError) {
        let made = try writeImages(keys, values)
        let link = try database.prepare(
            """
            UPDATE voxmark_region SET image_occurrence_id = (SELECT min(i.image_occurrence_id) FROM image_occurrence i
            WHERE i.image_series_uid = voxmark_region.image AND i.person_id = voxmark_region.person_id
            AND i.image_occurrence_date = voxmark_region.region_date)
            WHERE person_id IS NOT NULL AND region_date IS NOT NULL AND case_key IN (\(keys))
            """)
        try link.run(values)
        for study in Set(made.map(\.study)) { try studies.settle(study) }
        try writeFeatures(keys, values)
    }

    /// Leads measurements of cases to the visits of their images, where they were written without.
    func linkVisits(_ keys: String, _ values: SQLValue...) throws(OMOPError) {
        let link = try database.prepare(
            """
            UPDATE measurement SET visit_occurrence_id = (SELECT i.visit_occurrence_id FROM voxmark_region r
            JOIN image_occurrence i ON i.image_occurrence_id = r.image_occurrence_id WHERE r.region_id = measurement.measurement_event_id)
            WHERE meas_event_field_concept_id = \(LocalVocabulary.regionField)
            AND measurement_event_id IN (SELECT region_id FROM voxmark_region WHERE case_key IN (\(keys)))
            """)
        try link.run(values)
    }

    /// Makes the images of cases that are not there, with visit and procedure.
    private func writeImages(_ keys: String, _ values: [SQLValue]) throws(OMOPError) -> [Image] {
        let missing = try images(keys, values)
        for image in missing { _ = try make(image, studies.entry(of: image.study, on: image.date)) }
        return missing
    }

    private func make(_ image: Image, _ study: StudyRows.Entry) throws(OMOPError) -> Int {
        var ids = try RowIDs("image_occurrence", "image_occurrence_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO image_occurrence (image_occurrence_id, person_id, procedure_occurrence_id, visit_occurrence_id,
            image_occurrence_date, image_study_uid, image_series_uid, modality_concept_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(id), .integer(image.study.person), .integer(study.procedure), .optional(study.visit), .text(image.date),
            .text(image.study.uid), .text(image.series), .integer(try concepts.modality(image.modality)))
        try parameters.write(of: image.digest, image: id, person: image.study.person, visit: study.visit, date: image.date)
        return id
    }

    private func images(_ keys: String, _ values: [SQLValue]) throws(OMOPError) -> [Image] {
        let query = try database.prepare(
            """
            SELECT person_id, study, image, region_date, min(modality), min(image_digest) FROM voxmark_region r
            WHERE person_id IS NOT NULL AND region_date IS NOT NULL AND case_key IN (\(keys))
            AND NOT EXISTS (SELECT 1 FROM image_occurrence i WHERE i.image_series_uid = r.image AND i.person_id = r.person_id
                AND i.image_occurrence_date = r.region_date)
            GROUP BY person_id, study, image, region_date ORDER BY person_id, study, image, region_date
            """)
        try query.bind(values)
        var found: [Image] = []
        while try query.step() {
            found.append(
                Image(
                    study: StudyRows.Study(person: query.integer(0) ?? 0, uid: query.text(1) ?? ""), series: query.text(2) ?? "",
                    date: query.text(3) ?? "", modality: query.text(4) ?? "", digest: query.text(5) ?? ""))
        }
        return found
    }

    /// What `alg_system` says of a run's values, as `writeFeatures` has it.
    static func algorithm(of run: RunIdentity) -> String {
        "urn:voxmark:\(run.softwareVersion):numerics:\(run.numericsVersion):recipe:\(run.recipeDigest)"
    }

    private func writeFeatures(_ keys: String, _ values: [SQLValue]) throws(OMOPError) {
        let source = """
            FROM voxmark_case c JOIN voxmark_region r ON r.case_key = c.case_key
            JOIN measurement m ON m.measurement_event_id = r.region_id AND m.meas_event_field_concept_id = \(LocalVocabulary.regionField)
            WHERE r.image_occurrence_id IS NOT NULL AND c.case_key IN (\(keys))
            """
        let range = try database.prepare("SELECT min(m.measurement_id), max(m.measurement_id) \(source)")
        try range.bind(values)
        guard try range.step(), let lowest = range.integer(0), let highest = range.integer(1) else { return }
        range.reset()
        var ids = try RowIDs("image_feature", "image_feature_id", in: database)
        // Measurements of a commit follow each other, and numbering rows anew would cost as much again.
        let offset = try ids.take(highest - lowest + 1) - lowest
        // The column has no time zone, and means UTC.
        let moment = database.dialect == .sqlite ? "rtrim(c.finished, 'Z')" : "c.finished"
        let insert = try database.prepare(
            """
            INSERT INTO image_feature (image_feature_id, person_id, image_occurrence_id, image_feature_event_field_concept_id,
            image_feature_event_id, image_feature_concept_id, image_feature_type_concept_id, image_finding_id, alg_system, alg_datetime)
            SELECT m.measurement_id + ?, m.person_id, r.image_occurrence_id,
            \(concepts.eventField), m.measurement_id, m.measurement_source_concept_id,
            \(concepts.types.algorithm), r.region_id,
            'urn:voxmark:' || r.software_version || ':numerics:' || r.numerics_version || ':recipe:' || r.recipe_digest, \(moment)
            \(source)
            """)
        try insert.run([.integer(offset)] + values)
    }
}
