import Segmentation
import Yams

/// Reads the sections `masks` and `regions` of a recipe.
extension RecipeReader {
    mutating func masks(_ top: YAMLSection) -> Recipe.Masks {
        var masks = Recipe.Masks(regions: regions(top))
        guard let section = top.section("masks", allowed: ["fractional-threshold", "unknown-frame"], &problems) else { return masks }
        let fraction = "a part of Maximum Fractional Value above 0, at most 1"
        masks.fractionalThreshold = section.number("fractional-threshold", fraction, &problems) { $0 > 0 && $0 <= 1 } ?? 0.5
        masks.trustsUnknownFrame = section.choice("unknown-frame", ["refuse": false, "trust": true], &problems) ?? false
        return masks
    }

    private mutating func regions(_ top: YAMLSection) -> [MaskDefinition] {
        guard let node = top.node("regions") else { return [] }
        guard let list = node.sequence, !list.isEmpty else {
            problems.add(node.mark, "regions", "must be a list of regions such as {name: rim, ring: GTV, outside: 5}; found \(node.found)")
            return []
        }
        var regions: [MaskDefinition] = []
        for (index, item) in list.enumerated() {
            guard let region = region(item, key: "regions[\(index)]") else { continue }
            if regions.contains(where: { $0.name == region.name }) {
                problems.add(item.mark, "regions[\(index)].name", "two regions are called \(region.name); rename one")
            }
            for earlier in regions where earlier.operation.operands.contains(region.name) {
                problems.add(
                    item.mark, "regions[\(index)].name",
                    "\(earlier.name) is made of \(region.name), which is defined only behind it; swap them")
            }
            regions.append(region)
        }
        return regions
    }

    private mutating func region(_ node: Node, key: String) -> MaskDefinition? {
        let operations = ["union", "intersection", "difference", "ring", "largest-component"]
        let allowed = ["name"] + operations + ["outside", "inside", "within"]
        guard let section = YAMLSection(node, key: key, allowed: allowed, problems: &problems) else { return nil }
        section.require("name", "the new region's name", &problems)
        let name = section.text("name", &problems)
        let chosen = operations.filter { section.node($0) != nil }
        guard chosen.count == 1, let kind = chosen.first else {
            let found = chosen.isEmpty ? "none" : chosen.joined(separator: ", ")
            problems.add(node.mark, key, "must have exactly one of \(operations.joined(separator: ", ")); found \(found)")
            return nil
        }
        if kind != "ring" {
            for stray in ["outside", "inside", "within"] where section.node(stray) != nil {
                problems.add(section.node(stray)?.mark, section.path(stray), "goes with ring only")
            }
        }
        guard let operation = operation(kind, section), let name else { return nil }
        if operation.operands.contains(name) {
            problems.add(node.mark, section.path("name"), "\(name) cannot be made of itself; give the new region another name")
        }
        return MaskDefinition(name: name, operation: operation)
    }

    private mutating func operation(_ kind: String, _ section: YAMLSection) -> MaskOperation? {
        switch kind {
        case "union": return names(section, kind).map(MaskOperation.union)
        case "intersection": return names(section, kind).map(MaskOperation.intersection)
        case "difference": return names(section, kind).map(MaskOperation.difference)
        case "largest-component": return section.text(kind, &problems).map(MaskOperation.largestComponent(of:))
        default: return ring(section)
        }
    }

    private mutating func ring(_ section: YAMLSection) -> MaskOperation? {
        let length = "a length in mm, 0 to 1000"
        let outside = section.number("outside", length, &problems) { 0...1000 ~= $0 }
        let inside = section.number("inside", length, &problems) { 0...1000 ~= $0 }
        let within = section.text("within", &problems)
        guard let name = section.text("ring", &problems) else { return nil }
        if outside ?? 0 == 0, inside ?? 0 == 0 {
            problems.add(section.mark, section.key, "a ring needs a width above 0: outside or inside, in mm")
        }
        return .ring(of: name, outside: outside ?? 0, inside: inside ?? 0, within: within)
    }

    private mutating func names(_ section: YAMLSection, _ key: String) -> [String]? {
        guard let node = section.node(key) else { return nil }
        let names = node.sequence?.compactMap(\.word).filter { !$0.isEmpty } ?? []
        guard names.count == node.sequence?.count, names.count >= 2, Set(names).count == names.count else {
            problems.add(node.mark, section.path(key), "must be a list of two or more different region names")
            return nil
        }
        return names
    }
}
