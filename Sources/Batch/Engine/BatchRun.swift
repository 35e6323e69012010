import Foundation
import Logging
import OMOP
import Threads

/// Carries out plans: worker processes compute bundles, longest first within the memory that is allowed, and one writer commits their cases.
///
/// Cases that an earlier run settled are not computed again.
public struct BatchRun: Sendable {
    /// A plan and what computes it.
    public struct Part: Sendable {
        /// What to do.
        public let plan: Plan
        /// Recipe, selection and engine.
        public let setup: RunSetup

        /// Pairs a plan with what computes it.
        public init(_ plan: Plan, _ setup: RunSetup) {
            self.plan = plan
            self.setup = setup
        }
    }

    /// How a run works; nothing of it changes a value.
    public struct Options: Sendable {
        /// The program of the workers and its arguments.
        public var workerCommand: [String]
        /// How many workers there may be, and threads among them.
        public var jobs = ProcessInfo.processInfo.activeProcessorCount
        /// How much memory all processes together may use.
        public var memory = MemoryBudget.ofMachine()
        /// After how many seconds without progress a worker counts as hung.
        public var stall = 600.0
        /// Whether rows of earlier cases of the same image, mask and region are taken out, or kept as superseded.
        public var replaces = false
        /// Whether only cases are computed that failed or were refused, although nothing has changed, and those that the ledger does not know.
        public var retries = false
        /// The codes of such cases; empty for all.
        public var retriedCodes: Set<String> = []
        /// Whether what workers print on standard error is shown.
        public var showsWorkers = false

        /// The defaults.
        ///
        /// - Parameter workerCommand: the program of the workers and its arguments.
        public init(workerCommand: [String]) {
            self.workerCommand = workerCommand
        }
    }

    private let parts: [Part]
    private let pseudonyms: PseudonymKey
    private let options: Options
    private let known: [String: KnownDigest]
    /// Keeps what files' contents came to; nil without an index.
    private let digests: DigestQueue?
    private let log: Logger
    private let interruption: Interruption
    /// How the run stands.
    public let board: RunBoard
    private let collector: RunCollector

    /// Prepares a run.
    ///
    /// - Parameters:
    ///   - parts: what to do, a part for each recipe.
    ///   - pseudonyms: the key of the output's pseudonyms.
    ///   - options: how to work.
    ///   - index: knows content digests, and gets those that the run computes; it is the run's until that has ended.
    ///   - interruption: who may stop the run.
    ///   - log: gets keys, codes and durations, nothing that tells who or where.
    ///   - progress: called on another thread when a case is committed, and again when a held case is done at the end.
    public init(
        _ parts: [Part], pseudonyms: PseudonymKey, options: Options, index: SeriesIndex? = nil, interruption: Interruption = Interruption(),
        log: Logger, progress: @escaping @Sendable (CaseReport) -> Void = { _ in }
    ) throws(BatchError) {
        self.parts = parts
        self.pseudonyms = pseudonyms
        self.options = options
        self.log = log
        self.interruption = interruption
        board = RunBoard()
        collector = RunCollector(board: board, log: log, progress: progress)
        var known: [String: KnownDigest] = [:]
        if let index { for part in parts { known.merge(try index.digests(of: part.plan)) { $1 } } }
        self.known = known
        digests = index.map(DigestQueue.init)
    }

    /// Computes and commits everything.
    ///
    /// - Parameters:
    ///   - database: the output.
    ///   - run: how the ledger names the run.
    /// - Returns: what became of the cases; where the run ended before its end, of those before, with the fault.
    public func execute(
        database: OMOPDatabase, run: RunRecord
    ) async throws -> RunSummary {
        if let patience = database.patience { interruption.attach(patience) }
        let writers = try parts.map { part throws(OMOPError) in try OMOPWriter(database, run: part.setup.identity) }
        let work = try makeWork(for: database)
        board.update { board in
            board.cases = work.caseCount
            board.memoryLimit = options.memory.bytes
        }
        let caseWriter = CaseWriter(work: work, database: database, writers: writers, run: run, replaces: options.replaces)
        try database.enqueue(caseWriter.tasks, of: run)
        log.info("begun", metadata: ["run": "\(run.id)", "command": "\(run.command)", "cases": "\(work.caseCount)"])
        let link = SupervisorLink()
        let leases = try LeaseQueue(work, of: database, for: run) { link.stop(because: $0) }
        if let leases { interruption.attach(leases.patience) }
        var summary = await compute(work, caseWriter, link, leases)
        if summary.fault == nil, summary.stopped == nil {
            do throws(OMOPError) {
                collector.release(try database.releaseHeld())
            } catch {
                summary.fault = error
            }
        }
        if let indexFault = await digests?.end() { summary.fault = summary.fault ?? indexFault }
        collector.add(leftovers: parts.map(\.plan))
        collector.fill(&summary)
        log(summary)
        return summary
    }

