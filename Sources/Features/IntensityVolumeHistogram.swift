import Kernels

/// The intensity-volume histogram features of the intensity mask (IBSI P88C).
///
/// IBSI sets the area under the curve to zero where the region has a single discretised intensity; here it is undefined.
public enum IntensityVolumeHistogram {
    /// The features, in slot order.
    public static let features: [Feature<VolumeHistogramSummary>] = [
        declare("ivh_v10", "Volume fraction at 10% intensity", "NK6P", .one, 256) { $0.volumeFraction(atIntensity: 0.1) },
        declare("ivh_v90", "Volume fraction at 90% intensity", "4279", .one, 257) { $0.volumeFraction(atIntensity: 0.9) },
        declare("ivh_i10", "Intensity at 10% volume", "PWN1", .intensity, 258) { .value($0.intensityAtTenth) },
        declare("ivh_i90", "Intensity at 90% volume", "BOHI", .intensity, 259) { .value($0.intensityAtNineTenths) },
        declare("ivh_diff_v10_v90", "Volume fraction difference between 10% and 90% intensity", "DDTU", .one, 260) { input in
            input.volumeFraction(atIntensity: 0.1).map { tenth in
                input.volumeFraction(atIntensity: 0.9).map { .value(tenth - $0) }
            }
        },
        declare("ivh_diff_i10_i90", "Intensity difference between 10% and 90% volume", "CNV2", .intensity, 261) {
            .value($0.intensityAtTenth - $0.intensityAtNineTenths)
        },
        declare("ivh_auc", "Area under the IVH curve", "9CMM", .one, 262) { $0.areaUnderCurve },
    ]

    /// How intensities become the discretised intensities of the histogram (IBSI 1, section "Intensity-volume histogram features").
    public enum Discretisation: Sendable, Hashable {
        /// Discrete calibrated intensities as they are, such as HU; all must be integers.
        case none
        /// Continuous calibrated intensities: bins of `width` from `minimum` up (nil: the region's minimum), replaced by their centres.
        case fixedBinSize(width: Double, minimum: Double?)
        /// Arbitrary intensities: bins 1 … count between the region's minimum and maximum, used as they are.
        case fixedBinNumber(Int)
    }

    /// The features' values for a region.
    ///
    /// - Parameters:
    ///   - discretisation: how the histogram's intensities are made.
    ///   - range: the re-segmentation range, infinite where open; it sets what 0 % and 100 % intensity are, except for a fixed bin number.
    public static func results(
        of region: PreparedRegion, discretisation: Discretisation, range: ClosedRange<Double>?
    ) -> [FeatureResult] {
        results(of: region.intensities, discretisation: discretisation, range: range)
    }

    /// The features' values for a list of finite intensities; the parameters are those of a region.
    public static func results(
        of intensities: [Float], discretisation: Discretisation, range: ClosedRange<Double>?
    ) -> [FeatureResult] {
        guard !intensities.isEmpty else { return features.results(for: nil, otherwise: .emptyRegion) }
        if discretisation == .none && !areIntegers(intensities, count: intensities.count) {
            return features.results(for: nil, otherwise: .notDiscretised)
        }
        if case .fixedBinNumber = discretisation, intensities.allSatisfy({ $0 == intensities[0] }) {
            return features.results(for: nil, otherwise: .flatRegion)
        }
        let scale = VolumeHistogramScale(intensities, discretisation: discretisation, range: range)
        return features.results(for: VolumeHistogramSummary(intensities, scale: scale), otherwise: .emptyRegion)
    }

    private static func declare(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, _ slot: Int,
        formula: @escaping @Sendable (VolumeHistogramSummary) -> FeatureValue
    ) -> Feature<VolumeHistogramSummary> {
        .ofVolume(tag, name, .intensityVolumeHistogram, code: code, unit: unit, slot: slot, formula: formula)
    }
}
