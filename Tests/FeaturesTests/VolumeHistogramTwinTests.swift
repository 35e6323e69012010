import TestSupport
import Testing
import Voxels

@testable import Features

struct VolumeHistogramTwinTests {
    /// The histogram as IBSI's table has it: every step of the total range with its fractions.
    struct Table {
        let steps: [Double]
        let volume: [Double]
        let intensity: [Double]

        init(_ discretised: [Double], lower: Double, upper: Double, step: Double) {
            let count = Int(((upper - lower) / step).rounded()) + 1
            let steps = (0..<count).map { lower + Double($0) * step }
            self.steps = steps
            volume = steps.map { level in Double(discretised.count { $0 > level - step / 2 }) / Double(discretised.count) }
            intensity = steps.map { ($0 - lower) / (upper - lower) }
        }

        func fraction(atIntensity fraction: Double) -> Double { zip(intensity, volume).first { $0.0 >= fraction }?.1 ?? 0 }

        func intensity(atVolume fraction: Double) -> Double? { zip(steps, volume).first { $0.1 <= fraction }?.0 }

        var area: Double {
            var sum = 0.0
            for index in 1..<steps.count {
                sum += (volume[index - 1] + volume[index]) / 2 * (intensity[index] - intensity[index - 1])
            }
            return sum
        }
    }

    private func check(_ results: [FeatureResult], against table: Table) throws {
        let expected = [
            "ivh_v10": table.fraction(atIntensity: 0.1), "ivh_v90": table.fraction(atIntensity: 0.9),
            "ivh_i10": try #require(table.intensity(atVolume: 0.1)), "ivh_i90": try #require(table.intensity(atVolume: 0.9)),
            "ivh_auc": table.area,
        ]
        for (tag, number) in expected {
            let value = try #require(results[tag])
            #expect(agree(value, .value(number), within: 1e-12), "\(tag): \(value), expected \(number)")
        }
    }

    @Test func integersInARange() throws {
        var generator = RepeatableGenerator(seed: 1)
        let values = (0..<500).map { _ in Float(Int.random(in: -60...90, using: &generator)) }
        let results = IntensityVolumeHistogram.results(of: values, discretisation: .none, range: -100...100)
        try check(results, against: Table(values.map(Double.init), lower: -100, upper: 100, step: 1))
    }

    @Test func halfOpenRangeEndsAtTheRegionsMaximum() throws {
        var generator = RepeatableGenerator(seed: 2)
        let values = (0..<500).map { _ in Float(Int.random(in: -60...90, using: &generator)) }
        let results = IntensityVolumeHistogram.results(of: values, discretisation: .none, range: -100 ... .infinity)
        try check(results, against: Table(values.map(Double.init), lower: -100, upper: Double(values.max() ?? 0), step: 1))
    }

    @Test func fixedBinSizeUsesBinCentres() throws {
        var generator = RepeatableGenerator(seed: 3)
        let values = (0..<500).map { _ in Float.random(in: -60..<90, using: &generator) }
        let results = IntensityVolumeHistogram.results(
            of: values, discretisation: .fixedBinSize(width: 2.5, minimum: nil), range: -100...100)
        let centres = values.map { -100 + (((Double($0) + 100) / 2.5).rounded(.down) + 0.5) * 2.5 }
        try check(results, against: Table(centres, lower: -98.75, upper: 98.75, step: 2.5))
    }

    @Test func fixedBinNumberUsesBinNumbersWhateverTheRange() throws {
        var generator = RepeatableGenerator(seed: 4)
        let values = (0..<500).map { _ in Float.random(in: -60..<90, using: &generator) }
        let lowest = Double(values.min() ?? 0)
        let extent = Double(values.max() ?? 0) - lowest
        let bins = values.map { min((40 * (Double($0) - lowest) / extent).rounded(.down) + 1, 40) }
        let results = IntensityVolumeHistogram.results(of: values, discretisation: .fixedBinNumber(40), range: -1000...400)
        try check(results, against: Table(bins, lower: 1, upper: 40, step: 1))
    }

    @Test func aPlateauAtTheTopPutsTheIntensityOneStepAboveIt() {
        let results = IntensityVolumeHistogram.results(of: [1, 2, 3, 3, 3], discretisation: .none, range: nil)
        #expect(results["ivh_i10"] == .value(4))
        #expect(results["ivh_i90"] == .value(2))
    }

    @Test func fractionsWithoutASpreadAreUndefined() {
        let flat = IntensityVolumeHistogram.results(of: [7, 7, 7], discretisation: .none, range: nil)
        #expect(flat["ivh_v10"] == .undefined(.flatRegion))
        #expect(flat["ivh_auc"] == .undefined(.flatRegion))
        let binned = IntensityVolumeHistogram.results(of: [7, 7, 7], discretisation: .fixedBinNumber(10), range: nil)
        #expect(binned.allSatisfy { $0.value == .undefined(.flatRegion) })
        let continuous = IntensityVolumeHistogram.results(of: [7, 7.5], discretisation: .none, range: nil)
        #expect(continuous.allSatisfy { $0.value == .undefined(.notDiscretised) })
    }
}
