import OMOP

extension LeakSearch {
    /// Searches a SQLite database cell by cell, then the parts of its file in which no row lies.
    ///
    /// - Parameter trouble: is told of what could not be read; the rest is searched all the same.
    mutating func searchDatabase(_ path: String, named name: String, trouble: (String) -> Void) throws(AuditError) {
        do {
            let database = try SQLiteDatabase(path: path, readOnly: true)
            let tables = try database.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") { $0.text(0) ?? "" }
            for table in ["sqlite_schema"] + tables {
                do {
                    try searchTable(table, of: database, named: name)
                } catch {
                    trouble("\(path): table \(table) cannot be read: \(error.message)")
                }
            }
        } catch {
            trouble("\(path): cannot be read as a database: \(error.message)")
        }
        do {
            try searchFreeSpace(path, named: name)
        } catch {
            trouble("\(error.message); it was searched as bytes")
            _ = try searchStream(path, named: name, setting: .packed)
        }
    }

    private mutating func searchTable(_ table: String, of database: SQLiteDatabase, named name: String) throws(OMOPError) {
        let statement = try database.prepare("SELECT * FROM \"\(table.replacing("\"", with: "\"\""))\"")
        let places = (0..<statement.columnCount).map { LeakPlace(file: name, part: "\(table).\(statement.name($0))") }
        var row = 0
        while try statement.step() {
            row += 1
            for (column, place) in places.enumerated() {
                statement.withBytes(Int32(column)) { search($0, in: place, at: .row(row)) }
            }
        }
    }

    /// Searches what deleted rows leave behind.
    private mutating func searchFreeSpace(_ path: String, named name: String) throws(AuditError) {
        let place = LeakPlace(file: name, part: "raw bytes")
        let file = try PagedFile(path: path)
        try file.forEachFreePart { bytes, offset in search(bytes, in: place, at: .byte(offset), setting: .packed) }
    }
}
