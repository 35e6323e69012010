/// A value bound to or read from a statement, whatever the database.
public typealias SQLValue = SQLiteValue

/// Whose SQL a database speaks.
public enum SQLDialect: String, Sendable, Hashable, CaseIterable {
    /// SQLite 3.
    case sqlite
    /// PostgreSQL.
    case postgres

    /// The aggregate that joins the texts of an ordered subquery by semicolons.
    func joined(_ expression: String) -> String {
        switch self {
        case .sqlite: "group_concat(\(expression), '; ')"
        case .postgres: "string_agg(\(expression), '; ')"
        }
    }

    /// The moment by the database's clock, as columns of moments hold it.
    var clock: String { clock(plus: 0) }

    /// The moment some seconds from now, negative for one that was.
    func clock(plus seconds: Int) -> String {
        switch self {
        case .sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '\(seconds) seconds')"
        case .postgres: "(clock_timestamp() + interval '\(seconds) seconds')"
        }
    }
}

/// An open database; it belongs to one thread at a time.
///
/// Statements are written as SQLite reads them: parameters are `?` or `?1`, dates ISO 8601 texts.
public protocol SQLDatabase: AnyObject {
    /// A prepared statement of this database.
    associatedtype Statement: SQLStatement

    /// Whose SQL it speaks.
    var dialect: SQLDialect { get }

    /// The database as messages name it.
    var place: String { get }

    /// How many rows the last statement changed.
    var changes: Int { get }

    /// The ids that new rows of the CDM's tables may have; nil for those that follow the highest one.
    var ids: IDRange? { get }

    /// True within a transaction.
    var isInTransaction: Bool { get }

    /// Runs one or more statements that return no rows.
    func execute(_ sql: String) throws(OMOPError)

    /// Compiles one statement, or takes it from those that were used before.
    func prepare(_ sql: String) throws(OMOPError) -> Statement

    /// Runs `body` in one transaction that shuts out other writers of this program at once; an error rolls all of it back.
    ///
    /// Within another transaction it is a part of that: an error rolls back the part alone. A transaction that another program spoilt may run
    /// again, and `body` with it: it must leave nothing behind outside of the database that a second time would add to.
    func transaction<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result

    /// Writes many rows into a table at once, in one transaction.
    func insert(_ rows: SQLRows, into table: String) throws(OMOPError)

    /// Whether a run that is entered as running can still be at work.
    func isAlive(run: String) throws(OMOPError) -> Bool

    /// Shows others that a run is at work, as long as the database is open.
    func keepAlive(run: String) throws(OMOPError)
}

extension SQLDatabase {
    /// Those that follow the highest one.
    public var ids: IDRange? { nil }

    /// Runs one statement with its values.
    public func run(_ sql: String, _ values: SQLValue...) throws(OMOPError) {
        try prepare(sql).run(values)
    }

    /// The rows of a query, each read by `row` while the statement stands on it.
    public func rows<Row>(_ sql: String, _ values: SQLValue..., row: (any SQLStatement) -> Row) throws(OMOPError) -> [Row] {
        let statement = try prepare(sql)
        try statement.bind(values)
        var rows: [Row] = []
        while try statement.step() { rows.append(row(statement)) }
        return rows
    }
}

/// A prepared statement; parameters count from 1, columns from 0.
public protocol SQLStatement: AnyObject {
    /// Binds a value to a parameter; a double that is not finite is refused.
    func bind(_ value: SQLValue, at parameter: Int32) throws(OMOPError)

    /// Goes to the next row; false when there is none left.
    func step() throws(OMOPError) -> Bool

    /// Makes the statement ready to run again; bound values stay.
    func reset()

    /// The number of columns of a row.
    var columnCount: Int32 { get }

    /// The integer of a column, nil for NULL.
    func integer(_ column: Int32) -> Int?

    /// The double of a column, nil for NULL.
    func real(_ column: Int32) -> Double?

    /// The text of a column, nil for NULL.
    func text(_ column: Int32) -> String?
}

extension SQLStatement {
    /// Binds an integer to a parameter.
    public func bind(_ integer: Int, at parameter: Int32) throws(OMOPError) { try bind(.integer(integer), at: parameter) }

    /// Binds a double to a parameter; one that is not finite is refused.
    public func bind(_ real: Double, at parameter: Int32) throws(OMOPError) { try bind(.real(real), at: parameter) }

    /// Binds a text to a parameter.
    public func bind(_ text: String, at parameter: Int32) throws(OMOPError) { try bind(.text(text), at: parameter) }

    /// Binds values to the parameters from the first on.
    public func bind(_ values: [SQLValue]) throws(OMOPError) {
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    }

    /// Runs the statement with what is bound to it, and makes it ready to run again; bound values stay.
    public func run() throws(OMOPError) {
        while try step() {}
        reset()
    }

    /// Runs the statement with these values, and makes it ready to run again.
    public func run(_ values: [SQLValue]) throws(OMOPError) {
        try bind(values)
        try run()
    }
}
