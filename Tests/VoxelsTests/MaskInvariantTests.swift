import TestSupport
import Testing

@testable import Voxels

@Suite struct MaskInvariantTests {
    @Test func boundingBoxHoldsExactlyTheRegion() {
        var generator = RepeatableGenerator(seed: 9)
        for _ in 0..<20 {
            let grid = Grid(size: [6, 5, 4], spacing: [1, 1, 1])
            let values = (0..<120).map { _ in UInt8(Int.random(in: 0..<25, using: &generator) == 0 ? 1 : 0) }
            let mask = Mask(grid: grid, box: grid.bounds, values: values)
            let tight = mask.rebased(to: mask.boundingBox)
            #expect(tight.count == mask.count)
            #expect(tight.rebased(to: grid.bounds).values == mask.values)
            guard !tight.box.isEmpty else { continue }
            for axis in 0..<3 {
                var smaller = tight.box
                smaller.lower[axis] += 1
                #expect(mask.rebased(to: smaller).count < mask.count)
            }
        }
    }

    @Test func interpolationFromTheTightBoxEqualsThatFromTheWholeGrid() {
        var generator = RepeatableGenerator(seed: 10)
        let grid = Grid(size: [12, 11, 10], spacing: [1, 1.2, 3])
        for _ in 0..<20 {
            let centre = Index3(Int.random(in: 0..<12, using: &generator), Int.random(in: 0..<11, using: &generator), 5)
            var mask = Mask(grid: grid, box: grid.bounds, values: [UInt8](repeating: 0, count: grid.size.product))
            for place in mask.values.indices {
                let index = Index3(place % 12, place / 12 % 11, place / 132)
                if SIMD3<Double>(index &- centre).length < 3.5 { mask.values[place] = 1 }
            }
            let target = grid.resampled(to: [0.7, 1.9, 1.1])
            let whole = Volume(grid: grid, box: grid.bounds, values: mask.values.map(Float.init))
                .interpolated(to: target, box: target.bounds, method: .linear)
            let region = mask.rebased(to: mask.boundingBox).interpolated(to: target, method: .linear, threshold: 0.5)
            #expect(region.rebased(to: target.bounds).values == whole.values.map { $0 >= 0.5 ? 1 : 0 })
        }
    }
}
