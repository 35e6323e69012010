import ArgumentParser
import Batch
import Extraction
import Foundation
import Logging
import OMOP

/// A run into an output folder, from the plan to the last table.
struct RunSession {
    let options: RunOptions
    /// `run` or `retry`, as the ledger names it.
    let command: String
    /// With `retry`: the codes to try again; empty for all.
    var codes: Set<String> = []

    private let interruption = Interruption()

    init(options: RunOptions, command: String) {
        self.options = options
        self.command = command
    }

    /// The output folder.
    var output: String { options.outputFolder }

    private var isRetry: Bool { command == "retry" }

    /// Plans, computes, writes and reports; ends with the exit code that the outcome calls for.
    func execute() async throws {
        let signals = RunSignals(interruption)
        defer { withExtendedLifetime(signals) {} }
        // A second run is told at once, not when it has planned.
        var lock = FileManager.default.fileExists(atPath: output) ? try OutputFolder(path: output).lock() : nil
        let index = try options.indexFile.map { path throws(BatchError) in try SeriesIndex(path: path) }
        let plan = try options.plan.map { path throws(BatchError) in try PlanFile(path: path) }
        let parts = try plan.map(makeParts) ?? makeParts(index)
        guard parts.contains(where: { $0.plan.caseCount > 0 }) else { return try leaveWithNothing(parts) }
        let folder = try OutputFolder(path: output)
        if lock == nil { lock = try folder.lock() }
        defer { withExtendedLifetime(lock) {} }
        let keyFile = OutputFolder.keyFile(options.keyFile)
        let isNewKey = !FileManager.default.fileExists(atPath: keyFile)
        let key = try folder.pseudonymKey(file: options.keyFile)
        if isNewKey {
            Terminal.report(
                "voxmark: made the key file \(keyFile); keep a copy apart from the results: who loses it makes new persons of the same patients"
            )
        }
        let log = try folder.logger(format: options.engine.logFormat)
        let policy = RowPolicy(
            persons: try options.persons.policy(
                among: parts.flatMap(\.plan.patients), sharing: plan?.sharedPatientIDs ?? [], atSite: options.database.append),
            conceptMode: options.concepts.conceptMode, areTumours: options.concepts.areTumours)
        let database = try options.database.open(
            orFile: folder.database, source: CDMSource(releaseDate: try today()), key: key, policy: policy)
        if let field = options.concepts.imageEventField { try database.chooseEventField(field) }
        if let path = options.persons.linkTable { try writeLinks(of: parts, key, to: path) }
        let record = RunRecord(
            id: RunRecord.newID(), command: command, started: .now, softwareVersion: softwareVersion, numericsVersion: numericsVersion,
            shard: plan?.shard.map { "\($0.number)/\($0.of)" }, planDigest: plan?.shard?.plan,
            planned: parts.reduce(0) { $0 + $1.plan.caseCount })
        try database.begin(record)
        if !isRetry { RememberedRun.ofThisProcess().keep(for: output) }
        do {
            try conclude(try await compute(parts, database, key, record, index, folder, log), database, record)
        } catch let error as OMOPError {
            try? database.finish(run: record, state: .ended)
            throw error
        }
    }

    private func makeParts(_ plan: PlanFile) throws -> [BatchRun.Part] {
        if plan.isEdited { Terminal.report("voxmark: the plan has been edited since it was written; it is carried out as it stands") }
        return zip(plan.plans, try plan.setups()).map { BatchRun.Part($0, $1) }
    }

    private func makeParts(_ index: SeriesIndex?) throws -> [BatchRun.Part] {
        let setups = try RunSetup.several(recipes: options.recipe, selection: options.selection)
        for (path, setup) in zip(options.recipe, setups) {
            for warning in setup.recipe.warnings { Terminal.report("voxmark: \(path): warning: \(warning)") }
        }
        var plans =
            try options.archive.isEmpty
            ? setups.map { _ in Plan() }
            : Plan.plans(
                archives: options.archive, setups: setups, excluding: OutputFolder.results(in: output, of: options.archive),
                jobs: options.engine.workers, index: index)
        if let manifest = options.manifest { plans[0].append(try Plan(manifest: manifest, setup: setups[0], index: index)) }
        return zip(plans, setups).map { BatchRun.Part($0, $1) }
    }

