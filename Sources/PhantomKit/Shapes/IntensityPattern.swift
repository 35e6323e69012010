import Voxels

/// How intensities in HU vary inside a shape, in mm along the shape's own axes from its centre.
public enum IntensityPattern: Sendable, Hashable {
    /// The same intensity everywhere.
    case uniform(Double)
    /// Cubes of this edge that alternate between two intensities; the centre is a corner of eight of them.
    case checkerboard(low: Double, high: Double, edge: Double)
    /// A linear function: the intensity at the centre, and its gradient in HU per mm.
    case ramp(centre: Double, gradient: SIMD3<Double>)
    /// Smooth noise of fixed seed around a mean: two scales of hashed lattice points, `cell` mm and half of it apart.
    case texture(mean: Double, amplitude: Double, cell: Double, seed: UInt64)

    /// The intensity in HU before rounding.
    public func intensity(at point: SIMD3<Double>) -> Double {
        switch self {
        case .uniform(let value):
            return value
        case .checkerboard(let low, let high, let edge):
            let cell = (point / edge).rounded(.down)
            return Int(cell.sum()) & 1 == 0 ? high : low
        case .ramp(let centre, let gradient):
            return centre + gradient.dot(point)
        case .texture(let mean, let amplitude, let cell, let seed):
            let coarse = LatticeNoise(seed: seed).value(at: point / cell)
            let fine = LatticeNoise(seed: ~seed).value(at: point / cell * 2)
            return mean + amplitude * (2 * coarse + fine) / 3
        }
    }

    /// The mean intensity over any shape that is symmetric about its centre planes, where a closed form exists.
    public var mean: Double? {
        switch self {
        case .uniform(let value): value
        case .checkerboard(let low, let high, _): (low + high) / 2
        case .ramp(let centre, _): centre
        case .texture: nil
        }
    }
}

/// Value noise: hashed values in -1 ..< 1 at the points of the integer lattice, blended smoothly between them.
struct LatticeNoise {
    let seed: UInt64

    func value(at point: SIMD3<Double>) -> Double {
        let cell = point.rounded(.down)
        let offset = point - cell
        let weight = offset * offset * (3 - 2 * offset)
        let corner = SIMD3<Int>(Int(cell.x), Int(cell.y), Int(cell.z))
        var sum = 0.0
        for neighbour in 0..<8 {
            let step = SIMD3<Int>(neighbour & 1, neighbour >> 1 & 1, neighbour >> 2)
            var share = 1.0
            for axis in 0..<3 { share *= step[axis] == 0 ? 1 - weight[axis] : weight[axis] }
            sum += share * lattice(corner &+ step)
        }
        return sum
    }

    private func lattice(_ index: SIMD3<Int>) -> Double {
        var state = seed
        for axis in 0..<3 {
            state = mixed(state ^ UInt64(bitPattern: Int64(index[axis])))
        }
        return Double(state >> 11) * 0x1p-52 - 1
    }

    /// The output function of SplitMix64 (Steele, Lea, Flood 2014).
    private func mixed(_ value: UInt64) -> UInt64 {
        var state = value &+ 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return state ^ (state >> 31)
    }
}
