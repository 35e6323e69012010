import Foundation

/// An OMOP CDM 5.4 database that runs write into, with the ledger of their cases: one of our own in SQLite or PostgreSQL, or a site's.
///
/// It belongs to one thread at a time. What is done to it is a transaction of its own unless it is done within `committingTogether`.
public final class OMOPDatabase {
    /// The database's file, or its server and name.
    public let path: String
    let connection: any SQLDatabase
    let key: PseudonymKey
    let policy: RowPolicy
    let concepts: MeasurementConcepts
    private let mode: OutputMode
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
        try self.init(connection, .standAlone, key, policy)
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
        try connection.check(connection.fingerprintOfCheckedSchema(), is: key)
        try connection.transaction { () throws(OMOPError) in try connection.keep(policy, path: path) }
        try self.init(connection, .standAlone, key, policy)
    }

    /// Connects to a PostgreSQL database, and makes its tables or checks the site's.
    ///
    /// Several processes may write into one such database at the same time.
    ///
    /// - Parameters:
    ///   - address: where the database is, and its schemas.
    ///   - mode: whether the database is ours or a site's.
    ///   - source: what `cdm_source` gets when the database is made.
    ///   - key: the key of its pseudonyms.
    ///   - policy: what the site chooses about persons, dates and concepts; at a site, persons are not to be created.
    /// - Throws: `OMOPError` when the server cannot be reached, when rights are missing, when the schema holds no CDM 5.4 or one that is not as the
    ///   mode says, when its pseudonyms were made with another key, and when its dates or concepts were written by another choice.
    public convenience init(
        _ address: PostgresAddress, mode: OutputMode, source: CDMSource, key: PseudonymKey, policy: RowPolicy = RowPolicy()
    ) throws(OMOPError) {
        let connection = try PostgresDatabase(address)
        try mode.check(policy.persons, place: connection.place)
        try connection.transaction { () throws(OMOPError) in
            try connection.prepareSchema(source, key: key, mode: mode)
            try connection.keep(policy, path: connection.place)
        }
        try self.init(connection, mode, key, policy)
    }

    /// Connects to a PostgreSQL database that runs have written into.
    ///
    /// - Throws: `OMOPError` (`no-database`) when none has, and as above.
    public convenience init(
        existing address: PostgresAddress, mode: OutputMode, key: PseudonymKey, policy: RowPolicy
    ) throws(OMOPError) {
        let connection = try PostgresDatabase(address)
        try mode.check(policy.persons, place: connection.place)
        try connection.transaction { () throws(OMOPError) in
            try connection.requireOwnTables()
            try connection.checkOwnTables(key: key, mode: mode)
            try connection.keep(policy, path: connection.place)
        }
        try self.init(connection, mode, key, policy)
    }

    private init(
        _ connection: any SQLDatabase, _ mode: OutputMode, _ key: PseudonymKey, _ policy: RowPolicy
    ) throws(OMOPError) {
        path = connection.place
        self.connection = connection
        self.mode = mode
        self.key = key
        self.policy = policy
        concepts = MeasurementConcepts(
            mode: policy.conceptMode, standards: try StandardMeasures(in: connection, areTumours: policy.areTumours))
        ledger = Ledger(connection)
        runs = RunTable(connection)
        try keepIDs()
        try (connection as? SQLiteDatabase)?.checkUnlessEndedWell()
    }

    /// The key of pseudonyms where the CDM is a site's, whose own procedures are looked through for studies.
    var siteKey: PseudonymKey? { mode == .append ? key : nil }

    /// Opens a database for a site that chooses nothing but a person map.
    public convenience init(path: String, source: CDMSource, key: PseudonymKey, personMap: PersonMap) throws(OMOPError) {
        try self.init(path: path, source: source, key: key, policy: RowPolicy(persons: PersonPolicy(map: personMap)))
    }

    /// How long what is done to the database waits for others.
    public var patience: (any DatabasePatience)? {
        (connection as? SQLiteDatabase)?.patience ?? (connection as? PostgresDatabase)?.connection.patience
    }

    /// Enters a run.
    ///
    /// A run that is still entered as running becomes interrupted when it cannot be alive: an SQLite file has one user at a time, who holds the
    /// output's lock; a run in PostgreSQL holds a lock there as long as it is connected.
    public func begin(_ run: RunRecord) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in try runs.begin(run) }
    }

    /// Enters how a run ended; the last one that is at work brings back the keys of a bulk load, and makes the index by concept that analysts' queries
    /// need, which later runs keep up to date.
    public func finish(run: RunRecord, state: RunState) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in
            if try runs.isAlone(run) {
                try (connection as? PostgresDatabase)?.restoreKeys()
                if mode == .standAlone { try connection.execute(CDMTables.conceptIndex) }
            }
            try runs.finish(run, state)
        }
    }

    /// Drops the foreign keys and indices of MEASUREMENT and IMAGE_FEATURE for a first load of many rows; `finish` brings them back, also that of a
    /// later run.
    ///
    /// - Throws: `OMOPError` when the database is not a stand-alone one in PostgreSQL: a site's tables are not changed, and SQLite gains nothing.
    public func beginBulkLoad() throws(OMOPError) {
        guard mode == .standAlone, let connection = connection as? PostgresDatabase else {
            throw OMOPError(.schema, "\(path) cannot be loaded without its keys: only a database of our own in PostgreSQL can")
        }
        try connection.transaction { () throws(OMOPError) in try connection.dropKeys() }
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

    /// What speaks against the rows of a case that is done, by what the person map and the date shifts say now: they are not moved.
    ///
    /// - Returns: `other-person` and `other-date`; empty where neither map nor shifts are given.
    public func contradictions(of caseKey: String, _ patient: PatientIdentity, _ dates: ImageDates) throws(OMOPError) -> [Remark] {
        guard !policy.persons.map.table.isEmpty || policy.persons.dates != .full else { return [] }
        let written = try connection.rows(
            "SELECT DISTINCT person_id, region_date FROM voxmark_region WHERE case_key = ? AND person_id IS NOT NULL", .text(caseKey)
        ) { row in (person: row.integer(0) ?? 0, date: row.text(1) ?? "") }
        guard let written = written.first else { return [] }
        let resolution = PersonResolution(patient, dates, policy: policy.persons, key: key)
        var remarks: [Remark] = []
        let remedy = "take its run out (voxmark omop remove) and run again"
        if case .known(let person) = try PersonLinker(connection, policy: policy.persons).link(resolution).link, person != written.person {
            remarks.append(Remark("other-person", "its rows belong to another person than the patient is now known to be; \(remedy)"))
        }
        if let date = resolution.date, date.description != written.date {
            remarks.append(Remark("other-date", "its rows have another date than header and date shift give now; \(remedy)"))
        }
        return remarks
    }

    /// What was remarked about the regions of a case when it was computed.
    public func remarks(of caseKey: String) throws(OMOPError) -> [Remark] {
        try ledger.remarks(of: caseKey)
    }

    /// Commits what `body` writes in one transaction: several cases together cost the disk no more than one.
    ///
    /// `body` may run more than once, and must then begin anew.
    ///
    /// - Returns: what `body` threw; the cases that were complete before stay written.
    /// - Throws: what `body` or the database threw when nothing of it is written.
    public func committingTogether(_ body: () throws(OMOPError) -> Void) throws(OMOPError) -> OMOPError? {
        try connection.transaction { () throws(OMOPError) in
            do throws(OMOPError) {
                try body()
                return nil
            } catch {
                // What other programs spoilt is done again, all of it.
                guard connection.isInTransaction, !error.isTransient else { throw error }
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
        // A site's persons are looked up when the case is done again.
        mode == .standAlone ? try HeldCases(connection, concepts: concepts).release() : [:]
    }
}
