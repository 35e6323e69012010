import OMOP

/// How one case, or something that never became one, ended.
public struct CaseReport: Sendable, Hashable {
    /// How it ended.
    public let verdict: CaseVerdict
    /// The case's key in the ledger; nil for what never became a case.
    public let key: String?
    /// Where image and mask lie, relative to the archive: for the terminal only.
    public let place: String
    /// The region's name; empty for what never became a case.
    public let label: String
    /// Why it is not done.
    public let reason: Reason?
    /// What a person should know about it.
    public let findings: [Remark]
    /// How many measurements were written.
    public let measurements: Int
    /// How long it was computed in seconds.
    public let seconds: Double

    /// False for what never became a case.
    public var isCase: Bool { !label.isEmpty }
    /// Place and region.
    public var name: String { label.isEmpty ? place : "\(place): \(label)" }
}

/// What became of a plan.
public struct RunSummary: Sendable {
    /// The cases in plan order, then what never became one.
    public let reports: [CaseReport]
    /// What a person may want to know about the archive.
    public let notes: [String]
    /// The number of files that are not DICOM.
    public let nonDICOMCount: Int
    /// What ended the run before its end; what was committed stays.
    public var fault: OMOPError?

    /// How many ended in one way.
    public func count(_ verdict: CaseVerdict) -> Int { reports.count { $0.verdict == verdict } }

    /// How much came of it all.
    public var outcome: RunOutcome {
        guard count(.done) + count(.alreadyDone) + count(.held) > 0 else { return .nothing }
        return fault == nil && count(.failed) + count(.refused) + count(.held) == 0 ? .complete : .partial
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
}
