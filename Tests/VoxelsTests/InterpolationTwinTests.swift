import TestSupport
import Testing

@testable import Voxels

/// Interpolation against a plain one that sums over taps voxel by voxel, with spline coefficients from a long, edge-extended line.
@Suite struct InterpolationTwinTests {
    @Test(arguments: InterpolationMethod.allCases, [1, 2, 3])
    func equalsPlainInterpolation(method: InterpolationMethod, seed: Int) {
        let image = Volume.random(size: [7, 6, 5], spacing: [0.9, 1.1, 2.5], seed: UInt64(seed))
        let target = image.grid.resampled(to: [0.7, 1.3, 2.0])
        let fast = image.interpolated(to: target, box: target.bounds, method: method)
        let plain = PlainInterpolation(image: image, method: method)
        for z in 0..<target.size.z {
            for y in 0..<target.size.y {
                for x in 0..<target.size.x {
                    let position = image.grid.sourceIndex(of: [Double(x), Double(y), Double(z)], in: target)
                    let expected = plain.value(at: position)
                    #expect(abs(Double(fast[[x, y, z]]) - expected) < 1e-3, "voxel \(x) \(y) \(z)")
                }
            }
        }
    }

    @Test(arguments: InterpolationMethod.allCases)
    func cropGivesTheBitsOfTheWhole(method: InterpolationMethod) {
        let image = Volume.random(size: [90, 80, 70], spacing: [1, 1, 1], seed: 5)
        let target = image.grid.resampled(to: [0.8, 1.4, 1.1])
        let box = Box(lower: [50, 25, 28], upper: [62, 33, 37])
        let source = image.grid.sourceBox(for: box, of: target, method: method)
        #expect(source.count < image.grid.bounds.count)
        let whole = image.interpolated(to: target, box: target.bounds, method: method).cropped(to: box)
        let crop = image.cropped(to: source).interpolated(to: target, box: box, method: method)
        #expect(whole.values == crop.values)
    }

    @Test func slicesStayWhenOnlyThePlaneIsResampled() {
        let image = Volume.random(size: [12, 10, 4], spacing: [1, 1, 3], seed: 6)
        let target = image.grid.resampled(to: [2, 2, 3])
        #expect(target.size == [6, 5, 4])
        let all = image.interpolated(to: target, box: target.bounds, method: .cubic)
        for z in 0..<4 {
            let slice = Box(lower: [0, 0, z], upper: [12, 10, z + 1])
            let one = image.cropped(to: slice).interpolated(to: target, box: Box(lower: [0, 0, z], upper: [6, 5, z + 1]), method: .cubic)
            #expect(one.values == Array(all.values[z * 30..<(z + 1) * 30]))
        }
    }
}

private struct PlainInterpolation {
    let image: Volume
    let method: InterpolationMethod
    let coefficients: [Double]
    static let pad = 40

    init(image: Volume, method: InterpolationMethod) {
        self.image = image
        self.method = method
        let size = image.grid.size &+ 2 * PlainInterpolation.pad
        var extended = [Double](repeating: 0, count: size.product)
        for index in 0..<size.product {
            extended[index] = Double(image[PlainInterpolation.clamped(index, size: size, image: image.grid.size)])
        }
        if method == .cubic {
            for axis in 0..<3 { PlainInterpolation.solve(&extended, size: size, axis: axis) }
        }
        coefficients = extended
    }

    static func clamped(_ index: Int, size: Index3, image: Index3) -> Index3 {
        let place = Index3(index % size.x, index / size.x % size.y, index / (size.x * size.y)) &- pad
        return Index3(min(max(place.x, 0), image.x - 1), min(max(place.y, 0), image.y - 1), min(max(place.z, 0), image.z - 1))
    }

    /// Solves (c[i−1] + 4 c[i] + c[i+1]) / 6 = s[i] along one axis by the Thomas algorithm.
    static func solve(_ data: inout [Double], size: Index3, axis: Int) {
        let stride = [1, size.x, size.x * size.y][axis]
        let count = size[axis]
        for start in 0..<size.product where (start / stride) % count == 0 {
            var upper = [Double](repeating: 0, count: count)
            var right = [Double](repeating: 0, count: count)
            for i in 0..<count {
                let diagonal = 4.0 / 6 - (i == 0 ? 0 : upper[i - 1] / 6)
                upper[i] = 1.0 / 6 / diagonal
                right[i] = (data[start + i * stride] - (i == 0 ? 0 : right[i - 1] / 6)) / diagonal
            }
            for i in (0..<count).reversed() {
                data[start + i * stride] = right[i] - (i == count - 1 ? 0 : upper[i] * data[start + (i + 1) * stride])
            }
        }
    }

    func value(at position: SIMD3<Double>) -> Double {
        let pad = PlainInterpolation.pad
        let size = image.grid.size &+ 2 * pad
        let shares = (0..<3).map { method.shares(at: position[$0]) }
        var sum = 0.0
        for (k, wz) in shares[2].shares.enumerated() {
            for (j, wy) in shares[1].shares.enumerated() {
                for (i, wx) in shares[0].shares.enumerated() {
                    let index = Index3(shares[0].first + i, shares[1].first + j, shares[2].first + k) &+ pad
                    sum += wx * wy * wz * coefficients[(index.z * size.y + index.y) * size.x + index.x]
                }
            }
        }
        return sum
    }
}

extension Volume {
    static func random(size: Index3, spacing: SIMD3<Double>, seed: UInt64) -> Volume {
        var generator = RepeatableGenerator(seed: seed)
        let grid = Grid(size: size, spacing: spacing)
        return Volume(
            grid: grid, box: grid.bounds, values: (0..<size.product).map { _ in Float.random(in: -1000...1000, using: &generator) })
    }
}
