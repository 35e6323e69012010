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
/// Statements are written as SQLite reads them: parameters are `?` or `?1`, dates ISO 8601 texts, and `COLLATE BINARY` is the order of bytes, which
/// texts have in SQLite anyway.
public protocol SQLDatabase: AnyObject {
    /// A prepared statement of this database.
    associatedtype Statement: SQLStatement

    /// Whose SQL it speaks.
    var dialect: SQLDialect { get }

    /// The database as messages name it.
    var place: String { get }

    /// How many rows the last statement changed.
    var changes: Int { get throws(OMOPError) }

    /// The ids that new rows of the CDM's tables may have; nil for those that follow the highest one.
    var ids: IDRange? { get }

    /// True within a transaction.
    var isInTransaction: Bool { get }

    /// Runs one or more statements that return no rows.
    func execute(_ sql: String) throws(OMOPError)

    /// Compiles one statement, or takes it from those that were used before.
    func prepare(_ sql: String) throws(OMOPError) -> Statement

    /// Compiles a query whose rows may be too many to be in memory together.
    ///
    /// Its rows are those of the moment of the first step, as long as the transaction lasts in which that was done.
    func stream(_ sql: String) throws(OMOPError) -> any SQLStatement

    /// Runs `body` in one transaction that shuts out other writers of this program at once; an error rolls all of it back.
    ///
    /// Within another transaction it is a part of that: an error rolls back the part alone. A transaction that another program spoilt may run
    /// again, and `body` with it: it must leave nothing behind outside of the database that a second time would add to.
    func transaction<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result

    /// Writes many rows into a table at once, in one transaction.
    func insert(_ rows: SQLRows, into table: String) throws(OMOPError)

    /// Writes many rows into a table, at the latest when a statement names the table or the transaction ends.
    ///
    /// The rows belong to the transaction, or its part, in which they were handed over.
    func collect(_ rows: SQLRows, for table: String) throws(OMOPError)

    /// The highest id of a table, 0 where it is empty; call it within the transaction that uses the ids after it.
    func highestID(_ column: String, of table: String) throws(OMOPError) -> Int

    /// Takes note that the ids up to one are used in this transaction.
    func use(idsUpTo id: Int, of table: String)

    /// Whether a run that is entered as running can still be at work.
    func isAlive(run: String) throws(OMOPError) -> Bool

    /// Shows others that a run is at work, as long as the database is open.
    func keepAlive(run: String) throws(OMOPError)
}

extension SQLDatabase {
    /// Those that follow the highest one.
    public var ids: IDRange? { nil }

    /// Writes rows at once, where nothing is gained by waiting.
    public func collect(_ rows: SQLRows, for table: String) throws(OMOPError) { try insert(rows, into: table) }

    /// The highest id of a table, 0 where it is empty, as its rows say.
    public func highestID(_ column: String, of table: String) throws(OMOPError) -> Int {
        try rows("SELECT coalesce(max(\(column)), 0) FROM \(table)") { $0.integer(0) ?? 0 }.first ?? 0
    }

    /// Does nothing, where the rows say it.
    public func use(idsUpTo id: Int, of table: String) {}

    /// Runs `body` in the transaction under way, or in one of its own.
    func together(_ body: () throws(OMOPError) -> Void) throws(OMOPError) {
        if isInTransaction { try body() } else { try transaction(body) }
    }

    /// Runs one statement with its values.
    public func run(_ sql: String, _ values: SQLValue...) throws(OMOPError) {
        try prepare(sql).run(values)
    }

    /// The rows of a query, each read by `row` while the statement stands on it.
    public func rows<Row>(_ sql: String, _ values: SQLValue..., row: (any SQLStatement) -> Row) throws(OMOPError) -> [Row] {
        try rows(sql, values: values, row: row)
    }

    /// The rows of a query whose values come as a list.
    func rows<Row>(_ sql: String, values: [SQLValue], row: (any SQLStatement) -> Row) throws(OMOPError) -> [Row] {
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

    /// Runs the statement with what is bound to it, and makes it ready to run again; bound values stay.
    ///
    /// Within a transaction a database may run it later, before the next statement that gives rows or the end of the transaction (or its part);
    /// that throws then what went wrong.
    func run() throws(OMOPError)

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

    /// Runs the statement with these values, and makes it ready to run again.
    public func run(_ values: [SQLValue]) throws(OMOPError) {
        try bind(values)
        try run()
    }
}
