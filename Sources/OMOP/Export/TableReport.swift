/// What is written beside a table for learning: its columns, what tells whether another site's table fits, and what the rows are like.
public struct TableReport: Sendable, Hashable, Encodable {
    /// A column with what its rows hold.
    public struct Column: Sendable, Hashable, Encodable {
        /// What the column is.
        public let column: TableColumn
        /// How many rows have no value.
        public let missing: Int
        /// True when all values are equal.
        public let hasZeroVariance: Bool
        /// The range of the numbers.
        public let minimum: Double?, maximum: Double?
        /// How many values are in which unit, for features.
        public let units: [String: Int]?
    }

    /// A value of a batch variable.
    public struct Level: Sendable, Hashable, Encodable {
        /// The value as the table has it.
        public let value: String
        /// How many rows and persons have it; small levels harm harmonisation, and single persons out.
        public let rows: Int, persons: Int
    }

    /// The digest of columns and recipe.
    public let schemaHash: String
    /// The recipe's name and digest.
    public let recipe: String, recipeDigest: String
    /// The engine's numerics version.
    public let numericsVersion: Int
    /// How many rows and persons the table has.
    public let rows: Int, persons: Int
    /// How many loaded regions of the recipe are left out, since another version of recipe or engine computed them.
    public let otherVersions: Int
    /// The columns in the order of the table.
    public let columns: [Column]
    /// The levels of the batch variables, by name; what no row has is none.
    public let batchLevels: [String: [Level]]
}

/// Gathers what the rows of a column hold.
struct ColumnSummary {
    private(set) var missing = 0
    private var range: ClosedRange<Double>?
    private var units: [String: Int] = [:]
    private var levels: [String: (rows: Int, persons: Int, last: Int)] = [:]
    private var first: String?
    private var isConstant = true

    /// Takes a number of a feature.
    mutating func add(_ number: Double, unit: String) {
        range = range.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number
        units[unit, default: 0] += 1
        compare(number.description)
    }

    /// Takes a key.
    mutating func add(key: String) { compare(key) }

    /// Takes a batch variable of the n-th person.
    mutating func add(level: String, number: Double?, person: Int) {
        if let number { range = range.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number }
        var entry = levels[level] ?? (0, 0, -1)
        entry.rows += 1
        if entry.last != person { entry.persons += 1 }
        entry.last = person
        levels[level] = entry
        compare(level)
    }

    /// Takes a missing value.
    mutating func addMissing() { missing += 1 }

    private mutating func compare(_ value: String) {
        if let first { isConstant = isConstant && first == value } else { first = value }
    }

    func report(_ column: TableColumn) -> TableReport.Column {
        TableReport.Column(
            column: column, missing: missing, hasZeroVariance: first != nil && isConstant, minimum: range?.lowerBound,
            maximum: range?.upperBound, units: column.kind == .feature ? units : nil)
    }

    /// The levels of a batch variable, in the order of their values.
    var batchLevels: [TableReport.Level] {
        levels.sorted { $0.key < $1.key }.map { TableReport.Level(value: $0.key, rows: $0.value.rows, persons: $0.value.persons) }
    }
}
