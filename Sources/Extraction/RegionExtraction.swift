import Features
import Recipes
import Voxels

/// Raised only when some feature value can change, so that results of different programs can be told apart.
public let numericsVersion = 1

/// What one region came to.
public struct RegionExtraction: Sendable {
    /// The voxels of the shape on the interpolated grid.
    public let morphologicalVoxelCount: Int
    /// The voxels whose intensities count.
    public let intensityVoxelCount: Int
    /// The recipe's features in declaration order.
    public let features: [FeatureResult]
}

/// Computes a region's features as the recipe says: interpolate, re-segment, discretise, and count (IBSI 1, image processing and features).
///
/// A pure function of its arguments: the same input gives the same bits.
///
/// - Parameters:
///   - image: the image; only the region's surroundings are read.
///   - mask: the region, on the image's grid.
///   - recipe: what to do.
/// - Throws: `ExtractionError` when the region cannot be computed, or the image's own error when it cannot be read.
public func extract(image: any ImageSource, mask: Mask, recipe: Recipe) throws -> RegionExtraction {
    try requireSameGrid(mask.grid, as: image.grid, tolerance: recipe.geometry.position)
    let families = Set(recipe.features.families)
    let margin: (SIMD3<Double>) -> Index3 = { spacing in
        families.contains(.localIntensity) ? LocalIntensity.margin(spacing: spacing) : .zero
    }
    let interpolated = try interpolate(image: image, mask: mask, recipe: recipe, margin: margin)
    let region = resegment(interpolated, by: recipe.resegmentation)
    return RegionExtraction(
        morphologicalVoxelCount: region.morphologicalMask.count, intensityVoxelCount: region.intensityMask.count,
        features: try features(of: region, recipe: recipe))
}

/// Refuses a mask that does not lie on its image's grid.
///
/// - Parameter tolerance: how far corresponding corner voxels may be apart in mm.
/// - Throws: `other-grid`, with both sizes or the largest distance.
func requireSameGrid(_ mask: Grid, as image: Grid, tolerance: Double) throws(ExtractionError) {
    func text(_ size: Index3) -> String { "\(size.x) × \(size.y) × \(size.z)" }
    guard let distance = mask.largestCornerDistance(to: image) else {
        throw ExtractionError(
            .otherGrid,
            "the mask has \(text(mask.size)) voxels, the image \(text(image.size)): resample the mask to the image's grid")
    }
    guard distance <= tolerance else {
        let millimetres = (distance * 1000).rounded() / 1000
        throw ExtractionError(
            .otherGrid,
            "the mask lies \(millimetres) mm beside the image (tolerance \(tolerance) mm): resample the mask to the image's grid")
    }
}
