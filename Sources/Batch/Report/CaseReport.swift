import Logging
import OMOP

/// How one case, or something that never became one, ended.
public struct CaseReport: Sendable, Hashable {
    /// How it ended.
    public internal(set) var verdict: CaseVerdict
    /// Its place in the run; beyond all cases for what never became one.
    public let number: Int
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
    public internal(set) var reason: Reason?
    /// What a person should know about it.
    public internal(set) var findings: [Remark] = []
    /// How many measurements were written.
    public internal(set) var measurements = 0
    /// How long it was computed in seconds.
    public internal(set) var seconds = 0.0
    /// How long its stages took.
    var stages = StageSeconds()
    /// True when an earlier run found out, and nothing has changed since.
    public internal(set) var isKnown = false

    init(
        verdict: CaseVerdict, number: Int, key: String?, recipe: String?, modality: String?, place: String, label: String,
        reason: Reason? = nil
    ) {
        self.verdict = verdict
        self.number = number
        self.key = key
        self.recipe = recipe
        self.modality = modality
        self.place = place
        self.label = label
        self.reason = reason
    }

    /// What never became a case.
    init(_ leftover: Plan.Leftover) {
        self.init(
            verdict: leftover.reason.verdict, number: .max, key: nil, recipe: nil, modality: leftover.modality, place: leftover.place,
            label: "", reason: leftover.reason)
    }

    /// False for what never became a case.
    public var isCase: Bool { !label.isEmpty }
    /// Place and region.
    public var name: String { label.isEmpty ? place : "\(place): \(label)" }

    /// Whether a person should know about it.
    var isNotable: Bool { reason != nil || !findings.isEmpty || verdict != .done && verdict != .alreadyDone }

    /// The same case as done, when it was held and its values became measurements at the end of the run.
    func released(_ measurements: [String: Int]) -> CaseReport? {
        guard verdict == .held, let key, let count = measurements[key] else { return nil }
        var report = self
        report.verdict = .done
        report.reason = nil
        report.measurements = count
        return report
    }

    /// What a log may know: nothing that tells who or where.
    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["verdict": "\(verdict.rawValue)", "measurements": "\(measurements)"]
        if let key { metadata["case"] = "\(key.prefix(16))" }
        if let reason { metadata["code"] = "\(reason.code)" }
        if !findings.isEmpty { metadata["remarks"] = "\(Set(findings.map(\.code)).sorted().joined(separator: ","))" }
        metadata["milliseconds"] = "\(Int(seconds * 1000))"
        if let last = stages.named.last { metadata["stage"] = "\(last.stage)" }
        return metadata
    }
}

extension StageSeconds {
    /// The stages that were come to, by name.
    var named: [(stage: String, seconds: Double)] {
        [("digest", digest), ("load", load), ("segment", segment), ("prepare", prepare), ("features", features), ("write", write)]
            .compactMap { name, seconds in seconds.map { (name, $0) } }
    }
}
