/// How the ledger of a database stands: its last run, its cases by state, and what a run has left in the queue.
public struct LedgerOverview: Sendable, Hashable, Encodable {
    /// Current cases that share state, recipe and code.
    public struct Group: Sendable, Hashable, Encodable {
        /// How they stand.
        public let state: CaseState
        /// The recipe's name.
        public let recipe: String
        /// Why they are not done.
        public let code: String?
        /// How many there are.
        public let cases: Int
        /// How often they were tried, in all.
        public let attempts: Int
    }

    /// What a run has still to do of one recipe.
    public struct Left: Sendable, Hashable, Encodable {
        /// The recipe's name.
        public let recipe: String
        /// The cases that wait.
        public let queued: Int
        /// The cases that are under way, or were when the run died.
        public let running: Int
    }

    /// The last run; nil when there was none.
    public let lastRun: StoredRun?
    /// How many runs there were.
    public let runs: Int
    /// The current cases, worst state first, then by recipe and code.
    public let groups: [Group]
    /// How many cases are kept of which another took the place.
    public let superseded: Int
    /// What is in the queue, by recipe.
    public let left: [Left]

    /// How many current cases stand in one way.
    public func count(_ state: CaseState) -> Int { groups.filter { $0.state == state }.reduce(0) { $0 + $1.cases } }
}

/// A current case as the ledger lists it; nothing that tells who or where.
public struct LedgerCase: Sendable, Hashable, Encodable {
    /// The case's key.
    public let key: String
    /// The region's name; nil for a case of which nothing was computed.
    public let label: String?
    /// The recipe's name.
    public let recipe: String
    /// How it stands.
    public let state: CaseState
    /// Why it is not done.
    public let code: String?
    /// How often its run tried it.
    public let attempts: Int
    /// The worker that did it.
    public let worker: Int?
    /// How long its stages took.
    public let seconds: StageSeconds
}

extension StoredDatabase {
    /// How the ledger stands.
    public func overview() throws(OMOPError) -> LedgerOverview {
        try reading { () throws(OMOPError) in
            LedgerOverview(
                lastRun: try runs(limit: 1).first, runs: try count("SELECT count(*) FROM voxmark_run"), groups: try groups(),
                superseded: try count("SELECT count(*) FROM voxmark_case WHERE superseded_by IS NOT NULL"), left: try left())
        }
    }

    private func count(_ sql: String) throws(OMOPError) -> Int {
        try connection.rows(sql) { $0.integer(0) ?? 0 }.first ?? 0
    }

    private func groups() throws(OMOPError) -> [LedgerOverview.Group] {
        try connection.rows(
            """
            SELECT state, recipe, code, count(*), sum(attempts) FROM voxmark_case WHERE superseded_by IS NULL GROUP BY state, recipe, code
            ORDER BY CASE state WHEN 'failed' THEN 0 WHEN 'refused' THEN 1 WHEN 'held' THEN 2 ELSE 3 END, recipe COLLATE BINARY,
            coalesce(code, '') COLLATE BINARY
            """
        ) { row in
            LedgerOverview.Group(
                state: CaseState(rawValue: row.text(0) ?? "") ?? .failed, recipe: row.text(1) ?? "", code: row.text(2),
                cases: row.integer(3) ?? 0, attempts: row.integer(4) ?? 0)
        }
    }

    private func left() throws(OMOPError) -> [LedgerOverview.Left] {
        try connection.rows(
            """
            SELECT recipe, sum(CASE state WHEN 'queued' THEN 1 ELSE 0 END), sum(CASE state WHEN 'running' THEN 1 ELSE 0 END)
            FROM voxmark_queue GROUP BY recipe ORDER BY recipe COLLATE BINARY
            """
        ) { row in LedgerOverview.Left(recipe: row.text(0) ?? "", queued: row.integer(1) ?? 0, running: row.integer(2) ?? 0) }
    }

    /// Hands over the current cases, by recipe, then by key.
    public func forEachCase(_ body: (LedgerCase) -> Void) throws(OMOPError) {
        let cases = try connection.stream(
            """
            SELECT case_key, (SELECT min(label COLLATE BINARY) FROM voxmark_region r WHERE r.case_key = c.case_key), recipe, state, code, attempts, worker,
            digest_seconds, load_seconds, segment_seconds, prepare_seconds, features_seconds, write_seconds
            FROM voxmark_case c WHERE superseded_by IS NULL ORDER BY recipe COLLATE BINARY,
            case_key COLLATE BINARY
            """)
        while try cases.step() {
            body(
                LedgerCase(
                    key: cases.text(0) ?? "", label: cases.text(1), recipe: cases.text(2) ?? "",
                    state: CaseState(rawValue: cases.text(3) ?? "") ?? .failed, code: cases.text(4), attempts: cases.integer(5) ?? 0,
                    worker: cases.integer(6),
                    seconds: StageSeconds(
                        digest: cases.real(7), load: cases.real(8), segment: cases.real(9), prepare: cases.real(10),
                        features: cases.real(11), write: cases.real(12))))
        }
    }
}
