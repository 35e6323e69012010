import Kernels
import Voxels

/// The oriented minimum bounding box of a convex hull's vertices (IBSI ZH1A, IQYR), by O'Rourke's conditions, searched in time to spare.
///
/// The minimal box has two adjacent faces that each hold an edge of the hull (O'Rourke 1985). Trying all pairs of edges takes the third power of
/// their number, so the search has two steps. First, the normal of every facet, the axes of the grid and 49 directions spread evenly are taken across
/// a face: the smallest rectangle around the hull's projection gives the best box with that face. Second, the best eight different boxes turn
/// freely until no turn makes them smaller (`BoxDescent`).
/// In a hull of more than 128 vertices, the facets and rectangles of the first step are those of the vertices furthest along 98 directions, and
/// the best four boxes turn.
///
/// The result encloses all vertices, is never larger than the box along the grid, and is a local minimum. It is not proven to be the global
/// minimum; for small hulls an exhaustive search over all pairs of edges finds the same (see the tests).
/// Of boxes of equal volume the one with the smaller area is taken.
struct OrientedBox {
    /// The lengths of the edges in mm.
    let size: SIMD3<Double>

    /// The volume in mm³.
    var volume: Double { size.x * size.y * size.z }
    /// The area in mm².
    var area: Double { 2 * (size.x * size.y + size.y * size.z + size.z * size.x) }

    /// Searches for the smallest box around the vertices of a hull.
    ///
    /// - Throws: `HullError` when Qhull fails on a large hull's furthest vertices.
    init(around hull: ConvexHull) throws(HullError) {
        let cloud = PointCloud(hull.vertices)
        let outermost = cloud.outermost
        let isWhole = outermost.points.count == cloud.points.count
        let normals = isWhole ? hull.normals : try ConvexHull(of: outermost.points).normals
        var starts = Self.directions(normals).compactMap { BoxFrame(around: outermost, normal: $0) }
        if !isWhole { starts = starts.map { BoxFrame(around: cloud, first: $0.axes[0], second: $0.axes[1]) } }
        let descent = BoxDescent(cloud, largestTurn: isWhole ? 0.3 : 0.03)
        let ends = Self.best(starts, count: isWhole ? 8 : 4).map { descent.descended(from: $0) }
        let aligned = BoxFrame(around: cloud, first: SIMD3(1, 0, 0), second: SIMD3(0, 1, 0))
        size = ends.reduce(aligned) { $1.isBetter(than: $0) ? $1 : $0 }.size
    }

    /// The best boxes, best first, those of equal volume and area once.
    private static func best(_ boxes: [BoxFrame], count: Int) -> [BoxFrame] {
        var best: [BoxFrame] = []
        for box in boxes.sorted(by: { $0.volume < $1.volume }) where best.count < count {
            let rounding = 1e-9
            let isKnown = best.contains {
                abs($0.volume - box.volume) <= rounding * box.volume && abs($0.area - box.area) <= rounding * box.area
            }
            if !isKnown { best.append(box) }
        }
        return best
    }

    /// The spread directions, among them the axes of the grid, and the normals, opposite ones once.
    private static func directions(_ normals: [SIMD3<Double>]) -> [SIMD3<Double>] {
        var seen: Set<SIMD3<Int>> = []
        return (PointCloud.spreadDirections.map { $0 / $0.length } + normals).filter { normal in
            let key = SIMD3<Int>((normal * 1e9).rounded(.toNearestOrEven))
            guard !seen.contains(key), !seen.contains(SIMD3<Int>.zero &- key) else { return false }
            seen.insert(key)
            return true
        }
    }
}

/// A bounding box of some orientation.
struct BoxFrame {
    /// Three unit vectors at right angles.
    let axes: [SIMD3<Double>]
    /// The lengths of the edges along them.
    let size: SIMD3<Double>

    var volume: Double { size.x * size.y * size.z }
    var area: Double { 2 * (size.x * size.y + size.y * size.z + size.z * size.x) }

    /// The bounding box along two unit vectors at right angles.
    init(around cloud: PointCloud, first: SIMD3<Double>, second: SIMD3<Double>) {
        axes = [first, second, first.cross(second)]
        size = cloud.extent(along: axes[0], axes[1], axes[2])
    }

    /// The smallest box with a face across `normal`; nil when the points lie on a line along it.
    init?(around cloud: PointCloud, normal: SIMD3<Double>) {
        let across = normal.anyPerpendicular
        let other = normal.cross(across)
        guard let rectangle = smallestRectangle(around: cloud.projected(onto: across, other)) else { return nil }
        let side = across * rectangle.direction.x + other * rectangle.direction.y
        self.init(around: cloud, first: normal, second: side / side.length)
    }

    /// Whether the box is smaller by more than rounding, or of the same volume with a smaller area.
    func isBetter(than other: BoxFrame) -> Bool {
        let rounding = 1e-11
        if volume < other.volume * (1 - rounding) { return true }
        return volume <= other.volume * (1 + rounding) && area < other.area * (1 - rounding)
    }
}

extension SIMD3<Double> {
    /// A unit vector at a right angle.
    var anyPerpendicular: SIMD3<Double> {
        let (a, b, c) = (Swift.abs(x), Swift.abs(y), Swift.abs(z))
        let axis = a <= b && a <= c ? SIMD3<Double>(1, 0, 0) : b <= c ? SIMD3<Double>(0, 1, 0) : SIMD3<Double>(0, 0, 1)
        let result = cross(axis)
        return result / result.length
    }
}
