import Dispatch
import OMOP

/// Takes tasks before they are done where other processes may do them too; on a queue of its own, so that nobody waits for the database.
final class LeaseQueue: @unchecked Sendable {
    /// Whose the cases of some work are.
    struct Answer: Sendable {
        /// To be done by this run.
        var own: [Int] = []
        /// Another run is at them.
        var lent: [Int] = []
        /// Another run has done them meanwhile.
        var settled: [Int: SettledElsewhere] = [:]
    }

    /// How often leases are prolonged, in seconds, and how long they last.
    private static let interval = 20, duration = 60

    private let queue = DispatchQueue(label: "voxmark.leases")
    private let leases: TaskLeases
    /// Lets others end what the queue waits for.
    let patience: any DatabasePatience
    private let work: BatchWork
    private let failed: @Sendable (OMOPError) -> Void
    /// Set and read on the queue.
    private var fault: OMOPError?
    private var timer: (any DispatchSourceTimer)?

    /// - Parameter failed: called once, when the database refuses.
    /// - Returns: nil where one process has the database alone.
    init?(
        _ work: BatchWork, of database: OMOPDatabase, for run: RunRecord, failed: @escaping @Sendable (OMOPError) -> Void
    ) throws(OMOPError) {
        guard let leases = try TaskLeases(of: database, for: run, seconds: Self.duration) else { return nil }
        self.leases = leases
        patience = leases.patience
        self.work = work
        self.failed = failed
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.schedule(deadline: .now() + .seconds(Self.interval), repeating: .seconds(Self.interval))
        timer.setEventHandler { [weak self] in self?.attempt { leases throws(OMOPError) in try leases.prolong() } }
        timer.resume()
        self.timer = timer
    }

    /// Takes the tasks of some work; nothing is answered once the database has refused.
    func take(_ wanted: Schedule.Work, _ answer: @escaping @Sendable (Answer) -> Void) {
        queue.async { [self] in
            let item = work.bundles[wanted.bundle]
            let tasks = wanted.cases.map {
                TaskLeases.Task(key: work.task(wanted.bundle, $0), subject: work.subject(wanted.bundle, $0))
            }
            attempt { leases throws(OMOPError) in
                var found = Answer()
                for (place, share) in zip(wanted.cases, try leases.take(tasks, of: work.setups[item.recipe].identity)) {
                    switch share {
                    case .own: found.own.append(place)
                    case .lent: found.lent.append(place)
                    // An entry from before the run tells nothing of what lies in the archive now.
                    case .settled(let key, _) where work.isEarlier(key): found.own.append(place)
                    case .settled(let key, let how): found.settled[place] = SettledElsewhere(key: key, settled: how)
                    }
                }
                answer(found)
            }
        }
    }

    /// Frees what runs had taken whose processes are gone.
    func releaseLost() {
        queue.async { self.attempt { leases throws(OMOPError) in try leases.releaseLost() } }
    }

    /// Ends when everything that was asked is answered.
    ///
    /// - Returns: what the database refused with, if it did.
    func end() async -> OMOPError? {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                timer?.cancel()
                timer = nil
                continuation.resume(returning: fault)
            }
        }
    }

    private func attempt(_ body: (TaskLeases) throws(OMOPError) -> Void) {
        guard fault == nil else { return }
        do throws(OMOPError) {
            try body(leases)
        } catch {
            fault = error
            failed(error)
        }
    }
}
