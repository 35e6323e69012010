import Kernels
import Voxels

/// What the features of a plane figure are made of.
public struct PlanarSummary: Sendable {
    enum Axis: Sendable { case major, minor }

    /// The area and the length of the marching squares' outline.
    let area, perimeter: Double
    /// The number of pixels times the area of one.
    let pixelArea: Double
    /// The extent of the outline along x and y.
    let extent: SIMD2<Double>
    /// The area and the perimeter of the outline's convex hull, and the largest distance of two vertices.
    let hullArea, hullPerimeter, diameter: Double
    /// The lengths of the principal axes, 4·√λ; nil for a single pixel.
    private let axes: SIMD2<Double>?

    /// Measures a mask on one slice; nil when it is empty.
    init?(_ mask: Mask) {
        let box = mask.boundingBox
        guard !box.isEmpty else { return nil }
        let plane = mask.rebased(to: box)
        let spacing = SIMD2(mask.grid.spacing.x, mask.grid.spacing.y)
        let size = SIMD2(box.size.x, box.size.y)
        let outline = PlanarOutline(plane.values, size: size)
        let moments = maskMoments(plane.values, width: size.x, height: size.y, depth: 1, centre: Index3(size.x / 2, size.y / 2, 0))
        area = Double(outline.eighths) / 8 * spacing.x * spacing.y
        perimeter =
            Double(outline.alongX) * spacing.x + Double(outline.alongY) * spacing.y
            + Double(outline.diagonals) * (spacing * spacing).sum().squareRoot() / 2
        pixelArea = Double(moments.count) * spacing.x * spacing.y
        extent = SIMD2<Double>(size) * spacing
        let hull = convexHull(of: outline.hullCandidates).map { SIMD2<Double>($0) / 2 * spacing }
        let next = hull.dropFirst() + hull.prefix(1)
        hullArea = abs(zip(hull, next).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }) / 2
        hullPerimeter = zip(hull, next).reduce(0) { $0 + length($1.1 - $1.0) }
        diameter = hull.indices.reduce(0) { largest, one in hull[one...].reduce(largest) { max($0, length($1 - hull[one])) } }
        axes = moments.count > 1 ? Self.axes(moments, spacing: spacing) : nil
    }

    /// The perimeter of the circle of the same area.
    var circlePerimeter: Double { 2 * (Double.pi * area).squareRoot() }

    /// The length of a principal axis.
    func axis(_ axis: Axis) -> FeatureValue {
        guard let axes else { return .undefined(.singleVoxel) }
        return .value(axis == .major ? axes.x : axes.y)
    }

    /// 4·√λ of the covariance with divisor N; an eigenvalue below 10⁻¹² of the larger is rounding, and counts as no extent.
    private static func axes(_ moments: MaskMoments, spacing: SIMD2<Double>) -> SIMD2<Double> {
        let count = Double(moments.count)
        let sum = SIMD2(Double(moments.sum.x), Double(moments.sum.y))
        let squares = SIMD2(Double(moments.squares.x), Double(moments.squares.y))
        let variance = (squares - sum * sum / count) / count * spacing * spacing
        let mixed = (Double(moments.products.z) - sum.x * sum.y / count) / count * spacing.x * spacing.y
        let middle = (variance.x + variance.y) / 2
        let half = (variance.x - variance.y) / 2
        let reach = (half * half + mixed * mixed).squareRoot()
        let largest = middle + reach
        // The product of the eigenvalues is the determinant: no cancellation where they differ much.
        let smallest = largest > 0 ? max(0, (variance.x * variance.y - mixed * mixed) / largest) : 0
        return SIMD2(4 * largest.squareRoot(), smallest > 1e-12 * largest ? 4 * smallest.squareRoot() : 0)
    }
}

private func length(_ vector: SIMD2<Double>) -> Double { (vector * vector).sum().squareRoot() }

/// The marching squares' outline of a figure of pixels, in counts.
///
/// A cell lies between the centres of four pixels; where the two pixels of a diagonal are inside, they are not joined.
struct PlanarOutline {
    /// The area in eighths of a pixel.
    var eighths = 0
    /// How many pixel widths the outline runs along x, and pixel heights along y.
    var alongX = 0
    var alongY = 0
    /// How many half diagonals of a pixel the outline has.
    var diagonals = 0
    /// Vertices in half pixels whose hull is that of all vertices: those of the outermost pixels of each row.
    private(set) var hullCandidates: [SIMD2<Int>] = []

    init(_ values: [UInt8], size: SIMD2<Int>) {
        func pixel(_ x: Int, _ y: Int) -> Int {
            x >= 0 && y >= 0 && x < size.x && y < size.y ? Int(values[y * size.x + x]) : 0
        }
        for y in 0...size.y {
            var first = -1
            var last = -1
            for x in 0...size.x {
                let corners = (pixel(x - 1, y - 1), pixel(x, y - 1), pixel(x - 1, y), pixel(x, y))
                if corners.3 != 0 {
                    if first < 0 { first = x }
                    last = x
                }
                count(corners)
            }
            guard first >= 0 else { continue }
            for x in first == last ? [first] : [first, last] {
                hullCandidates += [SIMD2(2 * x - 1, 2 * y), SIMD2(2 * x + 1, 2 * y), SIMD2(2 * x, 2 * y - 1), SIMD2(2 * x, 2 * y + 1)]
            }
        }
    }

    private mutating func count(_ corners: (Int, Int, Int, Int)) {
        switch corners.0 + corners.1 + corners.2 + corners.3 {
        case 1:
            eighths += 1
            diagonals += 1
        case 2 where corners.0 == corners.3:
            eighths += 2
            diagonals += 2
        case 2 where corners.0 == corners.1:
            eighths += 4
            alongX += 1
        case 2:
            eighths += 4
            alongY += 1
        case 3:
            eighths += 7
            diagonals += 1
        case 4: eighths += 8
        default: break
        }
    }
}

/// The vertices of the convex hull in counterclockwise order, by Andrew's monotone chain.
private func convexHull(of points: [SIMD2<Int>]) -> [SIMD2<Int>] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    func chain(_ points: some Sequence<SIMD2<Int>>) -> ArraySlice<SIMD2<Int>> {
        var chain: [SIMD2<Int>] = []
        for point in points {
            while chain.count > 1 {
                let (a, b) = (chain[chain.count - 2], chain[chain.count - 1])
                guard (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) <= 0 else { break }
                chain.removeLast()
            }
            chain.append(point)
        }
        return chain.dropLast()
    }
    return Array(chain(sorted) + chain(sorted.reversed()))
}
