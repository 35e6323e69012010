import Voxels

/// Points with the weights that make their ellipsoid the smallest around them.
///
/// The optimum of log det Σ u_i q_i q_iᵀ − 4·Σ u_i has κ_i = q_iᵀ M⁻¹ q_i ≤ 4 at all points, and equal to 4 where u_i > 0; its weights add up to 1.
/// A primal-dual interior-point method goes there with slacks s_i = 4 − κ_i and u_i s_i = μ → 0.
struct WeightedPoints {
    private let points: [SIMD3<Double>]
    private var weights: [Double]
    private var slacks: [Double]

    /// Starts with equal weights.
    init(_ points: [SIMD3<Double>]) {
        self.points = points
        weights = [Double](repeating: 1 / Double(points.count), count: points.count)
        slacks = [Double](repeating: 1, count: points.count)
    }

    /// Moves the weights to the optimum.
    ///
    /// - Returns: the squared distances from the ellipsoid's centre, at most 3 + 4·`tolerance` at all points and 3 on the ellipsoid; nil when the
    ///   iteration does not end.
    mutating func maximise(tolerance: Double) -> SquaredDistance? {
        for _ in 0..<100 {
            let total = weights.reduce(0, +)
            guard let form = SquaredDistance(spread) else { return nil }
            let furthest = points.reduce(0) { max($0, form.squaredDistance(of: $1)) }
            if furthest <= 3 + 4 * tolerance { return form }
            // κ falls as the weights grow.
            let rows = points.map { a in points.map { b in (1 + form.product(a, b)) / total } }
            guard step(rows) else { return nil }
        }
        return nil
    }

    /// One step of Newton's method; false when it cannot be taken.
    ///
    /// - Parameter products: q_iᵀ M⁻¹ q_j.
    private mutating func step(_ products: [[Double]]) -> Bool {
        let count = points.count
        let gap = zip(weights, slacks).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
        let target = 0.1 * gap
        var matrix = [Double](repeating: 0, count: count * count)
        var change = [Double](repeating: 0, count: count)
        for i in 0..<count {
            for j in 0..<count { matrix[i * count + j] = products[i][j] * products[i][j] }
            matrix[i * count + i] += slacks[i] / weights[i]
            change[i] = target / weights[i] - (4 - products[i][i])
        }
        guard solveByCholesky(&matrix, &change) else { return false }
        var slackChange = [Double](repeating: 0, count: count)
        for i in 0..<count {
            // u ds + s du = μ − u s.
            slackChange[i] = target / weights[i] - slacks[i] - slacks[i] / weights[i] * change[i]
        }
        let share = min(Self.largestShare(weights, change), Self.largestShare(slacks, slackChange))
        for i in 0..<count {
            weights[i] += share * change[i]
            slacks[i] += share * slackChange[i]
        }
        return weights.allSatisfy { $0 > 0 && $0.isFinite } && slacks.allSatisfy { $0 > 0 && $0.isFinite }
    }

    /// The largest part of a change, at most all, that keeps the values above zero.
    private static func largestShare(_ values: [Double], _ changes: [Double]) -> Double {
        zip(values, changes).reduce(1) { $1.1 < 0 ? min($0, -0.99 * $1.0 / $1.1) : $0 }
    }

    /// The centre and the covariance of the points.
    private var spread: Spread {
        let total = weights.reduce(0, +)
        var centre = SIMD3<Double>.zero
        for (point, weight) in zip(points, weights) { centre += weight / total * point }
        var (diagonal, mixed) = (SIMD3<Double>.zero, SIMD3<Double>.zero)
        for (point, weight) in zip(points, weights) {
            let d = point - centre
            diagonal += weight / total * d * d
            mixed += weight / total * SIMD3(d.y * d.z, d.x * d.z, d.x * d.y)
        }
        return Spread(centre: centre, diagonal: diagonal, mixed: mixed)
    }

    /// The ellipsoid of the weights, in units of these lengths in mm along the axes; nil when LAPACK fails.
    func ellipsoid(unit: SIMD3<Double>) -> Ellipsoid? {
        let spread = spread
        let sides = SIMD3(unit.y * unit.z, unit.x * unit.z, unit.x * unit.y)
        guard let squares = symmetricEigenvalues(diagonal: spread.diagonal * unit * unit, mixed: spread.mixed * sides), squares.z > 0 else {
            return nil
        }
        // Points on the ellipsoid have the squared distance 3.
        return Ellipsoid(lengths: SIMD3((0..<3).map { 2 * (3 * squares[$0]).squareRoot() }))
    }
}

/// The mean and the covariance of weighted points.
struct Spread {
    let centre: SIMD3<Double>
    /// The entries xx, yy, zz.
    let diagonal: SIMD3<Double>
    /// The entries yz, xz, xy.
    let mixed: SIMD3<Double>
}

/// The squared Mahalanobis distance from a centre.
struct SquaredDistance {
    private let centre, diagonal, mixed: SIMD3<Double>

    /// Inverts a covariance; nil when it is singular.
    init?(_ spread: Spread) {
        let (a, b, c) = (spread.diagonal.x, spread.diagonal.y, spread.diagonal.z)
        let (d, e, f) = (spread.mixed.x, spread.mixed.y, spread.mixed.z)
        let cofactors = SIMD3(b * c - d * d, a * c - e * e, a * b - f * f)
        let others = SIMD3(e * f - a * d, d * f - b * e, d * e - c * f)
        let determinant = a * cofactors.x + f * others.z + e * others.y
        guard determinant > 0 else { return nil }
        centre = spread.centre
        diagonal = cofactors / determinant
        mixed = others / determinant
    }

    /// The squared distance of a point.
    @inline(__always)
    func squaredDistance(of point: SIMD3<Double>) -> Double { product(point, point) }

    /// The inner product of two points as seen from the centre.
    @inline(__always)
    func product(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double {
        let (p, q) = (first - centre, second - centre)
        let crossed = SIMD3(p.y * q.z + p.z * q.y, p.x * q.z + p.z * q.x, p.x * q.y + p.y * q.x)
        return (diagonal * p * q).sum() + (mixed * crossed).sum()
    }
}

/// Solves a symmetric positive definite system in place; false when the matrix is not one.
private func solveByCholesky(_ matrix: inout [Double], _ vector: inout [Double]) -> Bool {
    let count = vector.count
    for column in 0..<count {
        for row in column..<count {
            var sum = matrix[row * count + column]
            for k in 0..<column { sum -= matrix[row * count + k] * matrix[column * count + k] }
            if row == column {
                guard sum > 0 else { return false }
                matrix[row * count + column] = sum.squareRoot()
            } else {
                matrix[row * count + column] = sum / matrix[column * count + column]
            }
        }
    }
    for row in 0..<count {
        for k in 0..<row { vector[row] -= matrix[row * count + k] * vector[k] }
        vector[row] /= matrix[row * count + row]
    }
    for row in (0..<count).reversed() {
        for k in row + 1..<count { vector[row] -= matrix[k * count + row] * vector[k] }
        vector[row] /= matrix[row * count + row]
    }
    return true
}
