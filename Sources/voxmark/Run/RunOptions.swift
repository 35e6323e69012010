import ArgumentParser
import Batch
import Foundation
import OMOP

/// What `voxmark run` and `voxmark retry` have in common.
struct RunOptions: ParsableArguments {
    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String] = []

    @Option(
        help: ArgumentHelp("The recipe: everything that can change a number; of several, each for its modalities.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var recipe: [String] = []

    @Option(help: ArgumentHelp("Which series and regions; without it, all.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var selection: String?

    @Option(help: ArgumentHelp("The folder for the results; made when missing.", valueName: "folder"), completion: .directory)
    var output: String?

    @Option(
        help: ArgumentHelp("A cohort as a CSV file, beside or instead of archives.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var manifest: String?

    @Option(
        help: ArgumentHelp(
            "A plan (voxmark plan --output), or a shard of one, instead of archives and recipes.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var plan: String?

    @Option(
        name: .customLong("person-map"),
        help: ArgumentHelp("Birth years and sexes that headers lack: CSV with patient_id, year_of_birth, sex.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var personMap: String?

    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp("The pseudonyms' key; made on the first run. (default: ~/.config/voxmark/pseudonym.key)", valueName: "file"),
        completion: .file())
    var keyFile: String?

    @Option(
        name: .customLong("index"),
        help: ArgumentHelp(
            "An index (voxmark index) to take headers and content digests from, brought up to date first; made when missing.",
            valueName: "file"), completion: .file())
    var indexFile: String?

    @Flag(help: "Take out the rows of earlier versions of the same image, mask and region, instead of keeping them as superseded.")
    var replace = false

    @OptionGroup(title: "How it works")
    var engine: EngineOptions

    @Flag(help: "Show each case as it ends, all notes about the archive, and the causes of errors.")
    var verbose = false

    /// Where the results go: what was named, or for a shard of a plan its place beside it.
    var outputFolder: String {
        if let output { return output }
        let shard = URL(filePath: plan ?? "").standardizedFileURL
        return shard.deletingLastPathComponent().appending(path: "parts/\(shard.deletingPathExtension().lastPathComponent)").path
    }

    func validate() throws {
        if plan != nil {
            guard archive.isEmpty, manifest == nil, recipe.isEmpty, selection == nil else {
                throw ValidationError("a --plan names its archives, recipes and selection itself; leave out the others")
            }
        }
        guard recipe.count < 2 || manifest == nil else {
            throw ValidationError("a --manifest takes one --recipe; run each recipe with the rows that it is meant for")
        }
    }
}

/// How a run works; nothing of it changes a value.
struct EngineOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many worker processes compute at a time. (default: the number of cores)", valueName: "number"))
    var jobs: Int?

    @Option(
        help: ArgumentHelp(
            "How much memory all processes together may use, such as 8G. (default: three quarters of what is free)", valueName: "size"))
    var memory: String?

    @Option(help: ArgumentHelp("After how many seconds without progress a worker counts as hung.", valueName: "seconds"))
    var stall = 600.0

    @Option(
        name: .customLong("progress"),
        help: ArgumentHelp("Seconds between two lines of progress where there is no terminal.", valueName: "seconds"))
    var progressInterval = 10.0

    @Option(name: .customLong("log-format"), help: ArgumentHelp("How run.log is written: text or json.", valueName: "format"))
    var logFormat = LogFormat.text

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
        if let memory, MemoryBudget(text: memory) == nil {
            throw ValidationError("--memory '\(memory)' is no size; write for example 8G or 500M")
        }
        guard stall >= 1 else { throw ValidationError("--stall must be 1 second or more") }
        guard progressInterval > 0 else { throw ValidationError("--progress must be more than 0 seconds") }
    }

    /// The number of worker processes.
    var workers: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    /// The options of the engine.
    func batchOptions(replaces: Bool, verbose: Bool) -> BatchRun.Options {
        var options = BatchRun.Options(workerCommand: WorkerCommand.command)
        options.jobs = workers
        options.stall = stall
        options.replaces = replaces
        options.showsWorkers = verbose
        if let budget = memory.flatMap(MemoryBudget.init) { options.memory = budget }
        return options
    }
}

extension LogFormat: ExpressibleByArgument {}
