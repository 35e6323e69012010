/// The corners of the convex hull of points in the plane, counterclockwise, without points on straight edges (Andrew's monotone chain).
public func convexPolygon(around points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let sorted = outside(ofTheOctagonIn: points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    var hull: [SIMD2<Double>] = []
    hull.reserveCapacity(sorted.count)
    func add(_ point: SIMD2<Double>, above floor: Int) {
        while hull.count > floor, turn(hull[hull.count &- 2], hull[hull.count &- 1], point) <= 0 { hull.removeLast() }
        hull.append(point)
    }
    for point in sorted { add(point, above: 1) }
    let lower = hull.count
    for point in sorted.reversed().dropFirst() { add(point, above: lower) }
    hull.removeLast()
    return hull
}

/// The rectangle of the smallest area around points in the plane.
///
/// One of its sides lies on an edge of the points' convex hull (Freeman and Shapira 1975); rotating calipers (Toussaint 1983) visit all edges in
/// time in proportion to the hull.
///
/// - Returns: the unit direction of a side, and the lengths of the sides along it and across it; nil when all points are one.
public func smallestRectangle(around points: [SIMD2<Double>]) -> (direction: SIMD2<Double>, sides: SIMD2<Double>)? {
    let polygon = convexPolygon(around: points)
    let count = polygon.count
    guard count > 1 else { return nil }
    var best: (direction: SIMD2<Double>, sides: SIMD2<Double>)?
    var (right, top, left) = (0, 0, 0)
    // Corners that differ by rounding alone must not hold a caliper back.
    let rounding = 1e-12 * polygon.reduce(0) { max($0, abs($1.x - polygon[0].x), abs($1.y - polygon[0].y)) }
    for edge in 0..<count {
        let side = polygon[edge &+ 1 < count ? edge &+ 1 : 0] - polygon[edge]
        let length = (side * side).sum().squareRoot()
        guard length > 0 else { continue }
        let along = side / length
        let across = SIMD2(-along.y, along.x)
        func advance(_ corner: inout Int, _ direction: SIMD2<Double>) {
            var steps = 0
            while steps < count {
                let next = corner &+ 1 < count ? corner &+ 1 : 0
                guard ((polygon[next] - polygon[corner]) * direction).sum() > -rounding else { return }
                corner = next
                steps &+= 1
            }
        }
        if edge == 0 { (right, top, left) = (1, 1, 1) }
        advance(&right, along)
        if edge == 0 { top = right }
        advance(&top, across)
        if edge == 0 { left = top }
        advance(&left, -along)
        let sides = SIMD2(((polygon[right] - polygon[left]) * along).sum(), ((polygon[top] - polygon[edge]) * across).sum())
        if best.map({ sides.x * sides.y < $0.sides.x * $0.sides.y }) ?? true { best = (along, sides) }
    }
    return best
}

/// Twice the signed area of a triangle, above zero when it turns left.
@inline(__always)
private func turn(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// The points that are not well inside the octagon of the points furthest along eight directions (Akl and Toussaint 1978).
private func outside(ofTheOctagonIn points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    guard points.count > 16 else { return points }
    var corners = [SIMD2<Double>](repeating: points[0], count: 8)
    var reach = SIMD8<Double>(repeating: -.infinity)
    for point in points {
        let (sum, difference) = (point.x + point.y, point.x - point.y)
        let along = SIMD8(point.x, sum, point.y, -difference, -point.x, -sum, -point.y, difference)
        let isFurther = along .> reach
        guard any(isFurther) else { continue }
        for corner in 0..<8 where isFurther[corner] { corners[corner] = point }
        reach.replace(with: along, where: isFurther)
    }
    let next = (0..<8).map { corners[($0 &+ 1) & 7] }
    let x = SIMD8((0..<8).map { corners[$0].x })
    let y = SIMD8((0..<8).map { corners[$0].y })
    let dx = SIMD8((0..<8).map { next[$0].x }) - x
    let dy = SIMD8((0..<8).map { next[$0].y }) - y
    // A point on an edge, or on the repeated corner of an octagon that lacks one, stays.
    let isEdge = dx * dx + dy * dy .> 0
    return points.filter { point in
        let turns = dx * (point.y - y) - dy * (point.x - x)
        return any(turns .<= 0 .& isEdge)
    }
}
