/// Rows to be written into a table together: their values one after another.
public struct SQLRows: Sendable {
    /// The columns that the rows fill.
    public let columns: [String]
    /// All values, row by row.
    public private(set) var values: [SQLValue] = []

    /// Makes room for rows of these columns.
    public init(columns: [String]) {
        self.columns = columns
    }

    /// How many rows there are.
    public var count: Int { values.count / max(1, columns.count) }

    /// Whether there is none.
    public var isEmpty: Bool { values.isEmpty }

    /// Adds a row of as many values as there are columns.
    public mutating func append(_ row: [SQLValue]) {
        precondition(row.count == columns.count, "a row fills all columns")
        values.append(contentsOf: row)
    }

    /// Takes all rows out, and keeps the room for new ones.
    public mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
    }
}
