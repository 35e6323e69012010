/// Something that holds in a database: a query gives what breaks it.
public struct DatabaseRule: Sendable, Hashable {
    /// What a rule is about.
    public enum Group: String, Sendable, Hashable, CaseIterable, Encodable {
        /// Columns that lead to other tables.
        case keys
        /// How measurements, regions, images and features lead to each other.
        case links
        /// Cases, regions and how many features they have.
        case counts
        /// What columns can hold.
        case ranges
        /// What must be there once.
        case duplicates
        /// Persons and their observation periods.
        case persons
        /// What will be needed before rows are written.
        case preflight
    }

    /// A stable kebab-case word, with table and column where there are several of a kind.
    public let name: String
    /// What it is about.
    public let group: Group
    /// What is wrong with the rows of the query, for the user.
    public let meaning: String
    /// A query in the SQL that SQLite and PostgreSQL share; its only column, `example`, names a row that breaks the rule.
    public let sql: String
    /// The tables that it asks; where one is missing, the rule is passed over.
    public let tables: [String]
    /// Whether rows of the query are to be known, rather than wrong.
    public let isNote: Bool

    init(_ name: String, _ group: Group, on tables: [String], _ meaning: String, isNote: Bool = false, sql: String) {
        self.name = name
        self.group = group
        self.meaning = meaning
        self.sql = sql
        self.tables = tables
        self.isNote = isNote
    }

    /// All rules, group by group.
    public static let all = keys + links + counts + ranges + duplicates + persons
}

/// What a check has found.
public struct CheckFinding: Sendable, Hashable, Encodable {
    /// The rule's name.
    public let check: String
    /// What it is about.
    public let group: DatabaseRule.Group
    /// How many rows break it.
    public let count: Int
    /// What is wrong, and what to do.
    public let message: String
    /// The first of the rows.
    public let examples: [String]

    init(_ check: String, _ group: DatabaseRule.Group, count: Int = 1, _ message: String, examples: [String] = []) {
        self.check = check
        self.group = group
        self.count = count
        self.message = message
        self.examples = examples
    }

    /// One readable line.
    public var line: String {
        let rows = group != .preflight && (count > 1 || !examples.isEmpty) ? ": \(count) \(count == 1 ? "row" : "rows")" : ""
        let names = examples.isEmpty ? "" : " (\(examples.joined(separator: ", "))\(count > examples.count ? ", …" : ""))"
        return "\(check): \(message)\(rows)\(names)"
    }
}
