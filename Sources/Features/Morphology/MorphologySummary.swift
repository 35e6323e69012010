import Foundation
import Kernels
import Threads
import Voxels

/// What the morphological features are made of.
public struct MorphologySummary: Sendable {
    /// The number of voxels of the morphological mask times the volume of one, in mm³.
    let voxelVolume: Double
    /// The volume in mm³ and the area in mm² of the surface mesh.
    let meshVolume, meshArea: Double
    /// What follows from the mesh's convex hull.
    let hull: HullShape
    /// The extent in mm of the mesh along the grid's axes.
    let extent: SIMD3<Double>
    /// The axis lengths in mm, and the volume and area of the ellipsoid that they span.
    let majorAxis, minorAxis, leastAxis, ellipsoidVolume, ellipsoidArea: FeatureValue
    /// The mean intensity of the intensity mask, and the distance in mm of its centre of mass from that of the shape.
    let meanIntensity, centreOfMassShift: FeatureValue
    /// The autocorrelation of the intensity mask, or why there is none.
    let moran, geary: FeatureValue

    /// Measures a region; nil when its morphological mask is empty.
    init?(_ region: PreparedRegion, spatialAutocorrelation: Bool, on threads: ThreadGrant = .one) {
        let mask = region.morphologicalMask
        let box = mask.boundingBox
        guard !box.isEmpty else { return nil }
        let size = mask.box.size
        let spacing = mask.grid.spacing
        let middle = (box.lower &+ box.upper) / 2 &- mask.box.lower
        let moments = maskMoments(mask.values, width: size.x, height: size.y, depth: size.z, centre: middle)
        voxelVolume = Double(moments.count) * mask.grid.voxelVolume
        extent = SIMD3<Double>(box.size) * spacing

        let mesh = SurfaceMesh(mask, on: threads)
        meshVolume = mesh.volume
        meshArea = mesh.area
        hull = HullShape(mask)
        if moments.count > 1, let axes = PrincipalAxes(moments, spacing: spacing) {
            (majorAxis, minorAxis, leastAxis) = (.value(axes.lengths.x), .value(axes.lengths.y), .value(axes.lengths.z))
            (ellipsoidVolume, ellipsoidArea) = (.value(axes.ellipsoid.volume), .value(axes.ellipsoid.area))
        } else {
            let reason =
                moments.count > 1 ? FeatureValue.failed(.noPrincipalAxes, "LAPACK found no principal axes") : .undefined(.singleVoxel)
            (majorAxis, minorAxis, leastAxis, ellipsoidVolume, ellipsoidArea) = (reason, reason, reason, reason, reason)
        }
        let centre = SIMD3<Double>(moments.sum) / Double(moments.count) + SIMD3<Double>(middle)
        let intensity = IntensityShape(region, centre: centre, spatialAutocorrelation: spatialAutocorrelation, on: threads)
        (meanIntensity, centreOfMassShift) = (intensity.mean, intensity.shift)
        (moran, geary) = (intensity.moran, intensity.geary)
    }
}

/// The part of a region's shape that depends on its intensities.
private struct IntensityShape {
    var mean = FeatureValue.undefined(.emptyRegion)
    var shift = FeatureValue.undefined(.emptyRegion)
    var moran = FeatureValue.undefined(.emptyRegion)
    var geary = FeatureValue.undefined(.emptyRegion)

    /// - Parameter centre: the mean index of the morphological mask's voxels in the masks' box.
    init(_ region: PreparedRegion, centre: SIMD3<Double>, spatialAutocorrelation: Bool, on threads: ThreadGrant) {
        let intensities = region.intensities
        guard !intensities.isEmpty else { return }
        let sums = region.sums
        let average = sums.sum / Double(intensities.count)
        mean = .value(average)
        let weighted = intensityMoments(region.image.values, layout: region.layout, mask: region.intensityMask.values, shift: 0)
        if weighted.sum == 0 {
            shift = .undefined(.zeroDenominator)
        } else {
            let distance = ((weighted.position / weighted.sum - centre) * region.image.grid.spacing).length
            shift = FeatureValue(distance, otherwise: .zeroDenominator)
        }
        guard spatialAutocorrelation else { return }
        guard intensities.count > 1, sums.minimum < sums.maximum else {
            moran = .undefined(intensities.count > 1 ? .flatRegion : .singleVoxel)
            geary = moran
            return
        }
        let squares = deviationSums(intensities, count: intensities.count, mean: average, median: average).second
        let result = SpatialAutocorrelation(region, count: intensities.count, mean: average, squares: squares, on: threads)
        (moran, geary) = (.value(result.moran), .value(result.geary))
    }
}
