import CLibPQ
import Foundation

/// A connection to a PostgreSQL server; all that libpq is asked goes through here, and no secret comes out.
final class PostgresConnection {
    let handle: OpaquePointer
    /// Server and database as messages name them, without user and secrets.
    let place: String
    /// Lets others end what the connection waits for.
    let patience: PostgresPatience
    /// How many rows the last statement changed or gave.
    var changes = 0
    /// The statements that were sent and of which nothing has been read, see `send`.
    var sent: [String] = []

    /// What failed first in a transaction that can only be rolled back.
    var firstFault: OMOPError?

    /// Connects; waits at most ten seconds for each host unless the address or `PGCONNECT_TIMEOUT` says otherwise.
    init(_ address: PostgresAddress) throws(OMOPError) {
        let timeout = ProcessInfo.processInfo.environment["PGCONNECT_TIMEOUT"] ?? "10"
        // What stands before dbname can be overridden by the address.
        let settings =
            [("connect_timeout", timeout), ("fallback_application_name", "voxmark")] + Self.lifeSigns
            + [("dbname", address.uri), ("client_encoding", "UTF8")]
        let opened = Self.withTexts(settings.map(\.0) + [nil]) { keywords in
            Self.withTexts(settings.map(\.1) + [nil]) { values in PQconnectdbParams(keywords, values, 1) }
        }
        guard let opened else { throw OMOPError(.database, "there is no memory left to connect to the database") }
        handle = opened
        place = Self.place(of: opened)
        patience = PostgresPatience(opened)
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        guard PQstatus(handle) == CONNECTION_OK else { throw refusal() }
    }

    deinit {
        patience.close()
        PQfinish(handle)
    }

    /// A server that vanished from the network counts as lost after a minute and a half, not after hours.
    private static let lifeSigns = [
        ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "6"), ("tcp_user_timeout", "90000"),
    ]

    /// The state of the transaction as the server sees it; unknown when the connection is lost.
    var transaction: PGTransactionStatusType { PQtransactionStatus(handle) }

    /// Runs statements without parameters; the last result.
    @discardableResult
    func execute(_ sql: String) throws(OMOPError) -> PostgresResult {
        try settle()
        return try checked(PQexec(handle, sql), sql)
    }

    /// Compiles a statement under a name.
    func prepare(_ sql: String, as name: String) throws(OMOPError) {
        try settle()
        _ = try checked(PQprepare(handle, name, sql, 0, nil), sql)
    }

    /// Runs a compiled statement with its parameters as texts.
    func execute(prepared name: String, _ parameters: [String?], sql: String) throws(OMOPError) -> PostgresResult {
        if !sent.isEmpty {
            try send(prepared: name, parameters, sql: sql)
            if let result = try settle() { return result }
        }
        let result = Self.withTexts(parameters) { PQexecPrepared(handle, name, Int32(parameters.count), $0, nil, nil, 0) }
        return try checked(result, sql)
    }

    /// Runs a statement once, with its parameters as texts.
    func execute(_ sql: String, _ parameters: [String?]) throws(OMOPError) -> PostgresResult {
        try settle()
        let result = Self.withTexts(parameters) { PQexecParams(handle, sql, Int32(parameters.count), nil, $0, nil, nil, 0) }
        return try checked(result, sql)
    }

    /// Copies rows in blocks of the text format of COPY, as long as `next` gives any; an error stores none of them.
    func copy(_ sql: String, _ next: () throws(OMOPError) -> [UInt8]?) throws(OMOPError) {
        try execute(sql)
        var fault: OMOPError?
        do throws(OMOPError) {
            while let block = try next() {
                let status = block.withUnsafeBytes { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { PQputCopyData(handle, $0.baseAddress, Int32($0.count)) }
                }
                if status != 1 { break }
            }
        } catch {
            fault = error
        }
        PQputCopyEnd(handle, fault == nil ? nil : "given up")
        // The result of COPY, or why it broke off, comes before the empty one.
        while let result = PQgetResult(handle) {
            do throws(OMOPError) { try checked(result, sql) } catch { fault = fault ?? error }
            if PQstatus(handle) != CONNECTION_OK { break }
        }
        if fault == nil, PQstatus(handle) != CONNECTION_OK { fault = lost(sql) }
        if let fault { throw fault }
    }

    /// Wraps a result, or throws what it says.
    @discardableResult
    func checked(_ result: OpaquePointer?, _ sql: String) throws(OMOPError) -> PostgresResult {
        guard let result else { throw lost(sql) }
        let wrapped = PostgresResult(result)
        if wrapped.isGood {
            changes = wrapped.changes
            return wrapped
        }
        let isLost = PQstatus(handle) != CONNECTION_OK
        let reason = wrapped.field("M") ?? wrapped.message
        let fault = PostgresFault(
            state: wrapped.field("C") ?? "", reason: withoutSecret(reason), constraint: wrapped.field("n") ?? "", sql: sql, isLost: isLost)
        let error = OMOPError(fault.code, "\(place) \(fault.advice)", cause: fault)
        firstFault = firstFault ?? error
        throw error
    }

    func lost(_ sql: String) -> OMOPError {
        let reason = withoutSecret(String(cString: PQerrorMessage(handle)))
        let fault = PostgresFault(state: "", reason: reason, constraint: "", sql: sql, isLost: PQstatus(handle) != CONNECTION_OK)
        return OMOPError(fault.code, "\(place) \(fault.advice)", cause: fault)
    }

    /// Why there is no connection, and what to do.
    private func refusal() -> OMOPError {
        let reason = withoutSecret(String(cString: PQerrorMessage(handle)))
        let remedy =
            if PQconnectionNeedsPassword(handle) == 1 {
                "the server asks for a password: give it by a password file (PGPASSFILE, ~/.pgpass) or PGPASSWORD"
            } else if PQconnectionUsedPassword(handle) == 1 {
                "check user, password and database"
            } else {
                "check that the server runs, host, port, user and database, and sslmode"
            }
        let fault = PostgresFault(state: "", reason: reason, constraint: "", sql: "", isLost: true)
        return OMOPError(.unreachable, "cannot connect to \(place): \(reason); \(remedy)", cause: fault)
    }

    /// A message of libpq in one line, the password in it struck out.
    private func withoutSecret(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).map { String($0).trimmingCharacters(in: .whitespaces) }.joined(
            separator: "; ")
        guard let password = PQpass(handle).map({ String(cString: $0) }), !password.isEmpty else { return line }
        return line.replacing(password, with: "…")
    }

    private static func place(of handle: OpaquePointer) -> String {
        let part = { (text: UnsafeMutablePointer<CChar>?) in text.map { String(cString: $0) } ?? "" }
        let (host, port, name) = (part(PQhost(handle)), part(PQport(handle)), part(PQdb(handle)))
        return
            "the database \(name.isEmpty ? "" : "\(name) ")at \(host.isEmpty ? "an unknown host" : host)\(port.isEmpty ? "" : ":\(port)")"
    }

    /// Hands an array of C strings, nil for NULL, to libpq.
    static func withTexts<Result>(_ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result) -> Result {
        var bytes: [CChar] = []
        var starts: [Int?] = []
        for text in texts {
            starts.append(text == nil ? nil : bytes.count)
            guard let text else { continue }
            bytes.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
        return bytes.withUnsafeBufferPointer { bytes in
            let pointers = starts.map { start in start.flatMap { start in bytes.baseAddress.map { $0 + start } } }
            return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
        }
    }
}

