import Foundation
import TestSupport
import Testing
import Voxels

@Suite("Placing masks on another grid") struct MaskPlacementTests {
    private let image = Grid(size: [10, 10, 5], spacing: [1, 1, 2], origin: [3, 4, 5])

    @Test("rounding of headers and parts of the grid are exact; a shift, another spacing and a turn are not")
    func kinds() throws {
        var rounded = image
        rounded.origin.x += 0.009
        var part = image
        part.origin = image.position(of: [2, 3, 1])
        part.size = [4, 4, 2]
        #expect(LatticeMap(from: rounded, to: image)?.origin == .zero)
        #expect(LatticeMap(from: part, to: image)?.origin == [2, 3, 1])
        var shifted = image
        shifted.origin.z += 0.5
        var coarser = image
        coarser.spacing.x = 2
        var turned = image
        turned.direction.x = [0.8, 0.6, 0]
        turned.direction.y = [-0.6, 0.8, 0]
        for grid in [shifted, coarser, turned] { #expect(LatticeMap(from: grid, to: image) == nil) }
    }

    @Test("axes in another order or direction: the same voxels at the same places, exactly", arguments: 0..<12)
    func otherOrder(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let (given, wanted) = turnedGrids(seed: seed, &generator)
        var mask = Mask(grid: given, box: given.bounds, values: (0..<60).map { _ in UInt8.random(in: 0...1, using: &generator) })
        mask = mask.rebased(to: Box(lower: [1, 0, 1], upper: given.size))
        let placed = mask.placed(on: wanted)
        #expect(placed.placement.isExact && placed.placement.outside == 0 && placed.placement.residual < 1e-12)
        #expect(placed.mask.count == mask.count && placed.mask.grid == wanted)
        mask.forEachVoxel { index in
            let place = wanted.index(of: given.position(of: SIMD3<Double>(index))).rounded(.toNearestOrEven)
            #expect(placed.mask[Index3(Int(place.x), Int(place.y), Int(place.z))])
        }
    }

    @Test("on another grid, the image's voxel centre decides", arguments: 0..<12)
    func plainTwin(seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(100 + seed))
        let angle = Double.random(in: 0...1, using: &generator)
        let own = Grid(
            size: [9, 8, 7], spacing: [1.3, 0.9, 1.7], origin: [2, 5, 4],
            direction: .init(x: [cos(angle), sin(angle), 0], y: [-sin(angle), cos(angle), 0], z: [0, 0, 1]))
        let mask = Mask(grid: own, box: own.bounds, values: (0..<own.size.product).map { _ in UInt8.random(in: 0...1, using: &generator) })
        let placed = mask.placed(on: image)
        #expect(!placed.placement.isExact && placed.mask.box == placed.mask.boundingBox)
        var farthest = 0.0
        for z in 0..<5 {
            for y in 0..<10 {
                for x in 0..<10 {
                    let place = own.index(of: image.position(of: SIMD3(Double(x), Double(y), Double(z))))
                    let nearest = place.rounded(.toNearestOrAwayFromZero)
                    let isInside = mask[Index3(Int(nearest.x), Int(nearest.y), Int(nearest.z))]
                    #expect(placed.mask[Index3(x, y, z)] == isInside)
                    if isInside { farthest = max(farthest, ((place - nearest) * own.spacing).length) }
                }
            }
        }
        #expect(abs(placed.placement.residual - farthest) < 1e-9)
        #expect(abs(placed.placement.ownVolume - Double(mask.count) * own.voxelVolume) < 1e-9)
    }

    @Test("what lies outside is measured, on the same grid and on another")
    func outside() throws {
        var beside = image
        beside.origin.x += 7
        let mask = Mask(grid: beside, box: beside.bounds, values: [UInt8](repeating: 1, count: beside.size.product))
        let exact = mask.placed(on: image)
        #expect(exact.placement.isExact && exact.placement.outside == 0.7 && exact.mask.count == 150)
        beside.origin.x += 0.25
        let other = Mask(grid: beside, box: beside.bounds, values: mask.values).placed(on: image)
        #expect(!other.placement.isExact && other.placement.outside == 0.7 && other.placement.residual == 0.25)
        beside.origin.x += 100
        let away = Mask(grid: beside, box: beside.bounds, values: mask.values).placed(on: image)
        #expect(away.placement.outside == 1 && away.mask.count == 0)
    }
}

/// A grid and the same with its axes in another order and direction, askew to the patient.
private func turnedGrids(seed: Int, _ generator: inout RepeatableGenerator) -> (given: Grid, wanted: Grid) {
    var wanted = Grid(size: [5, 4, 3], spacing: [1, 1.5, 2], origin: [3, 4, 5])
    let slant = Double(seed) / 10
    wanted.direction.x = [cos(slant), sin(slant), 0]
    wanted.direction.y = [-sin(slant), cos(slant), 0]
    let axes = [0, 1, 2].shuffled(using: &generator)
    let signs = (0..<3).map { _ in Bool.random(using: &generator) ? 1.0 : -1 }
    let old = [wanted.direction.x, wanted.direction.y, wanted.direction.z]
    var given = wanted
    var corner = SIMD3<Double>.zero
    for (axis, source) in axes.enumerated() {
        given.size[axis] = wanted.size[source]
        given.spacing[axis] = wanted.spacing[source]
        if signs[axis] < 0 { corner[source] = Double(wanted.size[source] - 1) }
    }
    let turned = zip(axes, signs).map { old[$0] * $1 }
    given.direction = Grid.Direction(x: turned[0], y: turned[1], z: turned[2])
    given.origin = wanted.position(of: corner)
    return (given, wanted)
}