    private func writeLinks(of parts: [BatchRun.Part], _ key: PseudonymKey, to path: String) throws(OMOPError) {
        var links = LinkTable(key: key)
        for part in parts { part.plan.enterLinks(in: &links) }
        try links.write(to: path, outside: output)
    }

    private func leaveWithNothing(_ parts: [BatchRun.Part]) throws {
        var all = Plan()
        for part in parts { all.append(part.plan) }
        Terminal.write(RunSummary(ofNothing: all).text(isDetailed: options.verbose))
        Terminal.report("voxmark: nothing to do: \(all.reasonForNothing)")
        try ExitStatus.nothing.leave()
    }

    /// Computes the cases, and writes tables and report.
    private func compute(
        _ parts: [BatchRun.Part], _ database: OMOPDatabase, _ key: PseudonymKey, _ record: RunRecord, _ index: SeriesIndex?,
        _ folder: OutputFolder, _ log: Logger
    ) async throws -> RunSummary {
        var batch = options.engine.batchOptions(replaces: options.replace, verbose: options.verbose)
        batch.retries = isRetry
        batch.retriedCodes = codes
        let progress = RunProgress()
        let screen = options.verbose ? progress.screen : nil
        let run = try BatchRun(parts, pseudonyms: key, options: batch, index: index, interruption: interruption, log: log) { report in
            screen?.tell(report.line)
        }
        progress.begin(run.board, every: options.engine.progressInterval)
        var summary = try await run.execute(database: database, run: record)
        progress.end(run.board)
        if summary.fault == nil, summary.stopped == nil {
            do throws(OMOPError) {
                try writeTables(parts.map(\.setup), database, folder)
            } catch {
                summary.fault = error
            }
        }
        do throws(BatchError) {
            try RunReport(summary, run: record, setups: parts.map(\.setup), board: run.board, jobs: batch.jobs).write(to: folder.report)
        } catch {
            summary.fault = summary.fault ?? error
        }
        return summary
    }

    private func writeTables(_ setups: [RunSetup], _ database: OMOPDatabase, _ folder: OutputFolder) throws(OMOPError) {
        for setup in setups {
            let name = setups.count > 1 ? setup.identity.recipe : nil
            try OMOPWriter(database, run: setup.identity).writeTables(
                features: name.map(folder.features) ?? folder.features, records: name.map(folder.records) ?? folder.records)
        }
        let tables = setups.count > 1 ? "a features and a records table for each recipe" : "features.csv, records.csv"
        guard options.database.database != nil else {
            return Terminal.report("results in \(output): omop.sqlite, \(tables), run-report.json")
        }
        Terminal.report("rows in \(database.path), results in \(output): \(tables), run-report.json")
        Terminal.report("how it stands: voxmark status \(options.database.place.shellText)")
    }

    /// Enters how the run ended, tells what came of it, and leaves.
    private func conclude(_ ended: RunSummary, _ database: OMOPDatabase, _ record: RunRecord) throws {
        var summary = ended
        // Who could not write is not made to wait once more.
        if summary.fault != nil { database.patience?.cutShort() }
        let state: RunState = summary.stopped != nil ? .interrupted : summary.fault == nil ? .complete : .ended
        do throws(OMOPError) {
            try database.finish(run: record, state: state)
        } catch {
            if summary.fault == nil, interruption.signal == nil { throw error }
            summary.stopped = interruption.signal
        }
        Terminal.write(summary.text(isDetailed: options.verbose))
        if let signal = summary.stopped {
            Terminal.report(
                "voxmark: stopped: \(summary.caseCount) of \(record.planned) cases have ended and are written into \(database.path); the same command "
                    + "goes on, and writes the tables at its end")
            throw ExitCode(128 + signal)
        }
        if let fault = summary.fault {
            Terminal.report("voxmark: the run ended before its end: \(fault)")
            if options.verbose { Voxmark.causes(of: fault).forEach(Terminal.report) }
        }
        if isRetry, summary.fault == nil, record.planned > 0, summary.caseCount == 0 {
            return Terminal.report("voxmark: nothing to try again")
        }
        try ExitStatus(summary.outcome).leave()
    }

    private func today() throws -> CalendarDate {
        let parts = Calendar(identifier: .gregorian).dateComponents([.year, .month, .day], from: .now)
        guard let date = CalendarDate(year: parts.year ?? 0, month: parts.month ?? 0, day: parts.day ?? 0) else {
            throw BatchError(.clock, "the system's clock shows no date; set it")
        }
        return date
    }
}
