import Foundation

/// An existing database of this program, opened without the key of its pseudonyms.
///
/// What is only read of a server's database is read as it was at the opening, whatever others write meanwhile.
public final class StoredDatabase {
    /// The database as messages name it: its file, or its name and server.
    public let place: String
    let connection: any SQLDatabase
    /// What tells the key of its pseudonyms.
    let fingerprint: String

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - address: where it is.
    ///   - readOnly: whether nothing is to be written.
    /// - Throws: `OMOPError` when there is none, when it is no database of this program in this version, and when it is damaged, locked, or cannot
    ///   be reached.
    public convenience init(_ address: DatabaseAddress, readOnly: Bool = true) throws(OMOPError) {
        switch address {
        case .file(let path): try self.init(path: path, readOnly: readOnly)
        case .server(let address):
            let connection = try PostgresDatabase(address)
            if readOnly { try connection.beginSnapshot() }
            try connection.requireOwnTables()
            self.init(connection, fingerprint: try connection.fingerprintOfThisVersion())
        }
    }

    /// Opens a database in a file.
    public convenience init(path: String, readOnly: Bool = true) throws(OMOPError) {
        guard access(path, F_OK) == 0 else {
            throw OMOPError(.noDatabase, "there is no database \(path); name the output folder of a run")
        }
        let connection = try SQLiteDatabase(path: path, readOnly: readOnly, busyTimeoutMilliseconds: readOnly ? 5_000 : 30_000)
        if !readOnly { try connection.requireWritable() }
        guard try !connection.isEmpty else {
            throw OMOPError(.schema, "\(path) holds no tables; name the output folder of a run")
        }
        self.init(connection, fingerprint: try connection.fingerprintOfCheckedSchema())
    }

    private init(_ connection: any SQLDatabase, fingerprint: String) {
        place = connection.place
        self.connection = connection
        self.fingerprint = fingerprint
    }

    /// Whether it is a site's CDM that rows were appended to, rather than a database of our own.
    var isSite: Bool {
        get throws(OMOPError) { try connection.property("mode") == OutputMode.append.rawValue }
    }

    /// Reads what belongs together in one transaction, so that no writer comes between.
    func reading<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        guard !connection.isInTransaction else { return try body() }
        try connection.execute("BEGIN")
        defer { try? connection.execute("ROLLBACK") }
        return try body()
    }
}
