/// A first load without the keys that cost the most: the foreign keys and indices of the two tables that get a row for each value go, and come back
/// when the run is over.
///
/// Their primary keys stay. While the others are away, `voxmark_property` holds the statements that bring them back, so that a run that is resumed
/// does so at its end.
extension PostgresDatabase {
    /// The property that says what a bulk load has dropped.
    static let droppedKeys = "dropped keys"

    /// How a key or index goes, and comes back.
    private struct Key {
        let drop: String
        let creation: String
    }

    /// Drops the foreign keys and indices, but for primary keys; call it in a transaction.
    func dropKeys() throws(OMOPError) {
        guard try property(Self.droppedKeys) == nil else { return }
        let (keys, indices) = try (keys(Self.foreignKeys), keys(Self.indices))
        try execute((keys + indices).map(\.drop).joined(separator: ";\n"))
        // Foreign keys come last, when the rows that they are checked with have their indices.
        let creations = (indices + keys).map(\.creation).joined(separator: ";\n")
        try run("INSERT INTO voxmark_property VALUES (?, ?)", .text(Self.droppedKeys), .text(creations))
    }

    /// Brings back what was dropped, and checks all rows against it; call it in a transaction.
    func restoreKeys() throws(OMOPError) {
        guard let creations = try property(Self.droppedKeys) else { return }
        try execute(creations)
        try run("DELETE FROM voxmark_property WHERE name = ?", .text(Self.droppedKeys))
    }

    private func keys(_ query: String) throws(OMOPError) -> [Key] {
        let tables = try rows(
            """
            SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE relname IN ('measurement', 'image_feature') AND nspname IN (?, ?) AND relkind = 'r' ORDER BY relname DESC
            """, .text(cdmSchema), .text(resultsSchema)
        ) { $0.integer(0) ?? 0 }
        // The server writes names with their schemas where no schema is searched.
        try execute("SET LOCAL search_path = ''")
        var keys: [Key] = []
        for table in tables { keys += try rows(query, .integer(table)) { Key(drop: $0.text(0) ?? "", creation: $0.text(1) ?? "") } }
        try execute("SET LOCAL search_path = \(searchPath)")
        return keys
    }

    private static let foreignKeys = """
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname),
        format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE conrelid = ? AND contype = 'f' ORDER BY conname
        """

    private static let indices = """
        SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ? AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY indexrelid
        """
}
