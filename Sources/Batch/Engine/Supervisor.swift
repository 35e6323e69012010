import Dispatch
import Foundation
import Logging

/// Carries out bundles in worker processes: begins them as the schedule says, watches time and memory, and hands over what they come to.
///
/// It computes nothing and opens no file of an archive. All state is read and written on its queue.
final class Supervisor: @unchecked Sendable {
    /// What a supervisor works by.
    struct Settings: Sendable {
        /// The program of the workers and its arguments.
        let command: [String]
        let recipes: [WorkerRecipe]
        /// How many workers there may be, and threads among them.
        let jobs: Int
        let memory: MemoryBudget
        /// After how many seconds without a beat a worker counts as hung.
        let stall: Double
        /// Whether what workers print on standard error goes nowhere.
        let isSilent: Bool
    }

    /// A bundle in a worker.
    struct Job {
        /// What was granted; its work loses the cases that other processes have.
        var grant: Schedule.Grant
        let begun = ContinuousClock.now
        /// Whether it is not known yet which cases are this run's.
        var isAsked = false
        var digests: BundleDigests?
        var digestSeconds: Double?
        var fresh: [String: KnownDigest] = [:]
        /// What was read of the bundle's image.
        var image = ReadImage()
        /// The cases that are to be computed, and those whose outcome is known.
        var wanted: [Int] = []
        var settled: [Int] = []
        /// The case that is being computed.
        var current: Int?
        var results: [Int: CaseResult] = [:]
    }

    /// A worker.
    struct Slot {
        let process: WorkerProcess
        var stream = FrameStream()
        var isReady = false
        /// How long nothing has been heard, in seconds.
        var silence = 0.0
        var job: Job?
        /// Why the supervisor ended it.
        var loss: WorkerLoss?
    }

    /// How many deliveries may wait for the writer before nothing new is begun.
    private static let mostWaiting = 256
    /// How many workers in a row may end before they are ready.
    private static let mostFalseStarts = 3

    let queue = DispatchQueue(label: "voxmark.supervisor", qos: .userInitiated)
    let settings: Settings
    let board: RunBoard
    /// Gets which workers were lost, and why.
    let log: Logger
    let work: BatchWork
    let deliver: @Sendable (Delivery) -> Void
    /// Asks for cases before they are done; nil where one process has the database alone.
    let leases: LeaseQueue?
    private let columns: [ColumnsBySlot]

    var schedule: Schedule
    var slots: [Slot?]
    var timers: [any DispatchSourceTimer] = []
    var lastTick = ContinuousClock.now
    private var waitingDeliveries = 0
    private var falseStarts = 0
    private(set) var fault: BatchError?
    private var finished: (@Sendable (BatchError?) -> Void)?

    /// Prepares to carry out work.
    ///
    /// - Parameters:
    ///   - leases: asks for cases before they are done; nil where one process has the database alone.
    ///   - deliver: called on the supervisor's queue; must not wait.
    init(
        _ work: BatchWork, settings: Settings, board: RunBoard, log: Logger, leases: LeaseQueue?,
        deliver: @escaping @Sendable (Delivery) -> Void
    ) {
        self.log = log
        self.leases = leases
        self.work = work
        self.settings = settings
        self.board = board
        self.deliver = deliver
        columns = work.setups.map(\.columnsBySlot)
        slots = Array(repeating: nil, count: min(settings.jobs, max(1, work.bundles.count)))
        schedule = Schedule(
            bundles: work.bundles.map { ($0.cost.peakBytes, $0.cost.seconds, $0.bundle.cases.count) }, cores: settings.jobs,
            workers: slots.count, budget: settings.memory.bytes - (ProcessMemory.of(getpid())?.resident ?? 0))
    }

    /// Carries out everything.
    ///
    /// - Returns: what ended it before its end.
    func execute() async -> BatchError? {
        await withCheckedContinuation { continuation in
            // A worker that is gone must not take the supervisor along.
            signal(SIGPIPE, SIG_IGN)
            queue.async { [self] in
                finished = { continuation.resume(returning: $0) }
                startWatching()
                proceed()
            }
        }
    }

    /// The writer has dealt with some deliveries.
    func acknowledge(_ count: Int) {
        queue.async { [self] in
            waitingDeliveries -= count
            proceed()
        }
    }

