import ArgumentParser
import OMOP

/// Which database is meant, when it is not that of an output folder.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A PostgreSQL database instead of omop.sqlite, without a password (PGPASSFILE, PGPASSWORD).",
            valueName: "postgresql://user@server/name"))
    var database: String?

    @OptionGroup var schemas: SchemaOptions

    func validate() throws {
        guard let database, PostgresAddress.isAddress(database) else {
            guard schemas.areDefault else {
                throw ValidationError(SchemaOptions.needServer)
            }
            return
        }
        do throws(OMOPError) {
            _ = try schemas.address(of: database)
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The options as a shell reads them.
    var shellText: String {
        let all = [("--database", database), ("--cdm-schema", schemas.cdmSchema), ("--results-schema", schemas.resultsSchema)]
        return all.compactMap { name, value in value.map { "\(name) \($0.shellQuoted)" } }.joined(separator: " ")
    }
}

/// The database that a command reads or changes: that of an output folder, or another.
struct StoredOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The output folder of a run, or its database.", valueName: "folder"), completion: .directory)
    var output: String?

    @OptionGroup var place: PlaceOptions

    func validate() throws {
        guard output == nil || place.database == nil else { throw ValidationError("name an --output or a --database, not both") }
        if let output, PostgresAddress.isAddress(output) { throw ValidationError("name a database on a server by --database") }
    }

    /// Refuses that neither is named.
    func requireName() throws {
        guard output != nil || place.database != nil else { throw ValidationError("name the --output of a run, or its --database") }
    }

    /// Where the database is; without a name, in the folder that the program was started in.
    func address() throws(OMOPError) -> DatabaseAddress {
        try DatabaseArgument(place.database ?? output ?? ".", place.schemas).address
    }
}

extension String {
    /// The text as a shell takes it for one word.
    var shellQuoted: String {
        let isPlain = !isEmpty && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:@=+,".contains($0)) }
        return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
    }
}
