import Foundation

/// The shape of a region on a single slice, from its morphological mask; not IBSI, which describes shape in three dimensions only.
///
/// Definitions are those of PyRadiomics' `shape2D` where it has the feature: the outline is the marching squares' mesh, whose vertices lie
/// half-way between the centres of pixels inside and outside, and principal axes have the covariance with divisor N.
/// A region on several slices has no such features. Lengths are in mm, areas in mm².
public enum PlanarMorphology {
    /// The features, in slot order.
    public static let features: [Feature<PlanarSummary>] = outlineFeatures + axisFeatures + densityFeatures

    private static let outlineFeatures: [Feature<PlanarSummary>] = [
        declare("morph2d_area", "Area (mesh)", .squareMillimetre, 3840) { .value($0.area) },
        declare("morph2d_area_pixel", "Area (pixel counting)", .squareMillimetre, 3841) { .value($0.pixelArea) },
        declare("morph2d_perimeter", "Perimeter", .millimetre, 3842) { .value($0.perimeter) },
        declare("morph2d_pa_ratio", "Perimeter to area ratio", .perMillimetre, 3843) { .ratio($0.perimeter, $0.area) },
        declare("morph2d_circularity", "Circularity", .one, 3844) { .ratio(4 * Double.pi * $0.area, $0.perimeter * $0.perimeter) },
        declare("morph2d_sphericity", "Sphericity in the plane", .one, 3845) { .ratio($0.circlePerimeter, $0.perimeter) },
        declare("morph2d_disproportion", "Disproportion to a circle", .one, 3846) { .ratio($0.perimeter, $0.circlePerimeter) },
        declare("morph2d_diam", "Maximum diameter in the plane", .millimetre, 3847) { .value($0.diameter) },
    ]

    private static let axisFeatures: [Feature<PlanarSummary>] = [
        declare("morph2d_maj_axis", "Major axis length in the plane", .millimetre, 3848) { $0.axis(.major) },
        declare("morph2d_min_axis", "Minor axis length in the plane", .millimetre, 3849) { $0.axis(.minor) },
        declare("morph2d_elongation", "Elongation in the plane", .one, 3850) { summary in
            summary.axis(.minor).map { minor in summary.axis(.major).map { .ratio(minor, $0, otherwise: .noExtent) } }
        },
    ]

    private static let densityFeatures: [Feature<PlanarSummary>] = [
        declare("morph2d_area_dens_aabb", "Area density in the plane (AABB)", .one, 3851) { .ratio($0.area, $0.extent.x * $0.extent.y) },
        declare("morph2d_peri_dens_aabb", "Perimeter density in the plane (AABB)", .one, 3852) {
            .ratio($0.perimeter, 2 * ($0.extent.x + $0.extent.y))
        },
        declare("morph2d_area_dens_aee", "Area density in the plane (enclosing ellipse)", .one, 3853) { summary in
            summary.axis(.major).map { major in
                summary.axis(.minor).map { .ratio(summary.area, Double.pi / 4 * major * $0, otherwise: .noExtent) }
            }
        },
        declare("morph2d_area_dens_hull", "Area density in the plane (convex hull)", .one, 3854) { .ratio($0.area, $0.hullArea) },
        declare("morph2d_peri_dens_hull", "Perimeter density in the plane (convex hull)", .one, 3855) {
            .ratio($0.perimeter, $0.hullPerimeter)
        },
    ]

    /// The features' values for a region.
    public static func results(of region: PreparedRegion) -> [FeatureResult] {
        let box = region.morphologicalMask.boundingBox
        let summary = box.size.z == 1 ? PlanarSummary(region.morphologicalMask) : nil
        return features.results(for: summary, otherwise: box.isEmpty ? .emptyRegion : .severalSlices)
    }

    private static func declare(
        _ tag: String, _ name: String, _ unit: FeatureUnit, _ slot: Int, formula: @escaping @Sendable (PlanarSummary) -> FeatureValue
    ) -> Feature<PlanarSummary> {
        .ofVolume(tag, name, .planarMorphology, code: "", unit: unit, slot: slot, formula: formula)
    }
}
