import Synchronization

/// Tells whether work goes on: those who work beat, somebody who waits looks from time to time.
final class Heart: Sendable {
    private let count = Atomic(0)

    /// The work has gone on.
    func beat() { count.wrappingAdd(1, ordering: .relaxed) }

    /// How often it has beaten.
    var beats: Int { count.load(ordering: .relaxed) }
}
