import Features
import TestSupport
import Voxels

/// Small random regions with holes, gaps between grey levels, and a shape that is larger than the voxels with levels.
struct RandomRegion {
    let size: Index3
    let levelCount: Int
    /// Grey levels without padding, x fastest, 0 outside.
    var levels: [UInt16]
    /// The shape without padding, x fastest.
    var shape: [UInt8]

    init(seed: UInt64, largest: Int = 7, palette: [UInt16] = [1, 2, 4, 7, 11]) {
        var generator = RepeatableGenerator(seed: seed)
        size = Index3(
            Int.random(in: 1...largest, using: &generator), Int.random(in: 1...largest, using: &generator),
            Int.random(in: 1...largest, using: &generator))
        levelCount = 12
        levels = []
        shape = []
        for _ in 0..<size.product {
            let inShape = Int.random(in: 0..<10, using: &generator) > 0
            let inside = inShape && Int.random(in: 0..<8, using: &generator) > 0
            shape.append(inShape ? 1 : 0)
            levels.append(inside ? palette.randomElement(using: &generator) ?? 1 : 0)
        }
    }

    /// A region that fills its box, with these grey levels.
    init(size: Index3, levelCount: Int, level: (Index3) -> Int) {
        self.size = size
        self.levelCount = levelCount
        levels = RegionFixtures.indices(of: Box(lower: .zero, upper: size)).map { UInt16(level($0)) }
        shape = levels.map { _ in 1 }
    }

    var region: DiscretisedRegion { DiscretisedRegion(size: size, levelCount: levelCount, levels: levels, shape: shape) }

    /// The indices of all voxels of the region, in the order of memory.
    var voxels: [Index3] { allVoxels.filter { self[$0] > 0 } }

    /// The indices of the whole box, in the order of memory.
    var allVoxels: [Index3] {
        (0..<size.product).map { Index3($0 % size.x, $0 / size.x % size.y, $0 / (size.x * size.y)) }
    }

    /// The grey level, 0 outside the region and outside the box.
    subscript(index: Index3) -> Int {
        contains(index) ? Int(levels[(index.z * size.y + index.y) * size.x + index.x]) : 0
    }

    /// Whether an index belongs to the shape.
    func isShape(_ index: Index3) -> Bool {
        contains(index) && shape[(index.z * size.y + index.y) * size.x + index.x] > 0
    }

    /// The smallest city-block distance to any voxel outside the shape, in the box or just around it.
    func borderDistance(_ voxel: Index3, inPlane: Bool) -> Int {
        var nearest = Int.max
        for z in inPlane ? voxel.z...voxel.z : -1...size.z {
            for y in -1...size.y {
                for x in -1...size.x where !isShape(Index3(x, y, z)) {
                    nearest = min(nearest, abs(x - voxel.x) + abs(y - voxel.y) + abs(z - voxel.z))
                }
            }
        }
        return nearest
    }

    private func contains(_ index: Index3) -> Bool { Box(lower: .zero, upper: size).contains(index) }

    /// The steps to all neighbours at a Chebyshev distance of 1.
    static func neighbours(inPlane: Bool) -> [Index3] {
        (0..<27).map { Index3($0 % 3 - 1, $0 / 3 % 3 - 1, $0 / 9 - 1) }.filter { $0 != .zero && (!inPlane || $0.z == 0) }
    }
}
