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
        let place = URL(filePath: output).standardizedFileURL.path
        guard FileManager.default.changeCurrentDirectoryPath(remembered.folder) else {
            throw BatchError(.input, "the folder \(remembered.folder), where the run was started, is gone; name the archive and the recipe")
        }
        var all = try RunOptions.parse(remembered.arguments)
        all.output = place
        all.engine = options.engine
        all.replace = all.replace || options.replace
        all.verbose = options.verbose
        if !options.recipe.isEmpty { all.recipe = options.recipe }
        all.selection = options.selection ?? all.selection
        all.persons.personMap = options.persons.personMap ?? all.persons.personMap
        if options.database.database != nil { all.database = options.database }
        all.keyFile = options.keyFile ?? all.keyFile
        all.indexFile = options.indexFile ?? all.indexFile
        return all
    }
}
