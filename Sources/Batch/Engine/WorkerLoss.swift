import Foundation

/// Why a worker is gone before its bundle was finished.
enum WorkerLoss: Sendable, Hashable {
    /// It ended by a signal that the supervisor did not send.
    case crashed(signal: Int32)
    /// It ended by itself.
    case ended(code: Int32)
    /// Nothing had gone on for so many seconds.
    case stalled(seconds: Int)
    /// It used more memory than was set aside for it, in bytes, and there was no more.
    case outgrew(bytes: Int, limit: Int)
    /// What it sent is no message.
    case broken
    /// The run is stopping and waits no longer.
    case dropped

    /// What becomes of the case that was being computed.
    var reason: Reason {
        switch self {
        case .crashed(let signal):
            let name = Self.names[signal].map { " (\($0))" } ?? ""
            return Reason(
                "worker-crashed",
                "the process that computed the case ended by signal \(signal)\(name), twice; report it, with the image if you may")
        case .ended(let code):
            return Reason(
                "worker-crashed", "the process that computed the case ended with code \(code), twice; report it, with the image if you may")
        case .stalled(let seconds):
            return Reason(
                "worker-stalled",
                "nothing went on for \(seconds) s, twice; look whether the files can be read, or give it more time with --stall")
        case .outgrew(let bytes, let limit):
            return Reason(
                "out-of-memory",
                "the case needs more than the \(megabytes(limit)) MB that it can have (it took \(megabytes(bytes)) MB); allow more with --memory, "
                    + "or choose a wider spacing")
        case .broken:
            return Reason("worker-crashed", "the process that computed the case sent a broken message, twice; report it")
        case .dropped: return Reason("interrupted", "the run was stopped")
        }
    }

    private static let names: [Int32: String] = [
        SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGFPE: "SIGFPE", SIGTRAP: "SIGTRAP",
        SIGKILL: "SIGKILL", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU",
    ]
}

/// A size in whole megabytes of 2²⁰ bytes.
func megabytes(_ bytes: Int) -> Int { bytes >> 20 }
