@testable import OMOP

/// Rows of a table as they were read back, without the columns that none of them fills.
struct BareTable {
    let name: String
    let columns: [String]
    private(set) var rows: [[SQLValue]]

    /// What a row leads to comes before it; the second is what sorts the rows by their cases.
    private static let all = [
        ("person", "person_id"), ("observation_period", "observation_period_id"), ("visit_occurrence", "visit_occurrence_id"),
        ("procedure_occurrence", "procedure_occurrence_id"), ("voxmark_study", "person_id, study"),
        ("image_occurrence", "image_occurrence_id"),
        ("voxmark_person_evidence", "person_id, item"), ("voxmark_case", "case_key"), ("voxmark_region", "region_id"),
        ("voxmark_region_property", "region_id, name"), ("voxmark_image_instance", "image_digest, file_number"),
        ("voxmark_acquisition", "image_digest, name"), ("voxmark_status", "status_id"), ("measurement", "measurement_id"),
        ("image_feature", "image_feature_id"),
    ]

    /// The number of rows of every table of a database, by its name.
    static func empty(in database: any SQLDatabase) throws -> [String: Int] {
        let names = try database.rows(database.dialect == .sqlite ? sqliteTables : postgresTables) { $0.text(0) ?? "" }
        var counts: [String: Int] = [:]
        for name in names { counts[name] = try database.rows("SELECT count(*) FROM \(name)") { $0.integer(0) ?? 0 }.first }
        return counts
    }

    /// The tables that have more rows than they had; fails when one of them is not among ours, or was not empty.
    static func filled(among before: [String: Int], in database: any SQLDatabase) throws -> [BareTable] {
        let grown = Set(try empty(in: database).filter { $0.value > before[$0.key] ?? 0 }.keys)
        let known = all.filter { grown.contains($0.0) }
        guard known.count == grown.count else { throw Fault(what: "\(grown) are more tables than the comparison has") }
        return try known.map { name, order in
            let table = try BareTable(name, order: order, in: database)
            guard before[name] == 0 else { throw Fault(what: "\(name) had \(before[name] ?? 0) rows before") }
            return table
        }
    }

    private init(_ name: String, order: String, in database: any SQLDatabase) throws {
        let query = database.dialect == .sqlite ? Self.sqliteColumns : Self.postgresColumns
        let columns = try database.rows(query, .text(name)) { (name: $0.text(0) ?? "", type: $0.text(1)?.lowercased() ?? "") }
        let found = try database.rows("SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name) ORDER BY \(order)") { row in
            columns.enumerated().map { place, column -> SQLValue in
                switch column.type {
                case "integer": .optional(row.integer(Int32(place)))
                case "real" where database.dialect == .sqlite: .optional(row.real(Int32(place)))
                default: .optional(row.text(Int32(place)))
                }
            }
        }
        let used = columns.indices.filter { place in found.contains { $0[place] != .null } }
        self.name = name
        self.columns = used.map { columns[$0].name }
        rows = found.map { row in used.map { row[$0] } }
    }

    /// The rows of some of the cases.
    func part(_ part: Range<Int>, of cases: Int) -> BareTable {
        // What several cases share comes with the first of them.
        let ends = [part.lowerBound, part.upperBound].map { (rows.count * $0 + cases - 1) / cases }
        var table = self
        table.rows = Array(rows[ends[0]..<ends[1]])
        return table
    }

    private static let sqliteTables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    private static let postgresTables = "SELECT table_name FROM information_schema.tables WHERE table_schema IN ('cdm', 'results')"
    private static let sqliteColumns = "SELECT name, type FROM pragma_table_info(?) ORDER BY cid"
    private static let postgresColumns =
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"

    /// Why there is nothing to compare.
    struct Fault: Error {
        let what: String
    }
}
