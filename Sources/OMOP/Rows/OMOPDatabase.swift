import Foundation

/// A stand-alone OMOP CDM 5.4 database in SQLite that runs write into, with the ledger of their cases.
///
/// It belongs to one thread at a time. What is done to it is a transaction of its own unless it is done within `committingTogether`.
public final class OMOPDatabase {
    /// The database's file.
    public let path: String
    let connection: SQLiteDatabase
    let key: PseudonymKey
    let policy: RowPolicy
    let concepts: MeasurementConcepts
    let ledger: Ledger
    let runs: RunTable

    /// Opens a database, or makes one with its tables, its vocabulary and one `cdm_source` row.
    ///
    /// One whose last run did not come to its end is checked for damage.
    ///
    /// - Parameters:
    ///   - path: the database's file.
    ///   - source: what `cdm_source` gets when the database is made.
    ///   - key: the key of its pseudonyms.
    ///   - policy: what the site chooses about persons, dates and concepts.
    /// - Throws: `OMOPError` when the file is another program's or damaged, when its pseudonyms were made with another key, and when its dates or
    ///   concepts were written by another choice.
    public convenience init(path: String, source: CDMSource, key: PseudonymKey, policy: RowPolicy = RowPolicy()) throws(OMOPError) {
        let connection = try SQLiteDatabase(path: path)
        try connection.requireWritable()
        try connection.transaction { () throws(OMOPError) in
            try connection.prepareSchema(source, key: key)
            try connection.keep(policy, path: path)
        }
        try self.init(connection, path: path, key: key, policy: policy)
    }

    /// Opens a database that exists.
    ///
    /// - Throws: `OMOPError` (`no-database`) when there is none, and as above.
    public convenience init(existing path: String, key: PseudonymKey, policy: RowPolicy) throws(OMOPError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw OMOPError(.noDatabase, "there is no database at \(path); name the output folder of a run")
        }
        let connection = try SQLiteDatabase(path: path)
        try connection.requireWritable()
        guard try connection.fingerprintOfCheckedSchema() == key.fingerprint else {
            throw OMOPError(.wrongKey, "the pseudonyms in \(path) were made with another key; give the key file of its first run")
        }
        try connection.transaction { () throws(OMOPError) in try connection.keep(policy, path: path) }
        try self.init(connection, path: path, key: key, policy: policy)
    }

    private init(_ connection: SQLiteDatabase, path: String, key: PseudonymKey, policy: RowPolicy) throws(OMOPError) {
        self.path = path
        self.connection = connection
        self.key = key
        self.policy = policy
        concepts = MeasurementConcepts(
            mode: policy.conceptMode, standards: try StandardMeasures(in: connection, areTumours: policy.areTumours))
        ledger = Ledger(connection)
        runs = RunTable(connection)
        try connection.checkUnlessEndedWell()
    }

    /// Opens a database for a site that chooses nothing but a person map.
    public convenience init(path: String, source: CDMSource, key: PseudonymKey, personMap: PersonMap) throws(OMOPError) {
        try self.init(path: path, source: source, key: key, policy: RowPolicy(persons: PersonPolicy(map: personMap)))
    }

    /// How long what is done to the database waits for other programs.
    public var patience: LockPatience { connection.patience }

    /// Enters a run.
    ///
    /// A run that is still entered as running becomes interrupted: the caller holds the output's lock, so that it cannot be alive.
    public func begin(_ run: RunRecord) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in try runs.begin(run) }
    }

    /// Enters how a run ended, and makes the index by concept that analysts' queries need; later runs keep it up to date.
    public func finish(run: RunRecord, state: RunState) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in
            try connection.execute(CDMTables.conceptIndex)
            try runs.finish(run, state)
        }
    }

    /// Queues the cases that a run has to do; what earlier runs left in the queue goes away.
    public func enqueue(_ tasks: [QueuedTask], of run: RunRecord) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in try runs.enqueue(tasks, of: run) }
    }

    /// Enters that a worker is at a task for the n-th time.
    public func markRunning(_ key: String, attempt: Int, worker: Int) throws(OMOPError) {
        try runs.markRunning(key, attempt: attempt, worker: worker)
    }

    /// Puts a task that was given up back into the queue.
    public func requeue(_ key: String) throws(OMOPError) {
        try runs.requeue(key)
    }

    /// Takes a task out of the queue.
    public func dequeue(_ key: String) throws(OMOPError) {
        try runs.dequeue(key)
    }

    /// How the ledger says a case ended, nil when it is new.
    public func settled(_ caseKey: String) throws(OMOPError) -> SettledCase? {
        try ledger.settled(caseKey)
    }

    /// Keeps a planned case that is done already: it leaves the queue, and is the current case of its subject, also when another had taken its
    /// place meanwhile, as after a recipe was changed and changed back.
    ///
    /// - Parameters:
    ///   - caseKey: the key of a case that is done.
    ///   - subject: what the case is about.
    ///   - task: its row in the queue, if it has one.
    ///   - replaces: whether earlier cases of the subject are taken out, or kept as superseded.
    public func keepDone(_ caseKey: String, subject: String, task: String? = nil, replaces: Bool = false) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in
            if let task { try runs.dequeue(task) }
            try ledger.takePlace(caseKey, of: subject, removing: replaces)
        }
    }

    /// What was remarked about the regions of a case when it was computed.
    public func remarks(of caseKey: String) throws(OMOPError) -> [Remark] {
        try ledger.remarks(of: caseKey)
    }

    /// Commits what `body` writes in one transaction: several cases together cost the disk no more than one.
    ///
    /// - Returns: what `body` threw; the cases that were complete before stay written.
    /// - Throws: what `body` or the database threw when nothing of it is written.
    public func committingTogether(_ body: () throws(OMOPError) -> Void) throws(OMOPError) -> OMOPError? {
        try connection.transaction { () throws(OMOPError) in
            do throws(OMOPError) {
                try body()
                return nil
            } catch {
                guard connection.isInTransaction else { throw error }
                return error
            }
        }
    }

    /// Makes measurements of the values of cases that were held for want of a year of birth, when another case has told it of the same person.
    ///
    /// A series without Patient's Age may come before or after one that has it; called after a run's commits, what is written does not depend
    /// on the order. Cases without a date, or from before the person's birth, stay held. Each case is one transaction.
    ///
    /// - Returns: how many measurements were written, by case key.
    public func releaseHeld() throws(OMOPError) -> [String: Int] {
        try HeldCases(connection, concepts: concepts).release()
    }
}
