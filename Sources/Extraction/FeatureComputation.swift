import Features
import Recipes
import Voxels

/// Computes the recipe's features of a prepared region, in declaration order.
func features(of region: PreparedRegion, recipe: Recipe) throws -> [FeatureResult] {
    let families = Set(recipe.features.families)
    let range = recipe.resegmentation.range
    var results: [FeatureResult] = []
    if families.contains(.morphology) {
        results += Morphology.results(of: region, spatialAutocorrelation: recipe.features.spatialAutocorrelation)
    }
    if families.contains(.localIntensity) { results += LocalIntensity.results(of: region) }
    if families.contains(.statistics) { results += IntensityStatistics.results(of: region) }
    let needsLevels = families.contains(.intensityHistogram) || TextureFeatures.families.contains(where: families.contains)
    let discretised = needsLevels ? try discretise(region, by: recipe.textureDiscretisation, range: range) : nil
    if let discretised, families.contains(.intensityHistogram) { results += histogram(of: discretised) }
    if families.contains(.intensityVolumeHistogram) {
        let discretisation = try recipe.ivhDiscretisation.ofVolumeHistogram(range: range, region: extremes(of: region))
        results += IntensityVolumeHistogram.results(of: region, discretisation: discretisation, range: range)
    }
    if let discretised { results += textures(of: discretised, recipe: recipe) }
    if families.contains(.planarMorphology) { results += PlanarMorphology.results(of: region) }
    return results.map { FeatureResult(column: recipe.declared($0.column), value: $0.value) }
}

private func histogram(of discretised: Discretised) -> [FeatureResult] {
    switch discretised {
    case .levels(let levels): IntensityHistogram.results(of: levels)
    case .undefined(let reason): missing(families: [.intensityHistogram], aggregations: [], reason: reason)
    }
}

private func textures(of discretised: Discretised, recipe: Recipe) -> [FeatureResult] {
    let families = TextureFeatures.families.filter(recipe.features.families.contains)
    switch discretised {
    case .levels(let levels):
        return TextureFeatures.results(
            of: levels, families: families, aggregations: recipe.features.aggregations, coarseness: recipe.features.coarseness)
    case .undefined(let reason):
        return missing(families: families, aggregations: recipe.features.aggregations, reason: reason)
    }
}

private func missing(families: [FeatureFamily], aggregations: Set<Aggregation>, reason: UndefinedReason) -> [FeatureResult] {
    FeatureCatalogue.columns(families: families, aggregations: aggregations).map { FeatureResult(column: $0, value: .undefined(reason)) }
}

extension Recipe.Discretisation {
    /// The same choice as the intensity-volume histogram takes it.
    ///
    /// - Throws: `below-minimum` when the region reaches below the first bin.
    fileprivate func ofVolumeHistogram(
        range: ClosedRange<Double>?, region: ClosedRange<Double>?
    ) throws(ExtractionError) -> IntensityVolumeHistogram.Discretisation {
        switch self {
        case .none: return .none
        case .fixedBinNumber(let count): return .fixedBinNumber(count)
        case .fixedBinSize(let width, let minimum):
            guard let region else { return .fixedBinSize(width: width, minimum: nil) }
            return .fixedBinSize(width: width, minimum: try minimum.resolved(range: range, region: region))
        }
    }
}
