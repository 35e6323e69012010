import Foundation
import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

struct MorphologyOracleTests {
    static let boxes: [(Index3, SIMD3<Double>)] = [
        (Index3(7, 5, 4), [1, 1, 1]), (Index3(3, 8, 2), [0.7, 0.9, 2.5]), (Index3(1, 4, 6), [2, 1, 0.5]), (Index3(1, 1, 5), [1, 2, 3]),
        (Index3(1, 1, 1), [0.7, 0.9, 2.5]),
    ]

    /// The surface mesh of a box of voxels has edges and corners cut off half-way between voxel centres: a closed form for each feature.
    @Test(arguments: boxes)
    func boxIsExact(size: Index3, spacing: SIMD3<Double>) throws {
        let results = Morphology.results(of: RegionFixtures.region(size: size, spacing: spacing))
        let inner = SIMD3<Double>(size &- 1) * spacing
        let outer = SIMD3<Double>(size) * spacing
        let faces = SIMD3(spacing.y * spacing.z, spacing.x * spacing.z, spacing.x * spacing.y)
        let cuts = SIMD3(
            SIMD3(0, spacing.y, spacing.z).length, SIMD3(spacing.x, 0, spacing.z).length, SIMD3(spacing.x, spacing.y, 0).length)
        // The box of voxel centres, a slab on each face, a prism along each edge, a pyramid on each corner.
        let slabs = inner.y * inner.z * spacing.x + inner.x * inner.z * spacing.y + inner.x * inner.y * spacing.z
        let volume = inner.x * inner.y * inner.z + slabs + inner.dot(faces) / 2 + spacing.x * spacing.y * spacing.z / 6
        let walls = 2 * (inner.x * inner.y + inner.y * inner.z + inner.z * inner.x)
        let area = walls + 2 * inner.dot(cuts) + faces.length
        let block = outer.x * outer.y * outer.z
        let expected: [(String, Double)] = [
            ("morph_volume", volume), ("morph_area_mesh", area), ("morph_vol_approx", block), ("morph_av", area / volume),
            ("morph_diam", Self.diameter(inner, outer)), ("morph_vol_dens_conv_hull", 1), ("morph_area_dens_conv_hull", 1),
            ("morph_vol_dens_aabb", volume / block), ("morph_integ_int", volume), ("morph_com", 0),
        ]
        try Self.check(results, expected) { _ in 1e-12 }
        guard size.product > 1 else { return }
        let bessel = Double(size.product) / Double(size.product - 1)
        let variances = (0..<3).map { axis in spacing[axis] * spacing[axis] * Double(size[axis] * size[axis] - 1) / 12 * bessel }
        let lengths = variances.sorted(by: >).map { 4 * $0.squareRoot() }
        let axes = zip(["morph_pca_maj_axis", "morph_pca_min_axis", "morph_pca_least_axis"], lengths)
        try Self.check(results, Array(axes)) { _ in 1e-12 }
    }

    /// The mesh's vertices touch the outer box in the middle of its faces, at the height of the voxel centres.
    private static func diameter(_ inner: SIMD3<Double>, _ outer: SIMD3<Double>) -> Double {
        (0..<3).reduce(0.0) { largest, axis in
            var extent = inner
            extent[axis] = outer[axis]
            return max(largest, extent.length)
        }
    }

    /// An ellipsoid with semi-axes of 10, 8 and 6 mm: errors fall with the spacing (hull and mesh differ by steps that fall with its root).
    @Test(arguments: [1, 0.5, 0.25])
    func ellipsoidConvergesWithFinerVoxels(spacing: Double) throws {
        let axes = SIMD3<Double>(10, 8, 6)
        let volume = 4 / 3 * Double.pi * axes.x * axes.y * axes.z
        // A uniform ellipsoid has the variance a²/5 along its axis.
        let deviation = (1 / 5.0).squareRoot()
        let results = Morphology.results(of: Self.ellipsoid(axes, spacing: spacing), spatialAutocorrelation: false)
        let linear: [(String, Double)] = [
            ("morph_volume", volume), ("morph_vol_approx", volume), ("morph_diam", 20), ("morph_pca_maj_axis", 40 * deviation),
            ("morph_pca_min_axis", 32 * deviation), ("morph_pca_least_axis", 24 * deviation), ("morph_pca_elongation", 0.8),
            ("morph_pca_flatness", 0.6), ("morph_vol_dens_aabb", Double.pi / 6), ("morph_com", 0),
            ("morph_area_mesh", Self.meshAreaLimit(axes)),
        ]
        try Self.check(results, linear) { _ in 0.04 * spacing }
        try Self.check(results, [("morph_vol_dens_conv_hull", 1)]) { _ in 0.08 * spacing.squareRoot() }
    }

