extension SQLiteDatabase: SQLDatabase {
    /// SQLite's.
    public var dialect: SQLDialect { .sqlite }

    /// The database's file.
    public var place: String { path }

    /// Compiles a query; SQLite gives rows one by one.
    public func stream(_ sql: String) throws(OMOPError) -> any SQLStatement { try prepare(sql) }

    /// False: one process at a time uses a file, and holds the lock of its output.
    public func isAlive(run: String) -> Bool { false }

    /// Does nothing, since no other process looks.
    public func keepAlive(run: String) {}

    /// Writes many rows into a table with one prepared statement, in one transaction.
    public func insert(_ rows: SQLRows, into table: String) throws(OMOPError) {
        guard !rows.isEmpty else { return }
        let columns = rows.allColumns
        let places = columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try prepare("INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))")
        let width = rows.columns.count
        for (place, constant) in rows.constants.enumerated() { try statement.bind(constant.value, at: Int32(width + place + 1)) }
        try together { () throws(OMOPError) in
            for start in stride(from: 0, to: rows.values.count, by: width) {
                for column in 0..<width { try statement.bind(rows.values[start + column], at: Int32(column + 1)) }
                try statement.run()
            }
        }
    }
}

extension SQLiteStatement: SQLStatement {}
