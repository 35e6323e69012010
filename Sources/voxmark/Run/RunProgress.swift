import Batch
import Dispatch
import Foundation

/// Shows how a run stands: one line that is written over on a terminal, elsewhere a line every few seconds.
final class RunProgress {
    /// Writes lines, also from other threads.
    let screen = ProgressScreen()
    private var timer: (any DispatchSourceTimer)?

    /// Begins to show a board.
    ///
    /// - Parameter interval: seconds between lines where there is no terminal.
    func begin(_ board: RunBoard, every interval: Double) {
        let source = DispatchSource.makeTimerSource(queue: screen.queue)
        let milliseconds = screen.isLive ? 200 : Int(interval * 1000)
        source.schedule(deadline: .now() + .milliseconds(milliseconds), repeating: .milliseconds(milliseconds))
        source.setEventHandler { [screen] in
            screen.show(RunProgress.line(board.numbers, seconds: (ContinuousClock.now - board.started) / .seconds(1)))
        }
        source.resume()
        timer = source
    }

    /// Ends the showing: clears the line, or where there is no terminal tells how the board stands at last.
    func end(_ board: RunBoard) {
        timer?.cancel()
        timer = nil
        screen.end(with: RunProgress.line(board.numbers, seconds: (ContinuousClock.now - board.started) / .seconds(1)))
    }

    /// `130 of 500: 120 done, 4 failed, 6 refused; 1,204 a minute, 18 s left; 1.2 of 6.0 GB`.
    static func line(_ numbers: RunBoard.Numbers, seconds: Double) -> String {
        let ended = numbers.endedCount
        let verdicts = CaseVerdict.allCases.compactMap { verdict in
            numbers.ended[verdict].flatMap { $0 > 0 ? "\($0) \(verdict.rawValue)" : nil }
        }
        var parts = ["\(ended) of \(numbers.cases)" + (verdicts.isEmpty ? "" : ": ") + verdicts.joined(separator: ", ")]
        if numbers.computed > 0, seconds > 1 {
            let rate = Double(numbers.computed) / seconds
            let left = Double(numbers.cases - ended) / rate
            parts.append("\(text(rate * 60)) a minute" + (numbers.cases > ended ? ", \(duration(left)) left" : ""))
        }
        parts.append("\(gigabytes(numbers.memory)) of \(gigabytes(numbers.memoryLimit)) GB")
        return parts.joined(separator: "; ")
    }

    private static func text(_ rate: Double) -> String { rate < 10 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate))" }

    private static func gigabytes(_ bytes: Int) -> String { "\((Double(bytes) / 0x1p30 * 10).rounded() / 10)" }

    private static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "\(Int(seconds.rounded(.up))) s"
        case ..<5400: "\(Int((seconds / 60).rounded())) min"
        default: "\((seconds / 360).rounded() / 10) h"
        }
    }
}

/// Where progress is shown: standard error, one line of which may be written over.
final class ProgressScreen: Sendable {
    let isLive = isatty(STDERR_FILENO) == 1
    let queue = DispatchQueue(label: "voxmark.progress")
    /// Returns to the beginning of the line, and clears it.
    private static let cleared = "\r\u{1B}[K"

    /// Tells of a case between two states of the line.
    func tell(_ line: String) {
        queue.async { [isLive] in Terminal.put((isLive ? Self.cleared : "") + line.printable + "\n", to: STDERR_FILENO) }
    }

    /// Shows a line in the place of the one before; called on the queue.
    func show(_ line: String) {
        Terminal.put(isLive ? Self.cleared + line.prefix(Self.width) : line + "\n", to: STDERR_FILENO)
    }

    /// Takes the line away, or writes the last one.
    func end(with line: String) {
        queue.sync { Terminal.put(isLive ? Self.cleared : line + "\n", to: STDERR_FILENO) }
    }

    /// The width of the terminal, less the last column, in which a line would break.
    private static var width: Int {
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) - 1 : 120
    }
}
