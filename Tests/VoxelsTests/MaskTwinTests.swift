import Kernels
import TestSupport
import Testing

@testable import Voxels

/// What is found in a mask by words of bytes against a look at every voxel.
struct MaskTwinTests {
    @Test(arguments: [Index3(1, 1, 1), [7, 3, 2], [8, 5, 1], [9, 1, 6], [31, 4, 3], [70, 9, 5]], [0.0, 0.002, 0.05, 0.9, 1])
    func countAndBoundingBoxAreThoseOfEveryVoxel(size: Index3, share: Double) {
        var generator = RepeatableGenerator(seed: UInt64(size.product))
        let lower = Index3(3, 2, 1)
        for _ in 0..<20 {
            let box = Box(lower: lower, upper: lower &+ size)
            let values: [UInt8] = (0..<box.count).map { _ in Double.random(in: 0..<1, using: &generator) < share ? 1 : 0 }
            let mask = Mask(grid: Grid(size: box.upper, spacing: [1, 1, 1]), box: box, values: values)
            let places = values.indices.filter { values[$0] == 1 }.map {
                Index3($0 % size.x, $0 / size.x % size.y, $0 / (size.x * size.y)) &+ lower
            }
            let slow = places.first.map { first in
                places.reduce(Box(lower: first, upper: first &+ 1)) { $0.union(Box(lower: $1, upper: $1 &+ 1)) }
            }
            #expect(mask.boundingBox == slow ?? Box(lower: lower, upper: lower))
            #expect(mask.count == places.count)
        }
    }

    @Test(arguments: [1, 7, 8, 9, 2039, 2040, 2041, 5000]) func manyOnesAreCounted(count: Int) {
        #expect(countMembers([UInt8](repeating: 1, count: count), count: count) == count)
    }

    @Test(arguments: [1, 15, 16, 17, 100]) func aByteThatIsNeitherZeroNorOneIsSeen(count: Int) {
        var bytes: [UInt8] = (0..<count).map { UInt8($0 % 2) }
        #expect(isBinary(bytes, count: count))
        for place in 0..<count {
            let byte = bytes[place]
            bytes[place] = place % 2 == 0 ? 2 : 255
            #expect(!isBinary(bytes, count: count))
            bytes[place] = byte
        }
    }
}
