import Foundation

/// A configuration of the IBSI 1 benchmark.
public enum BenchmarkConfiguration: String, Sendable, CaseIterable, Encodable {
    case digitalPhantom = "digital_phantom"
    case a = "config_a"
    case b = "config_b"
    case c = "config_c"
    case d = "config_d"
    case e = "config_e"

    /// The file name of the recipe that carries it out.
    var recipeName: String {
        self == .digitalPhantom ? "ibsi-digital.yaml" : "ibsi-\(rawValue.suffix(1)).yaml"
    }
}

/// A reference value of the IBSI 1 benchmark.
struct Reference: Sendable {
    let configuration: BenchmarkConfiguration
    /// The family's IBSI code, or the processing stage of a diagnostic.
    let group: String
    let tag: String
    let value: Double
    let tolerance: Double
    /// To how many significant digits a computed value is rounded before it is compared.
    let digits: Int

    /// IBSI's rule: round to three significant digits (a diagnostic that is given with more, to as many), then compare with the tolerance.
    ///
    /// The comparison allows for the representation of the decimal numbers, not for anything else.
    func accepts(_ candidate: Double) -> Bool {
        abs(candidate.rounded(significantDigits: digits) - value) <= tolerance + 1e-9 * max(abs(value), tolerance)
    }

    /// The 1,804 feature values.
    static func features() throws -> [Reference] {
        try EmbeddedFile.rows("reference_values.csv").map { try parse($0, group: 1, tag: 3, digits: 3) }
    }

    /// The 300 diagnostic values of the image and the masks at each stage.
    static func diagnostics() throws -> [Reference] {
        try EmbeddedFile.rows("diagnostics.csv").map { fields in
            try parse(fields, group: 1, tag: 2, digits: max(3, fields.count > 3 ? fields[3].count(where: \.isNumber) : 3))
        }
    }

    private static func parse(_ fields: [String], group: Int, tag: Int, digits: Int) throws -> Reference {
        guard fields.count == tag + 3, let configuration = BenchmarkConfiguration(rawValue: fields[0]),
            let value = Double(fields[tag + 1]), let tolerance = Double(fields[tag + 2])
        else { throw ConformanceError(.missingTable, "a line of the reference table is damaged: \(fields.joined(separator: ","))") }
        return Reference(
            configuration: configuration, group: fields[group], tag: fields[tag], value: value, tolerance: tolerance,
            digits: digits)
    }
}

extension Double {
    /// The number with so many significant decimal digits, ties away from zero.
    func rounded(significantDigits digits: Int) -> Double {
        guard self != 0, isFinite else { return self }
        let exponent = digits - 1 - Int(log10(abs(self)).rounded(.down))
        let scale = pow(10.0, Double(abs(exponent)))
        return exponent >= 0 ? (self * scale).rounded() / scale : (self / scale).rounded() * scale
    }
}
