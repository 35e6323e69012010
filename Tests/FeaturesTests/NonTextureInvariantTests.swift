import Features
import TestSupport
import Testing
import Voxels

struct NonTextureInvariantTests {
    private static let size = Index3(7, 6, 5)

    private static func original() -> PreparedRegion {
        var generator = RepeatableGenerator(seed: 21)
        return RegionFixtures.random(size: size, spacing: SIMD3(1.2, 0.8, 2.5), share: 0.6, generator: &generator)
    }

    /// The region on another grid: voxel i of the new grid shows voxel `source(i)` of the old one.
    private static func moved(
        _ region: PreparedRegion, size: Index3, spacing: SIMD3<Double>, box: Box, source: (Index3) -> Index3
    ) -> PreparedRegion {
        let grid = Grid(size: size, spacing: spacing)
        let sources = RegionFixtures.indices(of: grid.bounds).map(source)
        let mask = { (old: Mask) in
            Mask(grid: grid, box: grid.bounds, values: sources.map { old[$0] ? 1 : 0 }).rebased(to: box)
        }
        let image = Volume(grid: grid, box: grid.bounds, values: sources.map { region.image[$0] })
        return PreparedRegion(image: image, morphologicalMask: mask(region.morphologicalMask), intensityMask: mask(region.intensityMask))
    }

    private static func expectEqual(_ left: [FeatureResult], _ right: [FeatureResult], within tolerance: Double = 1e-10) {
        #expect(left.map(\.column) == right.map(\.column))
        for (a, b) in zip(left, right) {
            #expect(agree(a.value, b.value, within: tolerance), "\(a.column.tag): \(a.value), \(b.value)")
        }
    }

    @Test(arguments: 1..<8)
    func flipsChangeNothing(axes: Int) {
        let region = Self.original()
        let grid = region.image.grid
        let last = grid.size &- 1
        let flip = { (index: Index3) -> Index3 in
            let x = axes & 1 == 0 ? index.x : last.x - index.x
            let y = axes & 2 == 0 ? index.y : last.y - index.y
            let z = axes & 4 == 0 ? index.z : last.z - index.z
            return Index3(x, y, z)
        }
        let turned = Self.moved(region, size: grid.size, spacing: grid.spacing, box: region.morphologicalMask.box, source: flip)
        Self.expectEqual(RegionFixtures.results(of: region), RegionFixtures.results(of: turned))
    }

    @Test(arguments: [[1, 0, 2], [2, 1, 0], [0, 2, 1], [1, 2, 0], [2, 0, 1]])
    func permutedAxesChangeNothing(order: [Int]) {
        let region = Self.original()
        let grid = region.image.grid
        let box = region.morphologicalMask.box
        let pick = { (index: Index3) in Index3(index[order[0]], index[order[1]], index[order[2]]) }
        let spacing = SIMD3(grid.spacing[order[0]], grid.spacing[order[1]], grid.spacing[order[2]])
        let turned = Self.moved(
            region, size: pick(grid.size), spacing: spacing, box: Box(lower: pick(box.lower), upper: pick(box.upper)),
            source: { index in
                var old = Index3.zero
                for axis in 0..<3 { old[order[axis]] = index[axis] }
                return old
            })
        Self.expectEqual(RegionFixtures.results(of: region), RegionFixtures.results(of: turned))
    }

    @Test func largerMaskBoxesChangeNothing() {
        let region = Self.original()
        let box = region.image.box
        let wide = PreparedRegion(
            image: region.image, morphologicalMask: region.morphologicalMask.rebased(to: box),
            intensityMask: region.intensityMask.rebased(to: box))
        Self.expectEqual(RegionFixtures.results(of: region), RegionFixtures.results(of: wide))
    }

    @Test func croppedImagesGiveTheSameBits() {
        let region = Self.original()
        let margin = LocalIntensity.margin(spacing: region.image.grid.spacing)
        let needed = region.morphologicalMask.box.expanded(by: margin).intersection(region.image.grid.bounds)
        let cropped = PreparedRegion(
            image: region.image.cropped(to: needed), morphologicalMask: region.morphologicalMask, intensityMask: region.intensityMask)
        #expect(RegionFixtures.results(of: region) == RegionFixtures.results(of: cropped))
    }

    @Test func translationChangesNothing() {
        let region = Self.original()
        let grid = region.image.grid
        let step = Index3(2, 1, 3)
        // One copy lies in the middle of a larger image, the other nearer to its far corner; both see the same surroundings.
        let size = grid.size &+ 40
        let place = { (offset: Index3) in
            Self.moved(
                region, size: size, spacing: grid.spacing,
                box: Box(lower: region.morphologicalMask.box.lower &+ offset, upper: region.morphologicalMask.box.upper &+ offset),
                source: { index in
                    let old = index &- offset
                    return grid.bounds.contains(old) ? old : .zero
                })
        }
        #expect(RegionFixtures.results(of: place(Index3(20, 20, 20))) == RegionFixtures.results(of: place(Index3(20, 20, 20) &+ step)))
    }

    @Test func autocorrelationIgnoresScaleAndOffsetOfIntensities() throws {
        let region = Self.original()
        var image = region.image
        for index in image.values.indices { image.values[index] = image.values[index] * 2 + 64 }
        let scaled = PreparedRegion(image: image, morphologicalMask: region.morphologicalMask, intensityMask: region.intensityMask)
        let (before, after) = (Morphology.results(of: region), Morphology.results(of: scaled))
        for tag in ["morph_moran_i", "morph_geary_c"] {
            let (a, b) = (try #require(before[tag]), try #require(after[tag]))
            #expect(agree(a, b, within: 1e-6), "\(a), \(b)")
        }
    }
}
