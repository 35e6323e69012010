import Features
import Yams

extension TextureDistances {
    /// The keys of the section `features` that are read here.
    static let keys = ["distance", "distance-norm", "distance-weighting", "weighting-norm"]

    /// Reads the distances of the section `features`; wrong values are reported and replaced by defaults.
    init(_ section: YAMLSection, _ problems: inout Problems) {
        self.init()
        if section.node("distance")?.mapping != nil {
            let families = section.section("distance", allowed: ["glcm", "ngtdm", "ngldm"], &problems)
            cooccurrence = families?.integer("glcm", Self.range, &problems) ?? 1
            greyToneDifference = families?.integer("ngtdm", Self.range, &problems) ?? 1
            dependence = families?.integer("ngldm", Self.range, &problems) ?? 1
        } else {
            let all = section.integer("distance", Self.range, &problems) ?? 1
            (cooccurrence, greyToneDifference, dependence) = (all, all, all)
        }
        let norms: KeyValuePairs<String, DistanceNorm> = ["chebyshev": .chebyshev, "euclidean": .euclidean, "manhattan": .manhattan]
        norm = section.choice("distance-norm", norms, &problems) ?? norm
        let weightings: KeyValuePairs<String, DistanceWeighting> = ["none": .none, "inverse": .inverse, "gaussian": .gaussian]
        weighting = section.choice("distance-weighting", weightings, &problems) ?? weighting
        if let norm = section.choice("weighting-norm", norms, &problems) {
            weightingNorm = norm
            if weighting == .none {
                problems.add(
                    section.node("weighting-norm")?.mark, section.path("weighting-norm"),
                    "goes with distance-weighting inverse or gaussian only")
            }
        }
        if hasVanishingWeights {
            problems.add(
                section.node("distance-weighting")?.mark, section.path("distance-weighting"),
                "gaussian gives voxels as far apart as distance allows weights of 0: choose a smaller distance, or inverse")
        }
    }

    /// The distances as the canonical text has them; norm and weights are written only where they are not the default.
    var canonical: [(String, String)] {
        let isOne = cooccurrence == greyToneDifference && greyToneDifference == dependence
        let distance = isOne ? "\(cooccurrence)" : "glcm \(cooccurrence) ngtdm \(greyToneDifference) ngldm \(dependence)"
        var lines = [("distance", distance)]
        if norm != .chebyshev { lines.append(("distance-norm", norm.rawValue)) }
        if weighting != .none { lines.append(("distance-weighting", "\(weighting.rawValue) \(weightingNorm.rawValue)")) }
        return lines
    }

    /// The distances in IBSI's short-hand.
    var shorthand: [String] {
        let isOne = cooccurrence == greyToneDifference && greyToneDifference == dependence
        let distance = isOne ? "\(cooccurrence)" : "\(cooccurrence),\(greyToneDifference),\(dependence)"
        let weight =
            switch weighting {
            case .none: "1"
            case .inverse: "‖m‖\(weightingNorm.subscript)⁻¹"
            case .gaussian: "exp(−‖m‖\(weightingNorm.subscript)²)"
            }
        return ["δ-\(norm.subscript):\(distance)", "w:\(weight)"]
    }
}

extension DistanceNorm {
    /// The order of the norm.
    fileprivate var `subscript`: String {
        switch self {
        case .chebyshev: "∞"
        case .euclidean: "2"
        case .manhattan: "1"
        }
    }
}
