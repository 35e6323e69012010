import CLibPQ
import Foundation

/// A connection to a PostgreSQL database whose tables lie in two schemas; it belongs to one thread at a time.
///
/// Its transactions are READ COMMITTED and take one advisory lock for the CDM's schema first, so that several processes write one after
/// another: ids that follow the highest one stay unique, and no two wait for each other. Other programs need not know of the lock; where they
/// take the same ids or rows, the transaction runs again.
public final class PostgresDatabase: SQLDatabase {
    let connection: PostgresConnection
    /// The schema of the CDM.
    public let cdmSchema: String
    /// The schema of this program's tables.
    public let resultsSchema: String
    /// The ids that new rows of the CDM's tables may have, where a site gave a range.
    public internal(set) var ids: IDRange?
    /// The names of the statements that the server has compiled, by their text.
    private var compiled: [String: (text: PostgresText, name: String)] = [:]
    /// The staging tables of this session, by the table and columns that they stand for.
    private var stages: [String: String] = [:]
    private static let mostAttempts = 5

    /// Connects, and looks for tables in the CDM's schema first, then in that of the results.
    ///
    /// Neither schema needs to exist yet.
    /// - Parameter lockTimeoutSeconds: how long other writers are waited for.
    public init(_ address: PostgresAddress, lockTimeoutSeconds: Int = 120) throws(OMOPError) {
        connection = try PostgresConnection(address)
        let current = try connection.execute("SELECT coalesce(current_schema(), 'public')").text(0, 0)
        cdmSchema = address.cdmSchema ?? current ?? "public"
        resultsSchema = address.resultsSchema ?? cdmSchema
        try connection.execute(
            """
            SET search_path = \(cdmSchema.quotedIdentifier), \(resultsSchema.quotedIdentifier); SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';
            SET standard_conforming_strings = on; SET extra_float_digits = 1; SET lock_timeout = '\(lockTimeoutSeconds)s'
            """)
    }

    /// PostgreSQL's.
    public var dialect: SQLDialect { .postgres }

    /// Server and database as messages name them.
    public var place: String { connection.place }

    /// How many rows the last statement changed.
    public var changes: Int { connection.changes }

    /// True within a transaction, also one that failed and waits to be rolled back.
    public var isInTransaction: Bool { [PQTRANS_INTRANS, PQTRANS_INERROR, PQTRANS_ACTIVE].contains { $0 == connection.transaction } }

    /// Runs one or more statements that return no rows.
    public func execute(_ sql: String) throws(OMOPError) {
        try connection.execute(sql)
    }

    /// Compiles one statement, or takes it from those that were used before.
    public func prepare(_ sql: String) throws(OMOPError) -> PostgresStatement {
        if let known = compiled[sql] { return PostgresStatement(known.text, as: known.name, on: connection) }
        let (text, name) = (PostgresText(sql), "voxmark_\(compiled.count + 1)")
        try connection.prepare(text.sql, as: name)
        compiled[sql] = (text, name)
        return PostgresStatement(text, as: name, on: connection)
    }

    /// Runs `body` in one transaction that waits for other writers of this program first; an error rolls all of it back.
    ///
    /// Within another transaction it is a part of that (a savepoint): an error rolls back the part alone. A transaction that other programs
    /// spoilt (a deadlock, a serialization failure, ids taken meanwhile) runs again, up to five times in all.
    public func transaction<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        if isInTransaction { return try within("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part", body) }
        var attempt = 1
        while true {
            do throws(OMOPError) {
                return try within("BEGIN ISOLATION LEVEL READ COMMITTED; \(lock)", "COMMIT", "ROLLBACK", body)
            } catch {
                guard error.isTransient, attempt < Self.mostAttempts else { throw error }
                Thread.sleep(forTimeInterval: 0.02 * Double(attempt * attempt))
                attempt += 1
            }
        }
    }

    private func within<Result>(
        _ begin: String, _ end: String, _ undo: String, _ body: () throws(OMOPError) -> Result
    ) throws(OMOPError) -> Result {
        do throws(OMOPError) {
            try execute(begin)
            let result = try body()
            // A transaction in which a failure was passed over must not end as if it were written.
            guard try connection.execute(end).command != "ROLLBACK" else {
                throw OMOPError(.database, "\(place) had rolled back the transaction when it was to be written; run again")
            }
            return result
        } catch {
            stages.removeAll()
            // Of a lost connection there is nothing left to roll back.
            if isInTransaction { try? execute(undo) }
            throw error
        }
    }

    /// Takes the lock of the CDM's schema until the transaction's end; the first number is this program's own.
    private var lock: String { "SELECT pg_advisory_xact_lock(\(0x564F_584D), \(Self.number(of: cdmSchema)))" }

    /// A number for the name of what is locked (FNV-1a), the same in all processes.
    static func number(of name: String) -> Int32 {
        Int32(bitPattern: name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 })
    }

    /// Copies rows into a staging table, then inserts all of them with one statement.
    public func insert(_ rows: SQLRows, into table: String) throws(OMOPError) {
        guard rows.count > Self.mostSingleRows else { return try insertSingly(rows, into: table) }
        var text = CopyText(rows)
        try insert(into: table, columns: rows.columns) { () throws(OMOPError) in try text.block() }
    }

    /// Of so few rows each is inserted alone, which asks less of the server than a staging table.
    private static let mostSingleRows = 3

    private func insertSingly(_ rows: SQLRows, into table: String) throws(OMOPError) {
        guard !rows.isEmpty else { return }
        let width = rows.columns.count
        let places = rows.columns.map { _ in "?" }.joined(separator: ", ")
        let insert = try prepare("INSERT INTO \(table) (\(rows.columns.joined(separator: ", "))) VALUES (\(places))")
        try transaction { () throws(OMOPError) in
            for start in stride(from: 0, to: rows.values.count, by: width) { try insert.run(Array(rows.values[start..<start + width])) }
        }
    }

    /// Inserts rows that come in blocks of the text format of COPY.
    func insert(into table: String, columns: [String], _ next: () throws(OMOPError) -> [UInt8]?) throws(OMOPError) {
        try transaction { () throws(OMOPError) in
            let list = columns.joined(separator: ", ")
            let stage = try stage(of: table, list)
            try connection.copy("COPY \(stage) (\(list)) FROM STDIN", next)
            try execute("INSERT INTO \(table) (\(list)) SELECT \(list) FROM \(stage); DELETE FROM \(stage)")
        }
    }

    /// A temporary table without keys for some columns of a table, empty at the start of each transaction.
    private func stage(of table: String, _ columns: String) throws(OMOPError) -> String {
        let purpose = "\(table) (\(columns))"
        if let known = stages[purpose] { return known }
        let name =
            "pg_temp.voxmark_stage_\(table.filter { $0.isLetter || $0 == "_" })_\(columns.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF })"
        try execute("CREATE TEMP TABLE IF NOT EXISTS \(name) ON COMMIT DELETE ROWS AS SELECT \(columns) FROM \(table) WITH NO DATA")
        stages[purpose] = name
        return name
    }
}
