import Dispatch
import OMOP
import Synchronization

/// The bundles of a run on their way from the plan to the writer; several threads work on them.
final class BundleWork: Sendable {
    private let plan: Plan
    private let keys: CaseKey
    /// The keys of cases that are done already.
    private let done: Set<String>
    private let computation: CaseComputation
    private let digests: DigestCache
    private let queue: Mutex<CommitQueue<BundleResult>>

    init(plan: Plan, keys: CaseKey, done: Set<String>, computation: CaseComputation, digests: DigestCache, jobs: Int) {
        self.plan = plan
        self.keys = keys
        self.done = done
        self.computation = computation
        self.digests = digests
        queue = Mutex(CommitQueue(count: plan.bundles.count, jobs: jobs))
    }

    /// True when everything is committed.
    var isDrained: Bool { queue.withLock { $0.isDrained } }

    /// The next bundle to begin, if one may be.
    func begin() -> Int? { queue.withLock { $0.begin() } }

    /// The results that are next in plan order and there.
    func takeFinished() -> [(number: Int, result: BundleResult)] { queue.withLock { $0.takeFinished() } }

    /// Begins no bundle any more.
    func stop() { queue.withLock { $0.stop() } }

    /// Computes a bundle that was begun, and others after it as long as any may be begun; `finished` is called after each.
    func run(from first: Int, finished: () -> Void) {
        var next: Int? = first
        while let number = next {
            let result = result(of: plan.bundles[number])
            next = queue.withLock { queue in
                queue.finish(number, result)
                return queue.begin()
            }
            finished()
        }
    }

    private func result(of bundle: CaseBundle) -> BundleResult {
        let digests: BundleDigests
        do throws(Reason) {
            digests = try self.digests.digests(of: bundle)
        } catch {
            let result = CaseResult(outcome: .notComputed(error), remarks: [], seconds: 0)
            return BundleResult(digests: nil, results: bundle.cases.map { _ in result })
        }
        let wanted = bundle.cases.map { !done.contains(keys.key(of: $0, on: bundle.image, digests: digests)) }
        let cases = zip(bundle.cases, wanted).filter(\.1).map(\.0)
        guard !cases.isEmpty else { return BundleResult(digests: digests, results: wanted.map { _ in nil }) }
        let computed = computation.results(of: cases, in: bundle, digests: digests)
        var fresh = computed.cases[...]
        return BundleResult(digests: digests, results: wanted.map { $0 ? fresh.popFirst() : nil }, instances: computed.instances)
    }
}

/// The results of a bundle that wait for their turn to be committed.
struct BundleResult: Sendable {
    /// nil when the files could not be read, so that the cases have no key.
    let digests: BundleDigests?
    /// By the place of the case in its bundle; nil for cases that are done already.
    let results: [CaseResult?]
    /// The files of the image.
    var instances: [ImageInstance] = []
}

/// Dispatch's threads, which are others than those of Swift's tasks.
final class ComputingThreads: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        DispatchQueue.global().async { job.runSynchronously(on: executor) }
    }
}
