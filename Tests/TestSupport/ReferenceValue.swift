import Foundation

/// One row of the IBSI 1 reference values.
public struct ReferenceValue: Sendable, CustomStringConvertible {
    /// The configuration, such as `digital_phantom` or `config_a`.
    public let configuration: String
    /// The family as the table calls it, such as `glcm`.
    public let family: String
    /// The tag with its aggregation.
    public let tag: String
    /// The IBSI code of the feature.
    public let code: String
    /// The value.
    public let value: Double
    /// How far a value of three significant digits may be away.
    public let tolerance: Double

    /// True when the number, rounded to three significant digits, is within the tolerance.
    public func isMatched(by number: Double) -> Bool {
        guard let rounded = Double(String(format: "%.2e", number)) else { return false }
        return abs(rounded - value) <= tolerance * (1 + 1e-9) + abs(value) * 1e-12
    }

    /// The tag with its value.
    public var description: String { "\(configuration) \(tag) = \(value) ± \(tolerance)" }

    /// Reads the rows of `ibsi1/reference/reference_values.csv` below a folder.
    public static func rows(in folder: URL) throws -> [ReferenceValue] {
        let text = try String(contentsOf: folder.appending(path: "ibsi1/reference/reference_values.csv"), encoding: .utf8)
        let lines = text.split(whereSeparator: \.isNewline).map(fields)
        guard let header = lines.first else { return [] }
        return lines.dropFirst().compactMap { fields in
            let row = Dictionary(zip(header, fields)) { first, _ in first }
            guard let configuration = row["config"], let family = row["family"], let tag = row["tag"], let code = row["ibsi_code"],
                let value = row["reference_value"].flatMap(Double.init), let tolerance = row["tolerance"].flatMap(Double.init)
            else { return nil }
            return ReferenceValue(configuration: configuration, family: family, tag: tag, code: code, value: value, tolerance: tolerance)
        }
    }

    /// The fields of a line, of which some are in quotes.
    private static func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
