import Foundation
import Voxels

/// How the slices of a tilted gantry lie on an upright grid.
///
/// The slices are parallel and their normal is the grid's z axis, so that each of them only has to be moved in its own plane.
struct Tilt {
    /// What to add to a column and row index of the widened grid for that of the slice.
    let shears: [SIMD2<Double>]
    /// How many columns and rows the widened grid begins before and ends behind the first slice's.
    private let before: SIMD2<Double>
    private let behind: SIMD2<Double>

    /// Finds the tilt of sorted slices; nil when their origins lie above each other.
    ///
    /// - Throws: the verdict on slices that are displaced, or tilted where the policy does not resample them, by more than 45° or not steadily.
    init?(of slices: [PlacedSlice], spacing: SIMD2<Double>, tolerance: GeometryTolerance) throws(SliceStack.Refusal) {
        let shifts = slices.map { distance($0.sideways, slices[0].sideways) }
        guard let largest = shifts.max(), largest > tolerance.shear, let last = shifts.last else { return nil }
        if let displaced = displacement(in: slices, tolerance: tolerance) { throw SliceStack.Refusal(displaced) }
        let height = slices[slices.count - 1].height - slices[0].height
        guard tolerance.tilt == .resample, last <= height, isSteady(slices, tolerance: tolerance) else {
            throw SliceStack.Refusal(.sheared(angle: atan2(last, height) * 180 / .pi, shift: largest))
        }
        let moved = slices.map { ($0.sideways - slices[0].sideways) / spacing }
        // Rounding of decimal positions adds no column.
        let slack = SIMD2(repeating: 1e-6)
        let least = moved.reduce(SIMD2<Double>.zero) { pointwiseMin($0, $1) }
        before = -(least + slack).rounded(.down)
        behind = (moved.reduce(SIMD2<Double>.zero) { pointwiseMax($0, $1) } - slack).rounded(.up)
        let start = before
        shears = moved.map { -start - $0 }
    }

    /// The grid that holds all slices where they are, from the grid of the first one.
    func widened(_ grid: Grid) -> Grid {
        var result = grid
        result.origin = grid.position(of: SIMD3(-before.x, -before.y, 0))
        result.size = Index3(grid.size.x + Int(before.x + behind.x), grid.size.y + Int(before.y + behind.y), grid.size.z)
        return result
    }
}

/// The slices, at most half of them, that lie sideways of the others; nil when all of them move, as in a tilted stack.
private func displacement(in slices: [PlacedSlice], tolerance: GeometryTolerance) -> GeometryVerdict? {
    guard !isSteady(slices, tolerance: tolerance) else { return nil }
    let usual = SIMD2(median(slices.map(\.sideways.x)), median(slices.map(\.sideways.y)))
    let aside = slices.filter { distance($0.sideways, usual) > tolerance.shear }
    guard let farthest = aside.map({ distance($0.sideways, usual) }).max(), aside.count * 2 <= slices.count else { return nil }
    return .displacedSlices(aside.map(\.named), shift: farthest)
}

/// Whether all slices lie on the line from the first to the last.
private func isSteady(_ slices: [PlacedSlice], tolerance: GeometryTolerance) -> Bool {
    let (first, last) = (slices[0], slices[slices.count - 1])
    let slope = (last.sideways - first.sideways) / (last.height - first.height)
    return slices.allSatisfy { slice in
        distance(slice.sideways, first.sideways + slope * (slice.height - first.height)) <= tolerance.shear
    }
}

private func distance(_ one: SIMD2<Double>, _ other: SIMD2<Double>) -> Double {
    let shift = one - other
    return (shift * shift).sum().squareRoot()
}

private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
