import DICOM

extension PlanReport {
    /// The columns of the table.
    static let columns = [
        "verdict", "code", "recipe", "image", "mask", "region", "patient", "modality", "peak_bytes", "seconds", "reason",
    ]

    /// A table, one line for each case and for whatever is left over; control characters are spelt out, so that a line is a line.
    public var csv: String {
        ([Self.columns] + lines.map(\.cells)).map { $0.map(field).joined(separator: ",") + "\n" }.joined()
    }

    private func field(_ text: String) -> String {
        let text = text.printable
        return text.contains { $0 == "," || $0 == "\"" } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
    }
}

extension PlanReport.Line {
    fileprivate var cells: [String] {
        [
            verdict.rawValue, code ?? "", recipe, image ?? "", mask ?? "", region ?? "", patient ?? "", modality ?? "",
            cost.map { String($0.peakBytes) } ?? "", cost.map { String($0.seconds) } ?? "", reason ?? "",
        ]
    }
}
