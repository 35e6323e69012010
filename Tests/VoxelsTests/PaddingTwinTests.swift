import TestSupport
import Testing
import Voxels

/// Where padding reaches, found by changing it and looking at what changes.
struct PaddingTwinTests {
    private let grid = Grid(size: [14, 11, 9], spacing: [1, 1.5, 2])

    private func volume(_ generator: inout RepeatableGenerator, spots: [Index3], value: Float) -> Volume {
        var values = (0..<grid.size.product).map { _ in Float.random(in: -100...100, using: &generator) }
        var padding = [UInt8](repeating: 0, count: values.count)
        for spot in spots {
            values[grid.bounds.offset(of: spot)] = value
            padding[grid.bounds.offset(of: spot)] = 1
        }
        return Volume(grid: grid, box: grid.bounds, values: values, padding: padding)
    }

    @Test(arguments: [InterpolationMethod.nearest, .linear], [SIMD3(0.7, 0.9, 1.3), SIMD3(2, 1.5, 3.1), SIMD3(1, 1.5, 2)])
    func exactlyTheVoxelsThatPaddingChangesAreMarked(method: InterpolationMethod, spacing: SIMD3<Double>) {
        let target = grid.resampled(to: spacing)
        for spots in [[Index3(0, 0, 0)], [Index3(7, 5, 4), Index3(13, 10, 8)], [Index3(6, 0, 8)]] {
            var (one, other) = (RepeatableGenerator(seed: 9), RepeatableGenerator(seed: 9))
            let first = volume(&one, spots: spots, value: 0).interpolated(to: target, box: target.bounds, method: method)
            let second = volume(&other, spots: spots, value: 9999).interpolated(to: target, box: target.bounds, method: method)
            let changed = zip(first.values, second.values).map { $0 == $1 ? 0 : 1 as UInt8 }
            #expect(first.padding == changed)
        }
    }

    /// Within the reach of 10 voxels a cubic spline may change; what is not marked stays to 10⁻⁵ of the step.
    @Test func unmarkedVoxelsOfASplineHardlyChange() {
        let long = Grid(size: [64, 3, 3], spacing: [1, 1, 1])
        func line(_ value: Float) -> Volume {
            var values = [Float](repeating: 40, count: long.size.product)
            var padding = [UInt8](repeating: 0, count: values.count)
            for row in 0..<9 {
                for x in 0..<20 {
                    values[row * 64 + x] = value
                    padding[row * 64 + x] = 1
                }
            }
            return Volume(grid: long, box: long.bounds, values: values, padding: padding)
        }
        let target = long.resampled(to: [0.8, 1, 1])
        let near = line(-3000).interpolated(to: target, box: target.bounds, method: .cubic)
        #expect(near.padding.contains(0) && near.padding.contains(1))
        for (value, mark) in zip(near.values, near.padding) where mark == 0 { #expect(abs(value - 40) < 0.01) }
    }

    @Test func paddingWithinAMarginIsFound() {
        var generator = RepeatableGenerator(seed: 2)
        let spot = Index3(7, 5, 4)
        let near = volume(&generator, spots: [spot], value: 0).padding(within: [2, 1, 3])
        for z in 0..<grid.size.z {
            for y in 0..<grid.size.y {
                for x in 0..<grid.size.x {
                    let isNear = abs(x - spot.x) <= 2 && abs(y - spot.y) <= 1 && abs(z - spot.z) <= 3
                    #expect((near[grid.bounds.offset(of: [x, y, z])] == 1) == isNear)
                }
            }
        }
    }
}
