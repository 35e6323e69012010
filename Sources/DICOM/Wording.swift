/// A length in mm, to the thousandth.
package func millimetres(_ value: Double) -> String { "\(rounded(value)) mm" }

/// A number to the thousandth, without a needless fraction.
package func rounded(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded()
    guard thousandths.magnitude < 1e15 else { return "\(value)" }
    let whole = thousandths / 1000
    return whole == whole.rounded() ? "\(Int(whole))" : "\(whole)"
}

/// A count with its noun, in singular or plural.
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// The last component of a path.
package func fileName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}

/// The last components of the paths, with their folders where two would read alike.
func fileNames(_ paths: [String]) -> [String] {
    let names = paths.map(fileName)
    guard Set(names).count < names.count else { return names }
    return paths.map { $0.split(separator: "/").suffix(2).joined(separator: "/") }
}

/// The end of a UID, enough to recognise it.
package func shortened(_ uid: String) -> String {
    uid.count <= 16 ? uid : "…" + uid.suffix(12)
}

extension String {
    /// The text without anything that a terminal would obey: control characters as `\n`, `\t` or `\x1B`.
    package var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.map { scalar in
            switch scalar {
            case "\n": "\\n"
            case "\t": "\\t"
            case _ where scalar.isControl: "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
            default: String(scalar)
            }
        }.joined()
    }
}

extension Unicode.Scalar {
    /// Whether it is one of the control characters, C0 or C1.
    package var isControl: Bool { properties.generalCategory == .control }
}
