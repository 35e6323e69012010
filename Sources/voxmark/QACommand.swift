import ArgumentParser
import Conformance
import Foundation

/// `voxmark qa`: the program proves itself.
struct QACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "qa", abstract: "Check this program against reference values.", subcommands: [IBSI.self])

    /// `voxmark qa ibsi`.
    struct IBSI: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ibsi",
            abstract: "Compare with the reference values of IBSI 1: the digital phantom, and configurations A to E of the CT phantom.",
            discussion: """
                The CT phantom may not be shipped: it is looked for in --phantoms, in VOXMARK_PHANTOMS, then in the cache that \
                Phantoms/fetch.sh fills.

                Exit codes: 0 every value agrees, 3 some do not, 4 the check could not run.
                """)

        @Flag(help: "Print one JSON object with all rows.")
        var json = false

        @Option(help: ArgumentHelp("The folder that holds ibsi1/ct_phantom.", valueName: "folder"), completion: .directory)
        var phantoms: String?

        @Flag(help: "Print the causes of errors.")
        var verbose = false

        func run() throws {
            let report = try IBSICheck.run(phantoms: phantoms.map { URL(filePath: $0) })
            Terminal.write(try json ? JSONText.of(report) : report.text)
            try (report.passed ? ExitStatus.done : .partial).leave()
        }
    }
}
