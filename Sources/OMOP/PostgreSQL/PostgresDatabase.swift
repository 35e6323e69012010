import CLibPQ
import Foundation

/// A connection to a PostgreSQL database whose tables lie in two schemas; it belongs to one thread at a time.
///
/// Its transactions are READ COMMITTED and take one advisory lock for the CDM's schema first, so that several processes write one after
/// another: ids that follow the highest one stay unique, and no two wait for each other. Other programs need not know of the lock; where they
/// take the same ids or rows, the transaction runs again.
public final class PostgresDatabase: SQLDatabase {
    let connection: PostgresConnection
    /// Where it is, and its schemas as they were chosen.
    let address: PostgresAddress
    /// The schema of the CDM.
    public let cdmSchema: String
    /// The schema of this program's tables.
    public let resultsSchema: String
    /// The ids that new rows of the CDM's tables may have, where a site gave a range.
    public internal(set) var ids: IDRange?
    /// The statements that the server has compiled, by their text.
    private var compiled: [String: CompiledStatement] = [:]
    /// How many cursors were made, for the name of the next.
    private var cursors = 0
    /// The highest ids of tables as this transaction has used them; nil outside of one.
    private var highestIDs: [String: Int]?
    /// The rows that this transaction has still to copy; nil when it copies at once.
    private var collected: CollectedRows?
    /// What was asked in this transaction.
    var answers = Answers()
    /// Why collected rows could not be copied.
    private var collectionFault: OMOPError?
    /// What failed before the part of the transaction began in which it came up, so that the part alone cannot be undone.
    private var earlierFault: OMOPError?
    private static let mostAttempts = 5
    /// More than this is copied before the transaction ends.
    private static let mostCollectedBytes = 16 << 20

    /// Connects, and looks for tables in the CDM's schema first, then in that of the results.
    ///
    /// Neither schema needs to exist yet.
    /// - Parameter lockTimeoutSeconds: how long other writers are waited for.
    public init(_ address: PostgresAddress, lockTimeoutSeconds: Int = 120) throws(OMOPError) {
        connection = try PostgresConnection(address)
        self.address = address
        let current = try connection.execute("SELECT coalesce(current_schema(), 'public')").text(0, 0)
        cdmSchema = address.cdmSchema ?? current ?? "public"
        resultsSchema = address.resultsSchema ?? cdmSchema
        try connection.execute(
            """
            SET search_path = \(searchPath); SET DateStyle = 'ISO, YMD'; SET TimeZone = 'UTC';
            SET standard_conforming_strings = on; SET extra_float_digits = 1; SET lock_timeout = '\(lockTimeoutSeconds)s';
            SET cursor_tuple_fraction = 1;
            SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'
            """)
    }

    /// The schemas that names without one are looked for in.
    var searchPath: String { "\(cdmSchema.quotedIdentifier), \(resultsSchema.quotedIdentifier)" }

    /// PostgreSQL's.
    public var dialect: SQLDialect { .postgres }

    /// Server and database as messages name them.
    public var place: String { connection.place }

    /// How many rows the last statement changed.
    public var changes: Int {
        get throws(OMOPError) {
            try connection.settle()
            return connection.changes
        }
    }

    /// True within a transaction, also one that failed and waits to be rolled back.
    public var isInTransaction: Bool { connection.isInTransaction }

    /// Runs one or more statements that return no rows.
    public func execute(_ sql: String) throws(OMOPError) {
        let tables = sql.sqlTables
        try copyCollected(for: tables)
        answers.forget(tables)
        try connection.execute(sql)
    }

    /// Compiles one statement, or takes it from those that were used before.
    public func prepare(_ sql: String) throws(OMOPError) -> PostgresStatement {
        if let known = compiled[sql] { return PostgresStatement(known, of: self) }
        let statement = CompiledStatement(sql, name: "voxmark_\(compiled.count + 1)")
        try connection.prepare(statement.text.sql, as: statement.name)
        compiled[sql] = statement
        return PostgresStatement(statement, of: self)
    }

