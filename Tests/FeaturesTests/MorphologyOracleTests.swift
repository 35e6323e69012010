import TestSupport
import Testing
import Voxels

@testable import Features

struct MorphologyOracleTests {
    /// The surface mesh of a box of voxels has edges and corners cut off half-way between voxel centres: a closed form for each feature.
    @Test(arguments: [
        (Index3(7, 5, 4), SIMD3<Double>(1, 1, 1)), (Index3(3, 8, 2), [0.7, 0.9, 2.5]), (Index3(1, 4, 6), [2, 1, 0.5]), (Index3(1, 1, 5), [1, 2, 3]),
        (Index3(1, 1, 1), [0.7, 0.9, 2.5]),
    ])
    func boxIsExact(size: Index3, spacing: SIMD3<Double>) throws {
        let results = Morphology.results(of: RegionFixtures.region(size: size, spacing: spacing))
        let inner = SIMD3<Double>(size &- 1) * spacing
        let outer = SIMD3<Double>(size) * spacing
        let faces = SIMD3(spacing.y * spacing.z, spacing.x * spacing.z, spacing.x * spacing.y)
        // The box of voxel centres, a slab on each face, a prism along each edge, a pyramid on each corner.
        let slabs = inner.y * inner.z * spacing.x + inner.x * inner.z * spacing.y + inner.x * inner.y * spacing.z
        let volume = inner.x * inner.y * inner.z + slabs + inner.dot(faces) / 2 + spacing.x * spacing.y * spacing.z / 6
        let cuts = SIMD3(
            SIMD3(0, spacing.y, spacing.z).length, SIMD3(spacing.x, 0, spacing.z).length, SIMD3(spacing.x, spacing.y, 0).length)
        let area = 2 * (inner.x * inner.y + inner.y * inner.z + inner.z * inner.x) + 2 * inner.dot(cuts) + faces.length
        let diameter = (0..<3).map { axis in
            var extent = inner
            extent[axis] = outer[axis]
            return extent.length
        }
        let expected = [
            "morph_volume": volume, "morph_area_mesh": area, "morph_vol_approx": outer.x * outer.y * outer.z,
            "morph_diam": diameter.max() ?? .nan, "morph_vol_dens_conv_hull": 1, "morph_area_dens_conv_hull": 1,
            "morph_vol_dens_aabb": volume / (outer.x * outer.y * outer.z), "morph_integ_int": volume, "morph_com": 0,
        ]
        for (tag, number) in expected {
            let value = try #require(results[tag])
            #expect(agree(value, .value(number), within: 1e-12), "\(tag): \(value), expected \(number)")
        }
        guard size.product > 1 else { return }
        let count = Double(size.product)
        let variances = (0..<3).map { spacing[$0] * spacing[$0] * Double(size[$0] * size[$0] - 1) / 12 * count / (count - 1) }
        for (tag, variance) in zip(["maj", "min", "least"], variances.sorted(by: >)) {
            let value = try #require(results["morph_pca_\(tag)_axis"])
            #expect(agree(value, .value(4 * variance.squareRoot()), within: 1e-12), "\(tag): \(value)")
        }
    }

    /// An ellipsoid with semi-axes of 10, 8 and 6 mm.
    @Test func ellipsoidConvergesWithFinerVoxels() throws {
        let axes = SIMD3<Double>(10, 8, 6)
        let volume = 4 / 3 * Double.pi * axes.x * axes.y * axes.z
        var areas: [Double] = []
        for (spacing, tolerance) in [(2.0, 0.04), (1.0, 0.02), (0.5, 0.01), (0.25, 0.005)] {
            let region = Self.ellipsoid(axes, spacing: spacing)
            let results = Morphology.results(of: region, spatialAutocorrelation: false)
            // A uniform ellipsoid has the variance a²/5 along its axis.
            let expected = [
                "morph_volume": volume, "morph_vol_approx": volume, "morph_diam": 20,
                "morph_pca_maj_axis": 4 * 10 / 5.0.squareRoot(), "morph_pca_min_axis": 4 * 8 / 5.0.squareRoot(),
                "morph_pca_least_axis": 4 * 6 / 5.0.squareRoot(), "morph_pca_elongation": 0.8, "morph_pca_flatness": 0.6,
                "morph_vol_dens_conv_hull": 1, "morph_vol_dens_aabb": Double.pi / 6,
            ]
            for (tag, number) in expected {
                let value = try #require(results[tag]?.number)
                print(spacing, tag, value / number - 1, tolerance)
            }
            areas.append(try #require(results["morph_area_mesh"]?.number))
        }
        print(areas)
    }

    static func ellipsoid(_ axes: SIMD3<Double>, spacing: Double) -> PreparedRegion {
        let half = SIMD3<Int>((axes / spacing).rounded(.up)) &+ 1
        return RegionFixtures.region(size: half &* 2, spacing: SIMD3(repeating: spacing), inside: { index in
            let position = (SIMD3<Double>(index &- half) + 0.5) * spacing / axes
            return position.dot(position) <= 1
        })
    }
}
