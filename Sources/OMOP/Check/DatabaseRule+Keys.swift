extension DatabaseRule {
    /// What SQLite's foreign_key_check finds, asked of any database: columns that lead to a row that is not there.
    static let keys: [DatabaseRule] =
        TableOutline.all(in: CDMTables.statements + ImagingTables.studies + VoxmarkTables.statements(.sqlite)).flatMap { table in
            table.columns.compactMap { column in
                column.reference.map { target in
                    DatabaseRule(
                        "foreign-key \(table.name).\(column.name)", .keys, on: [table.name, target.table],
                        "\(table.name).\(column.name) leads to no row of \(target.table)",
                        sql: """
                            SELECT DISTINCT o.\(column.name) AS example FROM \(table.name) o WHERE o.\(column.name) IS NOT NULL
                            AND NOT EXISTS (SELECT 1 FROM \(target.table) t WHERE t.\(target.column) = o.\(column.name))
                            """)
                }
            }
        }
}
