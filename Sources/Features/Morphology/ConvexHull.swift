import CQhull
import Kernels
import Voxels

/// The convex hull of a mask's surface mesh.
struct ConvexHull {
    /// The enclosed volume in mm³.
    let volume: Double
    /// The area in mm².
    let area: Double
    /// The largest distance in mm of two vertices.
    let diameter: Double
    /// The vertices in mm.
    let vertices: [SIMD3<Double>]
    /// The outer unit normals of the facets.
    let normals: [SIMD3<Double>]

    /// Computes the hull of a mask's surface mesh.
    ///
    /// The mesh's vertices lie half a voxel from voxel centres along an axis, so its hull is that of the extreme voxel centres, each moved
    /// half a voxel both ways along every axis.
    ///
    /// - Throws: `HullError` when Qhull fails.
    init(_ mask: Mask) throws(HullError) {
        let spacing = mask.grid.spacing
        var points: [SIMD3<Double>] = []
        for voxel in extremeVoxels(of: mask) {
            let centre = SIMD3<Double>(voxel) * spacing
            for axis in 0..<3 {
                var step = SIMD3<Double>.zero
                step[axis] = spacing[axis] / 2
                points += [centre - step, centre + step]
            }
        }
        try self.init(of: points)
    }

    /// Computes the hull of points in mm that do not lie in one plane.
    ///
    /// - Throws: `HullError` when Qhull fails.
    init(of points: [SIMD3<Double>]) throws(HullError) {
        var result = cqhull_result()
        var vertices = [Int32](repeating: 0, count: points.count)
        var message = [CChar](repeating: 0, count: 200)
        let coordinates = points.flatMap { [$0.x, $0.y, $0.z] }
        var components = [Double](repeating: 0, count: 6 * points.count)
        let code = cqhull_compute(coordinates, points.count, &result, &vertices, &components, &message, message.count)
        guard code == 0 else {
            let text = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            throw HullError(code: Int(code), message: String(decoding: text, as: UTF8.self))
        }
        volume = result.volume
        area = result.area
        let corners = vertices.prefix(result.vertex_count).map { points[Int($0)] }
        self.vertices = corners
        normals = (0..<result.facet_count).map { SIMD3(components[3 * $0], components[3 * $0 + 1], components[3 * $0 + 2]) }
        diameter = largestSquaredDistance(corners.map(\.x), corners.map(\.y), corners.map(\.z), count: corners.count).squareRoot()
    }
}

/// Qhull could not compute a hull.
struct HullError: Error {
    /// Qhull's exit code.
    let code: Int
    /// Qhull's first line.
    let message: String
}

/// A set of voxels of the mask that has the convex hull of all its voxels, in index order of the box.
///
/// A vertex of the hull is also a vertex of the plane hulls of its slice, its row-wise and its column-wise plane; what fails one is dropped.
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
    for plane in [2, 1, 0] { voxels = planeHulls(voxels, normal: plane) }
    return voxels.sorted { ($0.z, $0.y, $0.x) < ($1.z, $1.y, $1.x) }
}

/// The vertices of the convex hull of each plane of voxels perpendicular to an axis.
private func planeHulls(_ voxels: [SIMD3<Int>], normal: Int) -> [SIMD3<Int>] {
    let u = normal == 0 ? 1 : 0
    let v = normal == 2 ? 1 : 2
    let sorted = voxels.sorted { ($0[normal], $0[u], $0[v]) < ($1[normal], $1[u], $1[v]) }
    var result: [SIMD3<Int>] = []
    var start = 0
    while start < sorted.count {
        var end = start + 1
        while end < sorted.count && sorted[end][normal] == sorted[start][normal] { end += 1 }
        let lower = chain(sorted[start..<end], u, v)
        let upper = chain(sorted[start..<end].reversed(), u, v)
        result += lower.dropLast()
        result += upper.dropLast()
        if end - start == 1 { result.append(sorted[start]) }
        start = end
    }
    return result
}

/// One half of Andrew's monotone chain: the strict left turns through points sorted by u, then v.
private func chain(_ points: some Sequence<SIMD3<Int>>, _ u: Int, _ v: Int) -> [SIMD3<Int>] {
    var chain: [SIMD3<Int>] = []
    for point in points {
        while chain.count > 1 {
            let a = chain[chain.count - 2]
            let b = chain[chain.count - 1]
            guard (b[u] - a[u]) * (point[v] - a[v]) - (b[v] - a[v]) * (point[u] - a[u]) <= 0 else { break }
            chain.removeLast()
        }
        chain.append(point)
    }
    return chain
}
