import Foundation

/// An existing database of this program, opened without the key of its pseudonyms.
public final class StoredDatabase {
    /// The database's file.
    public let path: String
    let connection: SQLiteDatabase
    /// What tells the key of its pseudonyms.
    let fingerprint: String

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - path: the database's file.
    ///   - readOnly: whether nothing is to be written.
    /// - Throws: `OMOPError` when there is none, when it is no database of this program in this version, and when it is damaged or locked.
    public init(path: String, readOnly: Bool = true) throws(OMOPError) {
        guard access(path, F_OK) == 0 else {
            throw OMOPError(.noDatabase, "there is no database \(path); name the output folder of a run")
        }
        connection = try SQLiteDatabase(path: path, readOnly: readOnly, busyTimeoutMilliseconds: readOnly ? 5_000 : 30_000)
        if !readOnly { try connection.requireWritable() }
        guard try !connection.isEmpty else {
            throw OMOPError(.schema, "\(path) holds no tables; name the output folder of a run")
        }
        fingerprint = try connection.fingerprintOfCheckedSchema()
        self.path = path
    }

    /// Reads what belongs together in one transaction, so that no writer comes between.
    func reading<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        try connection.execute("BEGIN")
        defer { try? connection.execute("ROLLBACK") }
        return try body()
    }
}
