import CSQLite

/// What SQLite said, for those who ask for causes.
struct SQLiteFault: Error, CustomStringConvertible {
    /// The extended result code.
    let status: Int32
    /// SQLite's own words.
    let reason: String
    /// The statement that failed.
    let sql: String

    /// True when the file is something else than a database.
    var isOtherFile: Bool { status & 0xFF == SQLITE_NOTADB }

    /// What is wrong with the database and what to do; follows the name of its file.
    var advice: String {
        switch status & 0xFF {
        case SQLITE_NOTADB: "is not a database; name another output folder, or move the file away"
        case SQLITE_CORRUPT: "is damaged; put back a copy of it, or name another output folder"
        case SQLITE_FULL: "cannot grow: the disk is full; make room and run again"
        case SQLITE_BUSY, SQLITE_LOCKED: "is in use by another program; close it and run again"
        case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: "cannot be written; check its permissions and those of its folder"
        case SQLITE_CANTOPEN: "or its journal cannot be opened; check that the folder exists and can be written"
        case SQLITE_IOERR: "cannot be read or written (\(reason)); check the disk"
        default: "was refused by SQLite: \(reason) (error \(status))"
        }
    }

    /// One line.
    var description: String { "SQLite error \(status): \(reason), in: \(sql)" }
}
