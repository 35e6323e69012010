import ArgumentParser
import Batch
import Foundation
import OMOP

/// `voxmark status`: how an output stands.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tell how an output stands: its last run, its cases by state and reason, and how to go on.",
        discussion: """
            Nothing is written. Without a name, the output is the folder that the program was started in. Cases that others superseded are counted, not listed. Keys and regions' names appear, no patient.

            Exit codes: 0 told, 2 wrong use or no such database, 4 the database cannot be read.
            """)

    @OptionGroup var stored: StoredOptions

    @Flag(help: "List every case with its attempts, worker and seconds per stage.")
    var cases = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    /// What `--json` prints.
    private struct Report: Encodable {
        let ledger: LedgerOverview
        let advice: String
        let cases: [LedgerCase]?
    }

    func run() throws {
        let address = try stored.address()
        let database = try StoredDatabase(address)
        let overview = try database.overview()
        if json {
            var listed: [LedgerCase] = []
            if cases { try database.forEachCase { listed.append($0) } }
            return Terminal.write(
                try JSONText.of(Report(ledger: overview, advice: overview.advice(retry(address)), cases: cases ? listed : nil)))
        }
        if cases {
            Terminal.write(LedgerCase.header)
            try database.forEachCase { Terminal.write($0.line) }
            Terminal.write("")
        }
        Terminal.write(overview.text(retry(address)))
    }

    /// How what failed is tried again; of another database than an output folder's, the folder of the run is not known.
    private func retry(_ address: DatabaseAddress) -> String {
        var folder = stored.place.database ?? stored.output ?? "."
        if address.file == folder { folder = URL(filePath: folder).deletingLastPathComponent().path }
        let isKnown = address.file.map { URL(filePath: $0).lastPathComponent } == "omop.sqlite"
        return "voxmark retry --failed --output \(isKnown ? folder.shellQuoted : "FOLDER (that of the run)")"
    }
}

extension LedgerOverview {
    /// The run, a table of the cases, the queue, and what to do.
    fileprivate func text(_ retry: String) -> String {
        var lines = [lastRun.map { $0.line(of: runs) } ?? "no run yet"]
        if !groups.isEmpty {
            lines +=
                [""]
                + TextTable.lines(
                    [["state", "recipe", "code", "cases", "attempts"]]
                        + groups.map { [$0.state.rawValue, $0.recipe, $0.code ?? "", String($0.cases), String($0.attempts)] })
        }
        if superseded > 0 { lines.append("also: \(superseded) superseded by newer cases") }
        lines += left.map { "left of recipe \($0.recipe): \($0.queued) queued, \($0.running) under way" }
        return (lines + ["", advice(retry)]).joined(separator: "\n")
    }

    /// How to go on.
    ///
    /// - Parameter retry: the command that tries again what failed.
    fileprivate func advice(_ retry: String) -> String {
        let (wrong, held) = (count(.failed) + count(.refused), count(.held))
        let undone = wrong + held
        var mend = undone > 0 ? "; voxmark codes CODE tells what to do about a code" : ""
        if wrong > 0 { mend += ", then \(retry) computes what failed or was refused once more" }
        if held > 0 { mend += "; what is held is settled by a person map and voxmark omop resolve, or by the same command again" }
        switch lastRun?.state {
        case nil: return "Nothing has been run into this output."
        case .running:
            return "The last run is under way, or its process died; if it died, the same command again goes on where it ended\(mend)."
        case .interrupted, .ended: return "The last run did not come to its end; the same command again goes on where it ended\(mend)."
        case .complete: return undone > 0 ? "The last run is complete\(mend)." : "The last run is complete, and all cases are done."
        }
    }
}

extension StoredRun {
    fileprivate func line(of count: Int) -> String {
        let end = finished.map { ", ended \($0)" } ?? ""
        let part = shard.map { ", shard \($0)" } ?? ""
        let all = count > 1 ? "; the last of \(count) runs" : ""
        return "\(command) \(id): \(state.rawValue), began \(started)\(end)\(part), \(planned) cases planned, "
            + "version \(softwareVersion), numerics \(numericsVersion)\(all)"
    }
}

extension LedgerCase {
    fileprivate static let header = "key  state  code  attempts  worker  recipe  region  seconds"

    fileprivate var line: String {
        let stages = [
            ("digest", seconds.digest), ("load", seconds.load), ("segment", seconds.segment), ("prepare", seconds.prepare),
            ("features", seconds.features), ("write", seconds.write),
        ]
        let times = stages.compactMap { name, value in value.map { "\(name) \(($0 * 1000).rounded() / 1000)" } }
        let cells = [
            String(key.prefix(16)), state.rawValue, code ?? "–", String(attempts), worker.map { "\($0)" } ?? "–", recipe, label ?? "–",
            times.isEmpty ? "–" : times.joined(separator: ", "),
        ]
        return cells.joined(separator: "  ")
    }
}
