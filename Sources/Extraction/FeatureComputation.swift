import Features
import Recipes
import Threads
import Voxels

/// Computes the recipe's features of a prepared region, in declaration order.
///
/// Groups of families are computed at the same time as far as threads are free.
func features(of region: PreparedRegion, recipe: Recipe, on threads: ThreadGrant) throws -> [FeatureResult] {
    let computation = FeatureComputation(region: region, recipe: recipe, threads: threads)
    let groups = FeatureComputation.Group.allCases
    let parts = threads.map(groups.count) { part in Result { try computation.results(of: groups[part]) } }
    var results: [FeatureResult] = []
    for part in parts { results += try part.get() }
    let byFamily = Dictionary(grouping: results, by: \.column.declaration.family)
    return FeatureFamily.allCases.flatMap { byFamily[$0] ?? [] }.map {
        FeatureResult(column: recipe.declared($0.column), value: $0.value)
    }
}

/// The features of one region, in groups that share their work.
private struct FeatureComputation: Sendable {
    /// The groups, the longest first.
    enum Group: CaseIterable {
        case morphology, greyLevels, localIntensity, intensityVolumeHistogram, statistics
    }

    let region: PreparedRegion
    let recipe: Recipe
    let threads: ThreadGrant

    /// The results of a group, none where its families are not wanted.
    func results(of group: Group) throws -> [FeatureResult] {
        switch group {
        case .morphology:
            guard wants(.morphology) else { return [] }
            return Morphology.results(of: region, spatialAutocorrelation: recipe.features.spatialAutocorrelation, on: threads)
        case .greyLevels: return try greyLevels()
        case .localIntensity: return wants(.localIntensity) ? LocalIntensity.results(of: region) : []
        case .intensityVolumeHistogram: return try intensityVolumeHistogram()
        case .statistics: return wants(.statistics) ? IntensityStatistics.results(of: region) : []
        }
    }

    private func wants(_ family: FeatureFamily) -> Bool { recipe.features.families.contains(family) }

    /// The intensity histogram and the textures, which share the grey levels.
    private func greyLevels() throws -> [FeatureResult] {
        let textures = TextureFeatures.families.filter(wants)
        let aggregations = recipe.features.aggregations
        guard wants(.intensityHistogram) || !textures.isEmpty else { return [] }
        switch try discretise(region, by: recipe.textureDiscretisation, range: recipe.resegmentation.range, on: threads) {
        case .levels(let levels):
            let histogram = wants(.intensityHistogram) ? IntensityHistogram.results(of: levels) : []
            return histogram
                + TextureFeatures.results(
                    of: levels, families: textures, aggregations: aggregations, coarseness: recipe.features.coarseness, on: threads)
        case .undefined(let reason):
            let histogram = wants(.intensityHistogram) ? missing(families: [.intensityHistogram], aggregations: [], reason: reason) : []
            return histogram + missing(families: textures, aggregations: aggregations, reason: reason)
        }
    }

    private func intensityVolumeHistogram() throws -> [FeatureResult] {
        guard wants(.intensityVolumeHistogram) else { return [] }
        let range = recipe.resegmentation.range
        let discretisation = try recipe.ivhDiscretisation.ofVolumeHistogram(range: range, region: extremes(of: region))
        return IntensityVolumeHistogram.results(of: region, discretisation: discretisation, range: range)
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
