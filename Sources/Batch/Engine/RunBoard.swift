import Foundation
import Synchronization

/// How a run stands at the moment: written by supervisor and writer, read by whoever shows it.
public final class RunBoard: Sendable {
    /// The numbers.
    public struct Numbers: Sendable, Hashable {
        /// How many cases the run has.
        public var cases = 0
        /// How many cases have ended, by verdict.
        public var ended: [CaseVerdict: Int] = [:]
        /// How many of them were computed by this run.
        public var computed = 0
        /// The memory of all processes together now and at its peak, and what it may be, in bytes.
        public var memory = 0, peakMemory = 0, memoryLimit = 0
        /// The time that granted threads spent on bundles, in seconds, summed.
        public var busySeconds = 0.0
        /// How many workers were lost.
        public var losses = 0
        /// The time that the stages took, in seconds, summed over cases.
        public var stageSeconds: [String: Double] = [:]

        /// How many cases have ended.
        public var endedCount: Int { ended.values.reduce(0, +) }
    }

    private struct State {
        var numbers = Numbers()
        var workers: Set<pid_t> = []
    }

    private let state = Mutex(State())
    /// When the run began.
    public let started = ContinuousClock.now

    /// A board of nothing.
    public init() {}

    /// The numbers now.
    public var numbers: Numbers { state.withLock { $0.numbers } }

    /// The process ids of the workers.
    var workers: Set<pid_t> { state.withLock { $0.workers } }

    func update(_ body: (inout Numbers) -> Void) { state.withLock { body(&$0.numbers) } }

    func add(worker: pid_t) { _ = state.withLock { $0.workers.insert(worker) } }

    func remove(worker: pid_t) { _ = state.withLock { $0.workers.remove(worker) } }
}
