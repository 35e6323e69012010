import Foundation

/// The ledger of cases: one row per case key.
struct Ledger {
    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// How a case ended, nil when it is new.
    func settled(_ key: String) throws(OMOPError) -> SettledCase? {
        let cases = try database.rows(
            "SELECT state, code, message, software_version FROM voxmark_case WHERE case_key = ?", .text(key)
        ) { row in
            CaseState(rawValue: row.text(0) ?? "").map { state in
                SettledCase(
                    state: state, code: row.text(1), message: row.text(2), softwareVersion: row.text(3) ?? "")
            }
        }
        return cases.first ?? nil
    }

    /// What was remarked about the regions of a case.
    func remarks(of key: String) throws(OMOPError) -> [Remark] {
        try database.rows(
            "SELECT reason, message FROM voxmark_status WHERE case_key = ? AND status = 'remark' ORDER BY status_id", .text(key)
        ) { Remark($0.text(0) ?? "", $0.text(1) ?? "") }
    }

    /// Enters a case; one that is not done also gets a status row.
    ///
    /// - Parameter finished: when it was written.
    func enter(
        _ record: CaseRecord, state: CaseState, code: String?, message: String?, pseudonym: String?, run: RunIdentity, finished: String
    ) throws(OMOPError) {
        let insert = try database.prepare(
            """
            INSERT INTO voxmark_case (case_key, subject, state, code, message, person_source_value, recipe, recipe_digest, selection_digest,
            numerics_version, software_version, run_id, attempts, worker, started, finished, digest_seconds, load_seconds, segment_seconds,
            prepare_seconds, features_seconds, write_seconds) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try insert.run(
            [
                .text(record.key), .text(record.subject), .text(state.rawValue), .optional(code), .optional(message), .optional(pseudonym),
                .text(run.recipe), .text(run.recipeDigest), .text(run.selectionDigest), .integer(run.numericsVersion),
                .text(run.softwareVersion), .text(record.runID), .integer(record.attempts), .optional(record.worker),
                .text(record.started.timestamp), .text(finished),
            ] + record.seconds.columns.map(SQLValue.optional))
        guard state != .done else { return }
        var ids = try RowIDs("voxmark_status", "status_id", in: database)
        var status = SQLRows(columns: ["status_id", "case_key", "status", "reason"])
        status.append([.integer(try ids.take()), .text(record.key), .text(state.rawValue), .text(code ?? "")])
        try database.collect(status, for: "voxmark_status")
    }

    /// Makes a case the current one of its subject: earlier ones that are not done go away; those that are done are superseded, or go away too.
    ///
    /// A case of equal content that another subject gave up is taken over.
    func takePlace(_ key: String, of subject: String, removing: Bool) throws(OMOPError) {
        try takeOver(key, as: subject)
        let others = try database.rows(
            "SELECT case_key, state, superseded_by FROM voxmark_case WHERE subject = ? AND case_key <> ?", .text(subject), .text(key)
        ) { row in SubjectCase(key: row.text(0) ?? "", isDone: row.text(1) == CaseState.done.rawValue, isCurrent: row.text(2) == nil) }
        try takePlace(key, of: others, removing: removing)
    }

    /// Makes a case that was given up by another subject the current one of this.
    func takeOver(_ key: String, as subject: String) throws(OMOPError) {
        try database.run(
            "UPDATE voxmark_case SET subject = ?, superseded_by = NULL WHERE case_key = ? AND superseded_by IS NOT NULL", .text(subject),
            .text(key))
    }

    /// Makes a case the current one in place of the others of its subject.
    func takePlace(_ key: String, of others: [SubjectCase], removing: Bool) throws(OMOPError) {
        for other in others {
            if removing || !other.isDone {
                try CaseRemoval(database).remove(other.key)
            } else if other.isCurrent {
                try database.run("UPDATE voxmark_case SET superseded_by = ? WHERE case_key = ?", .text(key), .text(other.key))
            }
        }
    }
}