    /// Makes a query whose rows the server hands over in blocks.
    public func stream(_ sql: String) -> any SQLStatement {
        cursors += 1
        return PostgresCursor(PostgresText(sql), as: "voxmark_cursor_\(cursors)", of: self)
    }

    /// Runs `body` in one transaction that waits for other writers of this program first; an error rolls all of it back.
    ///
    /// Within another transaction it is a part of that (a savepoint): an error rolls back the part alone. A transaction that other programs
    /// spoilt (a deadlock, a serialization failure, ids taken meanwhile) runs again, up to five times in all.
    public func transaction<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        if isInTransaction { return try part(body) }
        var (attempt, collects) = (1, true)
        while true {
            do throws(OMOPError) {
                return try whole(collecting: collects, body)
            } catch {
                // Which part has rows that the server refuses shows when each is copied within its part.
                if collects, collectionFault?.isOfRows == true {
                    collects = false
                    continue
                }
                guard error.isTransient, attempt < Self.mostAttempts else { throw error }
                Thread.sleep(forTimeInterval: 0.02 * Double(attempt * attempt))
                attempt += 1
            }
        }
    }

    private func whole<Result>(collecting: Bool, _ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        (highestIDs, collected, collectionFault) = ([:], collecting ? CollectedRows() : nil, nil)
        (answers, earlierFault, connection.firstFault) = (Answers(remembers: true), nil, nil)
        defer { (highestIDs, collected, answers) = (nil, nil, Answers()) }
        do throws(OMOPError) {
            try connection.execute("BEGIN ISOLATION LEVEL READ COMMITTED; \(lock)")
            let result = try body()
            // A transaction in which a failure was passed over must not end as if it were written.
            if let collectionFault { throw collectionFault }
            if isInTransaction, !connection.hasFailed { try copyCollected { _ in true } }
            // What failed first outside of a part may have been passed over by who ran the statement.
            if connection.hasFailed, let first = connection.firstFault { throw first }
            guard try connection.end("COMMIT").command != "ROLLBACK" else {
                throw OMOPError(.database, "\(place) had rolled back the transaction when it was to be written; run again")
            }
            return result
        } catch {
            undo("ROLLBACK")
            throw earlierFault ?? error
        }
    }

    private func part<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        let before = (highestIDs, collected)
        do throws(OMOPError) {
            try connection.send("SAVEPOINT part")
            let result = try body()
            try connection.endPart("RELEASE part")
            return result
        } catch {
            // Rows of before that were copied within the part are undone with it, and wait again.
            (highestIDs, collected) = before
            answers = Answers(remembers: true)
            undo("ROLLBACK TO part; RELEASE part")
            if !connection.hasFailed { connection.firstFault = nil }
            if connection.hasFailed { earlierFault = earlierFault ?? error }
            throw error
        }
    }

    private func undo(_ sql: String) {
        // What was not waited for is undone with the rest, however it went.
        _ = try? connection.settle()
        // Of a lost connection there is nothing left to roll back.
        if isInTransaction { _ = try? connection.execute(sql) }
    }

    /// Takes the lock of the CDM's schema until the transaction's end; the first number is this program's own.
    private var lock: String { "SELECT pg_advisory_xact_lock(\(0x564F_584D), \(Self.number(of: cdmSchema)))" }

    /// A number for the name of what is locked (FNV-1a), the same in all processes.
    static func number(of name: String) -> Int32 {
        Int32(bitPattern: name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 })
    }

    /// The highest id of a table; within a transaction, which shuts out other writers of this program, the tables are asked once, all together.
    public func highestID(_ column: String, of table: String) throws(OMOPError) -> Int {
        if let known = highestIDs?[table] { return known }
        let tables = [table] + Self.numbered.filter { $0 != table && highestIDs?.isEmpty == true }
        let list = tables.map { maximum($0 == table ? column : Self.key(of: $0), of: $0) }.joined(separator: ", ")
        let highest = try rows("SELECT \(list)") { row in tables.indices.map { row.integer(Int32($0)) ?? 0 } }.first ?? []
        for (table, id) in zip(tables, highest) where highestIDs != nil { highestIDs?[table] = id }
        return highest.first ?? 0
    }

    /// A query of the highest id, within the range where there is one.
    private func maximum(_ column: String, of table: String) -> String {
        let range = IDRange.of(table, in: self).map { " WHERE \(column) BETWEEN \($0.first) AND \($0.last)" } ?? ""
        return "(SELECT max(\(column)) FROM \(table)\(range))"
    }

    /// The tables that a case adds numbered rows to.
    private static let numbered = [
        "person", "observation_period", "visit_occurrence", "procedure_occurrence", "image_occurrence", "voxmark_region", "measurement",
        "image_feature", "voxmark_status",
    ]

    private static func key(of table: String) -> String { "\(table.replacing("voxmark_", with: ""))_id" }

    /// Takes note that the ids up to one are used in this transaction.
    public func use(idsUpTo id: Int, of table: String) {
        guard let known = highestIDs?[table] else { return }
        highestIDs?[table] = max(id, known)
    }

    /// Copies rows into a table, all of them or none.
    public func insert(_ rows: SQLRows, into table: String) throws(OMOPError) {
        guard rows.count > Self.mostFewRows else { return try insertFew(rows, into: table) }
        var text = try CopyText(rows)
        try insert(into: table, columns: rows.allColumns) { () throws(OMOPError) in try text.block() }
    }

    /// So few rows are inserted by a statement, which is not waited for as COPY is.
    private static let mostFewRows = 8

    private func insertFew(_ rows: SQLRows, into table: String) throws(OMOPError) {
        guard !rows.isEmpty else { return }
        let (width, columns) = (rows.columns.count, rows.allColumns)
        let places = "(\(columns.map { _ in "?" }.joined(separator: ", ")))"
        let list = [String](repeating: places, count: rows.count).joined(separator: ", ")
        let insert = try prepare("INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(list)")
        let constants = rows.constants.map(\.value)
        var values: [SQLValue] = []
        for start in stride(from: 0, to: rows.values.count, by: width) { values += rows.values[start..<start + width] + constants }
        try together { () throws(OMOPError) in try insert.run(values) }
    }

    /// Keeps rows until a statement names their table or the transaction ends, so that many cases cost one COPY.
    public func collect(_ rows: SQLRows, for table: String) throws(OMOPError) {
        answers.forget([table])
        try collected?.add(rows, for: table)
        guard let collected else { return try insert(rows, into: table) }
        if collected.byteCount > Self.mostCollectedBytes { try copyCollected { _ in true } }
    }

    /// Copies what was collected for the tables that a statement names.
    func copyCollected(for tables: Set<String>) throws(OMOPError) {
        guard collected?.batches.isEmpty == false else { return }
        try copyCollected(where: tables.contains)
    }

    private func copyCollected(where isWanted: (String) -> Bool) throws(OMOPError) {
        guard collected?.batches.isEmpty == false else { return }
        // What was sent before fails by itself.
        try connection.settle()
        guard let batches = collected?.take(where: isWanted) else { return }
        do throws(OMOPError) {
            for batch in batches {
                var blocks = batch.blocks.makeIterator()
                try connection.copy("COPY \(batch.table) (\(batch.columns.joined(separator: ", "))) FROM STDIN") { blocks.next() }
            }
        } catch {
            collectionFault = error
            throw error
        }
    }

    /// Inserts rows that come in blocks of the text format of COPY.
    func insert(into table: String, columns: [String], _ next: () throws(OMOPError) -> [UInt8]?) throws(OMOPError) {
        try together { () throws(OMOPError) in
            answers.forget([table])
            try connection.copy("COPY \(table) (\(columns.joined(separator: ", "))) FROM STDIN", next)
        }
    }
}
