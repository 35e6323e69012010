import Features
import Recipes
import Voxels

/// Computes the recipe's features of a prepared region, in declaration order.
func features(of region: PreparedRegion, recipe: Recipe) throws -> [FeatureResult] {
    let families = Set(recipe.features.families)
    var results: [FeatureResult] = []
    if families.contains(.morphology) { results += Morphology.results(of: region) }
    if families.contains(.localIntensity) { results += LocalIntensity.results(of: region) }
    if families.contains(.statistics) { results += IntensityStatistics.results(of: region) }
    let discretised = try discretise(region, by: recipe.textureDiscretisation, range: recipe.resegmentation.range)
    if families.contains(.intensityHistogram) { results += histogram(of: discretised) }
    if families.contains(.intensityVolumeHistogram) {
        results += IntensityVolumeHistogram.results(
            of: region, discretisation: recipe.ivhDiscretisation.ofVolumeHistogram(range: recipe.resegmentation.range),
            range: recipe.resegmentation.range)
    }
    return results + textures(of: discretised, recipe: recipe)
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
    fileprivate func ofVolumeHistogram(range: ClosedRange<Double>?) -> IntensityVolumeHistogram.Discretisation {
        switch self {
        case .none: .none
        case .fixedBinNumber(let count): .fixedBinNumber(count)
        case .fixedBinSize(let width, .range): .fixedBinSize(width: width, minimum: range?.lowerBound)
        case .fixedBinSize(let width, .intensity(let minimum)): .fixedBinSize(width: width, minimum: minimum)
        case .fixedBinSize(let width, .region): .fixedBinSize(width: width, minimum: nil)
        }
    }
}
