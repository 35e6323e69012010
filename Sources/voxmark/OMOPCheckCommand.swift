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
            Before writing, with --plan: patients that PERSON does not have, missing vocabularies and concepts, persons without observation \
            period, dates outside it, room for ids and on the disk. After writing: keys, links, counts of cases, regions and features, lengths, \
            ranges, and duplicates are read again. --list prints every check with its query. What DataQualityDashboard will find fault with by \
            design is a note. Nothing is written.

            Exit codes: 0 fine, 3 findings, 2 wrong use or no such database, 4 the database cannot be read.
            """)

    @Option(help: ArgumentHelp("The output folder of a run.", valueName: "folder"), completion: .directory)
    var output: String?

    @Option(help: ArgumentHelp("A database: an output's, or a CDM of the site.", valueName: "file"), completion: .file())
    var database: String?

    @Option(help: ArgumentHelp("The plan that is to be carried out.", valueName: "file"), completion: .file())
    var plan: String?

    @Option(help: ArgumentHelp("The key file of the pseudonyms; needed to look patients up.", valueName: "file"), completion: .file())
    var keyFile: String?

    @Flag(help: "Print every check with its query, and check nothing.")
    var list = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        guard list || (output == nil) != (database == nil) else { throw ValidationError("name a database by --output or --database") }
    }

    func run() throws {
        if list {
            for rule in DatabaseRule.all { Terminal.write("-- \(rule.name) (\(rule.group.rawValue)): \(rule.meaning)\n\(rule.sql);\n") }
            return
        }
        // A key is not made by looking.
        let key = try keyFile.map { path throws(OMOPError) -> PseudonymKey in
            guard FileManager.default.fileExists(atPath: path) else { throw OMOPError(.keyFile, "there is no key file \(path)") }
            return try PseudonymKey(file: path)
        }
        let load = try plan.map { path in try PlanFile(path: path).load(key: key) }
        let report = try DatabaseCheck(path: DatabaseArgument(output ?? database ?? "").path).run(before: load)
        Terminal.write(json ? try JSONText.of(report) : report.text)
        if !report.findings.isEmpty { try ExitStatus.partial.leave() }
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
        return (lines + ["\(verified.count) checks verified\(passed): \(end)"]).joined(separator: "\n")
    }
}
