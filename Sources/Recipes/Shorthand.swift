import Features

extension Recipe {
    /// What the recipe does in IBSI's short-hand (IBSI 1, "Radiomics reporting guidelines and nomenclature").
    ///
    /// Spacings are in mm, bin sizes in modality units. `IVH` marks the discretisation of the intensity-volume histogram.
    public var shorthand: String {
        let aggregations = features.families.contains(where: \.isTexture) ? features.sortedAggregations.map(\.shorthand) : []
        let aggregated = aggregations.isEmpty ? [] : ["AGGR " + aggregations.joined(separator: ",")]
        return (processing + aggregated + neighbourhood).joined(separator: "; ")
    }

    /// The short-hand of what the configuration covers: all but the aggregations.
    public var configurationShorthand: String { (processing + neighbourhood).joined(separator: "; ") }

    private var processing: [String] {
        modality.shorthand + (normalisation.map { [$0.shorthand] } ?? []) + [
            interpolation?.shorthand ?? "INT:–", resegmentation.shorthand, textureDiscretisation.shorthand,
            "IVH \(ivhDiscretisation.shorthand)",
        ]
    }

    private var neighbourhood: [String] { ["SYM"] + features.distances.shorthand + ["α:\(features.coarseness)"] }
}

extension Recipe.Interpolation {
    fileprivate var shorthand: String {
        let method =
            switch image {
            case .nearest: "NNB"
            case .linear: "LIN"
            case .cubic: "CSI"
            }
        let components = spacing.components
        let sizes = Set(components).count == 1 ? [components[0]] : components
        return "INT \(method):\(components.count)D:\(sizes.map(plain).joined(separator: "×"))mm"
    }
}

extension Recipe.Resegmentation {
    fileprivate var shorthand: String {
        var parts: [String] = []
        if let range {
            let lower = range.lowerBound.isFinite ? "[\(plain(range.lowerBound))" : "(-∞"
            let upper = range.upperBound.isFinite ? "\(plain(range.upperBound))]" : "∞)"
            parts.append("\(lower),\(upper)")
        }
        if let outlierSigma { parts.append("\(plain(outlierSigma))σ") }
        return "RS:" + (parts.isEmpty ? "–" : parts.joined(separator: "+"))
    }
}

extension Recipe.Discretisation {
    fileprivate var shorthand: String {
        switch self {
        case .none: "DIS:–"
        case .fixedBinSize(let width, _): "FBS:\(plain(width))"
        case .fixedBinNumber(let count): "FBN:\(count)"
        }
    }
}
