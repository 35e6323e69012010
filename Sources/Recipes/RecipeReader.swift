import Features
import Foundation
import Voxels
import Yams

extension Recipe {
    /// The version of the recipe schema that is read, the value of the key `voxmark`.
    public static let schema = 1

    /// Reads a recipe file.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the file.
    public static func load(from url: URL) throws(RecipeError) -> Recipe {
        try parse(readText(url), path: url.path)
    }

    /// The text of a recipe file.
    ///
    /// - Throws: `RecipeError` when it cannot be read.
    public static func text(of url: URL) throws(RecipeError) -> String { try readText(url) }

    /// Reads a recipe from YAML text; `path` names it in messages.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the text.
    public static func parse(_ text: String, path: String = "recipe") throws(RecipeError) -> Recipe {
        let root = try composeYAML(text, path: path)
        var reader = RecipeReader()
        let recipe = reader.recipe(root)
        try reader.problems.check(path: path)
        guard let recipe else { throw RecipeError(.invalid, "is no recipe", path: path) }
        return recipe
    }
}

/// The text of a file.
package func readText(_ url: URL) throws(RecipeError) -> String {
    let data: Data
    do {
        data = try Data(contentsOf: url)
    } catch {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        let trouble =
            isFolder.boolValue
            ? "is a folder; name a file" : exists ? "cannot be read; check its permissions" : "does not exist; check the path"
        throw RecipeError(.unreadable, trouble, path: url.path)
    }
    guard let text = String(data: data, encoding: .utf8) else {
        throw RecipeError(.unreadable, "is not text in UTF-8", path: url.path)
    }
    return text
}

/// Turns a YAML document into a recipe; wrong values are reported and replaced by defaults, so that reading can go on.
struct RecipeReader {
    var problems = Problems()

    mutating func recipe(_ root: Node) -> Recipe? {
        let keys =
            ["voxmark", "name", "block"] + ModalityPolicy.keys
            + ["geometry", "masks", "regions", "normalise", "interpolation", "resegmentation", "discretisation", "features"]
        guard let top = YAMLSection(root, key: "", allowed: keys, problems: &problems) else { return nil }
        top.require("voxmark", "the version of the schema, \(Recipe.schema)", &problems)
        _ = top.integer("voxmark", Recipe.schema...Recipe.schema, &problems)
        let features = features(top)
        let resegmentation = resegmentation(top)
        let (texture, ivh) = discretisation(top, features: features, range: resegmentation.range)
        var recipe = Recipe(
            name: name(top), block: block(top), geometry: GeometryTolerance(top, &problems), interpolation: interpolation(top),
            resegmentation: resegmentation, textureDiscretisation: texture, ivhDiscretisation: ivh, features: features, masks: masks(top))
        recipe.modality = ModalityPolicy(top, &problems)
        recipe.normalisation = Recipe.Normalisation(top, &problems)
        return recipe
    }

