/// A query whose rows the server hands over in blocks, so that memory does not grow with them; parameters count from 1, columns from 0.
///
/// Within a transaction it lasts no longer than that. Outside of one, the server keeps the rows aside until they are read.
final class PostgresCursor: SQLStatement {
    /// How many rows a block has.
    static let blockSize: Int32 = 1_000

    private let database: PostgresDatabase
    private let name: String
    private let sql: String
    private var parameters: PostgresParameters
    /// The rows that are here; nil before the first step.
    private var block: PostgresResult?
    private var row: Int32 = -1
    /// How often the query was run, so that each time has a cursor of its own.
    private var openings = 0
    /// Whether the cursor outlasts the transaction.
    private var isHeld = false

    init(_ text: PostgresText, as name: String, of database: PostgresDatabase) {
        self.database = database
        self.name = name
        sql = text.sql
        parameters = PostgresParameters(of: text)
    }

    deinit { reset() }

    /// Binds a value to a parameter.
    func bind(_ value: SQLValue, at parameter: Int32) throws(OMOPError) {
        try parameters.bind(value, at: parameter)
    }

    /// Runs the query to its end, and makes it ready to run again.
    func run() throws(OMOPError) {
        while try step() {}
        reset()
    }

    /// Goes to the next row, the first time after running the query; false when there is none left.
    func step() throws(OMOPError) -> Bool {
        if block == nil { try open() }
        if let block, row + 1 >= block.rowCount, block.rowCount == Self.blockSize { try fetch() }
        guard let block, row + 1 < block.rowCount else {
            close()
            return false
        }
        row += 1
        return true
    }

    private func open() throws(OMOPError) {
        try database.copyCollected(for: sql.sqlTables)
        isHeld = !database.isInTransaction
        openings += 1
        _ = try database.connection.execute(
            "DECLARE \(cursor) NO SCROLL CURSOR \(isHeld ? "WITH HOLD" : "WITHOUT HOLD") FOR \(sql)", parameters.texts)
        try fetch()
    }

    private var cursor: String { "\(name)_\(openings)" }

    private func fetch() throws(OMOPError) {
        block = try database.connection.execute("FETCH FORWARD \(Self.blockSize) FROM \(cursor)")
        row = -1
    }

    private func close() {
        _ = try? database.connection.execute("CLOSE \(cursor)")
        (block, row) = (nil, -1)
    }

    /// Makes the query ready to run again; bound values stay.
    func reset() {
        // The cursor of a transaction goes with it; to close one that is gone would spoil the next transaction.
        if block != nil, isHeld { return close() }
        (block, row) = (nil, -1)
    }

    /// The number of columns of a row.
    var columnCount: Int32 { block?.columnCount ?? 0 }

    /// The integer of a column, nil for NULL.
    func integer(_ column: Int32) -> Int? { block?.integer(row, column) }

    /// The double of a column, nil for NULL.
    func real(_ column: Int32) -> Double? { text(column).flatMap { Double($0) } }

    /// The text of a column, nil for NULL.
    func text(_ column: Int32) -> String? { block?.text(row, column) }
}
