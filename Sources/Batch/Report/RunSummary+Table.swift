extension RunSummary {
    /// What became of each modality: a line for each recipe, verdict and reason, and an empty line; empty when there is nothing.
    var table: [String] {
        guard !tally.isEmpty else { return [] }
        let rows = tally.sorted { $0.key < $1.key }.map { $0.cells + [String($1.cases), String($1.measurements)] }
        return TextTable.lines([["modality", "recipe", "verdict", "reason", "count", "measurements"]] + rows, right: [4, 5]) + [""]
    }
}

/// What the cases of one line of the table share.
struct SummaryLine: Sendable, Hashable, Comparable {
    /// How many cases there are, and measurements of theirs.
    struct Counts: Sendable, Hashable {
        var cases = 0
        var measurements = 0

        mutating func add(_ report: CaseReport) {
            cases += 1
            measurements += report.measurements
        }
    }

    let modality: String?
    let recipe: String?
    let verdict: CaseVerdict
    let code: String?
    /// False for what never became a case.
    let isCase: Bool

    init(_ report: CaseReport) {
        modality = report.modality
        recipe = report.recipe
        verdict = report.verdict
        code = report.reason?.code
        isCase = report.isCase
    }

    var cells: [String] { [modality ?? "–", recipe ?? "–", verdict.rawValue, code ?? ""] }

    /// By modality, those without one last, then by recipe, verdict and reason.
    private var order: (Int, String, String, Int, String) {
        let verdict = CaseVerdict.allCases.firstIndex(of: verdict) ?? 0
        return (modality == nil ? 1 : 0, modality ?? "", recipe ?? "", verdict, code ?? "")
    }

    static func < (one: SummaryLine, other: SummaryLine) -> Bool { one.order < other.order }
}