    private mutating func name(_ top: YAMLSection) -> String {
        top.require("name", "the recipe's name", &problems)
        guard let name = top.text("name", &problems) else { return "" }
        if !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }) {
            problems.add(top.node("name")?.mark, "name", "may hold letters, digits and . _ - only; found \"\(name)\"")
        }
        return name
    }

    private mutating func block(_ top: YAMLSection) -> Int {
        let own = "the recipe's block of concept ids, 16…127 (0…15 are reserved for the recipes that Voxmark ships)"
        top.require("block", own, &problems)
        return top.integer("block", ConceptID.blocks, &problems) ?? 0
    }

    private mutating func interpolation(_ top: YAMLSection) -> Recipe.Interpolation? {
        let keys = ["spacing", "image", "mask", "partial-volume", "rounding"]
        guard let section = top.section("interpolation", allowed: keys, &problems) else { return nil }
        section.require("spacing", "[x, y] or [x, y, z] in mm", &problems)
        section.require("image", "nearest, linear or cubic", &problems)
        let image = section.choice("image", ["nearest": InterpolationMethod.nearest, "linear": .linear, "cubic": .cubic], &problems)
        let mask = section.choice("mask", ["nearest": InterpolationMethod.nearest, "linear": .linear], &problems)
        let threshold = section.number("partial-volume", "a fraction above 0, at most 1", &problems) { $0 > 0 && $0 <= 1 }
        let rounding = section.choice("rounding", ["integer": true, "none": false], &problems)
        return Recipe.Interpolation(
            spacing: spacing(section), image: image ?? .linear, mask: mask ?? .linear, partialVolumeThreshold: threshold ?? 0.5,
            roundsIntensities: rounding ?? false)
    }

    private mutating func spacing(_ section: YAMLSection) -> Recipe.Interpolation.Spacing {
        guard let node = section.node("spacing") else { return .volume(1, 1, 1) }
        let numbers = node.sequence?.map(\.number) ?? []
        let spacing = numbers.compactMap { $0 }.filter { $0 > 0 && $0.isFinite }
        guard spacing.count == numbers.count, (2...3).contains(spacing.count) else {
            let found = node.sequence.map { "[\($0.map { $0.word ?? $0.found }.joined(separator: ", "))]" } ?? node.found
            problems.add(node.mark, section.path("spacing"), "must be [x, y] or [x, y, z] in mm, each above 0; found \(found)")
            return .volume(1, 1, 1)
        }
        return spacing.count == 2 ? .inPlane(spacing[0], spacing[1]) : .volume(spacing[0], spacing[1], spacing[2])
    }

    private mutating func resegmentation(_ top: YAMLSection) -> Recipe.Resegmentation {
        guard let section = top.section("resegmentation", allowed: ["range", "outliers"], &problems) else { return Recipe.Resegmentation() }
        let sigma = section.number("outliers", "a number of standard deviations above 0", &problems) { $0 > 0 }
        return Recipe.Resegmentation(range: range(section), outlierSigma: sigma)
    }

    private mutating func range(_ section: YAMLSection) -> ClosedRange<Double>? {
        guard let node = section.node("range") else { return nil }
        let key = section.path("range")
        let bounds = node.sequence.map { Array($0) } ?? []
        guard bounds.count == 2, bounds.allSatisfy({ $0.isNull || $0.number != nil }) else {
            problems.add(node.mark, key, "must be [lower, upper] in modality units; null, -.inf or .inf leaves a bound open")
            return nil
        }
        let lower = bounds[0].number ?? -.infinity
        let upper = bounds[1].number ?? .infinity
        guard lower < upper, lower.isFinite || upper.isFinite else {
            problems.add(node.mark, key, "its lower bound must lie below its upper bound, and one of them must be a number")
            return nil
        }
        return lower...upper
    }

    private mutating func features(_ top: YAMLSection) -> Recipe.FeatureChoice {
        let keys = ["families", "aggregations", "coarseness", "spatial-autocorrelation"] + TextureDistances.keys
        let section = top.section("features", allowed: keys, &problems)
        let families =
            section.flatMap { names($0, "families", FeatureName.families, all: FeatureFamily.standardised) } ?? FeatureFamily.standardised
        let aggregations = section.flatMap { names($0, "aggregations", FeatureName.aggregations) } ?? FeatureName.volumetric
        return Recipe.FeatureChoice(
            families: FeatureFamily.allCases.filter(families.contains), aggregations: Set(aggregations),
            coarseness: section?.integer("coarseness", 0...65_535, &problems) ?? 0,
            spatialAutocorrelation: section?.choice("spatial-autocorrelation", ["true": true, "false": false], &problems) ?? true,
            distances: section.map { TextureDistances($0, &problems) } ?? TextureDistances())
    }

    /// The word `all`, or a list of names, each of which stands for one thing or several.
    private mutating func names<T>(
        _ section: YAMLSection, _ name: String, _ known: KeyValuePairs<String, [T]>, all: [T]? = nil
    ) -> [T]? {
        guard let node = section.node(name) else { return nil }
        if node.word == "all" { return all ?? known.flatMap(\.value) }
        guard let list = node.sequence, !list.isEmpty else {
            let names = known.map(\.key).joined(separator: ", ")
            problems.add(node.mark, section.path(name), "must be all or a list of \(names); found \(node.found)")
            return nil
        }
        var found: [T] = []
        for item in list {
            if let match = known.first(where: { $0.key == item.word }) {
                found += match.value
            } else {
                problems.add(item.mark, section.path(name), YAMLSection.notAmong(item, known.map(\.key)))
            }
        }
        return found
    }

    private mutating func discretisation(
        _ top: YAMLSection, features: Recipe.FeatureChoice, range: ClosedRange<Double>?
    ) -> (texture: Recipe.Discretisation, ivh: Recipe.Discretisation) {
        let section = top.section("discretisation", allowed: ["texture", "ivh"], &problems)
        if features.families.contains(where: \.needsGreyLevels) {
            let what = "none, {bin-size: …} or {bin-number: …} for texture and histogram features"
            if let section {
                section.require("texture", what, &problems)
            } else if top.node("discretisation") == nil {
                problems.add(top.mark, "discretisation.texture", "is missing: \(what)")
            }
        }
        guard let section else { return (.none, .none) }
        return (discretisation(section, "texture", range: range), discretisation(section, "ivh", range: range))
    }

    private mutating func discretisation(_ section: YAMLSection, _ name: String, range: ClosedRange<Double>?) -> Recipe.Discretisation {
        guard let node = section.node(name), node.word != "none" else { return .none }
        guard node.mapping != nil else {
            problems.add(node.mark, section.path(name), "must be none, {bin-size: …} or {bin-number: …}; found \(node.found)")
            return .none
        }
        guard let method = section.section(name, allowed: ["bin-size", "bin-number", "minimum"], &problems) else { return .none }
        switch (method.node("bin-size"), method.node("bin-number")) {
        case (.some, .none):
            let width = method.number("bin-size", "a width in modality units above 0", &problems) { $0 > 0 } ?? 1
            return fixedBinSize(width, method, range: range)
        case (.none, .some):
            if let minimum = method.node("minimum") {
                problems.add(
                    minimum.mark, method.path("minimum"), "goes with bin-size only: a fixed number of bins begins at the region's minimum")
            }
            return .fixedBinNumber(method.integer("bin-number", 2...65_535, &problems) ?? 2)
        default:
            problems.add(method.mark, method.key, "must have either bin-size or bin-number")
            return .none
        }
    }

    private mutating func fixedBinSize(_ width: Double, _ method: YAMLSection, range: ClosedRange<Double>?) -> Recipe.Discretisation {
        let minimum = minimum(method, range: range)
        let result = Recipe.Discretisation.fixedBinSize(width: width, minimum: minimum)
        if let bins = result.largestLevel(within: range), bins > 65_535 {
            let message = "gives \(plain(bins)) bins in resegmentation.range; 65535 are the most"
            problems.add(method.node("bin-size")?.mark, method.path("bin-size"), message)
        }
        return result
    }

    private mutating func minimum(_ method: YAMLSection, range: ClosedRange<Double>?) -> Recipe.Discretisation.Minimum {
        let key = method.path("minimum")
        let node = method.node("minimum")
        let lower = range.flatMap { $0.lowerBound.isFinite ? $0.lowerBound : nil }
        guard let node, node.word != "range" else {
            if lower == nil {
                let ways = "give resegmentation.range a lower bound, or set minimum to a number or to region"
                problems.add(node?.mark ?? method.node("bin-size")?.mark, key, "bins of fixed size need a place to begin: \(ways)")
            }
            return .range
        }
        if node.word == "region" { return .region }
        guard let number = node.number, number.isFinite else {
            problems.add(node.mark, key, "must be range, region or a number; found \(node.found)")
            return .range
        }
        if let lower, lower < number {
            problems.add(node.mark, key, "\(plain(number)) lies above the lower bound \(plain(lower)) of resegmentation.range")
        }
        return .intensity(number)
    }
}

extension Recipe.Discretisation {
    /// The highest grey level that intensities of a closed range can get; nil when no such bound is known.
    func largestLevel(within range: ClosedRange<Double>?) -> Double? {
        switch self {
        case .none, .fixedBinSize(_, .region): return nil
        case .fixedBinNumber(let count): return Double(count)
        case .fixedBinSize(let width, let minimum):
            guard let range, range.upperBound.isFinite else { return nil }
            var lowest = range.lowerBound
            if case .intensity(let value) = minimum { lowest = value }
            guard lowest.isFinite else { return nil }
            return ((range.upperBound - lowest) / width).rounded(.down) + 1
        }
    }
}
