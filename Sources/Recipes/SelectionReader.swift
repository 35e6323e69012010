import Foundation
import Yams

extension Selection {
    /// Reads a selection file.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the file.
    public static func load(from url: URL) throws(RecipeError) -> Selection {
        try parse(readText(url), path: url.path)
    }

    /// Reads a selection from YAML text; `path` names it in messages.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with the text.
    public static func parse(_ text: String, path: String = "selection") throws(RecipeError) -> Selection {
        let root = try composeYAML(text, path: path)
        var reader = SelectionReader()
        let selection = reader.selection(root)
        try reader.problems.check(path: path)
        return selection
    }
}

/// Turns a YAML document into a selection and gathers what is wrong with it.
private struct SelectionReader {
    var problems = Problems()

    mutating func selection(_ root: Node) -> Selection {
        guard let top = YAMLSection(root, key: "", allowed: ["voxmark", "series", "regions"], problems: &problems) else { return .all }
        top.require("voxmark", "the version of the schema, \(Recipe.schema)", &problems)
        _ = top.integer("voxmark", Recipe.schema...Recipe.schema, &problems)
        var selection = Selection(regions: regions(top))
        if let series = top.section("series", allowed: ["modality", "description"] + StackSelector.keys, &problems) {
            selection.modalities = modalities(series)
            selection.seriesDescription = pattern(series, "description")
            selection.stack = StackSelector(series, &problems)
        }
        return selection
    }

    private mutating func modalities(_ series: YAMLSection) -> [String]? {
        guard let node = series.node("modality") else { return nil }
        let items = node.sequence.map { Array($0) } ?? [node]
        let modalities = items.compactMap(\.word).filter { !$0.isEmpty && $0.allSatisfy { $0.isUppercase || $0.isNumber } }
        guard modalities.count == items.count, !items.isEmpty else {
            problems.add(node.mark, series.path("modality"), "must be a DICOM modality in capitals or a list of them, such as [CT, MR]")
            return nil
        }
        return modalities
    }

    private mutating func regions(_ top: YAMLSection) -> [RegionSelector]? {
        guard let node = top.node("regions"), node.word != "all" else { return nil }
        guard let list = node.sequence, !list.isEmpty else {
            let forms = "{name: …}, {pattern: …, as: …}, {label: …} and {code: …}"
            problems.add(node.mark, "regions", "must be all or a list of \(forms); found \(list(node))")
            return nil
        }
        return list.enumerated().compactMap { selector($1, key: "regions[\($0)]") }
    }

    private func list(_ node: Node) -> String {
        node.sequence == nil ? node.found : "an empty list"
    }

    private mutating func selector(_ node: Node, key: String) -> RegionSelector? {
        guard let section = YAMLSection(node, key: key, allowed: ["name", "pattern", "label", "code", "as"], problems: &problems) else {
            return nil
        }
        let kinds = ["name", "pattern", "label", "code"].filter { section.node($0) != nil }
        guard kinds.count == 1 else {
            problems.add(
                node.mark, key,
                "must have exactly one of name, pattern, label and code; found \(kinds.isEmpty ? "none" : kinds.joined(separator: ", "))")
            return nil
        }
        let alias = section.text("as", &problems)
        switch kinds[0] {
        case "name": return section.text("name", &problems).map { RegionSelector(.name($0), as: alias) }
        case "code": return code(section).map { RegionSelector(.code($0), as: alias) }
        case "pattern": return pattern(section, "pattern").map { RegionSelector(.pattern($0), as: alias) }
        default: return section.integer("label", 1...Int(Int32.max), &problems).map { RegionSelector(.label($0), as: alias) }
        }
    }

    private mutating func code(_ section: YAMLSection) -> String? {
        guard let text = section.text("code", &problems) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }) else {
            problems.add(
                section.node("code")?.mark, section.path("code"), "must be coding scheme and code, such as SCT:10200004; found \"\(text)\"")
            return nil
        }
        return text
    }

    private mutating func pattern(_ section: YAMLSection, _ name: String) -> String? {
        guard let pattern = section.text(name, &problems) else { return nil }
        do {
            _ = try Regex(pattern)
            return pattern
        } catch {
            problems.add(section.node(name)?.mark, section.path(name), "is no regular expression: \(error)")
            return nil
        }
    }
}
