/// How the voxels of one grid coincide with voxels of another: axes along each other, in any order and direction, and a whole shift.
///
/// The grids may differ in size: one may be a part of the other.
public struct LatticeMap: Sendable, Hashable {
    /// How far corner voxels may lie off, as a part of the smallest voxel edge: headers in 32-bit floats round.
    public static let tolerance = 0.01

    /// The index on the target of voxel (0, 0, 0).
    public let origin: Index3
    /// The step on the target along x, y and z: one component 1 or −1, the others 0.
    public let steps: [Index3]
    /// How far corner voxels lie from the voxels that they coincide with, at most, in mm.
    public let residual: Double

    /// Finds how a grid coincides with another.
    ///
    /// - Parameter limit: how far corner voxels may lie off in mm; nil takes a hundredth of the target's smallest voxel edge.
    /// - Returns: nil when the grids do not coincide.
    public init?(from grid: Grid, to target: Grid, within limit: Double? = nil) {
        let limit = limit ?? Self.tolerance * target.spacing.min()
        let first = target.index(of: grid.origin)
        guard let origin = first.nearest else { return nil }
        var steps: [Index3] = []
        for axis in 0..<3 {
            var unit = SIMD3<Double>.zero
            unit[axis] = 1
            guard let step = (target.index(of: grid.position(of: unit)) - first).nearest, step.isUnit else { return nil }
            steps.append(step)
        }
        guard abs(Self.determinant(steps)) == 1 else { return nil }
        self.origin = origin
        self.steps = steps
        var residual = 0.0
        for corner in 0..<8 {
            let side = Index3(corner & 1, corner >> 1 & 1, corner >> 2) &* (grid.size &- 1)
            let place = origin &+ steps[0] &* side.x &+ steps[1] &* side.y &+ steps[2] &* side.z
            residual = max(residual, (grid.position(of: SIMD3<Double>(side)) - target.position(of: SIMD3<Double>(place))).length)
        }
        guard residual <= limit else { return nil }
        self.residual = residual
    }

    /// Lays the only slice of a grid on a slice of another with the same rows and columns.
    public init(slice: Int) {
        origin = Index3(0, 0, slice)
        steps = [Index3(1, 0, 0), Index3(0, 1, 0), Index3(0, 0, 1)]
        residual = 0
    }

    /// The index on the target of a voxel.
    public func callAsFunction(_ index: Index3) -> Index3 {
        origin &+ steps[0] &* index.x &+ steps[1] &* index.y &+ steps[2] &* index.z
    }

    /// The box of the target that a box becomes; it may reach beyond the target's grid.
    public func callAsFunction(_ box: Box) -> Box {
        guard !box.isEmpty else { return Box(lower: .zero, upper: .zero) }
        let (one, other) = (self(box.lower), self(box.upper &- 1))
        return Box(
            lower: Index3(min(one.x, other.x), min(one.y, other.y), min(one.z, other.z)),
            upper: Index3(max(one.x, other.x), max(one.y, other.y), max(one.z, other.z)) &+ 1)
    }

    private static func determinant(_ steps: [Index3]) -> Int {
        let (a, b, c) = (steps[0], steps[1], steps[2])
        return a.x * (b.y * c.z - b.z * c.y) - a.y * (b.x * c.z - b.z * c.x) + a.z * (b.x * c.y - b.y * c.x)
    }
}

extension SIMD3 where Scalar == Double {
    /// The nearest whole index; nil when a component is no number or far outside any grid.
    public var nearest: Index3? {
        let whole = rounded(.toNearestOrEven)
        guard (0..<3).allSatisfy({ abs(whole[$0]) < 1e9 }) else { return nil }
        return Index3(Int(whole.x), Int(whole.y), Int(whole.z))
    }
}

extension SIMD3 where Scalar == Int {
    /// True for a step of one voxel along one axis.
    public var isUnit: Bool { abs(x) + abs(y) + abs(z) == 1 }
}
