import CSQLite

@testable import OMOP

/// Rows bound to prepared insertions of SQLite, with nothing in between, in one transaction.
struct BareInsertion {
    private let database: SQLiteDatabase

    init(_ database: SQLiteDatabase) { self.database = database }

    func write(_ tables: [BareTable]) throws {
        try database.execute("BEGIN IMMEDIATE")
        for table in tables { try write(table) }
        try database.execute("COMMIT")
    }

    private func write(_ table: BareTable) throws {
        let places = table.columns.map { _ in "?" }.joined(separator: ", ")
        var statement: OpaquePointer?
        let sql = "INSERT INTO \(table.name) (\(table.columns.joined(separator: ", "))) VALUES (\(places))"
        sqlite3_prepare_v2(database.handle, sql, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        for row in table.rows {
            for (place, value) in row.enumerated() { bind(value, at: Int32(place + 1), of: statement) }
            guard sqlite3_step(statement) == SQLITE_DONE else { throw database.error(sqlite3_errcode(database.handle), sql) }
            sqlite3_reset(statement)
        }
    }

    private func bind(_ value: SQLValue, at place: Int32, of statement: OpaquePointer?) {
        switch value {
        case .null: sqlite3_bind_null(statement, place)
        case .integer(let integer): sqlite3_bind_int64(statement, place, Int64(integer))
        case .real(let real): sqlite3_bind_double(statement, place, real)
        case .text(let text): sqlite3_bind_text(statement, place, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }
}

/// A COPY of a table's rows, whose text is ready.
struct BareCopy {
    private let sql: String
    private let blocks: [[UInt8]]

    init(_ table: BareTable) throws {
        var rows = SQLRows(columns: table.columns)
        for row in table.rows { rows.append(row) }
        var (text, blocks): (CopyText, [[UInt8]]) = (try CopyText(rows), [])
        while let block = try text.block() { blocks.append(block) }
        sql = "COPY \(table.name) (\(table.columns.joined(separator: ", "))) FROM STDIN"
        self.blocks = blocks
    }

    /// Copies all tables in one transaction.
    static func write(_ copies: [BareCopy], into database: PostgresDatabase) throws {
        try database.connection.execute("BEGIN")
        for copy in copies {
            var blocks = copy.blocks.makeIterator()
            try database.connection.copy(copy.sql) { blocks.next() }
        }
        try database.connection.execute("COMMIT")
    }
}
