import DICOM

extension RunSummary {
    /// What a person reads at the end: what became of each modality, counts, every case that is not done with what to do, and, in detail, what was found on the way.
    ///
    /// - Parameter isDetailed: lists all notes about the archive; otherwise the first of them.
    public func text(isDetailed: Bool = false) -> String {
        (notDone + remarks(isDetailed: isDetailed) + table + [counts] + also).joined(separator: "\n")
    }

    /// The verdicts that call for something to be done, worst first.
    private static let troubles: [CaseVerdict] = [.failed, .refused, .held]

    private var notDone: [String] {
        var lines: [String] = []
        for verdict in Self.troubles {
            let concerned = reports.filter { $0.verdict == verdict }
            var codes: [String] = []
            for code in concerned.compactMap(\.reason?.code) where !codes.contains(code) { codes.append(code) }
            for code in codes {
                let group = concerned.filter { $0.reason?.code == code }
                lines.append("\(verdict.rawValue), \(code) (\(group.count)):")
                lines += group.map { "  \($0.name): \($0.reason?.message ?? "")" }
            }
        }
        return lines.isEmpty ? [] : lines + [""]
    }

    /// How many notes about the archive are listed unless all are asked for.
    private static let noteLimit = 20

    /// What concerns a case is always told: it may be why its numbers are not what they seem.
    private func remarks(isDetailed: Bool) -> [String] {
        let shown = isDetailed ? notes : Array(notes.prefix(Self.noteLimit))
        var lines = reports.flatMap { report in report.findings.map { "  \(report.name): \($0)" } } + shown.map { "  \($0)" }
        if shown.count < notes.count { lines.append("  and \(counted(notes.count - shown.count, "note")) more (shown with --verbose)") }
        return lines.isEmpty ? [] : ["noted:"] + lines + [""]
    }

    private var counts: String {
        let parts = CaseVerdict.allCases.map { verdict in "\(caseCount(verdict)) \(verdict.rawValue)" }
        let leftOut = tally.filter { !$0.key.isCase }.values.reduce(0) { $0 + $1.cases }
        return "\(counted(caseCount, "case")): \(parts.joined(separator: ", ")); \(counted(measurementCount, "measurement")) written"
            + (leftOut > 0 ? "; \(leftOut) \(leftOut == 1 ? "file or row" : "files or rows") left out" : "")
    }

    private var also: [String] {
        nonDICOMCount > 0 ? ["also: \(counted(nonDICOMCount, "file")) not DICOM"] : []
    }
}

extension CaseReport {
    /// The case in one line, as it is shown when it is finished.
    public var line: String {
        let time = seconds >= 0.005 ? " (\((seconds * 100).rounded() / 100) s)" : ""
        return "\(verdict.rawValue): \(name)\(time)" + (reason.map { ": \($0)" } ?? "")
    }
}

extension Plan {
    /// Why there is no case, in a few words.
    public var reasonForNothing: String {
        if !leftovers.isEmpty { return "\(counted(leftovers.count, "candidate")) failed or refused, none could become a case" }
        if notes.isEmpty && nonDICOMCount == 0 { return "there is no file and no row" }
        let remarks = notes.prefix(3).joined(separator: "; ") + (notes.count > 3 ? "; and \(notes.count - 3) more" : "")
        return remarks.isEmpty ? "no DICOM file found" : remarks
    }
}
