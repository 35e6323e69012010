/// Which tables a database has, where its statements look for them.
struct PresentTables: Sendable, Hashable {
    /// Those that the user may read.
    private(set) var readable: Set<String> = []
    /// Those that the user may not read.
    private(set) var unreadable: Set<String> = []

    /// Both.
    var all: Set<String> { readable.union(unreadable) }

    /// Asks an open file.
    init(_ database: SQLiteDatabase) throws(OMOPError) {
        readable = Set(try database.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')") { $0.text(0) ?? "" })
    }

    /// Asks a server: in the schema of the CDM first, then in that of the results.
    init(_ database: PostgresDatabase) throws(OMOPError) {
        for schema in [database.cdmSchema, database.resultsSchema] {
            let tables = try database.rows(
                """
                SELECT relname, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f')
                """, .text(schema)
            ) { row in (name: row.text(0) ?? "", isReadable: row.integer(1) == 1) }
            for table in tables where !all.contains(table.name) {
                if table.isReadable { readable.insert(table.name) } else { unreadable.insert(table.name) }
            }
        }
    }
}
