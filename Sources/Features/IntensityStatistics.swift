import Kernels

/// The intensity-based statistics of the intensity mask (IBSI UHIW).
///
/// IBSI sets skewness and excess kurtosis of a flat region to zero; here they are undefined, as every ratio without a denominator.
public enum IntensityStatistics {
    /// The features, in slot order.
    public static let features: [Feature<StatisticsSummary>] = [
        declare("stat_mean", "Mean", "Q4LE", .intensity, 128) { .value($0.mean) },
        declare("stat_var", "Variance", "ECT3", .squareIntensity, 129) { .value($0.variance) },
        declare("stat_skew", "Skewness", "KE2A", .one, 130) { input in
            input.unlessFlat { $0.thirdMoment / ($0.variance * $0.variance.squareRoot()) }
        },
        declare("stat_kurt", "(Excess) kurtosis", "IPH6", .one, 131) { input in
            input.unlessFlat { $0.fourthMoment / ($0.variance * $0.variance) - 3 }
        },
        declare("stat_median", "Median", "Y12H", .intensity, 132) { .value($0.median) },
        declare("stat_min", "Minimum", "1GSF", .intensity, 133) { .value($0.minimum) },
        declare("stat_p10", "10th percentile", "QG58", .intensity, 134) { .value($0.percentile10) },
        declare("stat_p90", "90th percentile", "8DWT", .intensity, 135) { .value($0.percentile90) },
        declare("stat_max", "Maximum", "84IY", .intensity, 136) { .value($0.maximum) },
        declare("stat_iqr", "Interquartile range", "SALO", .intensity, 137) { .value($0.percentile75 - $0.percentile25) },
        declare("stat_range", "Range", "2OJQ", .intensity, 138) { .value($0.maximum - $0.minimum) },
        declare("stat_mad", "Mean absolute deviation", "4FUA", .intensity, 139) { .value($0.meanAbsoluteDeviation) },
        declare("stat_rmad", "Robust mean absolute deviation", "1128", .intensity, 140) { $0.robustMeanAbsoluteDeviation },
        declare("stat_medad", "Median absolute deviation", "N72L", .intensity, 141) { .value($0.medianAbsoluteDeviation) },
        declare("stat_cov", "Coefficient of variation", "7TET", .one, 142) { .ratio($0.variance.squareRoot(), $0.mean) },
        declare("stat_qcod", "Quartile coefficient of dispersion", "9S40", .one, 143) {
            .ratio($0.percentile75 - $0.percentile25, $0.percentile75 + $0.percentile25)
        },
        declare("stat_energy", "Energy", "N8CA", .squareIntensity, 144) { .value($0.energy) },
        declare("stat_rms", "Root mean square", "5ZWQ", .intensity, 145) { .value(($0.energy / Double($0.count)).squareRoot()) },
    ]

    /// The features' values for a region.
    public static func results(of region: PreparedRegion) -> [FeatureResult] {
        features.results(for: StatisticsSummary(region.intensities, sums: region.sums), otherwise: .emptyRegion)
    }

    /// The features' values for a list of finite intensities.
    public static func results(of intensities: [Float]) -> [FeatureResult] {
        features.results(for: StatisticsSummary(intensities), otherwise: .emptyRegion)
    }

    private static func declare(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, _ slot: Int,
        formula: @escaping @Sendable (StatisticsSummary) -> FeatureValue
    ) -> Feature<StatisticsSummary> {
        .ofVolume(tag, name, .statistics, code: code, unit: unit, slot: slot, formula: formula)
    }
}

/// What the intensity-based statistics are made of.
public struct StatisticsSummary: Sendable {
    /// The number of voxels.
    let count: Int
    let minimum, maximum, mean: Double
    let percentile10, percentile25, median, percentile75, percentile90: Double
    /// Central moments: means of the powers of the deviation from the mean.
    let variance, thirdMoment, fourthMoment: Double
    let meanAbsoluteDeviation, medianAbsoluteDeviation: Double
    /// Undefined where no intensity lies between the 10th and the 90th percentile, as for two voxels.
    let robustMeanAbsoluteDeviation: FeatureValue
    /// The sum of the squared intensities.
    let energy: Double

    /// Summarises intensities; nil when there are none.
    init?(_ intensities: [Float]) {
        self.init(intensities, sums: intensitySums(intensities, count: intensities.count))
    }

    /// Summarises intensities whose sums are known; nil when there are none.
    init?(_ intensities: [Float], sums: IntensitySums) {
        guard !intensities.isEmpty else { return nil }
        count = intensities.count
        let voxels = Double(count)
        minimum = Double(sums.minimum)
        maximum = Double(sums.maximum)
        mean = sums.sum / voxels
        energy = sums.energy
        let percentiles = Percentiles(of: intensities, at: [0.1, 0.25, 0.5, 0.75, 0.9])
        percentile10 = percentiles[0.1]
        percentile25 = percentiles[0.25]
        median = percentiles[0.5]
        percentile75 = percentiles[0.75]
        percentile90 = percentiles[0.9]
        let deviations = deviationSums(intensities, count: count, mean: mean, median: median)
        variance = deviations.second / voxels
        thirdMoment = deviations.third / voxels
        fourthMoment = deviations.fourth / voxels
        meanAbsoluteDeviation = deviations.absolute / voxels
        medianAbsoluteDeviation = deviations.absoluteFromMedian / voxels
        let inner = sumInside(intensities, count: count, lower: percentile10, upper: percentile90, origin: median)
        let centre = median + inner.sum / Double(max(inner.count, 1))
        let distances = absoluteDeviationInside(intensities, count: count, lower: percentile10, upper: percentile90, centre: centre)
        robustMeanAbsoluteDeviation = .ratio(distances, Double(inner.count))
    }

    /// A moment ratio, undefined where all intensities are equal.
    func unlessFlat(_ ratio: (StatisticsSummary) -> Double) -> FeatureValue {
        minimum == maximum ? .undefined(.flatRegion) : FeatureValue(ratio(self), otherwise: .flatRegion)
    }
}
