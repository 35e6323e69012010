import ArgumentParser
import Batch
import Foundation

/// `voxmark plan`: tells what a run would do, and writes it down.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "List what a run would compute, what it would leave out and why, and what it would take.",
        discussion: """
            No pixel is read. Every case is listed with its verdict, and so is everything left over: masks without images, images without \
            masks, regions that nothing fits. Peak memory and time are predicted for each case and in all. Patients are named by their \
            Patient IDs, on the terminal and in what --json and --csv print, for whoever asks.

            With --output FILE the plan is written, to be read, edited (take out cases, rename a label) and carried out with voxmark run --plan. \
            It holds patients' identifiers and paths: its owner alone can read it, and it belongs beside the archive, not into results.

            With --shards N --output FOLDER it is split into N plans of about equal predicted time, shard-001.json and so on, each to be run by \
            itself; plan.json lists them. What is left over is told in the first.

            Without an archive, --index plans what the index holds, as it is, without looking at the files.

            Exit codes: 0 all will be computed, 2 wrong use, 3 some is refused or left over, 4 nothing to do.
            """)

    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String] = []

    @Option(
        help: ArgumentHelp("The recipe; of several, each for its modalities.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var recipe: [String]

    @Option(help: ArgumentHelp("Which series and regions; without it, all.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var selection: String?

    @Option(
        help: ArgumentHelp("A cohort as a CSV file, beside or instead of archives.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var manifest: String?

    @Option(
        name: .customLong("index"),
        help: ArgumentHelp(
            "An index (voxmark index) to take headers from; with an archive it is brought up to date first, and made when missing.",
            valueName: "file"), completion: .file())
    var indexFile: String?

    @Option(help: ArgumentHelp("Where to write the plan; with --shards, the folder.", valueName: "path"), completion: .file())
    var output: String?

    @Option(help: ArgumentHelp("How many plans to split it into.", valueName: "number"))
    var shards: Int?

    @Option(help: ArgumentHelp("For how many cores time is predicted. (default: those of this machine)", valueName: "number"))
    var cores: Int?

    @Flag(help: "Print one JSON object.")
    var json = false

    @Flag(help: "Print a table, one line for each case and for whatever is left over.")
    var csv = false

    @Flag(help: "List every case, leftover and note, and the causes of errors.")
    var verbose = false

    func validate() throws {
        guard !archive.isEmpty || manifest != nil || indexFile != nil else {
            throw ValidationError("name an archive, a --manifest or an --index")
        }
        guard !recipe.isEmpty else { throw ValidationError("name a --recipe") }
        guard recipe.count == 1 || manifest == nil else {
            throw ValidationError("a --manifest takes one --recipe; plan each recipe with the rows that it is meant for")
        }
        guard !json || !csv else { throw ValidationError("choose one of --json and --csv") }
        guard shards == nil || output != nil else { throw ValidationError("name the folder of the --shards with --output") }
        if let shards, shards < 1 { throw ValidationError("--shards must be 1 or more") }
        if let cores, cores < 1 { throw ValidationError("--cores must be 1 or more") }
    }

    func run() throws {
        let setups = try RunSetup.several(recipes: recipe, selection: selection)
        for (path, setup) in zip(recipe, setups) {
            for warning in setup.recipe.warnings { Terminal.report("voxmark: \(path): warning: \(warning)") }
        }
        let index = try openIndex()
        let plans = try makePlans(setups, index)
        let report = PlanReport(
            plans: plans, recipes: setups.map(\.recipe.name), cores: cores ?? ProcessInfo.processInfo.activeProcessorCount)
        if json {
            Terminal.write(try JSONText.of(report))
        } else {
            Terminal.write(csv ? report.csv : report.text(isDetailed: verbose))
        }
        if report.totals.planned + report.totals.refused + report.totals.failed > 0 { try write(plans, setups, index) }
        try status(report.totals).leave()
    }

    private func status(_ totals: PlanReport.Totals) -> ExitStatus {
        if totals.planned == 0 { return .nothing }
        return totals.refused + totals.failed > 0 ? .partial : .done
    }

    /// An index that is planned by itself must be there.
    private func openIndex() throws -> SeriesIndex? {
        guard let indexFile else { return nil }
        if archive.isEmpty, manifest == nil, !FileManager.default.fileExists(atPath: indexFile) {
            throw BatchError(.index, "there is no index \(indexFile); make it with voxmark index, or name an archive")
        }
        return try SeriesIndex(path: indexFile)
    }

    private func makePlans(_ setups: [RunSetup], _ index: SeriesIndex?) throws -> [Plan] {
        var plans: [Plan]
        if !archive.isEmpty {
            plans = try Plan.plans(archives: archive, setups: setups, excluding: output.map { [$0] } ?? [], index: index)
        } else if let index, manifest == nil {
            plans = try Plan.plans(of: index, setups: setups)
        } else {
            plans = setups.map { _ in Plan() }
        }
        if let manifest { plans[0].append(try Plan(manifest: manifest, setup: setups[0], index: index)) }
        return plans
    }

    private func write(_ plans: [Plan], _ setups: [RunSetup], _ index: SeriesIndex?) throws {
        guard let output else { return }
        let archives = try archive.isEmpty ? index?.archives() ?? [] : archive
        let file = PlanFile(
            plans: plans, recipes: recipe, setups: setups, selection: selection, archives: archives, manifest: manifest)
        guard let shards else {
            try file.write(to: output)
            return Terminal.report("plan in \(output), which names patients: keep it beside the archive")
        }
        let list = try file.writeShards(shards, to: output)
        let fewer = list.shards < shards ? ", since there are no more images" : ""
        Terminal.report("\(list.shards) shards in \(output)\(fewer); they name patients: keep them beside the archive")
    }
}
