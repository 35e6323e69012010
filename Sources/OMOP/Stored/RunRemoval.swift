/// What taking a run out has removed.
public struct RunRemovalReport: Sendable, Hashable, Encodable {
    /// The run's name.
    public let run: String
    /// How many cases went away.
    public let cases: Int
    /// How many cases that they had superseded are current again.
    public let restored: Int
}

extension StoredDatabase {
    /// Takes out one run with its cases and all that was written for them, in one transaction.
    ///
    /// Cases that they had superseded are current again where their rows are still there. Persons and observation periods stay, also those of whom
    /// no row is left; what a case of the run had replaced is gone and stays so.
    ///
    /// - Parameter name: the run's name, or the beginning of it where one run alone begins so.
    /// - Throws: `OMOPError` when there is no such run, when it is at work or another does its tasks (`database-busy`), or when the database cannot be written; nothing is removed then.
    public func remove(run name: String) throws(OMOPError) -> RunRemovalReport {
        let run = try run(named: name)
        try requireNobodyAtWork(run)
        let current = "SELECT count(*) FROM voxmark_case WHERE run_id <> ? AND superseded_by IS NULL"
        func count(_ sql: String) throws(OMOPError) -> Int { try connection.rows(sql, .text(run.id)) { $0.integer(0) ?? 0 }.first ?? 0 }
        return try connection.transaction { () throws(OMOPError) in
            let cases = try count("SELECT count(*) FROM voxmark_case WHERE run_id = ?")
            let before = try count(current)
            try CaseRemoval(connection).removeAll(of: "SELECT case_key FROM voxmark_case WHERE run_id = ?", .text(run.id))
            let restored = try count(current) - before
            try connection.run("DELETE FROM voxmark_queue WHERE run_id = ?", .text(run.id))
            try connection.run("DELETE FROM voxmark_run WHERE run_id = ?", .text(run.id))
            return RunRemovalReport(run: run.id, cases: cases, restored: restored)
        }
    }

    /// A run that is at work in a server's database would enter its cases anew; so would one that has taken over its tasks.
    private func requireNobodyAtWork(_ run: StoredRun) throws(OMOPError) {
        let helpers = try connection.rows(
            "SELECT DISTINCT owner FROM voxmark_queue WHERE run_id = ? AND owner IS NOT NULL", .text(run.id)
        ) { $0.text(0) ?? "" }
        for one in [run.id] + helpers where try connection.isAlive(run: one) {
            throw OMOPError(.busy, "run \(one) is at work in \(place); stop it, or wait for its end, then remove \(run.id)")
        }
    }
}
