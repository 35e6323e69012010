import Features

/// One comparison with a reference value.
public struct ConformanceRow: Sendable, Encodable {
    /// Where the voxels came from.
    public enum Source: String, Sendable, Encodable, CaseIterable {
        /// The digital phantom that the program carries.
        case builtIn = "built-in"
        /// The CT phantom as NIfTI.
        case nifti
        /// The CT phantom as DICOM with its RTSTRUCT.
        case dicom
    }

    /// The benchmark configuration.
    public let config: BenchmarkConfiguration
    /// IBSI's tag of the feature with its aggregation, or of the diagnostic.
    public let tag: String
    /// The feature family's IBSI code, or the processing stage of a diagnostic.
    public let group: String
    /// True for a diagnostic of image or mask, false for a feature.
    public let isDiagnostic: Bool
    /// Where the voxels came from.
    public let source: Source
    /// What this program computed; nil when it computed no number.
    public let value: Double?
    /// The benchmark's value.
    public let reference: Double
    /// How far the value, rounded to three significant digits, may be away.
    public let tolerance: Double
    /// Whether it is near enough.
    public let passed: Bool
    /// Why there is no value.
    public let reason: String?

    private enum CodingKeys: String, CodingKey {
        case config, tag, group, isDiagnostic, source, value, reference, tolerance, passed, reason
    }

    /// Encodes every key, null where there is no value, so that all rows have one shape.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(config, forKey: .config)
        try container.encode(tag, forKey: .tag)
        try container.encode(group, forKey: .group)
        try container.encode(isDiagnostic, forKey: .isDiagnostic)
        try container.encode(source, forKey: .source)
        try container.encode(value, forKey: .value)
        try container.encode(reference, forKey: .reference)
        try container.encode(tolerance, forKey: .tolerance)
        try container.encode(passed, forKey: .passed)
        try container.encode(reason, forKey: .reason)
    }
}

/// The outcome of the self-check.
public struct ConformanceReport: Sendable, Encodable {
    /// All comparisons, by source, configuration, and the order of the reference tables.
    public let rows: [ConformanceRow]

    /// True when there are comparisons and every one passed.
    public var passed: Bool { !rows.isEmpty && rows.allSatisfy(\.passed) }

    /// A table of passed and compared values per configuration and family, and a line for every miss.
    public var text: String {
        var lines: [String] = []
        for source in ConformanceRow.Source.allCases {
            for config in BenchmarkConfiguration.allCases {
                let part = rows.filter { $0.source == source && $0.config == config }
                if !part.isEmpty { lines += section(part, title: "\(config.rawValue), \(source.rawValue)") }
            }
        }
        let misses = rows.filter { !$0.passed }
        if !misses.isEmpty { lines += ["Misses:"] + misses.map(line) + [""] }
        for source in ConformanceRow.Source.allCases {
            let features = rows.filter { $0.source == source && !$0.isDiagnostic }
            let diagnostics = rows.filter { $0.source == source && $0.isDiagnostic }
            if features.isEmpty { continue }
            let title = "\(source.rawValue):".padded(to: 10)
            lines.append("\(title) \(count(features)) feature values\(diagnostics.isEmpty ? "" : ", \(count(diagnostics)) diagnostics")")
        }
        return lines.joined(separator: "\n")
    }

    private func section(_ part: [ConformanceRow], title: String) -> [String] {
        var groups: [String] = []
        for row in part where !groups.contains(row.group) { groups.append(row.group) }
        let names = Dictionary(uniqueKeysWithValues: FeatureFamily.standardised.map { ($0.code, $0.rawValue) })
        let lines = groups.map { group in
            let members = part.filter { $0.group == group }
            let mark = members.allSatisfy(\.passed) ? "ok" : "MISS"
            return "  \((names[group] ?? group).padded(to: 26)) \(count(members).padded(to: 10)) \(mark)"
        }
        return [title] + lines + [""]
    }

    private func count(_ rows: [ConformanceRow]) -> String { "\(rows.count { $0.passed })/\(rows.count)" }

    private func line(_ row: ConformanceRow) -> String {
        let found = row.value.map { "\($0)" } ?? "no value (\(row.reason ?? "not computed"))"
        return "  \(row.config.rawValue) \(row.source.rawValue) \(row.tag): \(found), expected \(row.reference) ± \(row.tolerance)"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