    /// What the area of a binary mesh converges to: not the smooth area, since its facets keep the normals (0,0,1), (0,1,1) and (1,1,1).
    ///
    /// A piece of surface whose normal has the components a ≤ b ≤ c is made of c − b, √2(b − a) and √3·a of them.
    private static func meshAreaLimit(_ axes: SIMD3<Double>) -> Double {
        let steps = 400
        var area = 0.0
        for i in 0..<steps {
            let polar = (Double(i) + 0.5) / Double(steps) * Double.pi
            for j in 0..<2 * steps {
                let azimuth = (Double(j) + 0.5) / Double(steps) * Double.pi
                let unit = SIMD3(sin(polar) * cos(azimuth), sin(polar) * sin(azimuth), cos(polar))
                let normal = unit / axes * (axes.x * axes.y * axes.z)
                let sorted = [abs(normal.x), abs(normal.y), abs(normal.z)].sorted()
                let facets = sorted[2] - sorted[1] + 2.0.squareRoot() * (sorted[1] - sorted[0]) + 3.0.squareRoot() * sorted[0]
                area += facets * sin(polar)
            }
        }
        return area * Double.pi * Double.pi / Double(steps * steps)
    }

    /// The area of the approximate enclosing ellipsoid is exact for a sphere, and the series with Legendre polynomials elsewhere.
    @Test func ellipsoidAreaFollowsTheSeries() throws {
        let moments = { (size: Index3) in
            let mask = [UInt8](repeating: 1, count: size.product)
            return maskMoments(mask, width: size.x, height: size.y, depth: size.z, centre: .zero)
        }
        let sphere = try #require(PrincipalAxes(moments(Index3(5, 5, 5)), spacing: SIMD3(1, 1, 1)))
        #expect(abs(sphere.ellipsoid.area / (Double.pi * sphere.lengths.x * sphere.lengths.x) - 1) < 1e-12)
        let axes = try #require(PrincipalAxes(moments(Index3(9, 7, 4)), spacing: SIMD3(1, 1, 1)))
        let (a, b, c) = (axes.lengths.x / 2, axes.lengths.y / 2, axes.lengths.z / 2)
        let (alpha, beta) = ((1 - b * b / (a * a)).squareRoot(), (1 - c * c / (a * a)).squareRoot())
        let argument = (alpha * alpha + beta * beta) / (2 * alpha * beta)
        var legendre = [1, argument]
        for degree in 2...20 {
            let order = Double(degree)
            legendre.append(((2 * order - 1) * argument * legendre[degree - 1] - (order - 1) * legendre[degree - 2]) / order)
        }
        let series = legendre.enumerated().reduce(0.0) { sum, term in
            sum + pow(alpha * beta, Double(term.offset)) / (1 - 4 * Double(term.offset * term.offset)) * term.element
        }
        #expect(abs(axes.ellipsoid.area / (4 * Double.pi * a * b * series) - 1) < 1e-12)
    }

    private static func ellipsoid(_ axes: SIMD3<Double>, spacing: Double) -> PreparedRegion {
        let half = SIMD3<Int>((axes / spacing).rounded(.up)) &+ 1
        return RegionFixtures.region(
            size: half &* 2, spacing: SIMD3(repeating: spacing),
            inside: { index in
                let position = (SIMD3<Double>(index &- half) + 0.5) * spacing / axes
                return position.dot(position) <= 1
            })
    }

    private static func check(_ results: [FeatureResult], _ expected: [(String, Double)], within tolerance: (String) -> Double) throws {
        for (tag, number) in expected {
            let value = try #require(results[tag])
            #expect(agree(value, .value(number), within: tolerance(tag)), "\(tag): \(value), expected \(number)")
        }
    }
}
