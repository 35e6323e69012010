/// Another case of a subject.
struct SubjectCase: Sendable, Hashable {
    let key: String
    let isDone: Bool
    /// No other has taken its place.
    let isCurrent: Bool
}

/// What a database has of a case that is to be written, and around it; asked for at once.
struct CaseStanding: Sendable, Hashable {
    /// How the case ended before; nil when it is new.
    private(set) var state: CaseState?
    /// The other cases of its subject.
    private(set) var others: [SubjectCase] = []
    /// Whether regions are on its image: equal digests are equal files, and what is kept of them goes with the last region.
    private(set) var hasImage = false
    /// Whether its patient is in quarantine.
    private(set) var isInQuarantine = false

    /// Looks a case up.
    ///
    /// - Parameter pseudonym: its patient's; nil without Patient ID.
    init(of record: CaseRecord, pseudonym: String?, in database: any SQLDatabase) throws(OMOPError) {
        let cases = try database.prepare(
            """
            SELECT case_key, state, superseded_by, EXISTS (SELECT 1 FROM voxmark_region WHERE image_digest = ?),
            EXISTS (SELECT 1 FROM voxmark_quarantine WHERE person_source_value = ?)
            FROM (SELECT 1) AS once LEFT JOIN voxmark_case ON case_key = ? OR subject = ? ORDER BY case_key
            """)
        try cases.bind([.text(record.image.digest), .optional(pseudonym), .text(record.key), .text(record.subject)])
        while try cases.step() {
            hasImage = cases.integer(3) == 1
            isInQuarantine = cases.integer(4) == 1
            guard let key = cases.text(0) else { continue }
            let state = cases.text(1).flatMap(CaseState.init)
            if key == record.key {
                self.state = state
            } else {
                others.append(SubjectCase(key: key, isDone: state == .done, isCurrent: cases.text(2) == nil))
            }
        }
    }
}
