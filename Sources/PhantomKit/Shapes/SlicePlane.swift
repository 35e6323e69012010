import Foundation
import Voxels

/// One slice plane of a grid, seen from a body: (u, v) in mm along rows and columns is the point `start + u·across + v·down` of the
/// body's axes, divided by its half lengths.
struct SlicePlane {
    let corner: SIMD3<Double>
    let grid: Grid
    let start: SIMD3<Double>
    let across: SIMD3<Double>
    let down: SIMD3<Double>

    init(grid: Grid, slice: Int, shape: Shape, body: Solid) {
        self.grid = grid
        corner = grid.position(of: SIMD3(0, 0, Double(slice)))
        let origin = shape.local(corner)
        start = origin / body.halfLengths
        across = (shape.local(corner + grid.direction.x) - origin) / body.halfLengths
        down = (shape.local(corner + grid.direction.y) - origin) / body.halfLengths
    }

    /// The LPS position of a point of the plane.
    func position(_ point: SIMD2<Double>) -> SIMD3<Double> {
        corner + grid.direction.x * point.x + grid.direction.y * point.y
    }

    /// The outline of the body in the plane; empty where the plane misses it.
    func polygon(of body: Solid) -> [SIMD2<Double>] {
        switch body {
        case .ellipsoid: SectionEllipse(self)?.polygon(avoidingCentresOf: grid) ?? []
        case .box: parallelepiped()
        }
    }

    /// A square that holds the body's section, cut by the six faces.
    private func parallelepiped() -> [SIMD2<Double>] {
        let reach = 2 * (1 + start.length) / min(across.length, down.length)
        var polygon: [SIMD2<Double>] = [[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]]
        for axis in 0..<3 {
            for sign in [-1.0, 1.0] {
                polygon = clip(polygon) { 1 - sign * (start[axis] + $0.x * across[axis] + $0.y * down[axis]) }
            }
        }
        return polygon
    }
}

/// The part of a convex polygon where a linear function is not negative.
private func clip(_ polygon: [SIMD2<Double>], by distance: (SIMD2<Double>) -> Double) -> [SIMD2<Double>] {
    var kept: [SIMD2<Double>] = []
    for (index, point) in polygon.enumerated() {
        let next = polygon[(index + 1) % polygon.count]
        let (here, there) = (distance(point), distance(next))
        if here >= 0 { kept.append(point) }
        if (here >= 0) != (there >= 0) { kept.append(point + (next - point) * (here / (here - there))) }
    }
    return kept
}

/// The ellipse in which a slice plane cuts an ellipsoid: the image of the unit circle under `centre + w.x·first + w.y·second`.
private struct SectionEllipse {
    let centre: SIMD2<Double>
    /// The Cholesky factor of the quadratic form, divided by the square root of its level.
    let (xx, xy, yy): (Double, Double, Double)

    init?(_ plane: SlicePlane) {
        let (a, b, c) = (plane.across.dot(plane.across), plane.across.dot(plane.down), plane.down.dot(plane.down))
        let (d, e) = (plane.across.dot(plane.start), plane.down.dot(plane.start))
        let determinant = a * c - b * b
        centre = SIMD2(b * e - c * d, b * d - a * e) / determinant
        let level = 1 - plane.start.dot(plane.start) - d * centre.x - e * centre.y
        guard level > 0 else { return nil }
        xx = (a / level).squareRoot()
        xy = b / a * xx
        yy = (determinant / a / level).squareRoot()
    }

    func toCircle(_ point: SIMD2<Double>) -> SIMD2<Double> {
        let offset = point - centre
        return SIMD2(xx * offset.x + xy * offset.y, yy * offset.y)
    }

    func fromCircle(angle: Double) -> SIMD2<Double> {
        let y = sin(angle) / yy
        return centre + SIMD2((cos(angle) - xy * y) / xx, y)
    }

    /// Evenly spaced vertices, and one more towards each voxel centre that lies between a chord and its arc.
    func polygon(avoidingCentresOf grid: Grid) -> [SIMD2<Double>] {
        let count = 256
        let step = 2 * Double.pi / Double(count)
        var angles = (0..<count).map { Double($0) * step }
        let chord = cos(step / 2)
        for row in 0..<grid.size.y {
            for column in 0..<grid.size.x {
                let point = toCircle(SIMD2(Double(column) * grid.spacing.x, Double(row) * grid.spacing.y))
                let square = (point * point).sum()
                guard square <= 1, square > chord * chord else { continue }
                let angle = atan2(point.y, point.x)
                let turned = angle < 0 ? angle + 2 * Double.pi : angle
                let middle = ((turned / step).rounded(.down) + 0.5) * step
                if point.x * cos(middle) + point.y * sin(middle) > chord { angles.append(turned) }
            }
        }
        return angles.sorted().map(fromCircle)
    }
}
