/// A first load without the keys that cost the most: MEASUREMENT's foreign keys and indices go, and come back when the run is over.
///
/// The primary key stays. While they are away, `voxmark_property` says so, so that a run that is resumed brings them back at its end.
extension PostgresDatabase {
    /// Drops MEASUREMENT's foreign keys and indices; call it in a transaction.
    func dropMeasurementKeys() throws(OMOPError) {
        guard let table = Self.measurement else { return }
        let schema = cdmSchema.quotedIdentifier
        for column in table.columns where column.reference != nil {
            try execute("ALTER TABLE \(schema).measurement DROP CONSTRAINT IF EXISTS fpk_measurement_\(column.name)")
        }
        for index in table.indices.map(\.name) + ["idx_measurement_event_id"] {
            try execute("DROP INDEX IF EXISTS \(schema).\(index)")
        }
        try run("INSERT INTO voxmark_property VALUES ('bulk load', '1') ON CONFLICT DO NOTHING")
    }

    /// Brings back what was dropped, and checks all rows against it; call it in a transaction.
    func restoreMeasurementKeys() throws(OMOPError) {
        guard try property("bulk load") != nil, let table = Self.measurement else { return }
        let schema = cdmSchema.quotedIdentifier
        try execute(table.indices(in: schema).joined(separator: "\n"))
        try execute("CREATE INDEX idx_measurement_event_id ON \(schema).measurement (measurement_event_id)")
        try execute(table.foreignKeys(in: schema).joined(separator: "\n"))
        try run("DELETE FROM voxmark_property WHERE name = 'bulk load'")
    }

    private static var measurement: CDMTable? { CDMTable.all.first { $0.name == "measurement" } }
}
