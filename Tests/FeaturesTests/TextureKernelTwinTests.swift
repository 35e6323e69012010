import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// Every texture kernel against a slow, obvious version of itself.
struct TextureKernelTwinTests {
    static let seeds: [UInt64] = Array(1...60)

    @Test(arguments: seeds)
    func pairsAreThoseOfALoopOverAllVoxels(seed: UInt64) { checkPairs(RandomRegion(seed: seed)) }

    @Test(arguments: AdversarialRegions.all.indices.filter { Set(AdversarialRegions.all[$0].region.levels).count < 256 })
    func pairsOfHardRegionsAreThoseOfALoopOverAllVoxels(index: Int) { checkPairs(AdversarialRegions.all[index].region) }

    private func checkPairs(_ plain: RandomRegion) {
        let levels = TextureLevels(plain.region)
        let size = levels.stride * levels.stride
        var inPlane = [UInt32](repeating: 0, count: 4 * size)
        for slice in levels.crop.slices {
            countPairsInPlane(
                levels: levels.indices, crop: levels.crop, spans: levels.spans, slice: slice, stride: levels.stride, tables: &inPlane)
        }
        var across = [UInt32](repeating: 0, count: 9 * size)
        countPairsAcross(
            levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices, stride: levels.stride,
            tables: &across)
        for (table, step) in Direction.all.enumerated() {
            var expected: [[Int]: Int] = [:]
            for voxel in plain.voxels where plain[voxel &+ step] > 0 { expected[[plain[voxel], plain[voxel &+ step]], default: 0] += 1 }
            let counted = (inPlane + across)[table * size..<(table + 1) * size]
            var found: [[Int]: Int] = [:]
            for (cell, count) in counted.enumerated() where count > 0 && cell >= levels.stride && cell % levels.stride > 0 {
                found[[levels.levels[cell / levels.stride], levels.levels[cell % levels.stride]]] = Int(count)
            }
            #expect(found == expected, "direction \(step)")
        }
    }

    @Test(arguments: seeds)
    func runsAreThoseOfWalkingFromEachFirstVoxel(seed: UInt64) { checkRuns(RandomRegion(seed: seed, palette: [2, 3])) }

    @Test(arguments: AdversarialRegions.all.indices.filter { Set(AdversarialRegions.all[$0].region.levels).count < 256 })
    func runsOfHardRegionsAreThoseOfWalkingFromEachFirstVoxel(index: Int) { checkRuns(AdversarialRegions.all[index].region) }

    private func checkRuns(_ plain: RandomRegion) {
        let levels = TextureLevels(plain.region)
        let longest = plain.size.max()
        var longestOfLevel = [UInt16](repeating: 0, count: levels.stride)
        let bases = (0..<levels.stride).map { UInt32($0 * (longest + 2)) }
        for step in Direction.all {
            var table = [UInt32](repeating: 0, count: levels.stride * (longest + 2))
            countRuns(
                levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices, step: step, bases: bases,
                table: &table)
            var expected = [[Int]](repeating: [Int](repeating: 0, count: longest + 1), count: levels.stride)
            for voxel in plain.voxels where plain[voxel &- step] != plain[voxel] {
                var length = 1
                while plain[voxel &+ step &* length] == plain[voxel] { length += 1 }
                expected[levels.levels.firstIndex(of: plain[voxel]) ?? 0][length] += 1
            }
            for index in levels.levels.indices.dropFirst() {
                for length in 1...longest {
                    let entry = Int(bases[index]) + length
                    #expect(Int(table[entry]) - Int(table[entry + 1]) == expected[index][length], "direction \(step)")
                }
            }
            raiseLongestRuns(levels: levels.indices, crop: levels.crop, spans: levels.spans, step: step, longest: &longestOfLevel)
            for index in levels.levels.indices.dropFirst() {
                #expect(Int(longestOfLevel[index]) >= expected[index].lastIndex { $0 > 0 } ?? 0, "direction \(step)")
            }
        }
    }

    @Test(arguments: seeds, [false, true])
    func distancesAreTheSmallestToAnyVoxelOutside(seed: UInt64, inPlane: Bool) {
        var plain = RandomRegion(seed: seed, largest: 9)
        // Fewer holes, so that distances grow beyond 1 and 2.
        var generator = RepeatableGenerator(seed: seed)
        plain.shape = plain.shape.map { _ in Int.random(in: 0..<40, using: &generator) > 0 ? 1 : 0 }
        let padded = plain.region.paddedSize
        let crop = PaddedCrop(width: padded.x, height: padded.y, depth: padded.z)
        let distances = BorderDistances.all(shape: plain.region.shape, crop: crop, inPlane: inPlane)
        for voxel in plain.allVoxels {
            let place = ((voxel.z + 1) * padded.y + voxel.y + 1) * padded.x + voxel.x + 1
            #expect(Int(distances[place]) == (plain.isShape(voxel) ? plain.borderDistance(voxel, inPlane: inPlane) : 0))
        }
    }

    @Test(arguments: seeds, [(false, 0), (true, 0), (false, 2), (true, 3)])
    func neighbourhoodsAreThoseOfALoopOverAllNeighbours(seed: UInt64, way: (inPlane: Bool, coarseness: Int)) {
        checkNeighbourhoods(RandomRegion(seed: seed), way: way)
    }

    @Test(arguments: AdversarialRegions.all.indices, [(false, 0), (true, 0), (false, 2), (true, 70_000)])
    func neighbourhoodsOfHardRegionsAreThoseOfALoopOverAllNeighbours(index: Int, way: (inPlane: Bool, coarseness: Int)) {
        checkNeighbourhoods(AdversarialRegions.all[index].region, way: way)
    }

    private func checkNeighbourhoods(_ plain: RandomRegion, way: (inPlane: Bool, coarseness: Int)) {
        let levels = TextureLevels(plain.region)
        var found = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: way.inPlane)
        found.count(
            levels: plain.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.crop.slices,
            coarseness: way.coarseness)
        var expected = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: way.inPlane)
        let indexOfLevel = Dictionary(uniqueKeysWithValues: levels.levels.enumerated().map { ($1, $0) })
        for voxel in plain.voxels {
            let around = RandomRegion.neighbours(inPlane: way.inPlane).map { plain[voxel &+ $0] }.filter { $0 > 0 }
            let row = (indexOfLevel[plain[voxel]] ?? 0) * expected.stride
            expected.voxels[row + around.count] += 1
            expected.differences[row + around.count] += abs(around.count * plain[voxel] - around.reduce(0, +))
            expected.dependences[row + 1 + around.filter { abs($0 - plain[voxel]) <= way.coarseness }.count] += 1
        }
        #expect(found.voxels == expected.voxels)
        #expect(found.differences == expected.differences)
        #expect(found.dependences == expected.dependences)
    }
}
