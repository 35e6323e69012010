/// Visits and procedures: one of each for a person's study, known by the pseudonym of the Study Instance UID.
///
/// Their days and modalities follow from the images of the study that are in the database, so that they do not depend on the order of cases.
struct StudyRows {
    /// A study of a person.
    struct Study: Hashable {
        let person: Int
        /// The pseudonym of the Study Instance UID.
        let uid: String
    }

    private let database: any SQLDatabase
    private let concepts: ImagingConcepts

    init(_ database: any SQLDatabase, _ concepts: ImagingConcepts) {
        self.database = database
        self.concepts = concepts
    }

    /// The id of a study's visit, made when new.
    func visit(of study: Study, on date: String) throws(OMOPError) -> Int {
        let known = try database.rows(
            "SELECT visit_occurrence_id FROM visit_occurrence WHERE person_id = ? AND visit_source_value = ?", .integer(study.person),
            .text(study.uid)
        ) { $0.integer(0) ?? 0 }
        if let known = known.first { return known }
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

    /// The id of a study's procedure, made when new.
    func procedure(of study: Study, on date: String, visit: Int) throws(OMOPError) -> Int {
        let known = try database.rows(
            "SELECT procedure_occurrence_id FROM procedure_occurrence WHERE person_id = ? AND procedure_source_value = ?",
            .integer(study.person), .text(study.uid)
        ) { $0.integer(0) ?? 0 }
        if let known = known.first { return known }
        var ids = try RowIDs("procedure_occurrence", "procedure_occurrence_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO procedure_occurrence (procedure_occurrence_id, person_id, procedure_concept_id, procedure_date,
            procedure_type_concept_id, visit_occurrence_id, procedure_source_value) VALUES (?, ?, 0, ?, ?, ?, ?)
            """, .integer(id), .integer(study.person), .text(date), .integer(concepts.types.ehr), .integer(visit), .text(study.uid))
        return id
    }

    /// Makes days, procedure concept and modalities follow from the study's images.
    func settle(_ study: Study) throws(OMOPError) {
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
            "UPDATE visit_occurrence SET visit_start_date = ?, visit_end_date = ? WHERE person_id = ? AND visit_source_value = ?",
            .text(first),
            .text(last), .integer(study.person), .text(study.uid))
        try database.run(
            """
            UPDATE procedure_occurrence SET procedure_date = ?, procedure_end_date = ?, procedure_concept_id = ?, modifier_source_value = ?
            WHERE person_id = ? AND procedure_source_value = ?
            """, .text(first), .text(last), .integer(try concepts.procedure(modalities)), .text(Self.joined(modalities)),
            .integer(study.person), .text(study.uid))
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
