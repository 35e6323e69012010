/// Visits and procedures of persons' studies: the site's where exactly one of its procedures is the study, otherwise one of each of our own.
///
/// `voxmark_study` says which they are, and that is what tells our rows from the site's, which are never changed nor taken out. Ours have the pseudonym of
/// the Study Instance UID as source value; their days and modalities follow from the images of the study that are in the database, so that they do
/// not depend on the order of cases.
struct StudyRows {
    /// A study of a person.
    struct Study: Hashable {
        let person: Int
        /// The pseudonym of the Study Instance UID.
        let uid: String
    }

    /// What a study is in the CDM.
    struct Entry: Sendable, Hashable {
        let procedure: Int
        /// The procedure's visit; nil where the site's procedure has none: a visit is never guessed by its dates.
        let visit: Int?
        /// How many procedures of the site could be the study.
        let siteProcedures: Int
        /// Whether it was entered just now, with the modality and day of its first image.
        var isNew = false

        /// Whether procedure and visit are ours.
        var isOurs: Bool { siteProcedures != 1 }

        /// What is to be known of the study.
        var finding: PersonFinding? {
            guard siteProcedures > 1 else { return nil }
            return PersonFinding(.ambiguousProcedure, "\(siteProcedures) procedures of the site could be the study; it got one of its own")
        }
    }

    private let database: any SQLDatabase
    private let concepts: ImagingConcepts
    private let site: SiteStudies?

    /// - Parameter site: finds studies among a site's procedures; nil in a database of our own.
    init(_ database: any SQLDatabase, _ concepts: ImagingConcepts, site: SiteStudies? = nil) {
        self.database = database
        self.concepts = concepts
        self.site = site
    }

    /// What a study is in the CDM; nil when it is new.
    func known(_ study: Study) throws(OMOPError) -> Entry? {
        try database.rows(
            "SELECT procedure_occurrence_id, visit_occurrence_id, site_procedures FROM voxmark_study WHERE person_id = ? AND study = ?",
            .integer(study.person), .text(study.uid)
        ) { Entry(procedure: $0.integer(0) ?? 0, visit: $0.integer(1), siteProcedures: $0.integer(2) ?? 0) }.first
    }

    /// What a study is in the CDM: found or made when new.
    ///
    /// - Parameter modality: of the study's first image; without it the study is to be settled when it has one.
    func entry(of study: Study, on date: String, modality: String? = nil) throws(OMOPError) -> Entry {
        if let known = try known(study) { return known }
        let found = try site?.procedures(of: study) ?? []
        var entry: Entry
        if let one = found.first, found.count == 1 {
            entry = Entry(procedure: one.id, visit: one.visit, siteProcedures: 1)
        } else {
            let visit = try makeVisit(study, on: date)
            entry = Entry(
                procedure: try makeProcedure(study, on: date, visit: visit, modality), visit: visit, siteProcedures: found.count)
        }
        try database.run(
            """
            INSERT INTO voxmark_study (person_id, study, procedure_occurrence_id, visit_occurrence_id, site_procedures)
            VALUES (?, ?, ?, ?, ?)
            """, .integer(study.person), .text(study.uid), .integer(entry.procedure), .optional(entry.visit),
            .integer(entry.siteProcedures))
        entry.isNew = modality != nil
        return entry
    }

    private func makeVisit(_ study: Study, on date: String) throws(OMOPError) -> Int {
        var ids = try RowIDs("visit_occurrence", "visit_occurrence_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO visit_occurrence (visit_occurrence_id, person_id, visit_concept_id, visit_start_date, visit_end_date,
            visit_type_concept_id, visit_source_value) VALUES (?, ?, ?, ?, ?, ?, ?)
            """, .integer(id), .integer(study.person), .integer(concepts.visit), .text(date), .text(date), .integer(concepts.types.ehr),
            .text(study.uid))
        return id
    }

    private func makeProcedure(_ study: Study, on date: String, visit: Int, _ modality: String?) throws(OMOPError) -> Int {
        var ids = try RowIDs("procedure_occurrence", "procedure_occurrence_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO procedure_occurrence (procedure_occurrence_id, person_id, procedure_concept_id, procedure_date,
            procedure_end_date, procedure_type_concept_id, visit_occurrence_id, procedure_source_value, modifier_source_value)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .integer(id), .integer(study.person), .integer(try modality.map(concepts.procedure(of:)) ?? 0), .text(date),
            .optional(modality == nil ? nil : date), .integer(concepts.types.ehr), .integer(visit), .text(study.uid),
            .optional(modality.map { Self.joined([$0]) }))
        return id
    }

    /// Makes days, procedure concept and modalities of our own rows follow from the study's images.
    func settle(_ study: Study) throws(OMOPError) {
        guard let entry = try known(study), entry.isOurs else { return }
        let regions = "FROM voxmark_region WHERE study = ? AND person_id = ? AND image_occurrence_id IS NOT NULL"
        let days = try database.rows("SELECT min(region_date), max(region_date) \(regions)", .text(study.uid), .integer(study.person)) {
            (first: $0.text(0), last: $0.text(1))
        }
        guard let first = days.first?.first, let last = days.first?.last else { return }
        let modalities = try database.rows(
            "SELECT DISTINCT modality \(regions) ORDER BY modality", .text(study.uid), .integer(study.person)
        ) {
            $0.text(0) ?? ""
        }
        try database.run(
            "UPDATE visit_occurrence SET visit_start_date = ?, visit_end_date = ? WHERE visit_occurrence_id = ?", .text(first),
            .text(last), .optional(entry.visit))
        try database.run(
            """
            UPDATE procedure_occurrence SET procedure_date = ?, procedure_end_date = ?, procedure_concept_id = ?, modifier_source_value = ?
            WHERE procedure_occurrence_id = ?
            """, .text(first), .text(last), .integer(try concepts.procedure(modalities)), .text(Self.joined(modalities)),
            .integer(entry.procedure))
    }

    /// Takes out what is ours of a study of which no image is left.
    func remove(_ study: Study) throws(OMOPError) {
        let images = try database.rows(
            "SELECT 1 FROM voxmark_region WHERE study = ? AND person_id = ? AND image_occurrence_id IS NOT NULL LIMIT 1", .text(study.uid),
            .integer(study.person)
        ) { _ in true }
        guard images.isEmpty, let entry = try known(study) else { return }
        try database.run(
            "DELETE FROM voxmark_study WHERE person_id = ? AND study = ?", .integer(study.person), .text(study.uid))
        guard entry.isOurs else { return }
        try database.run(
            """
            DELETE FROM procedure_occurrence WHERE procedure_occurrence_id = ? AND NOT EXISTS (SELECT 1
            FROM image_occurrence i WHERE i.procedure_occurrence_id = procedure_occurrence.procedure_occurrence_id)
            """, .integer(entry.procedure))
        try database.run(
            """
            DELETE FROM visit_occurrence WHERE visit_occurrence_id = ? AND NOT EXISTS (SELECT 1
            FROM procedure_occurrence p WHERE p.visit_occurrence_id = visit_occurrence.visit_occurrence_id)
            """, .optional(entry.visit))
    }

    /// The modalities as Modalities in Study (0008,0061) has them, as many as its 50 characters hold.
    private static func joined(_ modalities: [String]) -> String {
        var text = ""
        for modality in modalities {
            let longer = text.isEmpty ? modality : "\(text)\\\(modality)"
            guard longer.unicodeScalars.count <= 50 else { break }
            text = longer
        }
        return text
    }
}
