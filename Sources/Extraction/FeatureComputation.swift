import Features
import Recipes
import Threads
import Voxels

/// Computes the recipe's features of a prepared region, in declaration order.
///
/// Families are computed at the same time as far as threads are free. The region is given up before the texture families, which need its grey
/// levels only and memory of their own.
func features(of region: consuming PreparedRegion, recipe: Recipe, on threads: ThreadGrant) throws -> [FeatureResult] {
    let (early, discretised) = try intensityFeatures(of: consume region, recipe: recipe, on: threads)
    var results = early
    if let discretised { results += textures(of: discretised, recipe: recipe, on: threads) }
    let byFamily = Dictionary(grouping: results, by: \.column.declaration.family)
    return FeatureFamily.allCases.flatMap { byFamily[$0] ?? [] }.map { FeatureResult(column: recipe.declared($0.column), value: $0.value) }
}

/// The families that need the region's intensities or shape, and the grey levels for those that do not.
private func intensityFeatures(
    of region: PreparedRegion, recipe: Recipe, on threads: ThreadGrant
) throws -> (results: [FeatureResult], discretised: Discretised?) {
    let computation = IntensityFeatures(region: region, recipe: recipe, threads: threads)
    let groups = IntensityFeatures.Group.allCases
    let parts = threads.map(groups.count) { part in Result { try computation.results(of: groups[part]) } }
    var results: [FeatureResult] = []
    var discretised: Discretised?
    for part in parts {
        let part = try part.get()
        results += part.results
        discretised = part.discretised ?? discretised
    }
    return (results, discretised)
}

/// The families of one region that come before the textures, in groups that share their work.
private struct IntensityFeatures: Sendable {
    /// The groups, the longest first.
    enum Group: CaseIterable {
        case morphology, localIntensity, greyLevels, intensityVolumeHistogram, statistics, planarMorphology
    }

    let region: PreparedRegion
    let recipe: Recipe
    let threads: ThreadGrant

    /// The results of a group, none where its families are not wanted.
    func results(of group: Group) throws -> (results: [FeatureResult], discretised: Discretised?) {
        switch group {
        case .morphology:
            guard wants(.morphology) else { return ([], nil) }
            return (Morphology.results(of: region, spatialAutocorrelation: recipe.features.spatialAutocorrelation, on: threads), nil)
        case .localIntensity: return (wants(.localIntensity) ? LocalIntensity.results(of: region) : [], nil)
        case .greyLevels: return try greyLevels()
        case .intensityVolumeHistogram: return (try intensityVolumeHistogram(), nil)
        case .planarMorphology: return (wants(.planarMorphology) ? PlanarMorphology.results(of: region) : [], nil)
        case .statistics: return (wants(.statistics) ? IntensityStatistics.results(of: region) : [], nil)
        }
    }

    private func wants(_ family: FeatureFamily) -> Bool { recipe.features.families.contains(family) }

    /// The intensity histogram, and the grey levels that it shares with the textures.
    private func greyLevels() throws -> (results: [FeatureResult], discretised: Discretised?) {
        guard wants(.intensityHistogram) || TextureFeatures.families.contains(where: wants) else { return ([], nil) }
        let discretised = try discretise(region, by: recipe.textureDiscretisation, range: recipe.resegmentation.range)
        guard wants(.intensityHistogram) else { return ([], discretised) }
        switch discretised {
        case .levels(let levels): return (IntensityHistogram.results(of: levels), discretised)
        case .undefined(let reason):
            return (missing(families: [.intensityHistogram], aggregations: [], reason: reason), discretised)
        }
    }

    private func intensityVolumeHistogram() throws -> [FeatureResult] {
        guard wants(.intensityVolumeHistogram) else { return [] }
        let range = recipe.resegmentation.range
        let discretisation = try recipe.ivhDiscretisation.ofVolumeHistogram(range: range, region: region.extremes)
        return IntensityVolumeHistogram.results(of: region, discretisation: discretisation, range: range)
    }
}

private func textures(of discretised: Discretised, recipe: Recipe, on threads: ThreadGrant) -> [FeatureResult] {
    let families = TextureFeatures.families.filter(recipe.features.families.contains)
    switch discretised {
    case .levels(let levels):
        return TextureFeatures.results(
            of: levels, families: families, aggregations: recipe.features.aggregations, coarseness: recipe.features.coarseness,
            distances: recipe.features.distances, on: threads)
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
