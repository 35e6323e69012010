import Foundation
import Kernels

/// The intensity histogram features of the discretised region (IBSI ZVCW).
///
/// IBSI sets skewness and excess kurtosis of a flat region to zero; here they are undefined, as every ratio without a denominator.
public enum IntensityHistogram {
    /// The features, in slot order.
    public static let features: [Feature<HistogramSummary>] = [
        declare("ih_mean", "Mean", "X6K6", slot: 192) { .value($0.mean) },
        declare("ih_var", "Variance", "CH89", slot: 193) { .value($0.moment(2)) },
        declare("ih_skew", "Skewness", "88K1", slot: 194) { input in
            input.unlessFlat { $0.moment(3) / ($0.moment(2) * $0.moment(2).squareRoot()) }
        },
        declare("ih_kurt", "(Excess) kurtosis", "C3I7", slot: 195) { input in
            input.unlessFlat { $0.moment(4) / ($0.moment(2) * $0.moment(2)) - 3 }
        },
        declare("ih_median", "Median", "WIFQ", slot: 196) { .value($0.percentile(0.5)) },
        declare("ih_min", "Minimum", "1PR8", slot: 197) { .value(Double($0.minimum)) },
        declare("ih_p10", "10th percentile", "GPMT", slot: 198) { .value($0.percentile(0.1)) },
        declare("ih_p90", "90th percentile", "OZ0C", slot: 199) { .value($0.percentile(0.9)) },
        declare("ih_max", "Maximum", "3NCY", slot: 200) { .value(Double($0.maximum)) },
        declare("ih_mode", "Mode", "AMMC", slot: 201) { .value(Double($0.mode)) },
        declare("ih_iqr", "Interquartile range", "WR0O", slot: 202) { .value($0.percentile(0.75) - $0.percentile(0.25)) },
        declare("ih_range", "Range", "5Z3W", slot: 203) { .value(Double($0.maximum - $0.minimum)) },
        declare("ih_mad", "Mean absolute deviation", "D2ZX", slot: 204) { .value($0.meanDistance(from: $0.mean)) },
        declare("ih_rmad", "Robust mean absolute deviation", "WRZB", slot: 205) { $0.robustMeanAbsoluteDeviation },
        declare("ih_medad", "Median absolute deviation", "4RNL", slot: 206) { .value($0.meanDistance(from: $0.percentile(0.5))) },
        declare("ih_cov", "Coefficient of variation", "CWYJ", slot: 207) { .ratio($0.moment(2).squareRoot(), $0.mean) },
        declare("ih_qcod", "Quartile coefficient of dispersion", "SLWD", slot: 208) {
            .ratio($0.percentile(0.75) - $0.percentile(0.25), $0.percentile(0.75) + $0.percentile(0.25))
        },
        declare("ih_entropy", "Entropy", "TLU2", unit: .bit, slot: 209) { .value($0.entropy) },
        declare("ih_uniformity", "Uniformity", "BJ5W", slot: 210) { .value($0.uniformity) },
        declare("ih_max_grad", "Maximum histogram gradient", "12CE", slot: 211) { $0.gradient { $0.maximum } },
        declare("ih_max_grad_g", "Maximum histogram gradient intensity", "8E6O", slot: 212) { $0.gradient { Double($0.maximumLevel) } },
        declare("ih_min_grad", "Minimum histogram gradient", "VQB3", slot: 213) { $0.gradient { $0.minimum } },
        declare("ih_min_grad_g", "Minimum histogram gradient intensity", "RHQZ", slot: 214) { $0.gradient { Double($0.minimumLevel) } },
    ]

    /// The features' values for a discretised region.
    public static func results(of region: DiscretisedRegion) -> [FeatureResult] {
        let counts = countLevels(region.levels, count: region.levels.count, levelCount: region.levelCount)
        precondition(counts.last == 0, "no grey level is above the number of levels")
        return features.results(for: HistogramSummary(counts: Array(counts.dropLast())), otherwise: .emptyRegion)
    }

    private static func declare(
        _ tag: String, _ name: String, _ code: String, unit: FeatureUnit = .one, slot: Int,
        formula: @escaping @Sendable (HistogramSummary) -> FeatureValue
    ) -> Feature<HistogramSummary> {
        .ofVolume(tag, name, .intensityHistogram, code: code, unit: unit, slot: slot, formula: formula)
    }
}

/// How many voxels have each grey level, and what follows from it.
public struct HistogramSummary: Sendable {
    /// The steepest rise and fall between grey levels; the lowest level of several equal ones.
    struct Gradient: Sendable {
        let maximum, minimum: Double
        let maximumLevel, minimumLevel: Int
    }

