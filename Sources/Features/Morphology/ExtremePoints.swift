import Kernels
import Voxels

/// Points of the mask's surface mesh that have the convex hull of all of it, in half voxels from the centre of the box's first voxel.
func extremeMeshPoints(of mask: Mask) -> [SIMD3<Int>] {
    var points: [SIMD3<Int>] = []
    for voxel in extremeVoxels(of: mask) {
        for axis in 0..<3 {
            var step = SIMD3<Int>.zero
            step[axis] = 1
            points += [2 &* voxel &- step, 2 &* voxel &+ step]
        }
    }
    return extremePoints(of: points)
}

/// A set of voxels of the mask that has the convex hull of all its voxels, in index order of the box.
func extremeVoxels(of mask: Mask) -> [SIMD3<Int>] {
    let size = mask.box.size
    let rows = size.y * size.z
    guard rows > 0 else { return [] }
    var first = [Int32](repeating: -1, count: rows)
    var last = [Int32](repeating: -1, count: rows)
    rowExtremes(mask.values, width: size.x, rows: rows, first: &first, last: &last)
    var voxels: [SIMD3<Int>] = []
    for row in 0..<rows where first[row] >= 0 {
        voxels.append(SIMD3(Int(first[row]), row % size.y, row / size.y))
        if last[row] > first[row] { voxels.append(SIMD3(Int(last[row]), row % size.y, row / size.y)) }
    }
    return extremePoints(of: voxels)
}

/// Those of some lattice points that can be vertices of their convex hull, in the order of z, y and x.
///
/// A vertex of the hull is also a vertex of the plane hulls of its three planes along the axes; what fails one is dropped.
private func extremePoints(of points: [SIMD3<Int>]) -> [SIMD3<Int>] {
    let orders = [LatticeOrder(2, 0, 1), LatticeOrder(1, 0, 2), LatticeOrder(0, 1, 2)]
    let extreme = orders.reduce(points) { points, order in order.planeHulls(of: points) }
    let inIndexOrder = LatticeOrder(2, 1, 0)
    return inIndexOrder.sorted(extreme).map(inIndexOrder.point)
}

/// An order of lattice points by one axis, then by the others: planes perpendicular to the first axis follow each other.
///
/// Coordinates are from −1 to 2²⁰, so that a point is one number, its key; sorting keys is several times faster than sorting points.
private struct LatticeOrder {
    private static let bits = 21
    private static let mask = 1 << bits - 1
    private let normal, u, v: Int

    init(_ normal: Int, _ u: Int, _ v: Int) {
        (self.normal, self.u, self.v) = (normal, u, v)
    }

    /// The keys of the points, each once.
    func sorted(_ points: [SIMD3<Int>]) -> [Int] {
        var keys = points.map { ($0[normal] &+ 1) << (2 * Self.bits) | ($0[u] &+ 1) << Self.bits | ($0[v] &+ 1) }
        keys.sort()
        var count = 0
        for index in keys.indices where count == 0 || keys[count - 1] != keys[index] {
            keys[count] = keys[index]
            count += 1
        }
        keys.removeLast(keys.count - count)
        return keys
    }

    /// The point of a key.
    func point(_ key: Int) -> SIMD3<Int> {
        var point = SIMD3<Int>.zero
        point[normal] = key >> (2 * Self.bits) - 1
        point[u] = key >> Self.bits & Self.mask - 1
        point[v] = key & Self.mask - 1
        return point
    }

    /// The vertices of the convex hull of each plane of points.
    func planeHulls(of points: [SIMD3<Int>]) -> [SIMD3<Int>] {
        let keys = sorted(points)
        var result: [SIMD3<Int>] = []
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count && keys[end] >> (2 * Self.bits) == keys[start] >> (2 * Self.bits) { end += 1 }
            let plane = keys[start..<end]
            if plane.count < 3 {
                result += plane.map(point)
            } else {
                result += chain(plane).dropLast().map(point)
                result += chain(plane.reversed()).dropLast().map(point)
            }
            start = end
        }
        return result
    }

    /// One half of Andrew's monotone chain: the strict left turns through the points of a plane, sorted by u, then v.
    private func chain(_ keys: some Sequence<Int>) -> [Int] {
        var chain: [Int] = []
        for key in keys {
            while chain.count > 1, !turnsLeft(chain[chain.count - 2], chain[chain.count - 1], key) { chain.removeLast() }
            chain.append(key)
        }
        return chain
    }

    private func turnsLeft(_ a: Int, _ b: Int, _ c: Int) -> Bool {
        let (first, second) = (place(b) &- place(a), place(c) &- place(a))
        return first.x &* second.y &- first.y &* second.x > 0
    }

    private func place(_ key: Int) -> SIMD2<Int> { SIMD2(key >> Self.bits & Self.mask, key & Self.mask) }
}
