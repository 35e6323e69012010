import ArgumentParser
import OMOP

/// `voxmark omop remove`: takes a run out again.
struct OMOPRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take one run's cases out of an output's database again.",
        discussion: """
            Regions, measurements, statuses and files of images go away with the cases, in one transaction. Cases that the run had superseded \
            are current again; persons stay. The CSV tables are those of the last run until the next one.

            Exit codes: 0 removed, 2 wrong use, or no such database or run, 4 the database cannot be written; nothing is removed then.
            """)

    @Option(name: .customLong("run"), help: ArgumentHelp("The run's name, or the beginning of it.", valueName: "id"))
    var runName: String

    @Option(help: ArgumentHelp("The output folder of the run, or its database.", valueName: "folder"), completion: .directory)
    var output: String

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func run() throws {
        let database = try StoredDatabase(path: DatabaseArgument(output).path, readOnly: false)
        let report = try database.remove(run: runName)
        let restored = report.restored > 0 ? "; \(report.restored) cases that it had superseded are current again" : ""
        Terminal.write(json ? try JSONText.of(report) : "run \(report.run) removed: \(report.cases) cases\(restored)")
    }
}
