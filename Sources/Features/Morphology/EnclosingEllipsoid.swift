import Kernels
import Voxels

/// The minimum volume enclosing ellipsoid of points (IBSI SWZ1, BRI8).
///
/// The ellipsoid belongs to the weights u that maximise log det Σ u_i q_i q_iᵀ over the points q = (x, 1), as in Khachiyan's algorithm (1996). Its
/// steps, with away steps too, slow down before they have found which voxels of a round region touch the ellipsoid; therefore the weights come
/// from Newton's method, on a small set of points, to which the furthest point outside the ellipsoid is added until there is none (Sun and
/// Freund 2004). The set starts with the points of Kumar and Yildirim (2005).
///
/// At the end no squared distance exceeds the ellipsoid's by more than `tolerance` of it, which proves that the volume differs from the minimum by
/// less than twice that.
struct EnclosingEllipsoid {
    /// The relative tolerance of the points' squared distances κ to the ellipsoid.
    static let tolerance = 1e-11

    /// The ellipsoid's axes.
    let ellipsoid: Ellipsoid

    /// Encloses points in mm that do not lie in one plane; nil when the iteration does not come to its tolerance.
    init?(around points: [SIMD3<Double>]) {
        // The problem does not depend on affine maps: in units of the bounding box its numbers are of the same size.
        let lower = points.reduce(points[0]) { $0.replacing(with: $1, where: $1 .< $0) }
        let upper = points.reduce(points[0]) { $0.replacing(with: $1, where: $1 .> $0) }
        let (centre, unit) = ((lower + upper) / 2, (upper - lower) / 2)
        guard unit.min() > 0 else { return nil }
        let all = points.map { ($0 - centre) / unit }
        var chosen = Self.spread(of: all)
        while chosen.count <= min(points.count, 200) {
            var weighted = WeightedPoints(chosen)
            guard let form = weighted.maximise(tolerance: Self.tolerance / 2) else { return nil }
            var (furthest, distance) = (0, 0.0)
            for (index, point) in all.enumerated() {
                let square = form.squaredDistance(of: point)
                if square > distance { (furthest, distance) = (index, square) }
            }
            if distance <= 3 + 4 * Self.tolerance {
                guard let ellipsoid = weighted.ellipsoid(unit: unit) else { return nil }
                self.ellipsoid = ellipsoid
                return
            }
            chosen.append(all[furthest])
        }
        return nil
    }

    /// The points furthest along three directions, each at a right angle to what the points before span.
    private static func spread(of all: [SIMD3<Double>]) -> [SIMD3<Double>] {
        let cloud = PointCloud(all)
        var points: [SIMD3<Double>] = []
        var first = SIMD3<Double>.zero
        var direction = SIMD3<Double>(1, 0, 0)
        for step in 0..<3 {
            let pair = [all[cloud.furthest(along: direction)], all[cloud.furthest(along: -direction)]]
            for point in pair where !points.contains(point) { points.append(point) }
            let span = pair[0] - pair[1]
            direction = step == 0 ? span.anyPerpendicular : first.cross(span)
            if step == 0 { first = span }
        }
        return points
    }
}
