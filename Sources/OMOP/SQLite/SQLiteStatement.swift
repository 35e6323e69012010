import CSQLite

/// A value bound to or read from a statement.
public enum SQLiteValue: Sendable, Hashable {
    /// No value.
    case null
    /// A 64-bit integer.
    case integer(Int)
    /// A double.
    case real(Double)
    /// A text.
    case text(String)

    /// A text, or no value.
    public static func optional(_ text: String?) -> SQLiteValue { text.map(SQLiteValue.text) ?? .null }
    /// An integer, or no value.
    public static func optional(_ integer: Int?) -> SQLiteValue { integer.map(SQLiteValue.integer) ?? .null }
    /// A double, or no value.
    public static func optional(_ real: Double?) -> SQLiteValue { real.map(SQLiteValue.real) ?? .null }
}

extension SQLiteValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// An integer.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
}

/// A prepared statement; parameters count from 1, columns from 0.
public final class SQLiteStatement {
    private let handle: OpaquePointer
    private let database: SQLiteDatabase
    private let sql: String

    init(_ sql: String, _ handle: OpaquePointer, in database: SQLiteDatabase) {
        self.handle = handle
        self.database = database
        self.sql = sql
    }

    deinit {
        database.giveBack(handle, sql)
    }

    /// Binds an integer to a parameter.
    public func bind(_ integer: Int, at parameter: Int32) throws(OMOPError) {
        try check(sqlite3_bind_int64(handle, parameter, Int64(integer)))
    }

    /// Binds a double to a parameter; NaN is refused, since SQLite would store it as NULL.
    public func bind(_ real: Double, at parameter: Int32) throws(OMOPError) {
        guard real.isFinite else { throw OMOPError(.notFinite, "\(real) cannot be stored, in: \(sql)") }
        try check(sqlite3_bind_double(handle, parameter, real))
    }

    /// Binds a text to a parameter.
    public func bind(_ text: String, at parameter: Int32) throws(OMOPError) {
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        var text = text
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { sqlite3_bind_text(handle, parameter, $0.baseAddress, Int32($0.count), copies) }
        }
        try check(status)
    }

    /// Binds bytes to a parameter.
    public func bind(_ bytes: [UInt8], at parameter: Int32) throws(OMOPError) {
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        // The address of no bytes would stand for NULL.
        let status =
            bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, parameter, 0)
            : bytes.withUnsafeBytes { sqlite3_bind_blob64(handle, parameter, $0.baseAddress, UInt64($0.count), copies) }
        try check(status)
    }

    /// Binds a value to a parameter.
    public func bind(_ value: SQLiteValue, at parameter: Int32) throws(OMOPError) {
        switch value {
        case .null: try check(sqlite3_bind_null(handle, parameter))
        case .integer(let integer): try bind(integer, at: parameter)
        case .real(let real): try bind(real, at: parameter)
        case .text(let text): try bind(text, at: parameter)
        }
    }

    /// Binds values to the parameters from the first on.
    public func bind(_ values: [SQLiteValue]) throws(OMOPError) {
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    }

    /// Goes to the next row; false when there is none left.
    public func step() throws(OMOPError) -> Bool {
        let status = sqlite3_step(handle)
        if status == SQLITE_ROW { return true }
        guard status == SQLITE_DONE else {
            let failure = database.error(status, sql)
            sqlite3_reset(handle)
            throw failure
        }
        return false
    }

    /// Runs the statement with what is bound to it, and makes it ready to run again; bound values stay.
    public func run() throws(OMOPError) {
        while try step() {}
        sqlite3_reset(handle)
    }

    /// Runs the statement with these values, and makes it ready to run again.
    public func run(_ values: [SQLiteValue]) throws(OMOPError) {
        try bind(values)
        try run()
    }

    /// Makes the statement ready to run again; bound values stay.
    public func reset() {
        sqlite3_reset(handle)
    }

    /// The number of columns of a row.
    public var columnCount: Int32 { sqlite3_column_count(handle) }

    /// The integer of a column, nil for NULL.
    public func integer(_ column: Int32) -> Int? {
        isNull(column) ? nil : Int(sqlite3_column_int64(handle, column))
    }

    /// The double of a column, nil for NULL.
    public func real(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(handle, column)
    }

    /// The text of a column, nil for NULL.
    public func text(_ column: Int32) -> String? {
        sqlite3_column_text(handle, column).map { String(cString: $0) }
    }

    /// Shows the bytes of a column: of a text or a blob as stored, of a number its decimal digits; none for NULL.
    ///
    /// They are valid during the call.
    public func withBytes<Result>(_ column: Int32, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let isBlob = sqlite3_column_type(handle, column) == SQLITE_BLOB
        let start =
            isBlob
            ? sqlite3_column_blob(handle, column).map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
            : sqlite3_column_text(handle, column)
        return body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))))
    }

    /// The name of a column.
    public func name(_ column: Int32) -> String { sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "" }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    private func check(_ status: Int32) throws(OMOPError) {
        guard status == SQLITE_OK else { throw database.error(status, sql) }
    }
}
