import CSpawn
import Dispatch
import Foundation

/// A worker process as its supervisor sees it: its process id and the two ends of its pipes.
///
/// It belongs to the supervisor's queue.
struct WorkerProcess: Sendable {
    /// How a process ended.
    enum Ending: Sendable, Hashable {
        case exit(Int32)
        case signal(Int32)
    }

    let pid: pid_t
    private let input: Int32
    /// Where replies come from.
    private let output: Int32
    /// Where what is longer than the pipe holds waits for a worker that does not read.
    private let sending = DispatchQueue(label: "voxmark.worker.sending")

    /// Starts a worker.
    ///
    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - isSilent: whether what it prints on standard error goes nowhere.
    /// - Throws: `BatchError` (`worker`) when the program cannot be started.
    init(command: [String], isSilent: Bool) throws(BatchError) {
        var child = cspawn_child()
        var environment = ProcessInfo.processInfo.environment
        // A crash is told by its signal; the backtrace costs a fifth of a second and may show what it should not.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        let error = Self.withStrings(command) { arguments in
            Self.withStrings(environment.map { "\($0)=\($1)" }) { environment in
                cspawn_start(command[0], arguments, environment, isSilent ? 1 : 0, &child)
            }
        }
        guard error == 0 else {
            throw BatchError(.worker, "a worker cannot be started: \(String(cString: strerror(error))) (\(command[0]))")
        }
        pid = child.pid
        input = child.input
        output = child.output
    }

    /// Hands over what the worker sends, piece by piece, until its output ends; call it once, on a thread that may wait.
    func forEachPiece(_ body: ([UInt8]) -> Void) {
        while true {
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                var result = read(output, buffer.baseAddress, buffer.count)
                while result < 0 && errno == EINTR { result = read(output, buffer.baseAddress, buffer.count) }
                count = max(0, result)
            }
            if bytes.isEmpty { break }
            body(bytes)
        }
        close(output)
    }

    /// Sends a request after those before it; does not wait.
    ///
    /// That a worker is gone is noticed by the end of its output.
    func send(_ request: WorkerRequest) { sending.async { [input] in _ = FrameStream.send(request.frame, to: input) } }

    /// Ends the process at once.
    func kill() { _ = Foundation.kill(pid, SIGKILL) }

    /// Lets an idle worker end, by closing its standard input.
    func release() { sending.async { [input] in close(input) } }

    /// Takes note of the end of a process that is dead or dying; nil when it does not end within a second.
    func reap() -> Ending? {
        var status: Int32 = 0
        for attempt in 0..<200 {
            if cspawn_reap(pid, &status) != 0 { return status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F) }
            if attempt == 100 { kill() }
            usleep(5_000)
        }
        return nil
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var copies = strings.map { strdup($0) } + [nil]
        defer { copies.forEach { free($0) } }
        return copies.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("there is an element") }
            return body(base)
        }
    }
}
