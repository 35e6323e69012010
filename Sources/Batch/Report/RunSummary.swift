import OMOP

/// How one case, or something that never became one, ended.
public struct CaseReport: Sendable, Hashable {
    /// How it ended.
    public let verdict: CaseVerdict
    /// The case's key in the ledger; nil for what never became a case.
    public let key: String?
    /// The name of the recipe; nil for what never became a case.
    public let recipe: String?
    /// The modality of the image, or of the object that never became a case; nil where it is not known.
    public let modality: String?
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
    public private(set) var reports: [CaseReport]
    /// What a person may want to know about the archive.
    public private(set) var notes: [String]
    /// The number of files that are not DICOM.
    public private(set) var nonDICOMCount: Int
    /// What ended the run before its end; what was committed stays.
    public var fault: OMOPError?
    /// How many measurements were written of held cases, of this run or an earlier one, at the end; by case key.
    var released: [String: Int] = [:]

    /// Adds the run of the next recipe into the same database, which may have told the person of a case that was held.
    public mutating func append(_ later: RunSummary) {
        reports = reports.map { $0.released(later.released) ?? $0 } + later.reports
        notes += later.notes
        nonDICOMCount += later.nonDICOMCount
        fault = later.fault
        released.merge(later.released) { $1 }
    }

    /// The number of cases.
    public var caseCount: Int { reports.count(where: \.isCase) }

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
