import Segmentation
import TestSupport
import Testing
import Voxels

@Suite("Mask algebra") struct MaskAlgebraInvariantTests {
    @Test("set operations are those of sets of voxels", arguments: 0..<12)
    func sets(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let masks = [
            "a": randomMask(&generator, share: 0.5), "b": randomMask(&generator, share: 0.3), "c": randomMask(&generator, share: 0.5),
        ]
        let grid = try #require(masks["a"]).grid
        func result(_ operation: MaskOperation) throws -> Set<Index3> {
            let mask = try operation.mask(on: grid) { try #require(masks[$0]) }
            #expect(mask.box == mask.boundingBox)
            return voxels(mask)
        }
        let (a, b, c) = (voxels(masks["a"]), voxels(masks["b"]), voxels(masks["c"]))
        #expect(try result(.union(["a", "b", "c"])) == a.union(b).union(c))
        #expect(try result(.intersection(["a", "b", "c"])) == a.intersection(b).intersection(c))
        #expect(try result(.difference(["a", "b", "c"])) == a.subtracting(b).subtracting(c))
        let free = try result(.ring(of: "b", outside: 2.6, inside: 0, within: nil))
        #expect(free.isDisjoint(with: b) && !free.isEmpty)
        #expect(try result(.ring(of: "b", outside: 2.6, inside: 0, within: "c")) == free.intersection(c))
    }

    @Test("a ring around one voxel is the ball of that radius without it; a voxel at exactly the distance belongs to it")
    func ball() throws {
        let grid = Grid(size: [21, 21, 21], spacing: [0.5, 0.5, 1])
        let one = Mask(grid: grid, box: Box(lower: [10, 10, 10], upper: [11, 11, 11]), values: [1])
        let ring = one.ring(outside: 2.5, inside: 0)
        var count = 0
        for z in -10...10 {
            for y in -10...10 {
                for x in -10...10 where x * x + y * y + 4 * z * z <= 25 { count += 1 }
            }
        }
        #expect(ring.count == count - 1 && ring[[15, 10, 10]] && !ring[[16, 10, 10]])
    }

    @Test("the edge of the image is no surface")
    func imageEdge() throws {
        let grid = Grid(size: [6, 1, 1], spacing: [1, 1, 1])
        let mask = Mask(grid: grid, box: Box(lower: [0, 0, 0], upper: [4, 1, 1]), values: [1, 1, 1, 1])
        #expect(voxels(mask.ring(outside: 0, inside: 2)) == [[2, 0, 0], [3, 0, 0]])
    }

    @Test("the largest component has the most voxels; voxels connect by corners; of equals the first counts")
    func components() throws {
        let grid = Grid(size: [8, 3, 1], spacing: [1, 1, 1])
        let text = ["#..##..#", ".#.##.#.", "...#...."]
        let values = text.joined().map { $0 == "#" ? UInt8(1) : 0 }
        let mask = Mask(grid: grid, box: grid.bounds, values: values)
        #expect(mask.largestComponent.count == 5)
        let equals = Mask(grid: grid, box: grid.bounds, values: "#..#....".map { $0 == "#" ? 1 : 0 } + [UInt8](repeating: 0, count: 16))
        #expect(voxels(equals.largestComponent) == [[0, 0, 0]])
    }

    private func voxels(_ mask: Mask?) -> Set<Index3> {
        var result: Set<Index3> = []
        mask?.forEachVoxel { result.insert($0) }
        return result
    }
}