    /// Begins what may be begun, and ends the run when there is nothing left.
    func proceed() {
        dispatchPrecondition(condition: .onQueue(queue))
        guard finished != nil else { return }
        while waitingDeliveries < Self.mostWaiting, let grant = schedule.next() {
            do throws(BatchError) {
                try begin(grant)
            } catch {
                schedule.end(grant.work)
                stop(because: error)
            }
        }
        if schedule.isDrained { end() }
    }

    /// Begins nothing any more; the run ends with an error when what runs has ended.
    func stop(because error: BatchError) {
        fault = fault ?? error
        schedule.stop()
    }

    func hand(_ delivery: Delivery) {
        waitingDeliveries += 1
        deliver(delivery)
    }

    private func begin(_ grant: Schedule.Grant) throws(BatchError) {
        guard let place = slots.firstIndex(where: { $0?.job == nil }) else { preconditionFailure("there is a worker for each grant") }
        if slots[place] == nil { slots[place] = try startWorker(place) }
        slots[place]?.job = Job(grant: grant)
        slots[place]?.silence = 0
        guard let leases else { return send(grant, to: place) }
        slots[place]?.job?.isAsked = true
        leases.take(grant.work) { answer in self.queue.async { self.begin(grant, in: place, answer) } }
    }

    /// Sends a bundle to its worker.
    func send(_ grant: Schedule.Grant, to place: Int) {
        let bundle = work.bundles[grant.work.bundle]
        slots[place]?.silence = 0
        hand(.began(grant.work, worker: place))
        let task = WorkerTask(recipe: bundle.recipe, threads: grant.threads, bundle: bundle.bundle, known: work.known(bundle.bundle))
        slots[place]?.process.send(.digest(task))
    }

    private func startWorker(_ place: Int) throws(BatchError) -> Slot {
        let process = try WorkerProcess(command: settings.command, isSilent: settings.isSilent)
        // A thread for each worker, and no dispatch source: libdispatch 6.3 can crash on Linux when a pipe is closed while others have news.
        Thread.detachNewThread { [self] in
            process.forEachPiece { bytes in queue.async { self.read(bytes, from: place, process.pid) } }
            queue.async { self.lose(place, process.pid) }
        }
        board.add(worker: process.pid)
        process.send(.prepare(settings.recipes))
        return Slot(process: process)
    }

    /// Takes what a worker sent.
    private func read(_ bytes: [UInt8], from place: Int, _ pid: pid_t) {
        guard let slot = slots[place], slot.process.pid == pid else { return }
        slots[place]?.stream.append(bytes)
        slots[place]?.silence = 0
        do throws(BrokenFrame) {
            while let frame = try slots[place]?.stream.next() {
                let recipe = slots[place]?.job.map { work.bundles[$0.grant.work.bundle].recipe }
                let reply = try WorkerReply(frame: frame, columns: recipe.map { columns[$0] } ?? [:])
                if case .ready = reply {
                    slots[place]?.isReady = true
                    falseStarts = 0
                }
                handle(reply, from: place)
            }
        } catch {
            let loss = slot.loss ?? .broken
            slots[place]?.loss = loss
            slot.process.kill()
        }
    }

    /// A worker's output has ended.
    func lose(_ place: Int, _ pid: pid_t) {
        guard let slot = slots[place], slot.process.pid == pid else { return }
        slots[place] = nil
        slot.process.release()
        board.remove(worker: slot.process.pid)
        let loss: WorkerLoss
        switch (slot.loss, slot.process.reap()) {
        case (let known?, _): loss = known
        case (nil, .signal(let signal)?): loss = .crashed(signal: signal)
        case (nil, .exit(let code)?): loss = .ended(code: code)
        case (nil, nil): loss = .broken
        }
        if !slot.isReady {
            falseStarts += 1
            if falseStarts >= Self.mostFalseStarts {
                stop(because: BatchError(.worker, "workers end before they are ready (\(loss)); the program may not be installed whole"))
            }
        }
        if let job = slot.job { settle(job, of: place, after: loss, wasReady: slot.isReady) }
        proceed()
    }

    private func end() {
        guard let finished else { return }
        self.finished = nil
        timers.forEach { $0.cancel() }
        timers = []
        for place in slots.indices { dismiss(place) }
        finished(fault)
    }

    /// Ends a worker that has nothing to do.
    func dismiss(_ place: Int) {
        guard let slot = slots[place] else { return }
        slots[place] = nil
        board.remove(worker: slot.process.pid)
        slot.process.release()
        slot.process.kill()
        _ = slot.process.reap()
    }
}
