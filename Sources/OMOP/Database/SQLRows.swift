/// Rows to be written into a table together: their values one after another.
public struct SQLRows: Sendable {
    /// The columns that the rows fill, one value each.
    public let columns: [String]
    /// The columns that have the same value in all rows, and the values.
    public let constants: [(column: String, value: SQLValue)]
    /// All values, row by row, without those that are the same in all.
    public private(set) var values: [SQLValue] = []

    /// Makes room for rows of these columns, and of others that have the same value in all rows.
    public init(columns: [String], constants: [(column: String, value: SQLValue)] = []) {
        self.columns = columns
        self.constants = constants
    }

    /// All columns that are filled, the constant ones last.
    public var allColumns: [String] { columns + constants.map(\.column) }

    /// How many rows there are.
    public var count: Int { values.count / max(1, columns.count) }

    /// Whether there is none.
    public var isEmpty: Bool { values.isEmpty }

    /// Adds a row of as many values as there are columns.
    public mutating func append(_ row: [SQLValue]) {
        precondition(row.count == columns.count, "a row fills all columns")
        values.append(contentsOf: row)
    }

    /// Makes room for as many rows more.
    mutating func makeRoom(for rows: Int) { values.reserveCapacity(values.count + rows * columns.count) }

    /// Adds values of a row one by one; together they must fill its columns.
    mutating func add(_ value: SQLValue) { values.append(value) }

    /// Takes all rows out, and keeps the room for new ones.
    public mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
    }
}
