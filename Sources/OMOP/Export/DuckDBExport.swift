import Foundation

/// The tables of a database as CSV files, with a script that loads them into DuckDB.
///
/// The official DuckDB tables declare numbers as DECIMAL(18,3), which would round features to three decimals without an error: the script declares
/// DOUBLE instead, and no keys, which DuckDB's official scripts cannot add either.
public struct DuckDBExport {
    private let connection: any SQLDatabase

    /// The tables that are written: those of the CDM and of MI-CDM, and those that rows lead to.
    static let tables: [TableOutline] = {
        let own: Set = ["voxmark_case", "voxmark_region", "voxmark_status", "voxmark_acquisition", "voxmark_configuration"]
        return TableOutline.all(in: CDMTables.statements + ImagingTables.studies + VoxmarkTables.statements(.sqlite))
            .filter { !$0.name.hasPrefix("voxmark_") || own.contains($0.name) }
    }()

    /// Opens the export.
    public init(_ database: StoredDatabase) {
        connection = database.connection
    }

    /// Writes a CSV file for each table, and `load.sql`, whose paths are relative to the folder.
    ///
    /// - Parameter folder: made when missing.
    /// - Returns: how many rows each table has, in the order of writing.
    @discardableResult
    public func write(to folder: String) throws(OMOPError) -> [(table: String, rows: Int)] {
        let url = URL(filePath: folder)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw OMOPError(.file, "cannot make the folder \(folder); name one that can be written", cause: error)
        }
        var counts: [(table: String, rows: Int)] = []
        for table in Self.tables { counts.append((table.name, try write(table, to: url.appending(path: "\(table.name).csv").path))) }
        do {
            try Data(Self.script.utf8).write(to: url.appending(path: "load.sql"), options: .atomic)
        } catch {
            throw OMOPError(.file, "cannot write load.sql into \(folder)", cause: error)
        }
        return counts
    }

    private func write(_ table: TableOutline, to path: String) throws(OMOPError) -> Int {
        var csv = try CSVWriter(path: path)
        try csv.write(table.columns.map(\.name))
        let names = table.columns.map(\.name).joined(separator: ", ")
        // The first two columns hold the keys of all tables.
        let order = table.columns.prefix(2).map { $0.type == "text" ? "\($0.name) COLLATE BINARY" : $0.name }.joined(separator: ", ")
        let rows = try connection.stream("SELECT \(names) FROM \(table.name) ORDER BY \(order)")
        var count = 0
        while try rows.step() {
            count += 1
            try csv.write(
                table.columns.indices.map { place in
                    let column = Int32(place)
                    return table.columns[place].type == "real" ? rows.real(column)?.description ?? "" : rows.text(column) ?? ""
                })
        }
        try csv.finish()
        return count
    }

    /// The script: `duckdb omop.duckdb < load.sql`, begun in the folder.
    static var script: String {
        var lines = [
            "-- Loads the CSV files beside this script into DuckDB; begin in this folder: duckdb omop.duckdb < load.sql",
            "-- Numbers are DOUBLE: the official DECIMAL(18,3) would round features to three decimals.",
            "BEGIN;",
        ]
        for table in tables {
            let columns = table.columns.map { "    \($0.name) \(types[$0.type] ?? "VARCHAR")\($0.isRequired ? " NOT NULL" : "")" }
            lines.append("CREATE TABLE \(table.name) (\n\(columns.joined(separator: ",\n")));")
            let texts = table.columns.filter { $0.type == "text" && $0.isRequired }.map(\.name)
            let required = texts.isEmpty ? "" : ", FORCE_NOT_NULL (\(texts.joined(separator: ", ")))"
            lines.append(
                "COPY \(table.name) FROM '\(table.name).csv' (FORMAT CSV, HEADER, DELIMITER ',', QUOTE '\"', ESCAPE '\"'\(required));")
        }
        return (lines + ["COMMIT;"]).joined(separator: "\n") + "\n"
    }

    private static let types = ["integer": "INTEGER", "text": "VARCHAR", "real": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP"]
}
