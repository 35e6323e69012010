import Foundation
import Logging
import Synchronization

/// Gathers what becomes of cases: numbers of all, and reports of those that a person should know about.
final class RunCollector: Sendable {
    private struct State {
        var reports: [CaseReport] = []
        var tally: [SummaryLine: SummaryLine.Counts] = [:]
        var notes: [String] = []
        var nonDICOMCount = 0
        var released: [String: Int] = [:]
    }

    private let state = Mutex(State())
    private let board: RunBoard
    private let log: Logger
    private let progress: @Sendable (CaseReport) -> Void

    init(board: RunBoard, log: Logger, progress: @escaping @Sendable (CaseReport) -> Void) {
        self.board = board
        self.log = log
        self.progress = progress
    }

    /// Takes a case that was committed.
    func add(_ report: CaseReport) {
        log.info("case", metadata: report.metadata)
        count(report)
        board.update { board in
            board.ended[report.verdict, default: 0] += 1
            if report.verdict != .alreadyDone && !report.isKnown { board.computed += 1 }
            for (stage, seconds) in report.stages.named { board.stageSeconds[stage, default: 0] += seconds }
        }
        progress(report)
    }

    /// Takes what never became a case, and what is to be noted.
    func add(leftovers plans: [Plan]) {
        for plan in plans {
            for report in plan.leftovers.map(CaseReport.init) {
                log.info("left out", metadata: report.metadata)
                count(report)
            }
            state.withLock { state in
                state.notes += plan.notes
                state.nonDICOMCount += plan.nonDICOMCount
            }
        }
    }

    /// Held cases have become measurements, by case key.
    func release(_ measurements: [String: Int]) {
        guard !measurements.isEmpty else { return }
        let released = state.withLock { state in
            var changed: [CaseReport] = []
            for place in state.reports.indices {
                let before = state.reports[place]
                guard let after = before.released(measurements) else { continue }
                state.reports[place] = after
                state.tally[SummaryLine(before)]?.cases -= 1
                state.tally[SummaryLine(after), default: SummaryLine.Counts()].add(after)
                changed.append(after)
            }
            return changed
        }
        board.update { board in
            board.ended[.held, default: 0] -= released.count
            board.ended[.done, default: 0] += released.count
        }
        released.forEach(progress)
    }

    /// Puts everything into a summary.
    func fill(_ summary: inout RunSummary) {
        let state = state.withLock { $0 }
        // What never became a case stays in the order of the plan.
        let reports = state.reports.enumerated().sorted { ($0.element.number, $0.offset) < ($1.element.number, $1.offset) }.map(\.element)
        summary.take(
            reports: reports, tally: state.tally.filter { $0.value.cases > 0 }, notes: state.notes, nonDICOMCount: state.nonDICOMCount)
    }

    private func count(_ report: CaseReport) {
        state.withLock { state in
            state.tally[SummaryLine(report), default: SummaryLine.Counts()].add(report)
            if report.isNotable { state.reports.append(report) }
        }
    }
}
