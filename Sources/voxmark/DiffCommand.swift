import ArgumentParser
import Batch
import Foundation
import OMOP

/// `voxmark diff`: what is different between two runs.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two outputs, or two runs: cases, features, persons.",
        discussion: """
            RUN is an output folder, a database, or DATABASE#RUN for the database as that run left it, as far as its rows are still there \
            (voxmark status names the last run; the beginning of the name will do). Cases belong together by what they are about (image, mask, \
            region, recipe), so that a changed recipe or input is compared with what it was. Ids, times and versions are not compared.

            Exit codes: 0 equal, 2 wrong use, 3 different, 4 a database cannot be read.
            """)

    @Argument(help: ArgumentHelp("An output folder, a database, or DATABASE#RUN.", valueName: "run"), completion: .file())
    var first: String

    @Argument(help: ArgumentHelp("What to compare it with.", valueName: "run"), completion: .file())
    var second: String

    @Option(
        help: ArgumentHelp(
            "How far values may lie apart, relative to the larger magnitude; without it, values are equal when they have the same bits.",
            valueName: "rel"))
    var tolerance = 0.0

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print the causes of errors.")
    var verbose = false

    func validate() throws {
        guard tolerance >= 0, tolerance < 1 else { throw ValidationError("--tolerance must be 0 or more, and less than 1") }
    }

    func run() throws {
        let sides = try [first, second].map { argument throws(OMOPError) in
            let place = DatabaseArgument(argument)
            return try ComparedRun(database: place.path, run: place.run)
        }
        var comparison = try DatabaseComparison(sides[0], sides[1], tolerance: tolerance)
        let report = try comparison.run()
        Terminal.write(json ? try JSONText.of(report) : report.text)
        try (report.isEqual ? ExitStatus.done : .partial).leave()
    }
}

extension ComparisonReport {
    fileprivate var text: String {
        var lines: [String] = []
        lines += Self.section("cases only in the first", onlyInFirst)
        lines += Self.section("cases only in the second", onlyInSecond)
        lines += Self.section("cases with another state, code or person", otherState)
        lines += Self.section("regions that differ in more than values", otherRegions)
        if !features.isEmpty {
            let header = ["feature", "differ", "of", "largest absolute", "largest relative", "other status", "example"]
            lines += TextTable.lines(
                [header]
                    + features.map { one in
                        [
                            one.code, "\(one.different)", "\(one.compared)", "\(one.largestAbsolute)", "\(one.largestRelative)",
                            "\(one.otherStatus)", one.example ?? "",
                        ]
                    })
        }
        for table in tables {
            lines += Self.section("\(table.name) only in the first", table.onlyInFirst)
            lines += Self.section("\(table.name) only in the second", table.onlyInSecond)
            lines += Self.section("\(table.name) that differ", table.different)
        }
        let verdict = isEqual ? "equal" : "different"
        lines.append("\(verdict): \(casesCompared) cases and \(valuesCompared) values compared")
        return lines.joined(separator: "\n")
    }

    private static func section(_ title: String, _ listing: Listing) -> [String] {
        guard listing.count > 0 else { return [] }
        let rest = listing.count - listing.examples.count
        return ["\(title) (\(listing.count)):"] + listing.examples.map { "  \($0)" } + (rest > 0 ? ["  and \(rest) more"] : [])
    }
}
