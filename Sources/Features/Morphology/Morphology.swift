import Foundation
import Threads

/// The morphological features (IBSI HCUG), from the morphological mask and, where a feature weighs intensities, the intensity mask.
///
/// IBSI gives no reference values for the densities of the oriented minimum bounding box and of the minimum volume enclosing ellipsoid.
public enum Morphology {
    /// The features, in slot order.
    public static let features: [Feature<MorphologySummary>] = surfaceFeatures + axisFeatures + densityFeatures + intensityFeatures

    private static let surfaceFeatures: [Feature<MorphologySummary>] = [
        declare("morph_volume", "Volume (mesh)", "RNU0", .cubicMillimetre, 0) { .value($0.meshVolume) },
        declare("morph_vol_approx", "Volume (voxel counting)", "YEKZ", .cubicMillimetre, 1) { .value($0.voxelVolume) },
        declare("morph_area_mesh", "Surface area (mesh)", "C0JK", .squareMillimetre, 2) { .value($0.meshArea) },
        declare("morph_av", "Surface to volume ratio", "2PR5", .perMillimetre, 3) { .ratio($0.meshArea, $0.meshVolume) },
        declare("morph_comp_1", "Compactness 1", "SKGS", .one, 4) {
            .ratio($0.meshVolume, Double.pi.squareRoot() * $0.meshArea * $0.meshArea.squareRoot())
        },
        declare("morph_comp_2", "Compactness 2", "BQWJ", .one, 5) { .ratio($0.sphereTerm, $0.meshArea * $0.meshArea * $0.meshArea) },
        declare("morph_sph_dispr", "Spherical disproportion", "KRCK", .one, 6) { .ratio($0.meshArea, cbrt($0.sphereTerm)) },
        declare("morph_sphericity", "Sphericity", "QCFX", .one, 7) { .ratio(cbrt($0.sphereTerm), $0.meshArea) },
        declare("morph_asphericity", "Asphericity", "25C7", .one, 8) { .value($0.meshArea / cbrt($0.sphereTerm) - 1) },
    ]

    private static let axisFeatures: [Feature<MorphologySummary>] = [
        declare("morph_com", "Centre of mass shift", "KLMA", .millimetre, 9) { $0.centreOfMassShift },
        declare("morph_diam", "Maximum 3D diameter", "L0JK", .millimetre, 10) { $0.hull.diameter },
        declare("morph_pca_maj_axis", "Major axis length", "TDIC", .millimetre, 11) { $0.majorAxis },
        declare("morph_pca_min_axis", "Minor axis length", "P9VJ", .millimetre, 12) { $0.minorAxis },
        declare("morph_pca_least_axis", "Least axis length", "7J51", .millimetre, 13) { $0.leastAxis },
        declare("morph_pca_elongation", "Elongation", "Q3CK", .one, 14) { ratio($0.minorAxis, $0.majorAxis) },
        declare("morph_pca_flatness", "Flatness", "N17B", .one, 15) { ratio($0.leastAxis, $0.majorAxis) },
    ]

    private static let densityFeatures: [Feature<MorphologySummary>] = [
        declare("morph_vol_dens_aabb", "Volume density (AABB)", "PBX1", .one, 16) {
            .ratio($0.meshVolume, $0.extent.x * $0.extent.y * $0.extent.z)
        },
        declare("morph_area_dens_aabb", "Area density (AABB)", "R59B", .one, 17) {
            .ratio($0.meshArea, 2 * ($0.extent.x * $0.extent.y + $0.extent.y * $0.extent.z + $0.extent.z * $0.extent.x))
        },
        declare("morph_vol_dens_ombb", "Volume density (OMBB)", "ZH1A", .one, 18) {
            ratio(.value($0.meshVolume), $0.hull.orientedBoxVolume)
        },
        declare("morph_area_dens_ombb", "Area density (OMBB)", "IQYR", .one, 19) { ratio(.value($0.meshArea), $0.hull.orientedBoxArea) },
        declare("morph_vol_dens_aee", "Volume density (AEE)", "6BDE", .one, 20) { ratio(.value($0.meshVolume), $0.ellipsoidVolume) },
        declare("morph_area_dens_aee", "Area density (AEE)", "RDD2", .one, 21) { ratio(.value($0.meshArea), $0.ellipsoidArea) },
        declare("morph_vol_dens_mvee", "Volume density (MVEE)", "SWZ1", .one, 22) { ratio(.value($0.meshVolume), $0.hull.enclosingVolume) },
        declare("morph_area_dens_mvee", "Area density (MVEE)", "BRI8", .one, 23) { ratio(.value($0.meshArea), $0.hull.enclosingArea) },
        declare("morph_vol_dens_conv_hull", "Volume density (convex hull)", "R3ER", .one, 24) {
            ratio(.value($0.meshVolume), $0.hull.volume)
        },
        declare("morph_area_dens_conv_hull", "Area density (convex hull)", "7T7F", .one, 25) { ratio(.value($0.meshArea), $0.hull.area) },
    ]

    private static let intensityFeatures: [Feature<MorphologySummary>] = [
        declare("morph_integ_int", "Integrated intensity", "99N0", .intensityTimesCubicMillimetre, 26) { input in
            input.meanIntensity.map { .value($0 * input.meshVolume) }
        },
        declare("morph_moran_i", "Moran's I index", "N365", .one, 27) { $0.moran },
        declare("morph_geary_c", "Geary's C measure", "NPT7", .one, 28) { $0.geary },
    ]

    /// True for Moran's I and Geary's C.
    static func isSpatialAutocorrelation(_ declaration: FeatureDeclaration) -> Bool {
        ["morph_moran_i", "morph_geary_c"].contains(declaration.tag)
    }

    /// The features' values for a region.
    ///
    /// - Parameters:
    ///   - spatialAutocorrelation: whether Moran's I and Geary's C are computed; without, the results leave them out.
    ///   - threads: what may be computed at the same time.
    public static func results(
        of region: PreparedRegion, spatialAutocorrelation: Bool = true, on threads: ThreadGrant = .one
    ) -> [FeatureResult] {
        let chosen = features.filter { spatialAutocorrelation || !isSpatialAutocorrelation($0.declaration) }
        let summary = MorphologySummary(region, spatialAutocorrelation: spatialAutocorrelation, on: threads)
        return chosen.results(for: summary, otherwise: .emptyRegion)
    }

    /// The quotient of two values; a denominator of zero comes from a region without extent along an axis.
    private static func ratio(_ numerator: FeatureValue, _ denominator: FeatureValue) -> FeatureValue {
        numerator.map { top in denominator.map { .ratio(top, $0, otherwise: .noExtent) } }
    }

    private static func declare(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, _ slot: Int,
        formula: @escaping @Sendable (MorphologySummary) -> FeatureValue
    ) -> Feature<MorphologySummary> {
        .ofVolume(tag, name, .morphology, code: code, unit: unit, slot: slot, formula: formula)
    }
}

extension MorphologySummary {
    /// 36π·V², the cube of the area of a sphere of the mesh's volume.
    var sphereTerm: Double { 36 * Double.pi * meshVolume * meshVolume }
}
