import Voxels

extension MaskOperation {
    /// Carries out the operation on masks of one grid.
    ///
    /// - Parameters:
    ///   - grid: the grid of all masks.
    ///   - operand: the mask of a region that the operation names; called once for each.
    /// - Returns: the new region on its bounding box; empty when no voxel is left.
    /// - Throws: what `operand` throws.
    /// - Complexity: O(voxels of the box that holds the operands, with a ring's margin).
    public func mask(on grid: Grid, operand: (String) throws -> Mask) rethrows -> Mask {
        let result: Mask
        switch self {
        case .union(let names):
            result = combine(try names.map(operand), on: grid) { max($0, $1) }
        case .intersection(let names):
            result = combine(try names.map(operand), on: grid) { min($0, $1) }
        case .difference(let names):
            result = combine(try names.map(operand), on: grid) { $0 & ~$1 }
        case .ring(let name, let outside, let inside, let within):
            let ring = try operand(name).ring(outside: outside, inside: inside)
            result = try within.map { combine([ring, try operand($0)], on: grid) { min($0, $1) } } ?? ring
        case .largestComponent(let name):
            result = try operand(name).largestComponent
        }
        return result.rebased(to: result.boundingBox)
    }
}

/// Combines masks voxel by voxel, from the first on, on the box that holds all of them.
private func combine(_ masks: [Mask], on grid: Grid, _ operation: (UInt8, UInt8) -> UInt8) -> Mask {
    let box = masks.reduce(Box(lower: .zero, upper: .zero)) { $0.union($1.box) }
    guard var result = masks.first?.rebased(to: box) else { return Mask(grid: grid, box: box, values: []) }
    for mask in masks.dropFirst() {
        let other = mask.rebased(to: box)
        for index in result.values.indices { result.values[index] = operation(result.values[index], other.values[index]) }
    }
    return result
}

extension Mask {
    /// The voxels around the region's surface: outside at most `outside` mm, inside at most `inside` mm from the other side's nearest voxel centre.
    ///
    /// The edge of the image is no surface: what lies beyond it is unknown. Lengths are compared with a relative slack of 10⁻⁹, so that a voxel
    /// at exactly the distance belongs to the ring whatever the rounding.
    public func ring(outside: Double, inside: Double) -> Mask {
        let region = boundingBox
        guard !region.isEmpty else { return self }
        let reach = Index3(
            (SIMD3(repeating: outside) * (1 + 1e-9) / grid.spacing).rounded(.down).clamped(lowerBound: .zero, upperBound: [1e6, 1e6, 1e6]))
        // One voxel more, so that the inside has an outside to be near to.
        let box = region.expanded(by: reach &+ 1).intersection(grid.bounds)
        var result = rebased(to: box)
        let outsideLimit = outside * outside * (1 + 2e-9)
        let insideLimit = inside * inside * (1 + 2e-9)
        let toRegion = outside > 0 ? DistanceMap(to: result, value: 1) : nil
        let toRest = inside > 0 ? DistanceMap(to: result, value: 0) : nil
        for index in result.values.indices {
            let isNear =
                result.values[index] == 0
                ? toRegion.map { $0.squared[index] <= outsideLimit } ?? false : toRest.map { $0.squared[index] <= insideLimit } ?? false
            result.values[index] = isNear ? 1 : 0
        }
        return result
    }
}

extension Index3 {
    /// The whole numbers of a vector that holds nothing else.
    fileprivate init(_ vector: SIMD3<Double>) { self.init(Int(vector.x), Int(vector.y), Int(vector.z)) }
}