    private func compute(_ work: BatchWork, _ caseWriter: CaseWriter, _ link: SupervisorLink, _ leases: LeaseQueue?) async -> RunSummary {
        let writer = WriterQueue(
            caseWriter, report: collector.add, written: { link.acknowledge($0) }, failed: { link.stop(because: $0) })
        let supervisor = Supervisor(
            work,
            settings: Supervisor.Settings(
                command: options.workerCommand, recipes: parts.map(\.setup.workerRecipe), jobs: max(1, min(options.jobs, ThreadGrant.most)),
                memory: options.memory,
                stall: options.stall, isSilent: !options.showsWorkers),
            board: board, log: log, leases: leases
        ) { [digests] delivery in
            if case .ended(let ended) = delivery { digests?.keep(ended.fresh) }
            writer.take(delivery)
        }
        link.connect(supervisor)
        interruption.attach(supervisor)
        let lost = await supervisor.execute()
        let writerFault = await writer.drain()
        let leaseFault = await leases?.end()
        // They hold each other, and with them the database, which is to be closed when the run is over.
        link.connect(nil)
        interruption.detach()
        var summary = RunSummary()
        summary.stopped = interruption.signal
        summary.fault = writerFault ?? leaseFault ?? lost
        return summary
    }

    private func log(_ summary: RunSummary) {
        if let fault = summary.fault {
            log.error("ended", metadata: ["code": "\(ReportedCode.of(fault))"])
        } else if let signal = summary.stopped {
            log.notice("stopped", metadata: ["signal": "\(signal)"])
        } else {
            log.info("complete")
        }
    }

    private func makeWork(for database: OMOPDatabase) throws(OMOPError) -> BatchWork {
        let (settled, earlier) = try settledCases(of: database)
        return BatchWork(
            parts, pseudonyms: pseudonyms, settled: settled, earlier: earlier,
            choice: options.retries ? try retried(in: database) : nil,
            known: known)
    }

    /// What is tried again: what failed or was refused, and without a code what the ledger does not know; with one, only what has it.
    private func retried(in database: OMOPDatabase) throws(OMOPError) -> SubjectChoice {
        var (tried, others): (Set<CaseDigest>, Set<CaseDigest>) = ([], [])
        try database.forEachSubject { subject, state, code in
            guard let digest = CaseDigest(subject) else { return }
            let isTried =
                (state == .failed || state == .refused) && (options.retriedCodes.isEmpty || code.map(options.retriedCodes.contains) == true)
            if isTried { tried.insert(digest) } else { others.insert(digest) }
        }
        return options.retriedCodes.isEmpty ? .except(others) : .only(tried)
    }

    /// The keys of the cases that are not computed again, and those of all that the ledger has of the run's recipes.
    private func settledCases(of database: OMOPDatabase) throws(OMOPError) -> (settled: Set<CaseDigest>, all: Set<CaseDigest>) {
        var (settled, all): (Set<CaseDigest>, Set<CaseDigest>) = ([], [])
        for part in parts {
            try database.forEachSettled(of: part.setup.identity) { key, found in
                let isSettled =
                    switch found.state {
                    case .done: true
                    // What another version of the program could not do, this one may.
                    case .failed, .refused: !options.retries && found.softwareVersion == softwareVersion
                    case .held: false
                    }
                guard let digest = CaseDigest(key) else { return }
                all.insert(digest)
                if isSettled { settled.insert(digest) }
            }
        }
        return (settled, all)
    }
}

extension CaseWriter {
    /// The tasks of all cases.
    fileprivate var tasks: [QueuedTask] {
        work.bundles.enumerated().flatMap { number, item in
            item.bundle.cases.indices.map { QueuedTask(key: work.task(number, $0), recipe: work.setups[item.recipe].recipe.name) }
        }
    }
}
