import Foundation

/// The ledger of cases: one row per case key.
struct Ledger {
    private let database: SQLiteDatabase

    init(_ database: SQLiteDatabase) {
        self.database = database
    }

    /// How a case stands, nil when it is new.
    func state(of key: String) throws(OMOPError) -> CaseState? {
        let states = try database.rows("SELECT state FROM voxmark_case WHERE case_key = ?", .text(key)) { $0.text(0) }
        return (states.first ?? nil).flatMap(CaseState.init)
    }

    /// The keys of a run's cases that are done.
    func doneCases(of run: RunIdentity) throws(OMOPError) -> Set<String> {
        let keys = try database.rows(
            """
            SELECT case_key FROM voxmark_case
            WHERE state = 'done' AND recipe_digest = ? AND selection_digest = ? AND numerics_version = ?
            """, .text(run.recipeDigest), .text(run.selectionDigest), .integer(run.numericsVersion)
        ) { $0.text(0) ?? "" }
        return Set(keys)
    }

    /// What was remarked about the regions of a case.
    func remarks(of key: String) throws(OMOPError) -> [Remark] {
        try database.rows(
            "SELECT reason, message FROM voxmark_status WHERE case_key = ? AND status = 'remark' ORDER BY status_id", .text(key)
        ) { Remark($0.text(0) ?? "", $0.text(1) ?? "") }
    }

    /// Takes out what an earlier attempt at a case left; a case that is done has measurements and must not come here.
    func forget(_ key: String) throws(OMOPError) {
        try database.run("DELETE FROM voxmark_status WHERE case_key = ?", .text(key))
        try database.run(
            "DELETE FROM voxmark_held_value WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(key))
        try database.run(
            "DELETE FROM voxmark_region_property WHERE region_id IN (SELECT region_id FROM voxmark_region WHERE case_key = ?)", .text(key))
        try database.run("DELETE FROM voxmark_region WHERE case_key = ?", .text(key))
        try database.run("DELETE FROM voxmark_case WHERE case_key = ?", .text(key))
    }

    /// Enters a case; one that is not done also gets a status row.
    func enter(
        _ record: CaseRecord, state: CaseState, code: String?, message: String?, pseudonym: String?, run: RunIdentity
    ) throws(OMOPError) {
        try database.run(
            "INSERT INTO voxmark_case VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", .text(record.key), .text(state.rawValue),
            .optional(code),
            .optional(message), .optional(pseudonym), .text(run.recipe), .text(run.recipeDigest), .text(run.selectionDigest),
            .integer(run.numericsVersion), .text(run.softwareVersion), .text(record.started.ISO8601Format()), .text(Date().ISO8601Format()))
        guard state != .done else { return }
        var ids = try RowIDs("voxmark_status", "status_id", in: database)
        try database.run(
            "INSERT INTO voxmark_status (status_id, case_key, status, reason) VALUES (?, ?, ?, ?)", .integer(try ids.take()),
            .text(record.key), .text(state.rawValue), .text(code ?? ""))
    }
}
