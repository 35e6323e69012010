import Voxels

extension GeometryTolerance {
    /// Reads the section `geometry`; what it leaves out is at its default.
    init(_ top: YAMLSection, _ problems: inout Problems) {
        self.init()
        let keys = ["position", "shear", "orientation", "spacing", "tilt", "missing-slices"]
        guard let section = top.section("geometry", allowed: keys, &problems) else { return }
        let millimetres = "a length in mm, 0 or more"
        let relative = "a number from 0 to 1"
        position = section.number("position", millimetres, &problems) { $0 >= 0 } ?? position
        shear = section.number("shear", millimetres, &problems) { $0 >= 0 } ?? shear
        orientation = section.number("orientation", relative, &problems) { 0...1 ~= $0 } ?? orientation
        spacing = section.number("spacing", relative, &problems) { 0...1 ~= $0 } ?? spacing
        tilt = section.choice("tilt", ["refuse": TiltPolicy.refuse, "resample": .resample], &problems) ?? tilt
        missingSlices = missingSlices(section, &problems) ?? missingSlices
    }

    private func missingSlices(_ section: YAMLSection, _ problems: inout Problems) -> MissingSlicePolicy? {
        guard let node = section.node("missing-slices") else { return nil }
        guard node.mapping != nil else {
            switch node.word {
            case "refuse": return .refuse
            case "split": return .split
            default:
                problems.add(node.mark, section.path("missing-slices"), "must be refuse, split or {interpolate: n}; found \(node.found)")
                return nil
            }
        }
        let policy = section.section("missing-slices", allowed: ["interpolate"], &problems)
        policy?.require("interpolate", "how many slices in a row may be interpolated", &problems)
        return policy?.integer("interpolate", 1...1000, &problems).map { .interpolate($0) }
    }

    /// The policies that are not at their defaults: recipes without them keep the digest that they had before there were any.
    var policy: [(String, String)] {
        var lines: [(String, String)] = []
        if tilt == .resample { lines.append(("geometry.tilt", "resample")) }
        switch missingSlices {
        case .refuse: break
        case .interpolate(let most): lines.append(("geometry.missing-slices", "interpolate \(most)"))
        case .split: lines.append(("geometry.missing-slices", "split"))
        }
        return lines
    }
}
