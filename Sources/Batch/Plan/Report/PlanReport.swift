import DICOM
import OMOP

/// A plan line by line: every case with its verdict, and everything that is left over.
///
/// It names patients and places, for whoever asked for the plan; no other output does.
public struct PlanReport: Sendable, Encodable {
    /// What is said of a line of the plan.
    public enum Verdict: String, Sendable, Hashable, CaseIterable, Encodable {
        /// The case will be computed.
        case planned
        /// The case, or the mask or image, cannot be computed.
        case refused
        /// The case, or the file, cannot be read.
        case failed
        /// Something to know, which keeps nothing from being computed.
        case remark
    }

    /// A case, or something left over.
    public struct Line: Sendable, Hashable, Encodable {
        /// What becomes of it.
        public let verdict: Verdict
        /// The code of the reason; nil for a case that will be computed.
        public let code: String?
        /// The recipe's name.
        public let recipe: String
        /// Where image and mask lie, relative to the archive; nil where there is none, or where it is not known which it is.
        public let image, mask: String?
        /// The region's name in the output; nil for what is no case.
        public let region: String?
        /// Patient ID as the header or the manifest says it.
        public let patient: String?
        /// Modality.
        public let modality: String?
        /// What computing it is predicted to take; nil for what is not computed.
        public let cost: CaseCost?
        /// What is wrong and what to do.
        public let reason: String?
    }

    /// What the plan comes to.
    public struct Totals: Sendable, Hashable, Encodable {
        /// Cases that will be computed.
        public var planned = 0
        /// Cases and leftovers that are refused.
        public var refused = 0
        /// Cases and leftovers that cannot be read.
        public var failed = 0
        /// What somebody should look at.
        public var remarks = 0
        /// Files that are not DICOM.
        public var nonDICOM = 0
        /// Different Patient IDs of the cases that will be computed.
        public var patients = 0
        /// The largest predicted peak memory of a case, the process included, in bytes.
        public var largestPeakBytes = 0
        /// The predicted time of all cases with one thread, in seconds.
        public var seconds = 0.0
        /// How many cores were counted with.
        public var cores = 1
        /// The predicted time on these cores, in seconds: no less than the longest bundle.
        public var secondsOnCores = 0.0
    }

    /// What the plan comes to.
    public let totals: Totals
    /// The cases in the order of the plan, then what is left over, then remarks.
    public let lines: [Line]
    /// What a person may want to know.
    public let notes: [String]

    /// Tells what plans say, one for each recipe.
    public init(plans: [Plan], recipes: [String], cores: Int) {
        var lines: [Line] = []
        var seconds: [Double] = []
        for (plan, recipe) in zip(plans, recipes) {
            for bundle in plan.bundles {
                lines += bundle.cases.map { Line($0, in: bundle, recipe: recipe) }
                if bundle.image.refusal == nil { seconds.append(bundle.cost.seconds) }
            }
        }
        for (plan, recipe) in zip(plans, recipes) { lines += plan.leftovers.map { Line($0, recipe: recipe) } }
        for (plan, recipe) in zip(plans, recipes) { lines += plan.remarks.map { Line($0, recipe: recipe, verdict: .remark) } }
        self.lines = lines
        notes = plans.flatMap(\.notes)
        var totals = Totals()
        for line in lines { totals.count(line) }
        totals.patients = Set(lines.lazy.filter { $0.verdict == .planned }.compactMap(\.patient)).count
        totals.nonDICOM = plans.reduce(0) { $0 + $1.nonDICOMCount }
        totals.seconds = seconds.reduce(0, +)
        totals.cores = cores
        totals.secondsOnCores = max(seconds.max() ?? 0, totals.seconds / Double(max(1, cores)))
        self.totals = totals
    }

    /// The recipe's name is written only where there are several.
    var recipeNames: Set<String> { Set(lines.map(\.recipe)) }
}

extension PlanReport.Totals {
    fileprivate mutating func count(_ line: PlanReport.Line) {
        switch line.verdict {
        case .planned: planned += 1
        case .refused: refused += 1
        case .failed: failed += 1
        case .remark: remarks += 1
        }
        largestPeakBytes = max(largestPeakBytes, line.cost?.peakBytes ?? 0)
    }
}

extension PlanReport.Line {
    fileprivate init(_ one: PlannedCase, in bundle: CaseBundle, recipe: String) {
        let refusal = bundle.image.refusal
        verdict = refusal.map { PlanReport.Verdict($0.verdict) } ?? .planned
        code = refusal?.code
        self.recipe = recipe
        image = bundle.image.place
        mask = bundle.mask.place
        region = one.label
        patient = bundle.image.patient.patientID
        modality = bundle.image.modality
        cost = refusal == nil ? one.cost : nil
        reason = refusal?.message
    }

    fileprivate init(_ leftover: Plan.Leftover, recipe: String, verdict: PlanReport.Verdict? = nil) {
        let isImage = leftover.modality.map { !["RTSTRUCT", "SEG", "NIfTI", "folder"].contains($0) } ?? false
        self.verdict = verdict ?? PlanReport.Verdict(leftover.reason.verdict)
        code = leftover.reason.code
        self.recipe = recipe
        image = isImage ? leftover.place : nil
        mask = isImage ? nil : leftover.place
        region = nil
        patient = nil
        modality = leftover.modality
        cost = nil
        reason = leftover.reason.message
    }
}

extension PlanReport.Verdict {
    fileprivate init(_ verdict: CaseVerdict) { self = verdict == .failed ? .failed : .refused }
}
