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
        name: .customLong("outside-period"),
        help: ArgumentHelp(
            "With --append, what becomes of an image outside of its person's observation periods: remark, hold or extend.",
            valueName: "policy"))
    var outsidePeriod: OutputMode.PeriodPolicy?

    @Flag(help: "Drop the keys and indices of MEASUREMENT until the run is over: faster for a first load of a new database.")
    var bulk = false

    func validate() throws {
        guard let database else {
            guard cdmSchema == nil, resultsSchema == nil, !append, outsidePeriod == nil, !bulk else {
                throw ValidationError("--cdm-schema, --results-schema, --append, --outside-period and --bulk go with --database")
            }
            return
        }
        do throws(OMOPError) {
            _ = try address(database)
        } catch {
            throw ValidationError(error.description)
        }
        if outsidePeriod != nil, !append { throw ValidationError("--outside-period goes with --append") }
        if bulk, append { throw ValidationError("--bulk drops keys, which --append never does to a site's tables") }
    }

    /// Opens the database that was named, else the file.
    func open(
        orFile path: String, source: CDMSource, key: PseudonymKey, personMap: PersonMap
    ) throws(OMOPError) -> OMOPDatabase {
        guard let database else { return try OMOPDatabase(path: path, source: source, key: key, personMap: personMap) }
        let mode = append ? OutputMode.append(outsidePeriod ?? .remark) : .standAlone
        let opened = try OMOPDatabase(try address(database), mode: mode, source: source, key: key, personMap: personMap)
        if bulk { try opened.beginBulkLoad() }
        return opened
    }

    private func address(_ database: String) throws(OMOPError) -> PostgresAddress {
        try PostgresAddress(database, cdmSchema: cdmSchema, resultsSchema: resultsSchema)
    }
}

extension OutputMode.PeriodPolicy: ExpressibleByArgument {}
