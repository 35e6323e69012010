import ArgumentParser
import Batch
import OMOP

/// `voxmark omop remove`: takes a run out again.
struct OMOPRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take one run's cases out of an output's database again.",
        discussion: """
            Regions, measurements, statuses and files of images go away with the cases, in one transaction. Cases that the run had superseded \
            are current again; persons stay. In PostgreSQL, a run that is at work is not removed. The CSV tables are those of the last run until the next one.

            Exit codes: 0 removed, 2 wrong use, or no such database or run, 4 the database cannot be written; nothing is removed then.
            """)

    @Option(name: .customLong("run"), help: ArgumentHelp("The run's name, or the beginning of it.", valueName: "id"))
    var runName: String

    @OptionGroup var stored: StoredOptions

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws { try stored.requireName() }

    func run() throws {
        let address = try stored.address()
        let lock = try address.file.flatMap { path throws(BatchError) in try OutputFolder.lock(ofDatabase: path) }
        defer { withExtendedLifetime(lock) {} }
        let database = try StoredDatabase(address, readOnly: false)
        let report = try database.remove(run: runName)
        let restored = report.restored > 0 ? "; \(report.restored) cases that it had superseded are current again" : ""
        Terminal.write(json ? try JSONText.of(report) : "run \(report.run) removed: \(report.cases) cases\(restored)")
    }
}
