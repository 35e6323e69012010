import ArgumentParser
import Batch
import Foundation
import OMOP

/// `voxmark run`: archives or a manifest in, an OMOP database and tables out.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compute the features of all regions of an archive and write them as OMOP rows.",
        discussion: """
            Images and masks (RTSTRUCT, DICOM SEG) are paired by the series that the mask references, or by frame of reference and \
            geometry. A case is one region on one image. Cases that an earlier run finished are not computed again; failed, refused and held ones are. The output folder gets omop.sqlite, features.csv \
            (one row per region), records.csv (one row per feature) and run.log. Patient IDs and UIDs are written as pseudonyms only; file \
            names appear on the terminal only.

            A manifest is a CSV file with the columns image and mask, and if you like label (a label number, or the name of a region), patient, \
            date, sex, year_of_birth or birth_date, and modality. An image is a NIfTI file or a folder with one DICOM series, a mask a NIfTI \
            file or a folder of them (one region each, named by its file), an RTSTRUCT or a SEG. Relative paths start at the manifest's folder.

            Of several recipes (--recipe ct.yaml --recipe mr.yaml), each computes the series whose modality it names under modalities, or all \
            when it names none; two that name the same modality both compute. A series that none names is left out with a note. Their tables \
            are features-NAME.csv and records-NAME.csv, by the recipe's name.

            Exit codes: 0 all done, 2 wrong use, 3 some cases failed, were refused or are held, 4 nothing could be done.
            """)

    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String] = []

    @Option(
        help: ArgumentHelp("The recipe: everything that can change a number; of several, each for its modalities.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var recipe: [String]

    @Option(help: ArgumentHelp("Which series and regions; without it, all.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var selection: String?

    @Option(help: ArgumentHelp("The folder for the results; made when missing.", valueName: "folder"), completion: .directory)
    var output: String

    @Option(
        help: ArgumentHelp("A cohort as a CSV file, beside or instead of archives.", valueName: "file"),
        completion: .file(extensions: ["csv"]))
    var manifest: String?

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

    @Option(help: ArgumentHelp("How many cases are computed at a time. (default: the number of cores)", valueName: "number"))
    var jobs: Int?

    @Flag(help: "List all notes about the archive, and the causes of errors.")
    var verbose = false

    func validate() throws {
        guard !archive.isEmpty || manifest != nil else { throw ValidationError("name an archive or a --manifest") }
        guard !recipe.isEmpty else { throw ValidationError("name a --recipe") }
        guard recipe.count == 1 || manifest == nil else {
            throw ValidationError("a --manifest takes one --recipe; run each recipe with the rows that it is meant for")
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    }

    func run() async throws {
        let setups = try RunSetup.several(recipes: recipe, selection: selection)
        let persons = try personMap.map { path throws(OMOPError) in try PersonMap(file: path) } ?? PersonMap()
        for (path, setup) in zip(recipe, setups) {
            for warning in setup.recipe.warnings { Terminal.report("voxmark: \(path): warning: \(warning)") }
        }
        let index = try indexFile.map { path throws(BatchError) in try SeriesIndex(path: path) }
        let plans = try makePlans(setups, index)
        guard plans.contains(where: { $0.caseCount > 0 }) else {
            var all = Plan()
            for plan in plans { all.append(plan) }
            Terminal.write(RunSummary(ofNothing: all).text(isDetailed: verbose))
            Terminal.report("voxmark: nothing to do: \(all.reasonForNothing)")
            return try ExitStatus.nothing.leave()
        }
        let summary = try await execute(plans, setups, persons, index)
        Terminal.write(summary.text(isDetailed: verbose))
        if let fault = summary.fault {
            Terminal.report("voxmark: the run ended before its end: \(fault)")
            if verbose { Voxmark.causes(of: fault).forEach(Terminal.report) }
        }
        try ExitStatus(summary.outcome).leave()
    }

    private var threads: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    private func makePlans(_ setups: [RunSetup], _ index: SeriesIndex?) throws -> [Plan] {
        var plans =
            try archive.isEmpty
            ? setups.map { _ in Plan() }
            : Plan.plans(
                archives: archive, setups: setups, excluding: OutputFolder.results(in: output, of: archive), jobs: threads,
                index: index)
        if let manifest { plans[0].append(try Plan(manifest: manifest, setup: setups[0], index: index)) }
        return plans
    }

    /// Runs recipe after recipe into one database; all are registered before the first case is computed.
    private func execute(
        _ plans: [Plan], _ setups: [RunSetup], _ persons: PersonMap, _ index: SeriesIndex?
    ) async throws -> RunSummary {
        let folder = try OutputFolder(path: output)
        let key = try folder.pseudonymKey(file: keyFile)
        let log = try folder.logger()
        let source = try CDMSource(releaseDate: today())
        let database = try OMOPDatabase(path: folder.database, source: source, key: key, personMap: persons)
        let writers = try setups.map { setup throws(OMOPError) in try OMOPWriter(database, run: setup.identity) }
        let count = plans.reduce(0) { $0 + $1.caseCount }
        let record = RunRecord(softwareVersion: Batch.softwareVersion, numericsVersion: setups[0].identity.numericsVersion, planned: count)
        try database.begin(record)
        var summary: RunSummary?
        for ((plan, setup), writer) in zip(zip(plans, setups), writers) {
            let digests = try index?.digests(of: plan) ?? DigestCache()
            let run = BatchRun(plan: plan, setup: setup, pseudonyms: key, jobs: threads, record: record, digests: digests, log: log)
            let before = summary?.caseCount ?? 0
            let next = try await run.execute(writer: writer) { report, finished in
                Terminal.report("[\(before + finished)/\(count)] \(report.line)")
            }
            try index?.keep(digests)
            if summary?.append(next) == nil { summary = next }
            if next.fault != nil { break }
        }
        guard var summary else { preconditionFailure("there is a recipe") }
        guard summary.fault == nil else {
            // Where the database itself is at fault, the next run finds this one as running, which says as much.
            try? database.finish(run: record, state: .ended)
            return summary
        }
        do throws(OMOPError) {
            for (writer, setup) in zip(writers, setups) {
                let name = setups.count > 1 ? setup.identity.recipe : nil
                try writer.writeTables(
                    features: name.map(folder.features) ?? folder.features, records: name.map(folder.records) ?? folder.records)
            }
            try database.finish(run: record, state: .complete)
        } catch {
            summary.fault = error
            return summary
        }
        let tables = setups.count > 1 ? "a features and a records table for each recipe" : "features.csv, records.csv"
        Terminal.report("results in \(output): omop.sqlite, \(tables)")
        return summary
    }

    private func today() throws -> CalendarDate {
        let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: .now)
        guard let date = CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0) else {
            throw BatchError(.clock, "the system's clock shows no date; set it")
        }
        return date
    }
}
