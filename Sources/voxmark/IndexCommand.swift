import ArgumentParser
import Batch
import Foundation

/// `voxmark index`: reads the headers of archives into a local index, and tells what it found.
struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Read the headers of archives into a local SQLite index, and tell what is there.",
        discussion: """
            Only headers are read, and only of files that are new or whose size or time has changed. The table counts series by modality and \
            by the verdict on their geometry. The index holds patients' identifiers as the headers do: its owner alone can read it, and it \
            belongs beside the archive, not beside results. Its tables study, series and instance can be asked with sqlite3.

            Exit codes: 0 all read, 2 wrong use, 3 some files are damaged or cannot be read, 4 the index cannot be used.
            """)

    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String]

    @Option(name: .customLong("index"), help: ArgumentHelp("The index; made when missing.", valueName: "file"), completion: .file())
    var file = "voxmark-index.sqlite"

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    /// What `--json` prints.
    private struct Report: Encodable {
        let changes: SeriesIndex.Changes
        let summary: IndexSummary
    }

    func run() throws {
        let index = try SeriesIndex(path: file)
        var told = ContinuousClock.now
        let changes = try index.update(archive) { done, all in
            guard ContinuousClock.now - told > .seconds(2) else { return }
            told = .now
            Terminal.report("\(done) of \(all) files")
        }
        let summary = try index.summary()
        if json {
            Terminal.write(try JSONText.of(Report(changes: changes, summary: summary)))
        } else {
            for line in changes.unreadable + changes.skipped { Terminal.report("voxmark: \(line)") }
            Terminal.write(summary.text)
            Terminal.write(
                "\(summary.files) files: \(changes.added) new, \(changes.changed) changed, \(changes.unchanged) unchanged, "
                    + "\(changes.removed) removed; index in \(file)")
        }
        let isSound = changes.unreadable.isEmpty && summary.remainders.allSatisfy { ["not-dicom", "no-series"].contains($0.code) }
        try (isSound ? ExitStatus.done : .partial).leave()
    }
}
