/// Decides which bundle is begun next, with how many threads and how much memory: a plain value that knows neither clocks nor processes.
///
/// The longest bundles come first, so that the end has no long tail; one that does not fit the free memory is passed over by shorter ones, but not
/// for ever. When there are fewer bundles than cores, each gets several threads. What is tried again after a loss is done at the end, alone.
struct Schedule: Sendable {
    /// Cases of a bundle that are to be computed.
    struct Work: Sendable, Hashable {
        /// The place of the bundle in the run.
        let bundle: Int
        /// The places of the cases in the bundle.
        let cases: [Int]
        /// 1, or 2 when a worker was lost over it.
        let attempt: Int
    }

    /// Leave to begin.
    struct Grant: Sendable, Hashable {
        let work: Work
        /// How many threads it may keep busy.
        let threads: Int
        /// How much memory is set aside for it, in bytes.
        let memory: Int
    }

    /// How often a bundle may be passed over before the others wait for it.
    private static let patience = 16
    /// How many bundles that do not fit are looked past.
    private static let horizon = 64

    private let memoryOf: [Int]
    private let cores: Int
    private let workers: Int
    /// What may be granted, in bytes; it follows what the supervisor itself needs.
    private(set) var budget: Int

    /// Bundles in the order of their beginning, from `head` on.
    private var pending: [Work]
    private var head = 0
    /// Bundles that were passed over, and how often.
    private var passed: [(work: Work, count: Int)] = []
    /// What is tried again when all else is done, one after the other.
    private var alone: [Work] = []
    /// What other processes are at, to be asked for again.
    private var lent: [Work] = []
    private var running: [Int: Grant] = [:]
    private(set) var isStopped = false

    /// Orders bundles.
    ///
    /// - Parameters:
    ///   - bundles: the predicted peak memory in bytes and duration in seconds of each, and how many cases it has.
    ///   - cores: how many threads may be busy.
    ///   - workers: how many bundles may be worked on at a time.
    ///   - budget: the memory of all workers together in bytes.
    init(bundles: [(memory: Int, seconds: Double, cases: Int)], cores: Int, workers: Int, budget: Int) {
        memoryOf = bundles.map(\.memory)
        self.cores = max(1, cores)
        self.workers = max(1, workers)
        self.budget = budget
        let order = bundles.indices.sorted { (bundles[$1].seconds, $0) < (bundles[$0].seconds, $1) }
        pending = order.map { Work(bundle: $0, cases: Array(0..<bundles[$0].cases), attempt: 1) }
    }

    /// True when nothing waits and nothing runs; what waits does not count once the schedule is stopped.
    var isDrained: Bool { running.isEmpty && (isStopped || waitingCount == 0) }

    /// How many bundles, or rests of bundles, wait.
    var waitingCount: Int { pending.count - head + passed.count + alone.count + lent.count }

    /// True when only what other processes are at is left to begin.
    var waitsForOthers: Bool { head == pending.count && passed.isEmpty && alone.isEmpty && !lent.isEmpty && !isStopped }

    /// What is set aside for the bundles that run, in bytes.
    var granted: Int { running.values.reduce(0) { $0 + $1.memory } }

    /// The next bundle to begin, if one may be.
    mutating func next() -> Grant? {
        guard !isStopped, running.count < workers else { return nil }
        let threads = cores - running.values.reduce(0) { $0 + $1.threads }
        guard threads > 0 else { return nil }
        guard let work = running.values.contains(where: { $0.work.attempt > 1 }) ? nil : nextFitting() ?? nextAlone() else { return nil }
        let memory = work.attempt > 1 ? budget : min(memoryOf[work.bundle], budget)
        let rivals = work.attempt > 1 ? 1 : 1 + rivals(besides: memory, most: threads - 1)
        let grant = Grant(work: work, threads: max(1, threads / max(1, rivals)), memory: memory)
        running[work.bundle] = grant
        return grant
    }

    /// A bundle has ended; one runs at most once at a time.
    mutating func end(_ work: Work) { running[work.bundle] = nil }

    /// Puts back cases of a bundle that were not begun when their worker was lost.
    mutating func putBack(_ work: Work) {
        if work.attempt > 1 { alone.insert(work, at: 0) } else { passed.insert((work, 0), at: 0) }
    }

    /// Has cases tried once more, with nothing beside them.
    mutating func retryAlone(_ work: Work) { alone.append(Work(bundle: work.bundle, cases: work.cases, attempt: 2)) }

    /// Sets aside cases of a bundle that another process is at.
    mutating func lend(_ work: Work) { lent.append(work) }

    /// Has what other processes were at asked for again.
    mutating func recall() {
        alone += lent.filter { $0.attempt > 1 }
        passed += lent.filter { $0.attempt == 1 }.map { ($0, 0) }
        lent = []
    }

    /// Sets what may be granted from now on.
    mutating func setBudget(_ bytes: Int) { budget = max(0, bytes) }

    /// Begins nothing any more.
    mutating func stop() { isStopped = true }

    private mutating func nextFitting() -> Work? {
        // What has been passed over often enough is delayed by nothing that could run beside it.
        var kept = 0
        let lasting = granted - (running.values.map(\.memory).max() ?? 0)
        func mayBegin(_ work: Work) -> Bool { fits(work) && (kept == 0 || memoryOf[work.bundle] + kept + lasting <= budget) }
        for place in passed.indices {
            if mayBegin(passed[place].work) {
                for earlier in 0..<place { passed[earlier].count += 1 }
                return passed.remove(at: place).work
            }
            if kept == 0, passed[place].count > Self.patience { kept = min(memoryOf[passed[place].work.bundle], budget) }
        }
        while head < pending.count, passed.count < Self.horizon {
            let work = pending[head]
            head += 1
            if mayBegin(work) {
                for place in passed.indices { passed[place].count += 1 }
                return work
            }
            passed.append((work, 0))
        }
        return nil
    }

    /// Two parts of one bundle never run side by side; what exceeds the budget runs with nothing beside it.
    private func fits(_ work: Work) -> Bool {
        running[work.bundle] == nil && (memoryOf[work.bundle] <= budget - granted || running.isEmpty)
    }

    /// How many waiting bundles, as far as that matters, could begin now beside one that takes some memory.
    private func rivals(besides memory: Int, most: Int) -> Int {
        var free = budget - granted - memory
        var count = 0
        for work in passed.lazy.map(\.work) where count < most && memoryOf[work.bundle] <= free {
            free -= memoryOf[work.bundle]
            count += 1
        }
        for work in pending[head...].prefix(Self.horizon) where count < most && memoryOf[work.bundle] <= free {
            free -= memoryOf[work.bundle]
            count += 1
        }
        return count
    }

    private mutating func nextAlone() -> Work? {
        guard running.isEmpty, head == pending.count, passed.isEmpty, !alone.isEmpty else { return nil }
        return alone.removeFirst()
    }
}
