import Segmentation
import TestSupport
import Testing
import Voxels

@Suite("Distance maps against their plain twin") struct DistanceMapTwinTests {
    @Test("the lower envelopes give the distance of all pairs", arguments: 0..<24)
    func allPairs(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let mask = randomMask(&generator, share: seed % 3 == 0 ? 0.03 : 0.3)
        for value in [UInt8(0), 1] {
            let map = DistanceMap(to: mask, value: value)
            #expect(map.box == mask.box)
            let plain = plainSquaredDistances(mask, to: value)
            for (fast, slow) in zip(map.squared, plain) {
                #expect(fast == slow || abs(fast - slow) <= 1e-12 * max(slow, 1), "\(fast) for \(slow)")
            }
        }
    }

    @Test("rings are the voxels whose distance to the other side is short enough", arguments: 0..<16)
    func rings(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let small = randomMask(&generator, share: 0.2)
        let outside = Double.random(in: 0.5...5, using: &generator)
        let inside = Double.random(in: 0.5...3, using: &generator)
        let ring = small.ring(outside: outside, inside: inside)
        let whole = small.rebased(to: small.grid.bounds)
        let toRegion = plainSquaredDistances(whole, to: 1)
        let toRest = plainSquaredDistances(whole, to: 0)
        for z in 0..<whole.grid.size.z {
            for y in 0..<whole.grid.size.y {
                for x in 0..<whole.grid.size.x {
                    let index = Index3(x, y, z)
                    let offset = whole.box.offset(of: index)
                    let isNear = whole[index] ? toRest[offset] <= inside * inside : toRegion[offset] <= outside * outside
                    #expect(ring[index] == isNear)
                }
            }
        }
    }
}

/// A mask on a part of a small grid with three different spacings.
func randomMask(_ generator: inout RepeatableGenerator, share: Double) -> Mask {
    let grid = Grid(size: [11, 9, 7], spacing: [0.8, 1.3, 2.5])
    let box = Box(lower: [2, 1, 1], upper: [9, 8, 6])
    let values = (0..<box.count).map { _ in Double.random(in: 0..<1, using: &generator) < share ? UInt8(1) : 0 }
    return Mask(grid: grid, box: box, values: values)
}

/// The squared distance of every voxel of the box to the nearest with the value, by looking at all of them.
private func plainSquaredDistances(_ mask: Mask, to value: UInt8) -> [Double] {
    let size = mask.box.size
    let places = (0..<mask.box.count).map { SIMD3(Double($0 % size.x), Double($0 / size.x % size.y), Double($0 / (size.x * size.y))) }
    let wanted = places.indices.filter { mask.values[$0] == value }
    return places.map { place in
        wanted.reduce(Double.infinity) { nearest, other in
            let step = (place - places[other]) * mask.grid.spacing
            return min(nearest, (step * step).sum())
        }
    }
}
