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
    let log: Logger
    private let computation: CaseComputation
    private let jobs: Int

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - plan: what to do.
    ///   - setup: recipe, selection and engine.
    ///   - pseudonyms: the key of the output's pseudonyms.
    ///   - jobs: how many bundles are computed at a time; when there are fewer, each gets several cores, as far as there are any.
    ///   - log: gets keys, codes and durations, nothing that tells who or where.
    public init(plan: Plan, setup: RunSetup, pseudonyms: PseudonymKey, jobs: Int, log: Logger) {
        self.plan = plan
        self.log = log
        self.jobs = min(max(1, jobs), max(1, plan.bundles.count))
        keys = CaseKey(run: setup.identity, pseudonyms: pseudonyms)
        let threads = min(jobs, ProcessInfo.processInfo.activeProcessorCount) / self.jobs
        computation = CaseComputation(recipe: setup.recipe, configuration: setup.configuration, threads: max(1, threads))
    }

    /// What a task hands back.
    private enum Step: Sendable {
        case digested(Int, BundleDigests)
        case finished(Int, BundleResult)
    }

    /// Computes and commits everything.
    ///
    /// - Parameters:
    ///   - writer: the output.
    ///   - progress: called after each commit, with the number of cases finished so far, and again when a held case is done at the end.
    /// - Returns: what became of the cases; where the output could not be written, of those before, with the fault.
    public func execute(writer: OMOPWriter, progress: (CaseReport, Int) -> Void) async throws -> RunSummary {
        var reports: [CaseReport] = []
        let cache = DigestCache()
        var fault: OMOPError?
        do {
            try await withThrowingTaskGroup(of: Step.self) { group in
                var queue = CommitQueue<BundleResult>(count: plan.bundles.count, jobs: jobs)
                while !queue.isDrained {
                    while let number = queue.begin() {
                        let bundle = plan.bundles[number]
                        group.addTask { Self.digest(bundle, number, cache) }
                    }
                    if let (number, result) = queue.takeNext() {
                        try commit(result, of: plan.bundles[number], to: writer) { report in
                            reports.append(report)
                            progress(report, reports.count)
                        }
                        continue
                    }
                    switch try await group.next() {
                    case .finished(let number, let result): queue.finish(number, result)
                    case .digested(let number, let digests):
                        let bundle = plan.bundles[number]
                        let wanted = try wanted(bundle, digests: digests, writer: writer)
                        group.addTask { [computation] in
                            .finished(number, Self.compute(bundle, wanted: wanted, digests: digests, by: computation))
                        }
                    case nil: preconditionFailure("a bundle that was begun finishes")
                    }
                }
            }
            let released = try writer.releaseHeld()
            for index in reports.indices {
                guard let report = reports[index].released(released) else { continue }
                reports[index] = report
                progress(report, reports.count)
            }
        } catch let error as OMOPError {
            fault = error
        }
        return RunSummary(
            reports: reports + plan.leftovers.map(CaseReport.init), notes: plan.notes, nonDICOMCount: plan.nonDICOMCount, fault: fault)
    }

    private static func digest(_ bundle: CaseBundle, _ number: Int, _ cache: DigestCache) -> Step {
        do throws(Reason) {
            return .digested(number, try cache.digests(of: bundle))
        } catch {
            let result = CaseResult(outcome: .notComputed(error), remarks: [], seconds: 0)
            return .finished(number, BundleResult(digests: nil, results: bundle.cases.map { _ in result }))
        }
    }

    /// Which cases of a bundle are not done yet.
    private func wanted(_ bundle: CaseBundle, digests: BundleDigests, writer: OMOPWriter) throws(OMOPError) -> [Bool] {
        var wanted: [Bool] = []
        for one in bundle.cases {
            wanted.append(try writer.state(of: keys.key(of: one, on: bundle.image, digests: digests)) != .done)
        }
        return wanted
    }

    private static func compute(
        _ bundle: CaseBundle, wanted: [Bool], digests: BundleDigests, by computation: CaseComputation
    ) -> BundleResult {
        let cases = zip(bundle.cases, wanted).filter(\.1).map(\.0)
        var fresh = (cases.isEmpty ? [] : computation.results(of: cases, in: bundle, digests: digests))[...]
        return BundleResult(digests: digests, results: wanted.map { $0 ? fresh.popFirst() : nil })
    }
}

/// The results of a bundle that wait for their turn to be committed.
struct BundleResult: Sendable {
    /// nil when the files could not be read, so that the cases have no key.
    let digests: BundleDigests?
    /// By the place of the case in its bundle; nil for cases that are done already.
    let results: [CaseResult?]
}
