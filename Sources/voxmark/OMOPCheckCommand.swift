import ArgumentParser
import Batch
import Foundation
import OMOP

/// `voxmark omop check`: looks before rows are written, and verifies them afterwards.
struct OMOPCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look whether a database is ready to be written, and verify what is written.",
        discussion: """
            Before writing, with --plan and the options of the run: whose images would be held and why, persons to be made, persons without \
            observation period, dates outside it, missing tables, vocabularies and concepts, the rights that the user of a server lacks, room \
            for ids and on the disk. After writing: keys, links, counts of cases, regions and features, lengths, ranges, and duplicates are \
            read again. --list prints every check with its query. What DataQualityDashboard will find fault with by design is a note, and so \
            are measurements of superseded cases. Nothing is written. --database can also be a CDM of the site, or a database file.

            Exit codes: 0 fine, 3 findings, 2 wrong use or no such database, 4 the database cannot be read.
            """)

    @OptionGroup var stored: StoredOptions

    @Flag(help: "With --plan: rows are to be appended to a site's own CDM, as in the run.")
    var append = false

    @Option(help: ArgumentHelp("The plan that is to be carried out.", valueName: "file"), completion: .file())
    var plan: String?

    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp("The pseudonyms' key, as in the run. (default: ~/.config/voxmark/pseudonym.key)", valueName: "file"),
        completion: .file())
    var keyFile: String?

    @OptionGroup(title: "Persons and dates, as in the run")
    var persons: PersonOptions

    @Flag(help: "Print every check with its query, and check nothing.")
    var list = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        if !list { try stored.requireName() }
        guard plan != nil || !append else { throw ValidationError("--append goes with a --plan") }
        guard persons.linkTable == nil else { throw ValidationError("--link-table goes with voxmark run") }
        try persons.validate(atSite: append)
    }

    func run() throws {
        if list {
            for rule in DatabaseRule.all { Terminal.write("-- \(rule.name) (\(rule.group.rawValue)): \(rule.meaning)\n\(rule.sql);\n") }
            return
        }
        let load = try plan.map { path in try self.load(of: PlanFile(path: path)) }
        let report = try DatabaseCheck(stored.address()).run(before: load)
        Terminal.write(json ? try JSONText.of(report) : report.text)
        if !report.findings.isEmpty { try ExitStatus.partial.leave() }
    }

    private func load(of plan: PlanFile) throws -> PlannedLoad {
        let policy = try persons.policy(among: plan.plans.flatMap(\.patients), sharing: plan.sharedPatientIDs, atSite: append)
        return try plan.load(key: try key(), policy: policy, mode: append ? .append : .standAlone)
    }

    /// The key of the run; looking makes none.
    private func key() throws(OMOPError) -> PseudonymKey? {
        let path = OutputFolder.keyFile(keyFile)
        if keyFile == nil, !FileManager.default.fileExists(atPath: path) { return nil }
        return try PseudonymKey(existing: path)
    }
}

extension DatabaseCheck.Report {
    /// The findings group by group, then the notes, then what was verified.
    fileprivate var text: String {
        var lines: [String] = []
        for group in DatabaseRule.Group.allCases {
            let own = findings.filter { $0.group == group }
            if !own.isEmpty { lines += ["\(group.rawValue):"] + own.map { "  \($0.line)" } }
        }
        if !notes.isEmpty { lines += ["notes:"] + notes.map { "  \($0.line)" } }
        let passed = passedOver.isEmpty ? "" : ", \(passedOver.count) passed over for want of their tables"
        let end = findings.isEmpty ? "nothing is wrong" : "\(findings.count) findings"
        return (lines + ["\(verified.count) checks of \(database) verified\(passed): \(end)"]).joined(separator: "\n")
    }
}
