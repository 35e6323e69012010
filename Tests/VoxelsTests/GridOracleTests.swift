import Testing

@testable import Voxels

@Suite struct GridOracleTests {
    @Test func positionAndIndexAreInverse() {
        let direction = Grid.Direction(x: [0.8, 0.6, 0], y: [-0.6, 0.8, 0], z: [0, 0, 1])
        let grid = Grid(size: [4, 5, 6], spacing: [0.5, 0.7, 3], origin: [10, -20, 30], direction: direction)
        let index = SIMD3<Double>(1.25, 3.5, 4)
        #expect((grid.index(of: grid.position(of: index)) - index).length < 1e-12)
    }

    @Test func resampledGridKeepsTheCentreAndRoundsTheExtentUp() {
        let grid = Grid(size: [204, 201, 60], spacing: [0.976_999_998_092_65, 0.976_999_998_092_65, 3], origin: [1, 2, 3])
        let target = grid.resampled(to: [2, 2, 2])
        #expect(target.size == [100, 99, 90])
        let centre = grid.position(of: (SIMD3<Double>(grid.size) - 1) / 2)
        let targetCentre = target.position(of: (SIMD3<Double>(target.size) - 1) / 2)
        #expect((centre - targetCentre).length < 1e-10)
    }

    @Test func roundingOfTheExtentAddsNoVoxel() {
        #expect(Grid(size: [3, 30, 300], spacing: [0.1, 0.1, 0.1]).resampled(to: [0.3, 0.3, 0.3]).size == [1, 10, 100])
    }

    @Test func linearInterpolationIsExactOnALinearRamp() {
        let grid = Grid(size: [9, 8, 7], spacing: [1, 1, 1])
        var image = Volume(grid: grid, box: grid.bounds, values: [Float](repeating: 0, count: grid.size.product))
        for z in 0..<7 { for y in 0..<8 { for x in 0..<9 { image[[x, y, z]] = Float(2 * x - 3 * y + 5 * z) } } }
        let target = grid.resampled(to: [0.5, 0.5, 0.5])
        for method in [InterpolationMethod.linear, .cubic] {
            let finer = image.interpolated(to: target, box: target.bounds, method: method)
            for index in [Index3(8, 8, 7), [9, 7, 6], [7, 6, 5]] {
                let place = grid.sourceIndex(of: SIMD3<Double>(index), in: target)
                let expected = 2 * place.x - 3 * place.y + 5 * place.z
                #expect(abs(Double(finer[index]) - expected) < (method == .cubic ? 0.2 : 1e-5))
            }
        }
    }
}
