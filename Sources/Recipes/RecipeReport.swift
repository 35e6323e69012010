import Features

extension Recipe {
    /// What is allowed but should be questioned, one sentence each.
    public var warnings: [String] {
        var warnings = reservedBlock + aggregationWarnings + distanceWarnings
        warnings += binWarnings("discretisation.texture", textureDiscretisation, questionable: { !(4...1024).contains($0) })
        warnings += binWarnings("discretisation.ivh", ivhDiscretisation, questionable: { $0 < 4 })
        let levels = features.families.contains(where: \.needsGreyLevels) && textureDiscretisation == .none
        if levels, let interpolation, !interpolation.roundsIntensities, interpolation.image != .nearest {
            warnings.append("discretisation.texture is none, but interpolated intensities are not rounded: there will be no grey levels")
        }
        return warnings
    }

    /// The recipe with its defaults, its digest, its short-hand and its warnings, as lines of text.
    public var report: [String] {
        var lines = canonicalText.split(separator: "\n").map { String($0).replacing("=", with: ": ", maxReplacements: 1) }
        lines += ["", "digest: \(digest)", "short-hand: \(shorthand)"]
        return lines + warnings.map { "warning: \($0)" }
    }

    /// The recipes that Voxmark ships, with their blocks.
    public static let shipped: KeyValuePairs<String, Int> = [
        "ibsi-digital": 0, "ibsi-a": 1, "ibsi-b": 2, "ibsi-c": 3, "ibsi-d": 4, "ibsi-e": 5, "ct": 6, "mr": 7, "pet": 8, "mg": 9, "dbt": 10,
    ]

    private var reservedBlock: [String] {
        guard ConceptID.reservedBlocks.contains(block), !Self.shipped.contains(where: { $0 == (name, block) }) else { return [] }
        return ["block \(block) is reserved for the recipes that Voxmark ships; choose one of 16…127, or concept ids will clash"]
    }

    private var distanceWarnings: [String] {
        let distances = features.distances
        guard distances.norm != .chebyshev || distances.weighting != .none else { return [] }
        return [
            "features.distance-norm or distance-weighting is not the default: IBSI cautions against it, and few tools have the same"
        ]
    }

    private var aggregationWarnings: [String] {
        guard features.families.contains(where: \.isTexture) else { return [] }
        let aggregations = features.sortedAggregations
        let across = aggregations.filter { !$0.isWithinSlices }
        let within = aggregations.filter(\.isWithinSlices)
        switch interpolation?.spacing {
        case .volume where !within.isEmpty:
            return [
                "aggregations \(list(within)) stay within slices, but the image is resampled across slices: those slices were never acquired"
            ]
        case .inPlane where !across.isEmpty:
            return [
                "aggregations \(list(across)) cross slices, but only the slice plane is resampled: neighbours lie at different distances"
            ]
        default:
            return []
        }
    }

    private func list(_ aggregations: [Aggregation]) -> String {
        aggregations.map { "\($0.shorthand) (\($0.rawValue))" }.joined(separator: ", ")
    }

    private func binWarnings(_ key: String, _ method: Discretisation, questionable: (Int) -> Bool) -> [String] {
        var warnings: [String] = []
        if case .fixedBinSize(_, .region) = method {
            warnings.append("\(key) begins at each region's minimum: bins of different regions do not stand for the same intensities")
        }
        if case .fixedBinSize(_, .intensity(let minimum)) = method, resegmentation.range?.lowerBound.isFinite != true {
            warnings.append("\(key) begins at \(plain(minimum)), but nothing keeps lower intensities out: regions that hold any will fail")
        }
        if let bins = method.largestLevel(within: resegmentation.range).flatMap(Int.init(exactly:)), questionable(bins) {
            warnings.append("\(key) gives \(bins) bins; 8 to 256 are usual")
        }
        return warnings
    }
}
