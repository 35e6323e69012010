import Yams

extension Recipe.Normalisation {
    /// Reads the section `normalise`; nil without one.
    init?(_ top: YAMLSection, _ problems: inout Problems) {
        guard let section = top.section("normalise", allowed: ["method", "from", "percentiles", "scale"], &problems) else { return nil }
        section.require("method", "z-score, percentile or reference", &problems)
        section.require("from", "image, body or {region: NAME}", &problems)
        let percentiles = Self.percentiles(section, &problems)
        let names: KeyValuePairs<String, Method> = [
            "z-score": .zScore, "percentile": .percentile(percentiles?.lower ?? 1, percentiles?.upper ?? 99), "reference": .reference,
        ]
        let method = section.choice("method", names, &problems) ?? .zScore
        var usesPercentiles = false
        if case .percentile = method { usesPercentiles = true }
        if let node = section.node("percentiles"), !usesPercentiles {
            problems.add(node.mark, section.path("percentiles"), "goes with method: percentile only")
        }
        let source = Self.source(section, &problems)
        if let source, method == .reference, source == .image || source == .body {
            problems.add(section.node("from")?.mark, section.path("from"), "method: reference needs a region, as {region: NAME}")
        }
        let scale = section.number("scale", "a number above 0", &problems) { $0 > 0 }
        self.init(method: method, source: source ?? .image, scale: scale ?? 1)
    }

    private static func percentiles(_ section: YAMLSection, _ problems: inout Problems) -> (lower: Double, upper: Double)? {
        guard let node = section.node("percentiles") else { return nil }
        let numbers = node.sequence?.compactMap(\.number) ?? []
        guard numbers.count == 2, node.sequence?.count == 2, numbers[0] >= 0, numbers[0] < numbers[1], numbers[1] <= 100 else {
            problems.add(node.mark, section.path("percentiles"), "must be [lower, upper] in percent, from 0 to 100")
            return nil
        }
        return (numbers[0], numbers[1])
    }

    private static func source(_ section: YAMLSection, _ problems: inout Problems) -> Source? {
        guard let node = section.node("from") else { return nil }
        switch node.word {
        case "image": return .image
        case "body": return .body
        default:
            guard node.mapping != nil, let region = section.section("from", allowed: ["region"], &problems),
                let alias = region.text("region", &problems), !alias.contains(where: { $0.isNewline || $0 == ";" })
            else {
                problems.add(node.mark, section.path("from"), "must be image, body or {region: NAME}; found \(node.found)")
                return nil
            }
            return .region(alias)
        }
    }
}
