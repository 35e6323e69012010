/// The convex hull of points of a lattice, by whole numbers only: exact, whatever lies in one plane or on one line.
///
/// Quickhull (Barber, Dobkin and Huhdanpaa 1996): the point farthest outside of a facet replaces all facets that it sees by a cone. A facet in
/// whose plane it lies is not seen, so that larger faces are several triangles and no triangle is flat.
public struct LatticeHull {
    /// A triangle, counterclockwise as seen from outside.
    public struct Facet {
        /// The places of the corners among the points.
        public let corners: SIMD3<Int>
        /// The cross product of the edges from the first corner to the second and third: points outside, twice as long as the area.
        public let normal: SIMD3<Int>
        /// The facets beyond the edges that begin at the first, second and third corner.
        fileprivate var beyond: SIMD3<Int> = [-1, -1, -1]
        fileprivate let offset: Int
        /// The first of the points outside, linked by `next`; −1 for none.
        fileprivate var outside = -1
        fileprivate var farthest = -1
        fileprivate var height = 0
        fileprivate var isSeen = false

        fileprivate init(_ a: Int, _ b: Int, _ c: Int, _ points: [SIMD3<Int>]) {
            corners = SIMD3(a, b, c)
            normal = cross(points[b] &- points[a], points[c] &- points[a])
            offset = dot(normal, points[a])
        }

        fileprivate func height(of point: SIMD3<Int>) -> Int { dot(normal, point) &- offset }
    }

    /// The triangles of the hull.
    public let facets: [Facet]
    /// The places of the triangles' corners among the points, ascending.
    public let vertices: [Int]
    /// Six times the enclosed volume.
    public let sixfoldVolume: Int

    /// Computes the hull; nil when all points lie in one plane.
    ///
    /// - Parameter points: coordinates of at most 2¹⁸ in magnitude.
    public init?(of points: [SIMD3<Int>]) {
        guard var builder = HullBuilder(points) else { return nil }
        builder.grow()
        facets = builder.facets.filter { !$0.isSeen }
        var isCorner = [Bool](repeating: false, count: points.count)
        var volume = 0
        let centre = points[0]
        for facet in facets {
            for corner in 0..<3 { isCorner[facet.corners[corner]] = true }
            volume &+= dot(facet.normal, points[facet.corners.x] &- centre)
        }
        vertices = points.indices.filter { isCorner[$0] }
        sixfoldVolume = volume
    }
}

/// The hull of a growing part of the points.
private struct HullBuilder {
    private let points: [SIMD3<Int>]
    private(set) var facets: [LatticeHull.Facet] = []
    /// The next point outside of the same facet.
    private var next: [Int]
    /// By point, the new facet whose first corner it is.
    private var coneFacet: [Int]
    private var pending: [Int] = []

    /// Begins with a tetrahedron.
    init?(_ points: [SIMD3<Int>]) {
        guard let corners = Self.tetrahedron(points) else { return nil }
        self.points = points
        next = [Int](repeating: -1, count: points.count)
        coneFacet = next
        let (a, b, c, d) = corners
        for (x, y, z) in [(a, b, c), (a, d, b), (b, d, c), (c, d, a)] { facets.append(LatticeHull.Facet(x, y, z, points)) }
        facets[0].beyond = [1, 2, 3]
        facets[1].beyond = [3, 2, 0]
        facets[2].beyond = [1, 3, 0]
        facets[3].beyond = [2, 1, 0]
        for point in points.indices { assign(point, from: 0) }
        pending = [0, 1, 2, 3]
    }

    /// Four corners that span a volume; the first three are counterclockwise as seen from outside.
    private static func tetrahedron(_ points: [SIMD3<Int>]) -> (Int, Int, Int, Int)? {
        func farthest(_ measure: (SIMD3<Int>) -> Int) -> Int? {
            var best: (place: Int, value: Int)?
            for (place, point) in points.enumerated() {
                let value = measure(point)
                if value > best?.value ?? 0 { best = (place, value) }
            }
            return best?.place
        }
        guard let origin = points.first else { return nil }
        guard let a = farthest({ dot($0 &- origin, $0 &- origin) }) else { return nil }
        guard let b = farthest({ dot($0 &- points[a], $0 &- points[a]) }) else { return nil }
        let edge = points[b] &- points[a]
        guard let c = farthest({ largestMagnitude(cross(edge, $0 &- points[a])) }) else { return nil }
        let normal = cross(edge, points[c] &- points[a])
        guard let d = farthest({ abs(dot(normal, $0 &- points[a])) }) else { return nil }
        return dot(normal, points[d] &- points[a]) < 0 ? (a, b, c, d) : (a, c, b, d)
    }

    /// Adds points until none is outside.
    mutating func grow() {
        while let facet = pending.popLast() {
            if facets[facet].isSeen || facets[facet].farthest < 0 { continue }
            add(facets[facet].farthest, seeing: facet)
        }
    }

    /// Gives a point to one of the facets from `first` on that it lies outside of, if there is one.
    private mutating func assign(_ point: Int, from first: Int) {
        for facet in first..<facets.count {
            let height = facets[facet].height(of: points[point])
            if height <= 0 { continue }
            next[point] = facets[facet].outside
            facets[facet].outside = point
            if height > facets[facet].height {
                facets[facet].height = height
                facets[facet].farthest = point
            }
            return
        }
    }

    private mutating func add(_ eye: Int, seeing start: Int) {
        var seen = [start]
        var horizon: [(from: Int, to: Int, beyond: Int)] = []
        facets[start].isSeen = true
        var place = 0
        while place < seen.count {
            let facet = facets[seen[place]]
            place += 1
            for edge in 0..<3 {
                let beyond = facet.beyond[edge]
                if facets[beyond].isSeen { continue }
                if facets[beyond].height(of: points[eye]) > 0 {
                    facets[beyond].isSeen = true
                    seen.append(beyond)
                } else {
                    horizon.append((facet.corners[edge], facet.corners[edge == 2 ? 0 : edge + 1], beyond))
                }
            }
        }
        let first = facets.count
        for edge in horizon {
            let new = facets.count
            facets.append(LatticeHull.Facet(edge.from, edge.to, eye, points))
            facets[new].beyond.x = edge.beyond
            replaceNeighbour(of: edge.beyond, at: edge.to, by: new)
            coneFacet[edge.from] = new
        }
        for facet in first..<facets.count {
            let following = coneFacet[facets[facet].corners.y]
            facets[facet].beyond.y = following
            facets[following].beyond.z = facet
            pending.append(facet)
        }
        for facet in seen {
            var point = facets[facet].outside
            while point >= 0 {
                let following = next[point]
                if point != eye { assign(point, from: first) }
                point = following
            }
        }
    }

    /// Sets what lies beyond the edge of a facet that begins at a corner.
    private mutating func replaceNeighbour(of facet: Int, at corner: Int, by new: Int) {
        let corners = facets[facet].corners
        let axis = corners.x == corner ? 0 : corners.y == corner ? 1 : 2
        facets[facet].beyond[axis] = new
    }
}

@inline(__always)
private func dot(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> Int { a.x &* b.x &+ a.y &* b.y &+ a.z &* b.z }

@inline(__always)
private func cross(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> SIMD3<Int> {
    SIMD3(a.y &* b.z &- a.z &* b.y, a.z &* b.x &- a.x &* b.z, a.x &* b.y &- a.y &* b.x)
}

private func largestMagnitude(_ vector: SIMD3<Int>) -> Int { max(abs(vector.x), abs(vector.y), abs(vector.z)) }
