import Foundation
import Kernels
import Voxels

/// The local intensity features (IBSI 9ST6): mean intensities in spheres of 1 cm³ around voxels of the intensity mask.
///
/// A sphere holds the voxels whose centres lie within its radius of its centre, inside the region or not; at the image's border only the
/// voxels that exist.
public enum LocalIntensity {
    /// The radius in mm of a sphere of 1 cm³.
    public static let radius = 10 * cbrt(3 / (4 * Double.pi))

    /// The features, in slot order.
    public static let features: [Feature<LocalIntensitySummary>] = [
        declare("loc_peak_loc", "Local intensity peak", "VJGA", slot: 64) { .value($0.local) },
        declare("loc_peak_glob", "Global intensity peak", "0F91", slot: 65) { .value($0.global) },
    ]

    /// How many voxels around the region's box the image crop must hold, as far as the image has them.
    public static func margin(spacing: SIMD3<Double>) -> Index3 {
        Index3(reach(radius, spacing.x), reach(radius, spacing.y), reach(radius, spacing.z))
    }

    /// The features' values for a region; failed when the image crop lacks a part of the margin that the image has, or when padding lies within
    /// it: a sphere's mean would mix it in.
    public static func results(of region: PreparedRegion) -> [FeatureResult] {
        let grid = region.image.grid
        let needed = region.intensityMask.box.expanded(by: margin(spacing: grid.spacing)).intersection(grid.bounds)
        guard region.image.box.contains(needed) else {
            let problem = FeatureValue.failed(.cropWithoutMargin, "the image crop lacks the margin that local intensities need")
            return features.flatMap(\.declaration.columns).map { FeatureResult(column: $0, value: problem) }
        }
        if region.image.hasPadding, reachesPadding(region) {
            let problem = FeatureValue.failed(
                .paddingNearby, "padding outside the scanner's field of view lies within the spheres of local intensities")
            return features.flatMap(\.declaration.columns).map { FeatureResult(column: $0, value: problem) }
        }
        return features.results(for: LocalIntensitySummary(region, needed: needed), otherwise: .emptyRegion)
    }

    /// Whether padding lies in the box around the sphere of any voxel of the intensity mask.
    private static func reachesPadding(_ region: PreparedRegion) -> Bool {
        let (image, mask) = (region.image, region.intensityMask)
        let near = image.padding(within: margin(spacing: image.grid.spacing))
        let reached = Volume(grid: image.grid, box: image.box, values: image.values, padding: near)
        return reached.withoutPadding(mask).count < mask.count
    }

    /// How far a sphere reaches within an image of `size`: no further than from one border to beyond the other.
    static func margin(spacing: SIMD3<Double>, size: Index3) -> Index3 {
        let whole = margin(spacing: spacing)
        return Index3(min(whole.x, size.x), min(whole.y, size.y), min(whole.z, size.z))
    }

    /// The chords along x of the sphere, without what lies beyond an image of `size` wherever the sphere's centre is inside.
    static func chords(spacing: SIMD3<Double>, size: Index3) -> [SphereChord] {
        let margin = margin(spacing: spacing, size: size)
        var chords: [SphereChord] = []
        for z in -margin.z...margin.z {
            for y in -margin.y...margin.y {
                let across = (Double(y) * spacing.y, Double(z) * spacing.z)
                let rest = radius * radius - across.0 * across.0 - across.1 * across.1
                if rest >= 0 { chords.append(SphereChord(y: y, z: z, reach: min(reach(rest.squareRoot(), spacing.x), size.x))) }
            }
        }
        return chords
    }

    private static func reach(_ distance: Double, _ spacing: Double) -> Int { Int((distance / spacing).rounded(.down)) }

    private static func declare(
        _ tag: String, _ name: String, _ code: String, slot: Int, formula: @escaping @Sendable (LocalIntensitySummary) -> FeatureValue
    ) -> Feature<LocalIntensitySummary> {
        .ofVolume(tag, name, .localIntensity, code: code, unit: .intensity, slot: slot, formula: formula)
    }
}

/// The highest sphere means of a region.
public struct LocalIntensitySummary: Sendable {
    /// The highest mean around a voxel of maximum intensity, and around any voxel.
    let local, global: Double

    /// Computes the means; nil when the intensity mask is empty.
    ///
    /// - Parameter needed: the mask's box and margin, as far as the image reaches.
    init?(_ region: PreparedRegion, needed: Box) {
        let mask = region.intensityMask
        let spacing = region.image.grid.spacing
        let size = region.image.grid.size
        let chords = LocalIntensity.chords(spacing: spacing, size: size)
        let margin = LocalIntensity.margin(spacing: spacing, size: size)
        let means = region.image.values.withUnsafeBufferPointer { image in
            mask.values.withUnsafeBufferPointer { members in
                chords.withUnsafeBufferPointer { chords -> (global: Double, local: Double)? in
                    guard let image = image.baseAddress, let members = members.baseAddress else { return nil }
                    let input = SphereInput(
                        image: image, held: region.image.layout(of: needed), start: needed.lower &- mask.box.lower, mask: members,
                        size: mask.box.size, margin: margin)
                    return sphereMeanMaxima(input, chords: chords)
                }
            }
        }
        guard let means else { return nil }
        local = means.local
        global = means.global
    }
}
