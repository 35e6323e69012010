import Features
import Testing
import Voxels

@testable import Extraction
@testable import Recipes

/// Grey levels against the formulas of IBSI 1 (Q3RU, K15C) worked out by hand.
@Suite struct DiscretisationOracleTests {
    @Test func fixedBinSizeCountsFromTheRangesLowerBound() throws {
        let region = line([-500, -476, -475, 399.9, 400])
        let method = Recipe.Discretisation.fixedBinSize(width: 25, minimum: .range)
        #expect(try levels(region, method, range: -500...400) == [1, 1, 2, 36, 37])
    }

    @Test func fixedBinSizeCountsFromTheRegionOrFromANumber() throws {
        let region = line([3, 4, 7])
        #expect(try levels(region, .fixedBinSize(width: 2, minimum: .region), range: nil) == [1, 1, 3])
        #expect(try levels(region, .fixedBinSize(width: 2, minimum: .intensity(0)), range: nil) == [2, 3, 4])
    }

    @Test func fixedBinNumberPutsTheMaximumInTheLastBin() throws {
        #expect(try levels(line([0, 24.9, 25, 50, 99.9, 100]), .fixedBinNumber(4), range: nil) == [1, 1, 2, 3, 4, 4])
    }

    @Test func intensitiesAreLevelsOnlyWhenTheyArePositiveIntegers() throws {
        #expect(try levels(line([1, 6, 3]), .none, range: nil) == [1, 6, 3])
        for intensities: [Float] in [[0, 1], [1.5, 2], [-1, 1], [1, 70_000]] {
            guard case .undefined(.notDiscretised) = try discretise(line(intensities), by: .none, range: nil) else {
                Issue.record("\(intensities) are no grey levels")
                continue
            }
        }
    }

    @Test func aFlatRegionHasNoBinsOfFixedNumber() throws {
        guard case .undefined(.flatRegion) = try discretise(line([5, 5, 5]), by: .fixedBinNumber(32), range: nil) else {
            Issue.record("a flat region has no fixed number of bins")
            return
        }
    }

    @Test func intensitiesBelowTheFirstBinAreRefused() {
        #expect(throws: ExtractionError.self) {
            try discretise(line([-10, 5]), by: .fixedBinSize(width: 1, minimum: .intensity(0)), range: nil)
        }
        #expect(throws: ExtractionError.self) {
            try discretise(line([0, 70_000]), by: .fixedBinSize(width: 1, minimum: .region), range: nil)
        }
    }

    @Test func theCropIsPaddedWithOutsideOnEverySide() throws {
        guard case .levels(let levels) = try discretise(line([2, 1]), by: .none, range: nil) else {
            Issue.record("positive integers are grey levels")
            return
        }
        #expect(levels.paddedSize == [4, 3, 3])
        #expect(levels.levels.filter { $0 != 0 } == [2, 1])
        #expect(levels.levels[(1 * 3 + 1) * 4 + 1] == 2 && levels.levels[(1 * 3 + 1) * 4 + 2] == 1)
        #expect(levels.shape.reduce(0) { $0 + Int($1) } == 2)
    }

    private func levels(_ region: PreparedRegion, _ method: Recipe.Discretisation, range: ClosedRange<Double>?) throws -> [UInt16] {
        guard case .levels(let levels) = try discretise(region, by: method, range: range) else { return [] }
        return levels.levels.filter { $0 != 0 }
    }
}

/// Re-segmentation against intervals worked out by hand.
@Suite struct ResegmentationOracleTests {
    @Test func theRangeIsClosed() {
        let region = resegment(line([-501, -500, 0, 400, 401]), by: .init(range: -500...400, outlierSigma: nil))
        #expect(region.intensityMask.values == [0, 1, 1, 1, 0])
        #expect(region.morphologicalMask.values == [1, 1, 1, 1, 1])
    }

    @Test func outliersLieBeyondTheDeviationsOfThePopulation() {
        let intensities: [Float] = [Float](repeating: 0, count: 50) + [Float](repeating: 2, count: 50) + [100]
        let mean = 200.0 / 101
        let deviation = (intensities.map { (Double($0) - mean) * (Double($0) - mean) }.reduce(0, +) / 101).squareRoot()
        let sigma = (100 - mean) / deviation
        #expect(resegment(line(intensities), by: .init(range: nil, outlierSigma: sigma * 1.001)).intensityMask.count == 101)
        #expect(resegment(line(intensities), by: .init(range: nil, outlierSigma: sigma * 0.999)).intensityMask.count == 100)
    }

    @Test func outliersAreJudgedInsideTheRange() {
        let intensities: [Float] = [0, 1, 0, 1, 0, 1, 0, 1, 10, 100_000]
        let region = resegment(line(intensities), by: .init(range: 0...100, outlierSigma: 2))
        #expect(region.intensityMask.values == [1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
    }
}

private func line(_ intensities: [Float]) -> PreparedRegion {
    let grid = Grid(size: [intensities.count, 1, 1], spacing: [1, 1, 1])
    let image = Volume(grid: grid, box: grid.bounds, values: intensities)
    let mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 1, count: intensities.count))
    return PreparedRegion(image: image, morphologicalMask: mask, intensityMask: mask)
}

/// Units that follow from the recipe.
@Suite struct UnitMechanicsTests {
    @Test(arguments: [("{bin-number: 10}", FeatureUnit.one), ("{bin-size: 1, minimum: region}", .intensity)])
    func binsOfAFixedNumberHaveNoModalityUnit(ivh: String, unit: FeatureUnit) throws {
        let recipe = try Recipe.parse(
            """
            voxmark: 1
            name: units
            block: 20
            discretisation: {ivh: \(ivh)}
            features: {families: [intensity-volume-histogram]}
            """)
        let region = line([1, 2, 3, 5, 8])
        let results = try extract(image: region.image, mask: region.morphologicalMask, recipe: recipe).features
        #expect(results.map(\.column) == recipe.columns)
        let intensity = try #require(results.first { $0.column.tag == "ivh_i10" })
        #expect(intensity.column.declaration.unit == unit)
        #expect(results.first { $0.column.tag == "ivh_v10" }?.column.declaration.unit == .one)
    }
}
