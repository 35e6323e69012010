import ArgumentParser
import Batch
import OMOP

/// `voxmark omop resolve`: settles held cases by a person map.
struct OMOPResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Make measurements of the held values of patients whom a person map settles.",
        discussion: """
            Patients whom nobody or several persons could be are held, and so are those whom their person contradicts; voxmark_quarantine has \
            their pseudonyms. Those whom the map names are checked as in a run and written, each patient in one transaction; the others stay. \
            Give --persons, --date-shift, --concept-mode and --person-check as in the run, and --database with its options instead of \
            --output when it wrote into PostgreSQL. The CSV tables are those of the last run until the \
            next one.

            Exit codes: 0 nobody is left in quarantine, 2 wrong use or a bad file, 3 some patients stay held, 4 the database cannot be written.
            """)

    @Option(help: ArgumentHelp("The output folder of the run, or its database.", valueName: "folder"), completion: .directory)
    var output: String?

    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp("The pseudonyms' key, as in the run. (default: ~/.config/voxmark/pseudonym.key)", valueName: "file"),
        completion: .file())
    var keyFile: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var persons: PersonOptions
    @OptionGroup var concepts: ConceptOptions

    func validate() throws {
        guard persons.personMap != nil else { throw ValidationError("name a --person-map") }
        guard persons.linkTable == nil else { throw ValidationError("--link-table goes with voxmark run") }
        guard (output == nil) != (database.database == nil) else {
            throw ValidationError("name the --output of the run, or its --database")
        }
        guard !database.bulk else { throw ValidationError("--bulk goes with voxmark run") }
        try persons.validate(atSite: database.append)
    }

    func run() throws {
        let path = try output.map { path throws(OMOPError) in try DatabaseArgument(path, database.place.schemas).address.file ?? "" } ?? ""
        // In PostgreSQL, transactions wait for each other.
        let lock = try output.map { _ throws(BatchError) in try OutputFolder.lock(ofDatabase: path) }
        defer { withExtendedLifetime(lock) {} }
        let policy = RowPolicy(
            persons: try persons.policy(among: [], atSite: database.append), conceptMode: concepts.conceptMode,
            areTumours: concepts.areTumours)
        let key = try PseudonymKey(existing: OutputFolder.keyFile(keyFile))
        let report = try database.open(existingFile: path, key: key, policy: policy).resolve()
        let total = report.measurements.values.reduce(0, +)
        Terminal.write("\(report.measurements.count) cases settled: \(total) measurements written")
        for one in report.remaining { Terminal.write("\(one.pseudonym) stays held [\(one.reason.rawValue)]") }
        try (report.remaining.isEmpty ? ExitStatus.done : .partial).leave()
    }
}
