import CLibPQ

/// Where a PostgreSQL database is, without any secret, and the schemas that are used there.
///
/// What the address leaves open comes from the environment (`PGHOST`, `PGPORT`, `PGUSER`, `PGPASSFILE`, `PGPASSWORD`, `PGSERVICE`,
/// `PGSSLMODE`, `PGSSLROOTCERT` and so on), as with PostgreSQL's own programs; `sslmode=verify-full` works in either place.
public struct PostgresAddress: Sendable, Hashable {
    /// The address, such as `postgresql://loader@server/omop?sslmode=verify-full`.
    let uri: String
    /// The schema of the CDM; nil for the connection's own (`public`, mostly).
    public let cdmSchema: String?
    /// The schema of this program's tables; nil for that of the CDM.
    public let resultsSchema: String?

    /// Takes an address apart from secrets: one that holds a password is refused, since command lines are seen by others.
    public init(_ uri: String, cdmSchema: String? = nil, resultsSchema: String? = nil) throws(OMOPError) {
        guard Self.isAddress(uri) else {
            throw OMOPError(.databaseAddress, "a database's address begins with postgresql://, such as postgresql://user@server/name")
        }
        guard !Self.hasSecret(uri) else {
            throw OMOPError(
                .databaseAddress,
                "the database's address holds a password, which others can see on a command line: change it, leave it out of the address, and "
                    + "give it by a password file (PGPASSFILE, ~/.pgpass), a service file (PGSERVICE) or PGPASSWORD")
        }
        for schema in [cdmSchema, resultsSchema].compactMap({ $0 }) where schema.isEmpty || schema.utf8.count > 63 || schema.contains("\0")
        {
            throw OMOPError(.databaseAddress, "“\(schema)” is no name of a schema")
        }
        self.uri = uri
        self.cdmSchema = cdmSchema
        self.resultsSchema = resultsSchema
    }

    /// Whether a text is meant as the address of a PostgreSQL database.
    public static func isAddress(_ text: String) -> Bool {
        ["postgresql://", "postgres://"].contains { text.lowercased().hasPrefix($0) }
    }

    /// Whether an address that libpq understands, or one that it does not, holds a password.
    private static func hasSecret(_ uri: String) -> Bool {
        // A password may hold any character, unescaped by mistake: whatever lies between a colon and the last @ is taken for one.
        let afterScheme = uri.drop { $0 != "/" }.dropFirst(2)
        if let at = afterScheme.lastIndex(of: "@"), afterScheme[..<at].contains(":") { return true }
        var reason: UnsafeMutablePointer<CChar>?
        defer { PQfreemem(reason) }
        guard let options = PQconninfoParse(uri, &reason) else {
            return ["password=", "sslpassword="].contains { uri.lowercased().contains($0) }
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            let isSecret = ["password", "sslpassword"].contains(String(cString: keyword))
            if isSecret, let value = option.pointee.val, value.pointee != 0 { return true }
            option = option.successor()
        }
        return false
    }
}

extension String {
    /// The text as an identifier of SQL.
    var quotedIdentifier: String { "\"\(replacing("\"", with: "\"\""))\"" }

    /// The text as a literal of SQL.
    var quotedLiteral: String { "'\(replacing("'", with: "''"))'" }
}
