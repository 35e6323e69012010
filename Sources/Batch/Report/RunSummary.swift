/// What became of a plan.
public struct RunSummary: Sendable {
    /// What a person should know about: cases that are not done, or about which something was found, in plan order, then what never became a case.
    public private(set) var reports: [CaseReport] = []
    /// All cases and what never became one, counted.
    private(set) var tally: [SummaryLine: SummaryLine.Counts] = [:]
    /// What a person may want to know about the archive.
    public private(set) var notes: [String] = []
    /// The number of files that are not DICOM.
    public private(set) var nonDICOMCount = 0
    /// What ended the run before its end; what was committed stays.
    public var fault: (any Error)?
    /// The signal that stopped the run; nil when none did.
    public var stopped: Int32?

    init() {}

    /// The summary of a plan without a case.
    public init(ofNothing plan: Plan) {
        let reports = plan.leftovers.map(CaseReport.init)
        var tally: [SummaryLine: SummaryLine.Counts] = [:]
        for report in reports { tally[SummaryLine(report), default: SummaryLine.Counts()].add(report) }
        take(reports: reports, tally: tally, notes: plan.notes, nonDICOMCount: plan.nonDICOMCount)
    }

    mutating func take(reports: [CaseReport], tally: [SummaryLine: SummaryLine.Counts], notes: [String], nonDICOMCount: Int) {
        self.reports = reports
        self.tally = tally
        self.notes = notes
        self.nonDICOMCount = nonDICOMCount
    }

    /// The number of cases that ended.
    public var caseCount: Int { tally.filter(\.key.isCase).values.reduce(0) { $0 + $1.cases } }

    /// How many ended in one way, cases and what never became one.
    public func count(_ verdict: CaseVerdict) -> Int { tally.filter { $0.key.verdict == verdict }.values.reduce(0) { $0 + $1.cases } }

    /// How many cases ended in one way.
    public func caseCount(_ verdict: CaseVerdict) -> Int {
        tally.filter { $0.key.verdict == verdict && $0.key.isCase }.values.reduce(0) { $0 + $1.cases }
    }

    /// How many measurements were written.
    public var measurementCount: Int { tally.values.reduce(0) { $0 + $1.measurements } }

    /// How much came of it all.
    public var outcome: RunOutcome {
        guard fault == nil else { return .ended }
        guard count(.done) + count(.alreadyDone) + count(.held) > 0 else { return .nothing }
        return count(.failed) + count(.refused) + count(.held) == 0 ? .complete : .partial
    }
}

/// How much came of a run; the command's exit code follows from it.
public enum RunOutcome: Sendable, Hashable {
    /// All cases are done.
    case complete
    /// Some cases failed, were refused or are held.
    case partial
    /// There is no case, or none came to anything.
    case nothing
    /// The run ended before its end, such as on a full disk; what was committed stays.
    case ended
}
