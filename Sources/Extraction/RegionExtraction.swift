import Features
import Recipes
import Threads
import Voxels

/// Raised only when some feature value can change, so that results of different programs can be told apart.
public let numericsVersion = 2

/// What one region came to.
public struct RegionExtraction: Sendable {
    /// The voxels of the shape on the interpolated grid.
    public let morphologicalVoxelCount: Int
    /// The voxels whose intensities count.
    public let intensityVoxelCount: Int
    /// The voxels of the shape that have no intensity, since padding reaches them.
    public let paddingVoxelCount: Int
    /// The recipe's features in declaration order.
    public let features: [FeatureResult]
    /// How long reading, interpolating and re-segmenting took, then the features, in seconds.
    public let seconds: (prepare: Double, features: Double)
}

/// Computes a region's features as the recipe says: interpolate, re-segment, discretise, and count (IBSI 1, image processing and features).
///
/// A pure function of image, mask and recipe: the same input gives the same bits, whatever the number of threads.
///
/// - Parameters:
///   - image: the image; only the region's surroundings are read. Where the recipe normalises, a `NormalisedImage` saves taking its
///     statistics again for each region, and is needed for a reference region.
///   - mask: the region, on the image's grid.
///   - recipe: what to do.
///   - threads: how many threads may be busy at a time, the calling one among them.
///   - beat: called now and then while the work goes on, on any of the threads.
/// - Throws: `ExtractionError` when the region cannot be computed, or the image's own error when it cannot be read.
public func extract(
    image: any ImageSource, mask: Mask, recipe: Recipe, threads: Int = 1, beat: (@Sendable () -> Void)? = nil
) throws -> RegionExtraction {
    let image = try image is NormalisedImage ? image : normalised(image, by: recipe.normalisation, reference: nil)
    try RegionChecks.requireGeometry(image.grid, of: "image")
    try RegionChecks.requireGeometry(mask.grid, of: "mask")
    try RegionChecks.requireSameGrid(mask.grid, as: image.grid, tolerance: recipe.geometry.position)
    let families = Set(recipe.features.families)
    let margin: (SIMD3<Double>) -> Index3 = { spacing in
        families.contains(.localIntensity) ? LocalIntensity.margin(spacing: spacing) : .zero
    }
    return try ThreadGrant.using(threads, beat: beat) { threads in
        let start = ContinuousClock.now
        let interpolated = try interpolate(image: image, mask: mask, recipe: recipe, on: threads, margin: margin)
        let paddingCount = interpolated.morphologicalMask.count - interpolated.intensityMask.count
        let region = resegment(consume interpolated, by: recipe.resegmentation)
        let counts = (shape: region.morphologicalMask.count, intensities: region.intensities.count)
        let prepared = ContinuousClock.now
        let results = try features(of: consume region, recipe: recipe, on: threads)
        return RegionExtraction(
            morphologicalVoxelCount: counts.shape, intensityVoxelCount: counts.intensities, paddingVoxelCount: paddingCount,
            features: results, seconds: ((prepared - start) / .seconds(1), (ContinuousClock.now - prepared) / .seconds(1)))
    }
}
