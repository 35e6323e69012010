import Foundation
import Logging
import OMOP

/// Carries out a plan: several bundles are computed at a time, one writer commits their cases in plan order.
///
/// At most `jobs` bundles are in memory, beside the small results of a window ahead of the next commit. Cases that are done already are not
/// computed again.
public struct BatchRun: Sendable {
    let plan: Plan
    let keys: CaseKey
    let record: RunRecord
    let log: Logger
    private let computation: CaseComputation
    private let digests: DigestCache
    private let jobs: Int

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - setup: recipe, selection and engine.
    ///   - pseudonyms: the key of the output's pseudonyms.
    ///   - jobs: how many bundles are computed at a time; when there are fewer, each gets several cores, as far as there are any.
    ///   - record: the run as the ledger knows it, which has begun.
    ///   - digests: the content digests that are known beforehand.
    ///   - log: gets keys, codes and durations, nothing that tells who or where.
    public init(
        plan: Plan, setup: RunSetup, pseudonyms: PseudonymKey, jobs: Int, record: RunRecord, digests: DigestCache = DigestCache(),
        log: Logger
    ) {
        self.plan = plan
        self.record = record
        self.log = log
        self.digests = digests
        self.jobs = min(max(1, jobs), max(1, plan.bundles.count))
        keys = CaseKey(run: setup.identity, pseudonyms: pseudonyms)
        let threads = min(jobs, ProcessInfo.processInfo.activeProcessorCount) / self.jobs
        computation = CaseComputation(recipe: setup.recipe, configuration: setup.configuration, threads: max(1, threads))
    }

    /// Computes and commits everything.
    ///
    /// - Parameters:
    ///   - writer: the output.
    ///   - progress: called when a case is committed, with the number of cases finished so far, and again when a held case is done at the end.
    /// - Returns: what became of the cases; where the output could not be written, of those before, with the fault.
    public func execute(writer: OMOPWriter, progress: (CaseReport, Int) -> Void) async throws -> RunSummary {
        var reports: [CaseReport] = []
        var released: [String: Int] = [:]
        var fault: OMOPError?
        do throws(OMOPError) {
            let work = BundleWork(
                plan: plan, keys: keys, done: try writer.doneCases(), computation: computation, digests: digests, jobs: jobs)
            try await commitAll(of: work, to: writer) { report in
                reports.append(report)
                progress(report, reports.count)
            }
            released = try writer.output.releaseHeld()
            for index in reports.indices {
                guard let report = reports[index].released(released) else { continue }
                reports[index] = report
                progress(report, reports.count)
            }
        } catch {
            fault = error
        }
        let leftovers = plan.leftovers.map(CaseReport.init)
        for report in leftovers { log.info("left out", metadata: report.metadata) }
        if let fault { log.error("ended", metadata: ["code": "\(fault.code.rawValue)"]) }
        return RunSummary(
            reports: reports + leftovers, notes: plan.notes, nonDICOMCount: plan.nonDICOMCount, fault: fault, released: released)
    }

    /// Commits bundles in plan order while others are computed.
    ///
    /// Computing has threads of its own, so that none of them waits while the writer waits for the disk. What was computed meanwhile is committed
    /// together, so that a slow disk is waited for less often.
    private func commitAll(of work: BundleWork, to writer: OMOPWriter, each: (CaseReport) -> Void) async throws(OMOPError) {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        var waiting = signals.makeAsyncIterator()
        let threads = ComputingThreads()
        let fault = await withDiscardingTaskGroup { group -> OMOPError? in
            while !work.isDrained {
                while let number = work.begin() {
                    group.addTask(executorPreference: threads) { work.run(from: number) { signal.yield() } }
                }
                let finished = work.takeFinished()
                if finished.isEmpty {
                    _ = await waiting.next()
                    continue
                }
                do throws(OMOPError) {
                    try commit(finished, to: writer, each: each)
                } catch {
                    work.stop()
                    return error
                }
            }
            return nil
        }
        if let fault { throw fault }
    }
}
