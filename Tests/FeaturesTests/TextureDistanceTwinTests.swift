import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// The general way to count neighbours against plain loops, and against the fast way where both apply.
struct TextureDistanceTwinTests {
    static let seeds: [UInt64] = Array(1...25)
    static let choices: [TextureDistances] = [
        TextureDistances(cooccurrence: 2, greyToneDifference: 2, dependence: 3),
        TextureDistances(cooccurrence: 2, greyToneDifference: 2, dependence: 2, norm: .euclidean, weighting: .inverse),
        TextureDistances(norm: .manhattan, weighting: .gaussian, weightingNorm: .manhattan),
        TextureDistances(cooccurrence: 3, greyToneDifference: 1, dependence: 2, norm: .manhattan, weighting: .inverse),
    ]

    @Test func stepsAreThoseOfTheManual() {
        #expect(TextureDistances(norm: .manhattan).cooccurrenceSteps.map(\.offset) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
        #expect(TextureDistances(norm: .euclidean).cooccurrenceSteps.count == 3)
        #expect(TextureDistances(cooccurrence: 2, norm: .euclidean).cooccurrenceSteps.count == 13)
        #expect(TextureDistances(cooccurrence: 2, norm: .manhattan).cooccurrenceSteps.count == 9)
        #expect(TextureDistances(cooccurrence: 3).cooccurrenceSteps.map(\.offset) == Direction.all.map { $0 &* 3 })
        #expect(TextureDistances(dependence: 2).dependenceSteps.count == 124)
        #expect(TextureDistances(dependence: 2, norm: .manhattan).dependenceSteps.count == 24)
        #expect(TextureDistances(dependence: 2, norm: .euclidean).dependenceSteps.count == 32)
        #expect(DistanceWeighting.inverse.weight(of: 2) == 0.5 && DistanceWeighting.none.weight(of: 3) == 1)
    }

    @Test(arguments: seeds, choices)
    func pairsAreThoseOfALoopOverAllVoxels(seed: UInt64, distances: TextureDistances) {
        let plain = RandomRegion(seed: seed)
        let levels = TextureLevels(plain.region)
        // A stride for which no table is made must count the same.
        for stride in [levels.stride, 300] {
            for step in distances.cooccurrenceSteps {
                var expected: [Int: Int] = [:]
                for voxel in plain.voxels where plain[voxel &+ step.offset] > 0 {
                    let ends = [plain[voxel], plain[voxel &+ step.offset]].map { levels.levels.firstIndex(of: $0) ?? 0 }.sorted()
                    expected[ends[1] * stride + ends[0], default: 0] += 1
                }
                let found = pairCells(
                    levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices, step: step.offset,
                    stride: stride)
                #expect(found.map(\.cell) == expected.keys.sorted())
                #expect(found.allSatisfy { expected[$0.cell] == $0.count })
            }
        }
    }

