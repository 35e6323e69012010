/// Shares what runs have to do among processes that write into one PostgreSQL database: each takes tasks before it does them.
///
/// A task that was taken is another's again when its time is over, when its run has ended, or when the connection of its run is lost. Leases
/// have a connection of their own and pass over rows that are locked, so that they wait for no writer and no writer for them.
/// They belong to one thread at a time.
public final class TaskLeases {
    /// A task to be taken.
    public struct Task: Sendable, Hashable {
        /// The task's name.
        public let key: String
        /// What its case is about.
        public let subject: String

        /// Names a task.
        public init(key: String, subject: String) {
            self.key = key
            self.subject = subject
        }
    }

    /// Whose a task is.
    public enum Share: Sendable, Hashable {
        /// It was taken, or nobody knows of it.
        case own
        /// Another run is at it.
        case lent
        /// Nobody has the task, and its subject has a case by the same recipe, selection and numerics version: the case's key, and how it stands.
        case settled(String, SettledCase)
    }

    private let database: PostgresDatabase
    private let run: RunRecord
    private let seconds: Int

    /// Connects once more to the database of an output.
    ///
    /// - Parameters:
    ///   - output: the database that a run has begun in.
    ///   - run: who takes tasks.
    ///   - seconds: how long a task stays taken, by the server's clock, unless it is prolonged.
    /// - Returns: nil for SQLite, whose file one process has alone.
    /// - Throws: `OMOPError` when the server cannot be reached.
    public init?(of output: OMOPDatabase, for run: RunRecord, seconds: Int = 60) throws(OMOPError) {
        guard let connection = output.connection as? PostgresDatabase else { return nil }
        database = try PostgresDatabase(connection.address)
        self.run = run
        self.seconds = seconds
    }

    /// Lets others end what the leases' connection waits for.
    public var patience: any DatabasePatience { database.connection.patience }

    /// Takes tasks of a recipe, as far as no other run has them.
    ///
    /// - Returns: for each task whose it is.
    public func take(_ tasks: [Task], of identity: RunIdentity) throws(OMOPError) -> [Share] {
        let taken = try names(
            """
            UPDATE voxmark_queue SET owner = ?2, lease_until = \(lease) WHERE task_key IN (
                SELECT task_key FROM voxmark_queue WHERE task_key = ANY (CAST(?1 AS text[])) AND (owner IS NULL OR owner = ?2
                OR lease_until < \(database.dialect.clock) OR owner NOT IN (SELECT run_id FROM voxmark_run WHERE state = 'running'))
                FOR UPDATE SKIP LOCKED)
            RETURNING task_key
            """, [.text(Self.array(tasks.map(\.key))), .text(run.id)])
        guard taken.count < tasks.count else { return tasks.map { _ in .own } }
        // What is still queued has another owner, or is locked by who writes its case.
        let queued = try names(
            "SELECT task_key FROM voxmark_queue WHERE task_key = ANY (CAST(?1 AS text[]))", [.text(Self.array(tasks.map(\.key)))])
        let gone = tasks.filter { !taken.contains($0.key) && !queued.contains($0.key) }
        let settled = try settled(gone.map(\.subject), of: identity)
        return tasks.map { task in
            if taken.contains(task.key) { return .own }
            if queued.contains(task.key) { return .lent }
            return settled[task.subject].map { .settled($0.key, $0.value) } ?? .own
        }
    }

    /// Prolongs what the run has taken; rows that its own writer is at are passed over, and come next time.
    public func prolong() throws(OMOPError) {
        try database.run(
            """
            UPDATE voxmark_queue SET lease_until = \(lease) WHERE task_key IN
            (SELECT task_key FROM voxmark_queue WHERE owner = ? FOR UPDATE SKIP LOCKED)
            """, .text(run.id))
    }

    /// Enters runs whose connection is lost as interrupted, so that what they had taken can be taken.
    public func releaseLost() throws(OMOPError) {
        try RunTable(database).interruptLost(besides: run)
    }

    /// The current cases of subjects that a run with this recipe, selection and engine has settled.
    private func settled(
        _ subjects: [String], of identity: RunIdentity
    ) throws(OMOPError) -> [String: (key: String, value: SettledCase)] {
        guard !subjects.isEmpty else { return [:] }
        let cases = try database.prepare(
            """
            SELECT subject, case_key, state, code, message, software_version FROM voxmark_case WHERE subject = ANY (CAST(? AS text[]))
            AND superseded_by IS NULL AND recipe_digest = ? AND selection_digest = ? AND numerics_version = ?
            """)
        try cases.bind([
            .text(Self.array(subjects)), .text(identity.recipeDigest), .text(identity.selectionDigest), .integer(identity.numericsVersion),
        ])
        var found: [String: (key: String, value: SettledCase)] = [:]
        while try cases.step() {
            guard let subject = cases.text(0), let key = cases.text(1), let state = cases.text(2).flatMap(CaseState.init) else { continue }
            found[subject] = (
                key, SettledCase(state: state, code: cases.text(3), message: cases.text(4), softwareVersion: cases.text(5) ?? "")
            )
        }
        return found
    }

    private var lease: String { database.dialect.clock(plus: seconds) }

    private func names(_ sql: String, _ values: [SQLValue]) throws(OMOPError) -> Set<String> {
        Set(try database.rows(sql, values: values) { $0.text(0) ?? "" })
    }

    /// An array of texts as PostgreSQL reads it.
    private static func array(_ texts: [String]) -> String {
        "{" + texts.map { "\"\($0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }.joined(separator: ",") + "}"
    }
}
