import ArgumentParser
import Audit
import Foundation

/// `voxmark audit`: looks at what was written.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check what was written.", subcommands: [LeaksCommand.self])
}

/// `voxmark audit leaks`: searches outputs for what identifies the patients of an archive.
struct LeaksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaks",
        abstract: "Search outputs for names, ids, dates, UIDs and paths of an archive.",
        discussion: """
            Reads all headers of the archive and searches files and folders for what identifies persons in them: databases cell by cell and in \
            their free space, tables by column, DICOM by tag, compressed files unpacked, everything else as it is. Excerpts mask \
            identifiers; with --reveal the report itself becomes confidential. A policy (YAML) says what may stand where; without one, \
            only the dates of measurements may, in the columns for them.

            Exit codes: 0 no leak, 2 wrong use, 3 leaks, or something that could not be read, 4 nothing could be read.
            """)

    @Argument(help: "The folder or file with the DICOM that the outputs were made from.", completion: .directory)
    var archive: String

    @Argument(help: "Files and folders to search.", completion: .file())
    var output: [String]

    @Option(help: ArgumentHelp("Further folders of the archive.", valueName: "folder"), completion: .directory)
    var also: [String] = []

    @Option(help: ArgumentHelp("What may stand where.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var policy: String?

    @Flag(help: "Show identifiers in excerpts as they are.")
    var reveal = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        if let address = output.first(where: { $0.hasPrefix("postgresql://") || $0.hasPrefix("postgres://") }) {
            let scheme = address.prefix { $0 != ":" }
            throw ValidationError("\(scheme) addresses are not searched; name a dump of the database (pg_dump --inserts)")
        }
    }

    func run() throws {
        let policy = try policy.map { try LeakPolicy.load(from: URL(filePath: $0)) } ?? .standard
        for path in output where !FileManager.default.fileExists(atPath: path) {
            throw AuditError(.notFound, "\(path): there is no such file or folder; check the path")
        }
        var progress = ProgressLine()
        let archives = [archive] + also
        let identifiers = try ArchiveIdentifiers(archives, excluding: output) { progress.tell("\($0) of \($1) headers") }
        var audit = LeakAudit(identifiers, policy: policy, reveals: reveal)
        let report = try audit.run(output, excluding: archives) { progress.tell("searching \($0)") }
        for line in report.unreadable { Terminal.report("voxmark: \(line)") }
        Terminal.write(json ? try JSONText.of(report) : report.text)
        try (report.files == 0 ? ExitStatus.nothing : report.isClean ? .done : .partial).leave()
    }
}

/// Tells how far a long work is, not more often than every two seconds.
private struct ProgressLine {
    private var told = ContinuousClock.now

    mutating func tell(_ text: @autoclosure () -> String) {
        guard ContinuousClock.now - told > .seconds(2) else { return }
        told = .now
        Terminal.report(text())
    }
}