    /// Voxels with grey level i + 1.
    private let counts: [Int]
    private let cumulative: [Int]
    private let voxels: Double
    let minimum, maximum: Int
    let mean: Double

    /// Summarises the voxel counts of grey levels 1, 2, …; nil when all are zero.
    init?(counts: [Int]) {
        guard let first = counts.firstIndex(where: { $0 > 0 }), let last = counts.lastIndex(where: { $0 > 0 }) else { return nil }
        self.counts = counts
        minimum = first + 1
        maximum = last + 1
        var total = 0
        var weighted = 0
        var cumulative: [Int] = []
        cumulative.reserveCapacity(counts.count)
        for (index, count) in counts.enumerated() {
            total += count
            weighted += count * (index + 1)
            cumulative.append(total)
        }
        self.cumulative = cumulative
        voxels = Double(total)
        mean = Double(weighted) / Double(total)
    }

    /// The mean over all voxels of a function of the grey level.
    private func average(over range: ClosedRange<Int>, _ function: (Double) -> Double) -> Double {
        range.reduce(0.0) { $0 + Double(counts[$1 - 1]) * function(Double($1)) } / voxels
    }

    /// The central moment of an order, from 2 to 4.
    func moment(_ order: Int) -> Double {
        average(over: minimum...maximum) { level in
            let deviation = level - mean
            let square = deviation * deviation
            return order == 2 ? square : order == 3 ? square * deviation : square * square
        }
    }

    /// The mean distance of grey levels from a centre.
    func meanDistance(from centre: Double) -> Double {
        average(over: minimum...maximum) { abs($0 - centre) }
    }

    /// The grey level at a fraction of the sorted voxels, interpolated linearly like the percentiles of intensities.
    func percentile(_ fraction: Double) -> Double {
        let place = fraction * (voxels - 1)
        let rank = Int(place.rounded(.down))
        let low = Double(level(rank: rank))
        let high = Double(level(rank: min(rank + 1, Int(voxels) - 1)))
        return low + (high - low) * (place - Double(rank))
    }

    private func level(rank: Int) -> Int {
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > rank { high = middle } else { low = middle + 1 }
        }
        return low + 1
    }

    /// The most frequent grey level; of several, the one closest to the mean, and of two equally close ones the lower.
    var mode: Int {
        let highest = counts.max() ?? 0
        var best = minimum
        var distance = Double.infinity
        for level in minimum...maximum where counts[level - 1] == highest && abs(Double(level) - mean) < distance {
            best = level
            distance = abs(Double(level) - mean)
        }
        return best
    }

    /// The mean absolute deviation of the grey levels from the 10th to the 90th percentile from their own mean.
    ///
    /// Undefined where no voxel has such a grey level, as for two voxels.
    var robustMeanAbsoluteDeviation: FeatureValue {
        let lower = Int(percentile(0.1).rounded(.up))
        let upper = Int(percentile(0.9).rounded(.down))
        guard lower <= upper else { return .undefined(.zeroDenominator) }
        let inside = Double((lower...upper).reduce(0) { $0 + counts[$1 - 1] })
        let centre = average(over: lower...upper) { $0 } * voxels / inside
        return .ratio(average(over: lower...upper) { abs($0 - centre) } * voxels, inside)
    }

    /// Shannon's entropy of the grey levels in bit.
    var entropy: Double {
        -counts.reduce(0.0) { sum, count in
            let probability = Double(count) / voxels
            return count == 0 ? sum : sum + probability * log2(probability)
        }
    }

    /// The sum of the squared probabilities.
    var uniformity: Double {
        counts.reduce(0.0) { $0 + (Double($1) / voxels) * (Double($1) / voxels) }
    }

    /// A property of the histogram gradient, by central differences and one-sided ones at the ends; undefined for a single bin.
    func gradient(_ property: (Gradient) -> Double) -> FeatureValue {
        guard counts.count > 1 else { return .undefined(.flatRegion) }
        var largest = (value: -Double.infinity, level: 0)
        var smallest = (value: Double.infinity, level: 0)
        for index in counts.indices {
            let before = max(index - 1, 0)
            let after = min(index + 1, counts.count - 1)
            let slope = Double(counts[after] - counts[before]) / Double(after - before)
            if slope > largest.value { largest = (slope, index + 1) }
            if slope < smallest.value { smallest = (slope, index + 1) }
        }
        return .value(
            property(
                Gradient(
                    maximum: largest.value, minimum: smallest.value, maximumLevel: largest.level, minimumLevel: smallest.level)))
    }

    /// A moment ratio, undefined where all grey levels are equal.
    func unlessFlat(_ ratio: (HistogramSummary) -> Double) -> FeatureValue {
        minimum == maximum ? .undefined(.flatRegion) : FeatureValue(ratio(self), otherwise: .flatRegion)
    }
}
