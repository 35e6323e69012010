import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

struct IntensityTwinTests {
    @Test(arguments: [SIMD3<Double>(2, 2, 2), [0.98, 0.98, 3], [5, 7, 1.5], [9, 3, 4], [1.1, 2.3, 7]])
    func sphereMeansAgreeWithTheDirectSum(spacing: SIMD3<Double>) throws {
        var generator = RepeatableGenerator(seed: 11)
        let region = RegionFixtures.random(size: Index3(9, 8, 7), spacing: spacing, share: 0.4, generator: &generator)
        let voxels = RegionFixtures.voxels(of: region.intensityMask)
        let all = RegionFixtures.indices(of: region.image.grid.bounds)
        let means = voxels.map { centre in
            let sphere = all.filter { (SIMD3<Double>($0 &- centre) * spacing).length <= LocalIntensity.radius }
            return sphere.reduce(0) { $0 + Double(region.image[$1]) } / Double(sphere.count)
        }
        let brightest = try #require(voxels.indices.max { region.image[voxels[$0]] < region.image[voxels[$1]] })
        let results = LocalIntensity.results(of: region)
        let local = try #require(results["loc_peak_loc"]?.number)
        let global = try #require(results["loc_peak_glob"]?.number)
        #expect(abs(local - means[brightest]) < 1e-9)
        #expect(abs(global - (means.max() ?? .nan)) < 1e-9)
    }

    @Test func roundingAgreesWithTheStandardLibrary() {
        var generator = RepeatableGenerator(seed: 21)
        let special = [0, -0.0, 0.5, -0.5, 1.5, -1.5, 0.49999999999999994, -0.49999999999999994, 4_503_599_627_370_495.5, 1e18, -1e300]
        for value in special + (0..<5000).map({ _ in Double.random(in: -1...1, using: &generator) * 1e3 }) {
            #expect(roundedDown(value) == value.rounded(.down))
            #expect(roundedToNearest(value) == value.rounded())
        }
    }

    @Test func aFractionIsSeenAmongIntegers() {
        let whole: [Float] = [0, -0.0, -7, 3, 8_388_607, -8_388_609, 3e38, -1e20]
        #expect(areIntegers(whole, count: whole.count))
        for fraction: Float in [0.5, -0.25, 4_194_303.5, 1e-30, -8_388_607.5] {
            for place in whole.indices {
                var values = whole
                values[place] = fraction
                #expect(!areIntegers(values, count: values.count))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 9, 10, 11, 1000])
    func percentilesAgreeWithSorting(count: Int) {
        var generator = RepeatableGenerator(seed: UInt64(count))
        let scales: [Float] = [0, 1e-30, 1, 1e5, 1e37]
        for scale in scales {
            let numbers = (0..<count).map { _ in (Float.random(in: -1...1, using: &generator) * 20).rounded() * scale }
            let sorted = numbers.sorted()
            let fractions = [0.1, 0.25, 0.5, 0.75, 0.9]
            let percentiles = Percentiles(of: numbers, at: fractions)
            for fraction in fractions {
                let place = fraction * Double(count - 1)
                let low = Double(sorted[Int(place)])
                let high = Double(sorted[min(Int(place) + 1, count - 1)])
                #expect(percentiles[fraction] == low + (high - low) * (place - Double(Int(place))))
            }
        }
    }

    @Test func statisticsAgreeWithTheirDefinitions() throws {
        var generator = RepeatableGenerator(seed: 5)
        for count in [2, 3, 4, 5, 7, 100, 1001] {
            let values = (0..<count).map { _ in Float.random(in: -30...70, using: &generator) }
            let numbers = values.map(Double.init)
            let mean = numbers.reduce(0, +) / Double(count)
            let average = { (function: (Double) -> Double) in numbers.reduce(0) { $0 + function($1) } / Double(count) }
            let variance = average { ($0 - mean) * ($0 - mean) }
            let summary = try #require(StatisticsSummary(values))
            let inner = numbers.filter { $0 >= summary.percentile10 && $0 <= summary.percentile90 }
            let innerMean = inner.reduce(0, +) / Double(inner.count)
            let expected = [
                "stat_mean": mean, "stat_var": variance, "stat_energy": numbers.reduce(0) { $0 + $1 * $1 },
                "stat_skew": average { ($0 - mean) * ($0 - mean) * ($0 - mean) } / (variance * variance.squareRoot()),
                "stat_kurt": average { ($0 - mean) * ($0 - mean) * ($0 - mean) * ($0 - mean) } / (variance * variance) - 3,
                "stat_mad": average { abs($0 - mean) }, "stat_medad": average { abs($0 - summary.median) },
                "stat_min": numbers.min() ?? .nan, "stat_max": numbers.max() ?? .nan, "stat_cov": variance.squareRoot() / mean,
            ]
            let results = IntensityStatistics.results(of: values)
            let robust = inner.reduce(0) { $0 + abs($1 - innerMean) } / Double(inner.count)
            let computedRobust = try #require(results["stat_rmad"])
            #expect(agree(computedRobust, FeatureValue(robust, otherwise: .zeroDenominator), within: 1e-10))
            for (tag, number) in expected {
                let computed = try #require(results[tag])
                #expect(agree(computed, .value(number), within: 1e-10), "\(tag): \(computed), expected \(number)")
            }
        }
    }

    @Test func histogramOfIntegersAgreesWithTheirStatistics() throws {
        var generator = RepeatableGenerator(seed: 6)
        let size = Index3(6, 5, 4)
        let levels = (0..<size.product).map { _ in UInt16.random(in: 0...9, using: &generator) }
        let region = DiscretisedRegion(size: size, levelCount: 12, levels: levels, shape: levels.map { $0 > 0 ? 1 : 0 })
        let histogram = IntensityHistogram.results(of: region)
        let statistics = IntensityStatistics.results(of: levels.filter { $0 > 0 }.map(Float.init))
        let names = "mean var skew kurt median min p10 p90 max iqr range mad rmad medad cov qcod"
        for name in names.split(separator: " ") {
            let left = try #require(histogram["ih_\(name)"])
            let right = try #require(statistics["stat_\(name)"])
            #expect(agree(left, right, within: 1e-12), "\(name): \(left), \(right)")
        }
    }
}
