import Foundation

/// Runs, and what they have still to do.
struct RunTable {
    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// Enters a run; those that are still entered as running and have died are interrupted.
    func begin(_ run: RunRecord) throws(OMOPError) {
        try interruptLost(besides: run)
        try database.keepAlive(run: run.id)
        try database.run(
            """
            INSERT INTO voxmark_run (run_id, run_number, command, state, started, software_version, numerics_version, shard, plan_digest, planned)
            VALUES (?, ?, ?, 'running', ?, ?, ?, ?, ?, ?)
            """, .text(run.id), .integer(try nextNumber()), .text(run.command), .text(run.started.timestamp), .text(run.softwareVersion),
            .integer(run.numericsVersion), .optional(run.shard), .optional(run.planDigest), .integer(run.planned))
    }

    /// Enters other runs that are entered as running and cannot be at work any more as interrupted.
    func interruptLost(besides run: RunRecord) throws(OMOPError) {
        let others = try database.rows("SELECT run_id FROM voxmark_run WHERE state = 'running' AND run_id <> ?", .text(run.id)) {
            $0.text(0) ?? ""
        }
        for other in others where try !database.isAlive(run: other) {
            try database.run("UPDATE voxmark_run SET state = 'interrupted' WHERE run_id = ? AND state = 'running'", .text(other))
        }
    }

    /// Whether another run is at work.
    func isAlone(_ run: RunRecord) throws(OMOPError) -> Bool {
        try interruptLost(besides: run)
        return try database.rows("SELECT 1 FROM voxmark_run WHERE state = 'running' AND run_id <> ?", .text(run.id)) { _ in true }.isEmpty
    }

    /// The number of the next run.
    func nextNumber() throws(OMOPError) -> Int {
        (try database.rows("SELECT coalesce(max(run_number), 0) FROM voxmark_run") { $0.integer(0) ?? 0 }.first ?? 0) + 1
    }

    /// How the newest run stands; nil when there is none.
    func newestState() throws(OMOPError) -> RunState? {
        let states = try database.rows("SELECT state FROM voxmark_run ORDER BY run_number DESC LIMIT 1") { $0.text(0) ?? "" }
        return states.first.flatMap(RunState.init)
    }

    /// Enters how a run ended; one that is complete leaves nothing queued.
    func finish(_ run: RunRecord, _ state: RunState) throws(OMOPError) {
        try database.run(
            "UPDATE voxmark_run SET state = ?, finished = ? WHERE run_id = ?", .text(state.rawValue), .text(Date().timestamp), .text(run.id)
        )
        if state == .complete {
            try database.run(
                "DELETE FROM voxmark_queue WHERE run_id = ? AND (owner IS NULL OR owner = run_id)", .text(run.id))
        }
    }

    /// Queues tasks of a run; what runs left that are over goes away.
    func enqueue(_ tasks: [QueuedTask], of run: RunRecord) throws(OMOPError) {
        let atWork = "(SELECT r.run_id FROM voxmark_run r WHERE r.state = 'running')"
        try database.run(
            "DELETE FROM voxmark_queue WHERE run_id <> ? AND run_id NOT IN \(atWork) AND (owner IS NULL OR owner NOT IN \(atWork))",
            .text(run.id))
        let insert = try database.prepare(
            """
            INSERT INTO voxmark_queue (task_key, run_id, recipe, state, attempt, since) VALUES (?, ?, ?, 'queued', 0, ?)
            ON CONFLICT (task_key) DO NOTHING
            """)
        let now = Date().timestamp
        for task in tasks { try insert.run([.text(task.key), .text(run.id), .text(task.recipe), .text(now)]) }
    }

    /// Enters that a task is under way.
    func markRunning(_ key: String, attempt: Int, worker: Int) throws(OMOPError) {
        try database.run(
            "UPDATE voxmark_queue SET state = 'running', attempt = ?, worker = ?, since = ? WHERE task_key = ?", .integer(attempt),
            .integer(worker), .text(Date().timestamp), .text(key))
    }

    /// Puts a task back into the queue; its run keeps it as long as it is at work.
    func requeue(_ key: String) throws(OMOPError) {
        try database.run(
            "UPDATE voxmark_queue SET state = 'queued', worker = NULL, since = ? WHERE task_key = ?", .text(Date().timestamp), .text(key))
    }

    /// Takes a task out of the queue.
    func dequeue(_ key: String) throws(OMOPError) {
        try database.run("DELETE FROM voxmark_queue WHERE task_key = ?", .text(key))
    }
}
