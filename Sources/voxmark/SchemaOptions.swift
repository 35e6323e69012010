import ArgumentParser
import OMOP

/// The schemas of a PostgreSQL database.
struct SchemaOptions: ParsableArguments {
    @Option(
        name: .customLong("cdm-schema"),
        help: ArgumentHelp("The schema of the CDM. (default: the connection's own, mostly public)", valueName: "schema"))
    var cdmSchema: String?

    @Option(
        name: .customLong("results-schema"),
        help: ArgumentHelp("The schema of Voxmark's own tables. (default: that of the CDM)", valueName: "schema"))
    var resultsSchema: String?

    /// Whether none is named.
    var areDefault: Bool { cdmSchema == nil && resultsSchema == nil }

    /// What is said when they are named, and no server is.
    static let needServer = "--cdm-schema and --results-schema go with a server's --database, such as postgresql://server/name"

    /// A database with these schemas.
    func address(of uri: String) throws(OMOPError) -> PostgresAddress {
        try PostgresAddress(uri, cdmSchema: cdmSchema, resultsSchema: resultsSchema)
    }
}
