import Foundation
import OMOP
import Synchronization

/// Stops a run from outside, as a signal does.
public final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var supervisor: Supervisor?
        var patiences: [any DatabasePatience] = []
    }

    private let state = Mutex(State())

    /// Nobody has stopped anything.
    public init() {}

    /// The first signal that came; nil when none has.
    public var signal: Int32? { state.withLock { $0.signal } }

    /// True when there is a run to stop.
    public var isRunning: Bool { state.withLock { $0.supervisor != nil } }

    /// Takes no new bundle, and lets those in flight finish for a few seconds.
    ///
    /// - Returns: false when the run was being stopped already.
    public func interrupt(_ signal: Int32) -> Bool {
        let (isFirst, supervisor, patiences) = state.withLock { state in
            let isFirst = state.signal == nil
            if isFirst { state.signal = signal }
            return (isFirst, state.supervisor, state.patiences)
        }
        patiences.forEach { $0.cutShort() }
        if isFirst { supervisor?.interrupt() }
        return isFirst
    }

    /// Ends all workers at once; what is committed stays.
    public func abandon() { state.withLock { $0.supervisor }?.abandon() }

    /// Whoever stops the run does not wait for a database that another program has locked, nor for a server that does not answer.
    func attach(_ patience: any DatabasePatience) {
        let isStopped = state.withLock { state in
            state.patiences.append(patience)
            return state.signal != nil
        }
        if isStopped { patience.cutShort() }
    }

    func detach() { state.withLock { $0.supervisor = nil } }

    func attach(_ supervisor: Supervisor) {
        let isStopped = state.withLock { state in
            state.supervisor = supervisor
            return state.signal != nil
        }
        if isStopped { supervisor.interrupt() }
    }
}

/// Lets the writer, which is made first, talk to the supervisor.
final class SupervisorLink: Sendable {
    private let supervisor = Mutex<Supervisor?>(nil)

    func connect(_ other: Supervisor?) { supervisor.withLock { $0 = other } }

    func acknowledge(_ count: Int) { supervisor.withLock { $0 }?.acknowledge(count) }

    func stop(because fault: any Error) {
        guard let supervisor = supervisor.withLock({ $0 }) else { return }
        supervisor.queue.async {
            supervisor.stop(because: BatchError(.output, "the database refused", cause: fault))
            supervisor.interrupt()
        }
    }
}
