import Features
import Recipes
import Threads
import Voxels

/// Cuts the region out of its image and brings both to the recipe's spacing (IBSI 1, "Interpolation").
///
/// Only the part of the image that the region and its neighbourhood features need is read.
///
/// - Parameters:
///   - image: the image; its grid is known, its intensities are read here.
///   - mask: the region on the image's grid.
///   - recipe: what to do.
///   - threads: what may be computed at the same time.
///   - margin: how many voxels of a given spacing (mm) around the region neighbourhood features look at.
/// - Returns: the region on the interpolated grid; its intensity mask is the morphological one without the voxels that padding reaches.
/// - Throws: `ExtractionError` for an empty or vanishing region, or the image's own error.
public func interpolate(
    image: any ImageSource, mask: Mask, recipe: Recipe, on threads: ThreadGrant = .one, margin: (SIMD3<Double>) -> Index3
) throws -> PreparedRegion {
    let region = mask.rebased(to: mask.boundingBox)
    guard !region.box.isEmpty else {
        throw ExtractionError(.emptyMask, "the mask holds no voxel: check the label or the contours")
    }
    try RegionChecks.requireCountable(region.box)
    guard let steps = recipe.interpolation else {
        let box = region.box.expanded(by: margin(image.grid.spacing)).intersection(image.grid.bounds)
        let crop = try finite(image.volume(in: box))
        return PreparedRegion(image: crop, morphologicalMask: region, intensityMask: crop.withoutPadding(region))
    }
    let spacing = steps.spacing.resolved(from: image.grid.spacing)
    try RegionChecks.requireCountable(image.grid, spacing: spacing)
    let target = image.grid.resampled(to: spacing)
    try RegionChecks.requireCountable(image.grid.targetBox(for: region.box, of: target))
    let shape = region.interpolated(to: target, method: steps.mask, threshold: steps.partialVolumeThreshold, on: threads)
    guard !shape.box.isEmpty else {
        throw ExtractionError(
            .lostInInterpolation,
            "no voxel of the new spacing reaches the partial volume threshold \(steps.partialVolumeThreshold): the region is too small for the recipe's spacing"
        )
    }
    let box = shape.box.expanded(by: margin(target.spacing)).intersection(target.bounds)
    let sourceBox = image.grid.sourceBox(for: box, of: target, method: steps.image)
    let source = try finite(image.volume(in: sourceBox))
    let crop = try finite(source.interpolated(to: target, box: box, method: steps.image, on: threads))
    return PreparedRegion(
        image: steps.roundsIntensities ? crop.rounded() : crop, morphologicalMask: shape, intensityMask: crop.withoutPadding(shape))
}

/// Refuses intensities that are not numbers: interpolation would spread them, or made them by exceeding 32-bit floats, and no feature has a meaning.
private func finite(_ volume: Volume) throws(ExtractionError) -> Volume {
    guard let place = volume.values.firstIndex(where: { !$0.isFinite }) else { return volume }
    let size = volume.box.size
    let index = volume.box.lower &+ Index3(place % size.x, place / size.x % size.y, place / (size.x * size.y))
    throw ExtractionError(.nonFinite, "the image holds a value that is not a finite number at voxel (\(index.x), \(index.y), \(index.z))")
}

extension Recipe.Interpolation.Spacing {
    /// The new spacing in mm, for an image of the given spacing.
    public func resolved(from spacing: SIMD3<Double>) -> SIMD3<Double> {
        switch self {
        case .inPlane(let x, let y): SIMD3(x, y, spacing.z)
        case .volume(let x, let y, let z): SIMD3(x, y, z)
        }
    }
}
