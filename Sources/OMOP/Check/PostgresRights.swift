/// The rights on a server that writing needs, as the documentation lists them.
struct PostgresRights {
    /// A right that the user lacks.
    struct Lack: Sendable, Hashable {
        /// `SELECT`, `INSERT` and so on, or `ownership`.
        let right: String
        /// The table, schema or database, and the words that name it in GRANT.
        let name: String, object: String
        let user: String

        /// A finding that names both.
        var finding: CheckFinding {
            let grant = "run as its owner: GRANT \(right) ON \(object) TO \(user.quotedIdentifier)"
            let remedy = right == "ownership" ? "connect as the user who made it" : grant
            return CheckFinding("privilege \(right) \(name)", .preflight, "\(user) lacks \(right) on \(name); \(remedy)")
        }
    }

    private let database: PostgresDatabase
    private let mode: OutputMode

    init(_ database: PostgresDatabase, mode: OutputMode) {
        self.database = database
        self.mode = mode
    }

    /// What a run asks of the tables of a CDM.
    private static let cdm: [(tables: [String], rights: [String])] = [
        (["domain", "cdm_source", "relationship"], ["SELECT"]),
        (["concept", "vocabulary", "concept_class", "concept_relationship"], ["SELECT", "INSERT"]),
        (["visit_occurrence", "procedure_occurrence"], ["SELECT", "INSERT", "UPDATE", "DELETE"]),
    ]
    private static let site: [(tables: [String], rights: [String])] = [
        (["person", "observation_period", "death"], ["SELECT"]), (["measurement"], ["SELECT", "INSERT", "DELETE"]),
    ]
    private static let own: [(tables: [String], rights: [String])] = [
        (["person", "observation_period"], ["SELECT", "INSERT", "UPDATE"]), (["measurement"], ["SELECT", "INSERT", "DELETE", "ownership"]),
    ]
    private static let results = TableOutline.all(in: VoxmarkTables.statements(.sqlite)).map(\.name)

    /// What the user lacks to write.
    ///
    /// - Parameters:
    ///   - isWritten: whether our tables are there; otherwise they will be made.
    ///   - extendsPeriods: whether observation periods of a site are to be extended.
    func missing(isWritten: Bool, extendsPeriods: Bool) throws(OMOPError) -> [Lack] {
        var lacks: [Lack] = []
        if mode == .append || isWritten {
            var needs = Self.cdm + (mode == .append ? Self.site : Self.own)
            if extendsPeriods { needs.append((["observation_period"], ["INSERT", "UPDATE"])) }
            if mode == .append { needs.append((ImagingTables.images.map(\.0), ["SELECT", "INSERT", "DELETE"])) }
            lacks += try lacking(needs, in: database.cdmSchema)
        }
        if isWritten {
            lacks += try lacking([(Self.results, ["SELECT", "INSERT", "UPDATE", "DELETE"])], in: database.resultsSchema)
        } else {
            let schemas = mode == .append ? [database.resultsSchema] : [database.cdmSchema, database.resultsSchema]
            for schema in Set(schemas).sorted() {
                lacks += try exists(schema) ? lacking(["USAGE", "CREATE"], onSchema: schema) : lacking("CREATE")
            }
        }
        var seen: Set<Lack> = []
        return lacks.filter { seen.insert($0).inserted }
    }

    /// A right that is known to be missing on a table.
    func lack(_ right: String, _ table: String) throws(OMOPError) -> Lack {
        let isOfCDM = try database.hasTable(table, in: database.cdmSchema)
        return try lack(right, table, in: isOfCDM ? database.cdmSchema : database.resultsSchema)
    }

    private func lack(_ right: String, _ table: String, in schema: String) throws(OMOPError) -> Lack {
        let name = "\(schema).\(table)"
        return Lack(right: right, name: name, object: "\(schema.quotedIdentifier).\(table)", user: try user())
    }

    private func user() throws(OMOPError) -> String { try database.rows("SELECT current_user") { $0.text(0) ?? "" }.first ?? "" }

    private func exists(_ schema: String) throws(OMOPError) -> Bool {
        try !database.rows("SELECT 1 FROM pg_namespace WHERE nspname = ?", .text(schema)) { _ in true }.isEmpty
    }

    /// A right on the database.
    private func lacking(_ right: String) throws(OMOPError) -> [Lack] {
        let found = try database.rows(
            "SELECT has_database_privilege(current_database(), ?), current_database()", .text(right)
        ) { (has: $0.integer(0) == 1, name: $0.text(1) ?? "") }
        guard let found = found.first, !found.has else { return [] }
        let object = "DATABASE \(found.name.quotedIdentifier)"
        return [Lack(right: right, name: "database \(found.name)", object: object, user: try user())]
    }

    private func lacking(_ rights: [String], onSchema schema: String) throws(OMOPError) -> [Lack] {
        var lacks: [Lack] = []
        for right in rights {
            let has = try database.rows(
                "SELECT has_schema_privilege(oid, ?) FROM pg_namespace WHERE nspname = ?", .text(right), .text(schema)
            ) { $0.integer(0) == 1 }
            guard has == [false] else { continue }
            lacks.append(
                Lack(right: right, name: "schema \(schema)", object: "SCHEMA \(schema.quotedIdentifier)", user: try user()))
        }
        return lacks
    }

    /// Rights on the tables that a schema has.
    private func lacking(_ needs: [(tables: [String], rights: [String])], in schema: String) throws(OMOPError) -> [Lack] {
        var lacks = try lacking(["USAGE"], onSchema: schema)
        for (tables, rights) in needs {
            for table in tables {
                for right in rights where try !has(right, table, in: schema) { lacks.append(try lack(right, table, in: schema)) }
            }
        }
        return lacks
    }

    /// True also where there is no such table.
    private func has(_ right: String, _ table: String, in schema: String) throws(OMOPError) -> Bool {
        let test = right == "ownership" ? "pg_has_role(c.relowner, 'USAGE')" : "has_table_privilege(c.oid, '\(right)')"
        let found = try database.rows(
            "SELECT \(test) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE nspname = ? AND relname = ?", .text(schema),
            .text(table)
        ) { $0.integer(0) == 1 }
        return found != [false]
    }
}
