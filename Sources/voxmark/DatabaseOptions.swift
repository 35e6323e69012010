import ArgumentParser
import OMOP

/// Where the rows of a run go when not into a file of the output folder.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A PostgreSQL database to write into instead of omop.sqlite, without a password (PGPASSFILE, PGPASSWORD).",
            valueName: "postgresql://user@server/name"))
    var database: String?

    @Option(
        name: .customLong("cdm-schema"),
        help: ArgumentHelp("The schema of the CDM. (default: the connection's own, mostly public)", valueName: "schema"))
    var cdmSchema: String?

    @Option(
        name: .customLong("results-schema"),
        help: ArgumentHelp("The schema of Voxmark's own tables. (default: that of the CDM)", valueName: "schema"))
    var resultsSchema: String?

    @Flag(help: "Append to a site's own CDM: persons are looked up, and nothing of the site's is changed.")
    var append = false

    @Option(
        help: ArgumentHelp(
            """
            The ids that new rows of a site's tables may have, as agreed with the site; later runs keep them. (default: those that follow \
            the highest one)
            """, valueName: "from-to"))
    var ids: IDRange?

    @Flag(help: "Drop the keys and indices of MEASUREMENT until the run is over: faster for a first load of a new database.")
    var bulk = false

    func validate() throws {
        guard let database else {
            guard cdmSchema == nil, resultsSchema == nil, !append, !bulk, ids == nil else {
                throw ValidationError("--cdm-schema, --results-schema, --append, --ids and --bulk go with --database")
            }
            return
        }
        do throws(OMOPError) {
            _ = try address(database)
        } catch {
            throw ValidationError(error.description)
        }
        if ids != nil, !append { throw ValidationError("--ids goes with --append: a database of our own counts from 1") }
        if bulk, append { throw ValidationError("--bulk drops keys, which --append never does to a site's tables") }
    }

    /// Opens the database that was named, else the file, or makes it.
    func open(orFile path: String, source: CDMSource, key: PseudonymKey, policy: RowPolicy) throws(OMOPError) -> OMOPDatabase {
        guard let database else { return try OMOPDatabase(path: path, source: source, key: key, policy: policy) }
        let opened = try OMOPDatabase(try address(database), mode: mode, source: source, key: key, policy: policy)
        if bulk { try opened.beginBulkLoad() }
        if let ids { try opened.use(ids) }
        return opened
    }

    /// Opens the database that was named, else the file, which a run has made.
    func open(existingFile path: String, key: PseudonymKey, policy: RowPolicy) throws(OMOPError) -> OMOPDatabase {
        guard let database else { return try OMOPDatabase(existing: path, key: key, policy: policy) }
        let opened = try OMOPDatabase(existing: try address(database), mode: mode, key: key, policy: policy)
        if let ids { try opened.use(ids) }
        return opened
    }

    private var mode: OutputMode { append ? .append : .standAlone }

    private func address(_ database: String) throws(OMOPError) -> PostgresAddress {
        try PostgresAddress(database, cdmSchema: cdmSchema, resultsSchema: resultsSchema)
    }
}

extension IDRange: ExpressibleByArgument {
    /// Reads `FROM-TO`.
    public init?(argument: String) { self.init(argument) }
}
