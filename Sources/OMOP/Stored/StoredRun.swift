/// A run as a database holds it.
public struct StoredRun: Sendable, Hashable, Encodable {
    /// The run's name.
    public let id: String
    /// Its place in the order of runs, from 1.
    public let number: Int
    /// `run`, `retry` or `merge`.
    public let command: String
    /// How it stands.
    public let state: RunState
    /// When it began, ISO 8601.
    public let started: String
    /// When it ended; nil for one that has not, or that died.
    public let finished: String?
    /// The program's version.
    public let softwareVersion: String
    /// The engine's numerics version.
    public let numericsVersion: Int
    /// Which part of a plan it did, as `17/200`.
    public let shard: String?
    /// The digest of the plan that was split into shards.
    public let planDigest: String?
    /// How many cases it was to do.
    public let planned: Int
}

extension StoredDatabase {
    /// The runs, newest first.
    public func runs(limit: Int = Int(Int32.max)) throws(OMOPError) -> [StoredRun] {
        try runs("ORDER BY run_number DESC LIMIT ?", .integer(limit))
    }

    /// A run by its name, or by the beginning of its name where one run alone begins so.
    ///
    /// - Throws: `OMOPError` when there is none, or more than one.
    public func run(named name: String) throws(OMOPError) -> StoredRun {
        let all = try runs()
        if let run = all.first(where: { $0.id == name }) { return run }
        let found = name.isEmpty ? [] : all.filter { $0.id.hasPrefix(name) }
        guard let run = found.first, found.count == 1 else {
            let known = all.prefix(5).map(\.id).joined(separator: ", ")
            let what = found.isEmpty ? "no run" : "\(found.count) runs whose names begin with"
            throw OMOPError(.noRun, "\(place) has \(what) \(name); its newest are \(known.isEmpty ? "none" : known)")
        }
        return run
    }

    private func runs(_ clause: String, _ value: SQLValue) throws(OMOPError) -> [StoredRun] {
        try connection.rows(
            """
            SELECT run_id, run_number, command, state, started, finished, software_version, numerics_version, shard, plan_digest, planned
            FROM voxmark_run \(clause)
            """, value
        ) { row in
            StoredRun(
                id: row.text(0) ?? "", number: row.integer(1) ?? 0, command: row.text(2) ?? "",
                state: RunState(rawValue: row.text(3) ?? "") ?? .ended, started: row.text(4) ?? "", finished: row.text(5),
                softwareVersion: row.text(6) ?? "", numericsVersion: row.integer(7) ?? 0, shard: row.text(8), planDigest: row.text(9),
                planned: row.integer(10) ?? 0)
        }
    }
}
