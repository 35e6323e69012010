import CSQLite

/// An open SQLite database; it belongs to one thread at a time.
public final class SQLiteDatabase {
    let handle: OpaquePointer
    let path: String
    private let isReadOnly: Bool
    let patience: LockPatience
    /// Compiled statements that nobody uses at the moment, by their text.
    private var idle: [String: OpaquePointer] = [:]
    private static let mostIdle = 64

    /// Opens a database, created when missing unless `readOnly`, with foreign keys on and a busy timeout.
    ///
    /// A read-only one is not written by statements; what a transaction left that was cut off is taken back first, as far as the file can be written.
    ///
    /// The journal is a rollback journal, not a write-ahead log: a log needs shared memory, which network file systems of clusters lack.
    public init(path: String, readOnly: Bool = false, busyTimeoutMilliseconds: Int32 = 30_000) throws(OMOPError) {
        var opened: OpaquePointer?
        let access = readOnly ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let status = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
        guard status == SQLITE_OK, let opened else {
            let reason = String(cString: opened.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(status))
            sqlite3_close_v2(opened)
            throw OMOPError(.database, "cannot open \(path): \(reason); check that the folder exists and can be written")
        }
        handle = opened
        self.path = path
        isReadOnly = readOnly
        patience = LockPatience(milliseconds: Int(busyTimeoutMilliseconds))
        sqlite3_extended_result_codes(handle, 1)
        patience.govern(handle)
        try execute("PRAGMA foreign_keys = ON")
        if readOnly {
            try execute("PRAGMA query_only = ON")
        } else {
            try execute("PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
        }
    }

    deinit {
        idle.values.forEach { sqlite3_finalize($0) }
        // The journal, which is kept and truncated while the database is open, goes away; where that fails it stays, empty.
        if !isReadOnly {
            sqlite3_busy_timeout(handle, 0)
            sqlite3_exec(handle, "PRAGMA journal_mode = DELETE", nil, nil, nil)
        }
        sqlite3_close_v2(handle)
    }

    /// Runs one or more statements that return no rows.
    public func execute(_ sql: String) throws(OMOPError) {
        let status = sqlite3_exec(handle, sql, nil, nil, nil)
        guard status == SQLITE_OK else { throw error(status, sql) }
    }

    /// Compiles one statement, or takes it from those that were used before.
    public func prepare(_ sql: String) throws(OMOPError) -> SQLiteStatement {
        if let known = idle.removeValue(forKey: sql) { return SQLiteStatement(sql, known, in: self) }
        return SQLiteStatement(sql, try compile(sql), in: self)
    }

    private func compile(_ sql: String) throws(OMOPError) -> OpaquePointer {
        var compiled: OpaquePointer?
        let status = sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
        guard status == SQLITE_OK, let compiled else { throw error(status, sql) }
        return compiled
    }

    /// Keeps a statement that nobody uses any more, ready to run again without values.
    func giveBack(_ statement: OpaquePointer, _ sql: String) {
        guard idle.count < Self.mostIdle, idle[sql] == nil else {
            sqlite3_finalize(statement)
            return
        }
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
        idle[sql] = statement
    }

    /// Runs one statement with its values.
    public func run(_ sql: String, _ values: SQLiteValue...) throws(OMOPError) {
        try prepare(sql).run(values)
    }

    /// The rows of a query, each read by `row` while the statement stands on it.
    public func rows<Row>(_ sql: String, _ values: SQLiteValue..., row: (SQLiteStatement) -> Row) throws(OMOPError) -> [Row] {
        let statement = try prepare(sql)
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(row(statement)) }
        return rows
    }

    /// How many rows the last statement changed.
    public var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Fails when the file can only be read, which SQLite tells no sooner than something is written.
    func requireWritable() throws(OMOPError) {
        guard sqlite3_db_readonly(handle, "main") == 0 else { throw error(SQLITE_READONLY, "") }
    }

    /// Reads all pages, and fails when one is damaged.
    func checkForDamage() throws(OMOPError) {
        let found = try rows("PRAGMA quick_check(1)") { $0.text(0) ?? "" }
        guard found == ["ok"] else {
            throw OMOPError(
                .database, "\(path) is damaged (\(found.first ?? "unreadable")); put back a copy of it, or name another output folder")
        }
    }

    /// True within a transaction.
    public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs `body` in one transaction that takes the write lock at once; an error rolls all of it back.
    ///
    /// Within another transaction it is a part of that: an error rolls back the part alone.
    public func transaction<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        let isPart = isInTransaction
        try execute(isPart ? "SAVEPOINT part" : "BEGIN IMMEDIATE")
        do {
            let result = try body()
            try execute(isPart ? "RELEASE part" : "COMMIT")
            return result
        } catch {
            // SQLite ends the transaction by itself on a full disk and the like; then there is nothing left to roll back.
            if isInTransaction { try? execute(isPart ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK") }
            throw error
        }
    }

    func error(_ status: Int32, _ sql: String) -> OMOPError {
        let fault = SQLiteFault(status: status, reason: String(cString: sqlite3_errmsg(handle)), sql: sql)
        return OMOPError(fault.isOtherFile ? .notADatabase : .database, "\(path) \(fault.advice)", cause: fault)
    }
}
