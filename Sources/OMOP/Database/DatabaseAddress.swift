/// Where a database is.
public enum DatabaseAddress: Sendable, Hashable {
    /// An SQLite file.
    case file(String)
    /// A database on a PostgreSQL server.
    case server(PostgresAddress)
}
