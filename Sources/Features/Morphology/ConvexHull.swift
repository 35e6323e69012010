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
    /// half a voxel both ways along every axis. All of these are points of a lattice.
    ///
    /// - Throws: `HullError` for an empty mask.
    init(_ mask: Mask) throws(HullError) {
        let points = extremeMeshPoints(of: mask)
        guard let hull = LatticeHull(of: points) else { throw HullError(code: 0, message: "there is no voxel") }
        let halves = mask.grid.spacing / 2
        let sides = SIMD3(halves.y * halves.z, halves.x * halves.z, halves.x * halves.y)
        volume = Double(hull.sixfoldVolume) / 6 * (halves.x * halves.y * halves.z)
        area = hull.facets.reduce(0.0) { $0 + (SIMD3<Double>($1.normal) * sides).length } / 2
        // Facets of one plane are several triangles.
        let directions = Set(hull.facets.map { $0.normal.primitive }).sorted { ($0.x, $0.y, $0.z) < ($1.x, $1.y, $1.z) }
        normals = directions.map { direction in
            let normal = SIMD3<Double>(direction) * sides
            return normal / normal.length
        }
        let corners = hull.vertices.map { SIMD3<Double>(points[$0]) * halves }
        vertices = corners
        diameter = largestSquaredDistance(corners.map(\.x), corners.map(\.y), corners.map(\.z), count: corners.count).squareRoot()
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

extension SIMD3<Int> {
    /// The shortest vector of whole numbers in the same direction.
    fileprivate var primitive: SIMD3<Int> {
        var (divisor, rest) = (abs(x), abs(y))
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        rest = abs(z)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        return divisor > 1 ? self / divisor : self
    }
}

/// A hull could not be computed.
struct HullError: Error {
    /// Qhull's exit code; 0 where Qhull was not asked.
    let code: Int
    /// What is wrong: Qhull's first line.
    let message: String
}
