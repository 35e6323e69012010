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

            Exit codes: 0 all done, 2 wrong use, 3 some cases failed, were refused or are held, 4 nothing could be done.
            """)

    @Argument(help: "Folders or files to look for DICOM in.", completion: .directory)
    var archive: [String] = []

    @Option(
        help: ArgumentHelp("The recipe: everything that can change a number.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var recipe: String

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

    @Option(help: ArgumentHelp("How many cases are computed at a time. (default: the number of cores)", valueName: "number"))
    var jobs: Int?

    @Flag(help: "List all notes about the archive, and the causes of errors.")
    var verbose = false

    func validate() throws {
        guard !archive.isEmpty || manifest != nil else { throw ValidationError("name an archive or a --manifest") }
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    }

    func run() async throws {
        let setup = try RunSetup(recipe: recipe, selection: selection)
        let persons = try personMap.map { path throws(OMOPError) in try PersonMap(file: path) } ?? PersonMap()
        for warning in setup.recipe.warnings { Terminal.report("voxmark: \(recipe): warning: \(warning)") }
        let plan = try makePlan(setup)
        guard plan.caseCount > 0 else {
            let summary = RunSummary(ofNothing: plan)
            Terminal.write(summary.text(isDetailed: verbose))
            Terminal.report("voxmark: nothing to do: \(plan.reasonForNothing)")
            return try ExitStatus.nothing.leave()
        }
        let summary = try await execute(plan, setup, persons)
        Terminal.write(summary.text(isDetailed: verbose))
        if let fault = summary.fault {
            Terminal.report("voxmark: the run ended before its end: \(fault)")
            if verbose { Voxmark.causes(of: fault).forEach(Terminal.report) }
        }
        try ExitStatus(summary.outcome).leave()
    }

    private var threads: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

    private func makePlan(_ setup: RunSetup) throws -> Plan {
        var plan =
            try archive.isEmpty
            ? Plan()
            : Plan(
                archives: archive, setup: setup, excluding: OutputFolder.results(in: output, of: archive), jobs: threads)
        if let manifest { plan.append(try Plan(manifest: manifest, setup: setup)) }
        return plan
    }

    private func execute(_ plan: Plan, _ setup: RunSetup, _ persons: PersonMap) async throws -> RunSummary {
        let folder = try OutputFolder(path: output)
        let key = try folder.pseudonymKey(file: keyFile)
        let writer = try OMOPWriter(
            path: folder.database, source: CDMSource(releaseDate: today()), run: setup.identity, key: key, personMap: persons)
        let run = BatchRun(plan: plan, setup: setup, pseudonyms: key, jobs: threads, log: try folder.logger())
        let count = plan.caseCount
        var summary = try await run.execute(writer: writer) { report, finished in
            Terminal.report("[\(finished)/\(count)] \(report.line)")
        }
        guard summary.fault == nil else { return summary }
        do throws(OMOPError) {
            try writer.finish()
            try writer.writeTables(features: folder.features, records: folder.records)
        } catch {
            summary.fault = error
            return summary
        }
        Terminal.report("results in \(output): omop.sqlite, features.csv, records.csv")
        return summary
    }

    private func today() throws -> CalendarDate {
        let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: .now)
        guard let date = CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0) else {
            throw BatchError(.output, "the system's clock shows no date; set it")
        }
        return date
    }
}
