/// Points in space, stored coordinate by coordinate, so that their extent along any axis takes one fast pass.
public struct PointCloud: Sendable {
    /// The points.
    public let points: [SIMD3<Double>]
    /// The coordinates in lanes; the last lanes repeat the first point.
    private let x, y, z: [SIMD8<Double>]

    /// Stores points; there must be one at least.
    public init(_ points: [SIMD3<Double>]) {
        precondition(!points.isEmpty, "a point cloud has a point")
        self.points = points
        func lanes(_ axis: Int) -> [SIMD8<Double>] {
            stride(from: 0, to: points.count, by: 8).map { first in
                var lane = SIMD8(repeating: points[0][axis])
                for place in 0..<min(8, points.count &- first) { lane[place] = points[first &+ place][axis] }
                return lane
            }
        }
        (x, y, z) = (lanes(0), lanes(1), lanes(2))
    }

    /// The smallest and the largest coordinate of the points along an axis.
    public func bounds(along axis: SIMD3<Double>) -> (lower: Double, upper: Double) {
        var lower = SIMD8<Double>(repeating: .infinity)
        var upper = -lower
        for place in x.indices {
            let along = x[place] * axis.x + y[place] * axis.y + z[place] * axis.z
            lower.replace(with: along, where: along .< lower)
            upper.replace(with: along, where: along .> upper)
        }
        return (lower.min(), upper.max())
    }

    /// How far the points extend along each of three axes.
    public func extent(along first: SIMD3<Double>, _ second: SIMD3<Double>, _ third: SIMD3<Double>) -> SIMD3<Double> {
        let (a, b, c) = (bounds(along: first), bounds(along: second), bounds(along: third))
        return SIMD3(a.upper - a.lower, b.upper - b.lower, c.upper - c.lower)
    }

    /// The points' coordinates along two axes.
    public func projected(onto first: SIMD3<Double>, _ second: SIMD3<Double>) -> [SIMD2<Double>] {
        points.map { SIMD2(($0 * first).sum(), ($0 * second).sum()) }
    }

    /// 98 directions spread evenly over the sphere: those to the points of a 5 × 5 × 5 grid's surface.
    ///
    /// Turning by right angles and mirroring map them on themselves.
    public static let spreadDirections: [SIMD3<Double>] = (0..<125).compactMap { step in
        let direction = SIMD3<Int>(step % 5 &- 2, step / 5 % 5 &- 2, step / 25 &- 2)
        return max(abs(direction.x), abs(direction.y), abs(direction.z)) == 2 ? SIMD3<Double>(direction) : nil
    }

    /// The points that lie furthest along the spread directions, in order; all of 128 points or fewer.
    public var outermost: PointCloud {
        guard points.count > 128 else { return self }
        let chosen = Set(Self.spreadDirections.map { furthest(along: $0) })
        return PointCloud(chosen.sorted().map { points[$0] })
    }

    /// The index of the first point that lies furthest along a direction.
    public func furthest(along direction: SIMD3<Double>) -> Int {
        var best = SIMD8<Double>(repeating: -.infinity)
        var places = SIMD8<Int64>.zero
        for place in x.indices {
            let along = x[place] * direction.x + y[place] * direction.y + z[place] * direction.z
            let isBetter = along .> best
            best.replace(with: along, where: isBetter)
            places.replace(with: SIMD8(repeating: Int64(place)), where: isBetter)
        }
        let largest = best.max()
        var first = Int.max
        for lane in 0..<8 where best[lane] == largest { first = min(first, Int(places[lane]) &* 8 &+ lane) }
        return first < points.count ? first : 0
    }
}
