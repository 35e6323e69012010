import ArgumentParser
import Batch
import Foundation

/// `voxmark retry`: what failed or was refused, and nothing else, once more.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Compute once more what failed or was refused, after it has been mended.",
        discussion: """
            The archive is planned again, and of the plan only those cases are computed that the output's ledger has as failed or refused, \
            or, without a --code, does not know, since what they are made of could not be read. What is done is neither read nor touched. Without an archive \
            or manifest, those of the last voxmark run into the output are taken.

            Exit codes: as of voxmark run; 0 also when there is nothing to try again.
            """)

    @Flag(help: "What failed or was refused; the only choice.")
    var failed = false

    @Option(help: ArgumentHelp("Only what has this code; can be given several times.", valueName: "code"))
    var code: [String] = []

    @OptionGroup var options: RunOptions

    func validate() throws {
        guard failed else { throw ValidationError("say what to try again: --failed") }
        guard options.output != nil else { throw ValidationError("name the --output folder of the run") }
        for one in code where DocumentedCode.entry(of: one) == nil {
            throw ValidationError("there is no code '\(one)'; voxmark codes lists them")
        }
    }

    func run() async throws {
        var session = RunSession(options: try completed(), command: "retry")
        session.codes = Set(code)
        try await session.execute()
    }

    /// The options, with archive and recipe of the last run where none are named.
    private func completed() throws -> RunOptions {
        guard options.archive.isEmpty, options.manifest == nil, options.plan == nil, let output = options.output else { return options }
        let remembered = try RememberedRun.of(output)
        // What is named now starts at this folder, what is remembered at the run's.
        var named = options
        named.output = absolute(output)
        named.recipe = options.recipe.map(absolute)
        named.selection = options.selection.map(absolute)
        named.keyFile = options.keyFile.map(absolute)
        named.indexFile = options.indexFile.map(absolute)
        named.persons.personMap = options.persons.personMap.map(absolute)
        named.persons.dateShift = options.persons.dateShift.map(absolute)
        named.persons.linkTable = options.persons.linkTable.map(absolute)
        guard FileManager.default.changeCurrentDirectoryPath(remembered.folder) else {
            throw BatchError(.input, "the folder \(remembered.folder), where the run was started, is gone; name the archive and the recipe")
        }
        return Self.merged(try RunOptions.parse(remembered.arguments), with: named)
    }

    /// The remembered options, with what is named now in the place of theirs.
    private static func merged(_ remembered: RunOptions, with named: RunOptions) -> RunOptions {
        var all = remembered
        all.output = named.output
        all.engine = named.engine
        all.replace = remembered.replace || named.replace
        all.verbose = named.verbose
        if !named.recipe.isEmpty { all.recipe = named.recipe }
        all.selection = named.selection ?? remembered.selection
        all.keyFile = named.keyFile ?? remembered.keyFile
        all.indexFile = named.indexFile ?? remembered.indexFile
        all.persons.personMap = named.persons.personMap ?? remembered.persons.personMap
        all.persons.dateShift = named.persons.dateShift ?? remembered.persons.dateShift
        all.persons.linkTable = named.persons.linkTable ?? remembered.persons.linkTable
        if !named.persons.checks.isEmpty { all.persons.checks = named.persons.checks }
        if named.database.database != nil { all.database = named.database }
        return all
    }
}
