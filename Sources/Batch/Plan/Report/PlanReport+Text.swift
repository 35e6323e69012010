import DICOM

extension PlanReport {
    /// The plan for the terminal: at most a screen of cases and reasons unless all are asked for, the totals last.
    ///
    /// - Parameter isDetailed: whether every case, leftover and note is listed.
    public func text(isDetailed: Bool = false) -> String {
        let most = isDetailed ? Int.max : 12
        var text = ""
        let planned = lines.filter { $0.verdict == .planned }
        for line in planned.prefix(most) { text += caseText(line) + "\n" }
        text += rest(planned.count - most, "cases that will be computed")
        for group in groups().prefix(isDetailed ? .max : 8) {
            text += "\(group.lines.count) \(group.verdict.rawValue) [\(group.code)]\n"
            for line in group.lines.prefix(isDetailed ? .max : 2) { text += "  " + reasonText(line) + "\n" }
            if !isDetailed, group.lines.count > 2 { text += "  … and \(group.lines.count - 2) more\n" }
        }
        if isDetailed { for note in notes { text += "note: \(note.printable)\n" } }
        return text + totalsText
    }

    private func rest(_ count: Int, _ what: String) -> String { count > 0 ? "… and \(count) more \(what) (--verbose lists all)\n" : "" }

    private func caseText(_ line: Line) -> String {
        let recipe = recipeNames.count > 1 ? " by \(line.recipe)" : ""
        let cost = line.cost.map { " – \(sizeText($0.peakBytes)), \(timeText($0.seconds))" } ?? ""
        return "\((line.image ?? "?").printable) + \((line.mask ?? "?").printable): \((line.region ?? "").printable)"
            + " (\(line.modality ?? "?"), patient \((line.patient ?? "unknown").printable))\(recipe)\(cost)"
    }

    private func reasonText(_ line: Line) -> String {
        let place = [line.image, line.mask].compactMap { $0 }.joined(separator: " + ").printable
        return "\(place)\(line.region.map { ": \($0.printable)" } ?? ""): \((line.reason ?? "").printable)"
    }

    /// The lines that are no planned cases, by verdict and code, the worst first.
    private func groups() -> [(verdict: Verdict, code: String, lines: [Line])] {
        var groups: [(verdict: Verdict, code: String, lines: [Line])] = []
        for verdict in [Verdict.failed, .refused, .remark] {
            let byCode = Dictionary(grouping: lines.filter { $0.verdict == verdict }) { $0.code ?? "" }
            groups += byCode.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { (verdict, $0.key, $0.value) }
        }
        return groups
    }

    private var totalsText: String {
        var text = "\(counted(totals.planned, "case")) of \(counted(totals.patients, "patient")) will be computed"
        if totals.refused > 0 { text += ", \(totals.refused) refused or left over" }
        if totals.failed > 0 { text += ", \(totals.failed) that cannot be read" }
        if totals.remarks > 0 { text += ", \(counted(totals.remarks, "remark"))" }
        if totals.nonDICOM > 0 { text += "; \(counted(totals.nonDICOM, "file")) not DICOM" }
        guard totals.planned > 0 else { return text + "\n" }
        return text + "\npredicted: \(timeText(totals.secondsOnCores)) on \(counted(totals.cores, "core"))"
            + " (\(timeText(totals.seconds)) of work), at most \(sizeText(totals.largestPeakBytes)) for a case\n"
    }
}

/// Bytes in a unit that fits.
private func sizeText(_ bytes: Int) -> String {
    let megabytes = Double(bytes) / Double(1 << 20)
    return megabytes < 1000 ? "\(Int(megabytes.rounded(.up))) MiB" : "\(((megabytes / 102.4).rounded(.up)) / 10) GiB"
}

/// Seconds in a unit that fits.
private func timeText(_ seconds: Double) -> String {
    switch seconds {
    case ..<10: "\((seconds * 100).rounded() / 100) s"
    case ..<120: "\(Int(seconds.rounded())) s"
    case ..<7200: "\(Int((seconds / 60).rounded())) min"
    default: "\((seconds / 360).rounded() / 10) h"
    }
}
