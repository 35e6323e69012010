/// What the server has compiled.
struct CompiledStatement {
    let text: PostgresText
    /// What the server calls it.
    let name: String
    /// The tables that it names.
    let tables: Set<String>
    /// Whether it changes nothing and gives the same as long as its tables do.
    let isQuestion: Bool

    init(_ sql: String, name: String) {
        text = PostgresText(sql)
        self.name = name
        tables = sql.sqlTables
        isQuestion = sql.hasPrefix("SELECT") && !["FOR UPDATE", "clock_timestamp"].contains(where: sql.contains)
    }
}

/// A statement that the server has compiled; parameters count from 1, columns from 0.
public final class PostgresStatement: SQLStatement {
    private let database: PostgresDatabase
    private let compiled: CompiledStatement
    private var parameters: PostgresParameters
    private var result: PostgresResult?
    private var row: Int32 = -1

    init(_ compiled: CompiledStatement, of database: PostgresDatabase) {
        self.database = database
        self.compiled = compiled
        parameters = PostgresParameters(of: compiled.text)
    }

    private var sql: String { compiled.text.sql }

    /// Binds a value to a parameter; doubles go as the shortest text that gives the same bits, what the server cannot store is refused.
    public func bind(_ value: SQLValue, at parameter: Int32) throws(OMOPError) {
        try parameters.bind(value, at: parameter)
    }

    /// Runs the statement and makes it ready to run again; within a transaction it is only sent, and what goes wrong comes up later.
    public func run() throws(OMOPError) {
        if database.isInTransaction {
            try database.copyCollected(for: compiled.tables)
            database.answers.forget(compiled.tables)
            try database.connection.send(prepared: compiled.name, parameters.texts, sql: sql)
        } else {
            while try step() {}
        }
        reset()
    }

    /// Goes to the next row, the first time after running the statement; false when there is none left.
    public func step() throws(OMOPError) -> Bool {
        let rows: PostgresResult
        if let result {
            rows = result
        } else {
            rows = try execute()
            result = rows
        }
        guard row + 1 < rows.rowCount else {
            reset()
            return false
        }
        row += 1
        return true
    }

    private func execute() throws(OMOPError) -> PostgresResult {
        let question =
            compiled.isQuestion ? ([compiled.name] + parameters.texts.map { $0.map { "=\($0)" } ?? "" }).joined(separator: "\0") : ""
        if compiled.isQuestion, let known = database.answers.result(question) { return known }
        try database.copyCollected(for: compiled.tables)
        if !compiled.isQuestion { database.answers.forget(compiled.tables) }
        let result = try database.connection.execute(prepared: compiled.name, parameters.texts, sql: sql)
        if compiled.isQuestion { database.answers.keep(result, to: question, from: compiled.tables) }
        return result
    }

    /// Makes the statement ready to run again; bound values stay.
    public func reset() {
        result = nil
        row = -1
    }

    /// The number of columns of a row.
    public var columnCount: Int32 { result?.columnCount ?? 0 }

    /// The integer of a column, nil for NULL.
    public func integer(_ column: Int32) -> Int? { result?.integer(row, column) }

    /// The double of a column, nil for NULL.
    public func real(_ column: Int32) -> Double? { text(column).flatMap { Double($0) } }

    /// The text of a column, nil for NULL.
    public func text(_ column: Int32) -> String? { result?.text(row, column) }
}

/// What is bound to a statement's parameters.
struct PostgresParameters {
    /// The values as PostgreSQL reads them, nil for NULL.
    private(set) var texts: [String?]
    private let sql: String

    /// Makes room for a statement's parameters, all NULL.
    init(of text: PostgresText) {
        texts = Array(repeating: nil, count: text.parameterCount)
        sql = text.sql
    }

    /// Binds a value to a parameter, counted from 1.
    mutating func bind(_ value: SQLValue, at parameter: Int32) throws(OMOPError) {
        guard texts.indices.contains(Int(parameter) - 1) else {
            throw OMOPError(.database, "there is no parameter \(parameter), in: \(sql)")
        }
        texts[Int(parameter) - 1] = try value.postgresText
    }
}

extension SQLValue {
    /// The value as PostgreSQL reads it, nil for NULL.
    var postgresText: String? {
        get throws(OMOPError) {
            switch self {
            case .null: return nil
            case .integer(let integer): return String(integer)
            case .real(let real):
                guard real.isFinite else { throw OMOPError(.notFinite, "\(real) cannot be stored as a number") }
                return real.description
            case .text(let text):
                guard !text.utf8.contains(0) else { throw OMOPError(.outOfRange, "a text with a NUL character cannot be stored") }
                return text
            }
        }
    }
}