    @Test(arguments: seeds, choices)
    func neighbourhoodsAreThoseOfALoopOverAllNeighbours(seed: UInt64, distances: TextureDistances) {
        let plain = RandomRegion(seed: seed)
        let levels = TextureLevels(plain.region)
        let (differences, dependences) = (distances.greyToneDifferenceSteps, distances.dependenceSteps)
        var found = NeighbourhoodSums(levelCount: levels.usedCount, dependences: dependences.count)
        found.addDifferences(
            levels: plain.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices,
            steps: differences.map(\.offset), weights: differences.map(\.weight))
        found.addDependences(
            levels: plain.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices,
            steps: dependences, coarseness: 2)
        var counts = [Int](repeating: 0, count: levels.stride)
        var sums = [Double](repeating: 0, count: levels.stride)
        var cells = [Int](repeating: 0, count: levels.stride * found.stride)
        for voxel in plain.voxels {
            let index = levels.levels.firstIndex(of: plain[voxel]) ?? 0
            let around = differences.filter { plain[voxel &+ $0.offset] > 0 }
            if !around.isEmpty {
                let weight = around.reduce(0) { $0 + $1.weight }
                let mean = around.reduce(0) { $0 + $1.weight * Double(plain[voxel &+ $1.offset]) } / weight
                counts[index] += 1
                sums[index] += abs(Double(plain[voxel]) - mean)
            }
            let dependent = dependences.count { plain[voxel &+ $0] > 0 && abs(plain[voxel &+ $0] - plain[voxel]) <= 2 }
            cells[index * found.stride + 1 + dependent] += 1
        }
        #expect(found.counts == counts)
        #expect(found.dependences == cells)
        for (a, b) in zip(found.differences, sums) { #expect(abs(a - b) <= 1e-12 * max(1, b)) }
    }

    @Test(arguments: seeds)
    func distance1ByTheGeneralWayIsThatOfTheFastWay(seed: UInt64) {
        let levels = TextureLevels(RandomRegion(seed: seed).region)
        let plain = TextureDistances()
        let all = Set(Aggregation.allCases)
        let cooccurrence = aggregateCooccurrence(
            WeightedCooccurrence(levels, distances: plain), levels: levels, features: GreyLevelCooccurrence.features, aggregations: all)
        Self.expectEqual(
            cooccurrence.results(of: GreyLevelCooccurrence.features, in: all),
            GreyLevelCooccurrence.values(of: levels, aggregations: all).results(of: GreyLevelCooccurrence.features, in: all))
        Self.expectEqual(
            WeightedRunLengths(levels, distances: plain).aggregated(features: GreyLevelRunLength.features, aggregations: all).results(
                of: GreyLevelRunLength.features, in: all),
            GreyLevelRunLength.values(of: levels, aggregations: all).results(of: GreyLevelRunLength.features, in: all))
        let general = RegionNeighbourhoods(levels, aggregations: all, coarseness: 1, distances: plain)
        let fast = RegionNeighbourhoods(levels, aggregations: all, coarseness: 1)
        Self.expectEqual(
            NeighbourhoodGreyToneDifference.values(of: general).results(of: NeighbourhoodGreyToneDifference.features, in: all),
            NeighbourhoodGreyToneDifference.values(of: fast).results(of: NeighbourhoodGreyToneDifference.features, in: all))
        Self.expectEqual(
            NeighbouringGreyLevelDependence.values(of: general).results(of: NeighbouringGreyLevelDependence.features, in: all),
            NeighbouringGreyLevelDependence.values(of: fast).results(of: NeighbouringGreyLevelDependence.features, in: all))
    }

    /// IBSI: weights have no effect on averages, nor with the Chebyshev norm at distance 1.
    @Test(arguments: seeds)
    func weightsMatterOnlyWhereDirectionsOfUnequalLengthAreMerged(seed: UInt64) {
        let region = RandomRegion(seed: seed).region
        func results(_ distances: TextureDistances, _ aggregations: Set<Aggregation>) -> [FeatureResult] {
            TextureFeatures.results(of: region, families: [.glcm, .glrlm], aggregations: aggregations, distances: distances)
        }
        let all = Set(Aggregation.ofDirections)
        Self.expectEqual(results(TextureDistances(weighting: .inverse, weightingNorm: .chebyshev), all), results(TextureDistances(), all))
        let averages: Set<Aggregation> = [.averaged2D, .directionMerged25D, .averaged3D]
        Self.expectEqual(results(TextureDistances(weighting: .gaussian), averages), results(TextureDistances(), averages))
    }

    /// A merged run length matrix of two directions, by hand.
    @Test func weightsMultiplyTheRunsOfADirection() throws {
        // Levels 1 1 over 2 1.
        let region = DiscretisedRegion(size: Index3(2, 2, 1), levelCount: 2, levels: [1, 1, 2, 1], shape: [1, 1, 1, 1])
        let results = TextureFeatures.results(
            of: region, families: [.glrlm], aggregations: [.merged25D], distances: TextureDistances(weighting: .inverse))
        // Along rows and along columns 3 runs, along the diagonals 3 and 4.
        let (straight, diagonal) = (1.0, 0.5.squareRoot())
        let runs = 2 * straight * 3 + diagonal * (3 + 4)
        let voxels = 2 * straight * 4 + diagonal * 8
        let percentage = try #require(results.first { $0.column.declaration.tag == "rlm_r_perc" }?.value.number)
        #expect(abs(percentage - runs / voxels) < 1e-12)
    }

    private static func expectEqual(_ left: [FeatureResult], _ right: [FeatureResult]) {
        #expect(left.map(\.column) == right.map(\.column))
        for (a, b) in zip(left, right) {
            #expect(agree(a.value, b.value, within: 1e-9), "\(a.column.tag): \(a.value), \(b.value)")
        }
    }
}