/// What a statement gave; values are texts.
final class PostgresResult {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    /// Whether the statement did what it should, or COPY can begin.
    var isGood: Bool {
        [PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_EMPTY_QUERY].contains { $0 == PQresultStatus(handle) }
    }

    /// The number of rows.
    var rowCount: Int32 { PQntuples(handle) }

    /// The number of columns.
    var columnCount: Int32 { PQnfields(handle) }

    /// The statement that ran, such as COMMIT, or ROLLBACK where a failed transaction was to be committed.
    var command: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows the statement changed or gave.
    var changes: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    /// A value, nil for NULL; moments are written as the tables in SQLite hold them: ISO 8601, with milliseconds.
    func text(_ row: Int32, _ column: Int32) -> String? {
        guard PQgetisnull(handle, row, column) == 0, let value = PQgetvalue(handle, row, column) else { return nil }
        let text = String(cString: value)
        switch PQftype(handle, column) {
        case Self.timestamptz where text.hasSuffix("+00"): return Self.moment(text.dropLast(3)) + "Z"
        case Self.timestamp where text.first?.isNumber == true: return Self.moment(text[...])
        default: return text
        }
    }

    private static func moment(_ text: Substring) -> String {
        let parts = text.replacing(" ", with: "T").split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts[0]).\(fraction)\(String(repeating: "0", count: max(0, 3 - fraction.count)))"
    }

    /// An integer, nil for NULL; true is 1, false 0.
    func integer(_ row: Int32, _ column: Int32) -> Int? {
        switch text(row, column) {
        case "t"?: 1
        case "f"?: 0
        case let text: text.flatMap { Int($0) }
        }
    }

    /// The types of moments, as PostgreSQL's catalogue numbers them.
    private static let timestamptz: Oid = 1184, timestamp: Oid = 1114

    /// A field of an error report by its letter: C the SQLSTATE, M the message, n the constraint.
    func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(handle, Int32(letter.value)).map { String(cString: $0) }
    }

    /// The whole error report.
    var message: String { String(cString: PQresultErrorMessage(handle)) }
}
