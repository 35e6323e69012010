/// Finds a study among the procedures of a site's own CDM: by what the site may call it, Study Instance UID or Accession Number.
///
/// Neither is kept as it is. What is kept of a case, so that a study can be found also when its person is settled later, are keyed digests, and what the
/// site has in `procedure_source_value` is digested likewise to compare it. A long UID counts as found by its first 50 characters too, as many as
/// the column holds.
struct SiteStudies {
    /// What a site may call a study.
    private enum Name: String, CaseIterable {
        case uid
        case accession
    }

    /// A procedure of the site with its visit.
    struct Procedure: Sendable, Hashable {
        let id: Int
        let visit: Int?
    }

    private let database: any SQLDatabase
    private let key: PseudonymKey
    private static let columnWidth = 50

    init(_ database: any SQLDatabase, key: PseudonymKey) {
        self.database = database
        self.key = key
    }

    /// Notes what a site may call the study of an image.
    ///
    /// - Parameters:
    ///   - study: the study's pseudonym.
    ///   - date: its day as it is written; nil notes nothing, since a study is found on its day only.
    func note(_ image: ImageIdentity, as study: String, on date: CalendarDate?) throws(OMOPError) {
        guard let date else { return }
        let uid = image.studyUID?.trimmingPadding ?? ""
        let start = String(String.UnicodeScalarView(uid.unicodeScalars.prefix(Self.columnWidth)))
        let names = [(Name.uid, uid), (.uid, start), (.accession, image.accessionNumber?.trimmingPadding ?? "")]
        for (kind, name) in names where !name.isEmpty {
            try database.run(
                "INSERT INTO voxmark_study_name VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", .text(study), .text(kind.rawValue),
                .text(digest(name, kind)), .text(date.description))
        }
    }

    /// The procedures of the site that could be a person's study: those of its day that are called by its UID, else by its Accession Number.
    func procedures(of study: StudyRows.Study) throws(OMOPError) -> [Procedure] {
        let names = try database.rows(
            "SELECT kind, digest, study_date FROM voxmark_study_name WHERE study = ?", .text(study.uid)
        ) { (kind: $0.text(0) ?? "", digest: $0.text(1) ?? "", day: $0.text(2) ?? "") }
        for kind in Name.allCases {
            var found: Set<Procedure> = []
            for (day, names) in Dictionary(grouping: names.filter { $0.kind == kind.rawValue }, by: \.day) {
                let digests = Set(names.map(\.digest))
                for (procedure, name) in try procedures(of: study.person, on: day) where digests.contains(digest(name, kind)) {
                    found.insert(procedure)
                }
            }
            guard found.isEmpty else { return found.sorted { $0.id < $1.id } }
        }
        return []
    }

    private func procedures(of person: Int, on day: String) throws(OMOPError) -> [(procedure: Procedure, name: String)] {
        try database.rows(
            """
            SELECT procedure_occurrence_id, visit_occurrence_id, procedure_source_value FROM procedure_occurrence WHERE person_id = ?
            AND procedure_date <= ? AND coalesce(procedure_end_date, procedure_date) >= ? AND procedure_source_value IS NOT NULL
            """, .integer(person), .text(day), .text(day)
        ) { (Procedure(id: $0.integer(0) ?? 0, visit: $0.integer(1)), ($0.text(2) ?? "").trimmingPadding) }
    }

    private func digest(_ name: String, _ kind: Name) -> String { key.digest(["study", kind.rawValue, name]) }
}
