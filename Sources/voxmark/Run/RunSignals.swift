import Batch
import Dispatch
import Foundation

/// Turns SIGINT and SIGTERM into an orderly stop: the first lets a run finish what is in flight, the second ends at once.
final class RunSignals {
    private let interruption: Interruption
    private let sources: [any DispatchSourceSignal]

    /// Begins to listen.
    init(_ interruption: Interruption) {
        self.interruption = interruption
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global(qos: .userInteractive))
            source.setEventHandler { Self.stop(interruption, by: number) }
            source.resume()
            return source
        }
    }

    private static func stop(_ interruption: Interruption, by number: Int32) {
        // Before the first case and after the last nothing is in flight, and nothing is lost.
        guard interruption.isRunning else {
            Terminal.report("voxmark: stopped; the same command goes on")
            _exit(128 + number)
        }
        if interruption.interrupt(number) {
            Terminal.report("voxmark: stopping: cases in flight may finish within a few seconds; once more ends at once")
        } else {
            interruption.abandon()
            _exit(128 + number)
        }
    }
}
