import Features
import TestSupport
import Testing
import Voxels

@testable import Extraction
@testable import Recipes

/// The grey levels of whole rows against the formulas voxel by voxel, with intensities outside the region that no level could hold.
struct DiscretisationTwinTests {
    @Test(arguments: [1, 2, 7, 32, 1000, 65_535]) func fixedBinNumber(count: Int) throws {
        for region in regions() {
            let members = intensities(of: region)
            let lowest = try #require(members.min())
            let width = try #require(members.max()) - lowest
            try check(region, .fixedBinNumber(count)) { min(Int(Double(count) * ($0 - lowest) / width), count - 1) + 1 }
        }
    }

    @Test(arguments: [0.3, 1, 25, 1e5]) func fixedBinSize(width: Double) throws {
        for region in regions() {
            let lowest = try #require(intensities(of: region).min())
            try check(region, .fixedBinSize(width: width, minimum: .region)) { Int((($0 - lowest) / width).rounded(.down)) + 1 }
            try check(region, .fixedBinSize(width: width, minimum: .intensity(-1000.7))) { Int((($0 + 1000.7) / width).rounded(.down)) + 1 }
        }
    }

    @Test func integers() throws {
        for region in regions(intensity: { Float(Int.random(in: 1...65_535, using: &$0)) }) { try check(region, .none) { Int($0) } }
    }

    @Test func restrictionKeepsWhatLiesInTheRange() {
        for region in regions() {
            let range = -40.25...90.5
            let expected = zip(region.intensityMask.values, region.intensityMask.values.indices).map { member, place in
                member == 1 && range.contains(Double(region.image[index(of: place, in: region)])) ? UInt8(1) : 0
            }
            let restricted = region.restricted(to: range)
            #expect(restricted.intensityMask.values == expected)
            #expect(restricted.intensities.map(Double.init) == intensities(of: region).filter(range.contains))
            #expect(restricted.morphologicalMask.values == region.morphologicalMask.values)
        }
    }

    private func check(_ region: PreparedRegion, _ method: Recipe.Discretisation, level: (Double) -> Int) throws {
        guard case .levels(let found) = try discretise(region, by: method, range: nil) else {
            Issue.record("there are grey levels")
            return
        }
        let size = region.intensityMask.box.size
        var levels = [UInt16](repeating: 0, count: (size &+ 2).product)
        var shape = [UInt8](repeating: 0, count: levels.count)
        for place in region.intensityMask.values.indices {
            let index = index(of: place, in: region)
            let local = index &- region.intensityMask.box.lower &+ 1
            let padded = (local.z * (size.y + 2) + local.y) * (size.x + 2) + local.x
            if region.intensityMask[index] { levels[padded] = UInt16(level(Double(region.image[index]))) }
            shape[padded] = region.morphologicalMask.values[place]
        }
        #expect(found.levels == levels)
        #expect(found.shape == shape)
        #expect(found.size == size)
    }

    private func intensities(of region: PreparedRegion) -> [Double] {
        region.intensityMask.values.indices.filter { region.intensityMask.values[$0] == 1 }
            .map { Double(region.image[index(of: $0, in: region)]) }
    }

    private func index(of place: Int, in region: PreparedRegion) -> Index3 {
        let size = region.intensityMask.box.size
        return region.intensityMask.box.lower &+ Index3(place % size.x, place / size.x % size.y, place / (size.x * size.y))
    }

    /// Regions of both kinds of mask inside a larger image.
    private func regions(
        intensity: (inout RepeatableGenerator) -> Float = { Float.random(in: -1000...1500, using: &$0) }
    ) -> [PreparedRegion] {
        var generator = RepeatableGenerator(seed: 12)
        return [Index3(9, 7, 5), [1, 8, 3], [33, 2, 1], [2, 1, 1]].map { size in
            let grid = Grid(size: size &+ Index3(3, 2, 1), spacing: [1, 1, 1])
            let box = Box(lower: Index3(2, 1, 0), upper: Index3(2, 1, 0) &+ size)
            var shape = Mask(grid: grid, box: box, values: (0..<box.count).map { _ in Bool.random(using: &generator) ? 1 : 0 })
            (shape.values[0], shape.values[box.count - 1]) = (1, 1)
            var mask = shape
            for place in 1..<box.count - 1 where Int.random(in: 0..<4, using: &generator) == 0 { mask.values[place] = 0 }
            var image = Volume(grid: grid, box: grid.bounds, values: (0..<grid.bounds.count).map { _ in intensity(&generator) })
            let extremes: [Float] = [-3.4e38, 3.4e38, -1e9, 1e9]
            for place in image.values.indices {
                let index = Index3(place % grid.size.x, place / grid.size.x % grid.size.y, place / (grid.size.x * grid.size.y))
                if !mask[index] { image.values[place] = extremes[place % 4] }
            }
            return PreparedRegion(image: image, morphologicalMask: shape, intensityMask: mask)
        }
    }
}
