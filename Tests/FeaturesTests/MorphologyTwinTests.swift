import TestSupport
import Testing
import Voxels

@testable import Features

struct MorphologyTwinTests {
    static let cases: [(Index3, SIMD3<Double>, Double)] = [
        (Index3(5, 4, 6), [1, 1, 1], 0.5), (Index3(9, 7, 3), [0.7, 0.9, 3], 0.8), (Index3(1, 6, 5), [2, 0.5, 1.5], 0.7),
        (Index3(8, 1, 4), [1, 2, 3], 0.6), (Index3(13, 11, 1), [0.3, 0.4, 5], 0.5), (Index3(1, 1, 7), [1, 1, 2.5], 0.9),
        (Index3(17, 3, 2), [1, 1, 1], 0.4), (Index3(2, 2, 2), [1, 1.5, 2], 0.9), (Index3(10, 12, 9), [0.98, 0.98, 3], 0.3),
    ]

    @Test(arguments: cases)
    func pairSumsAgreeWithTheDirectDoubleSum(size: Index3, spacing: SIMD3<Double>, share: Double) throws {
        var generator = RepeatableGenerator(seed: UInt64(size.product))
        let region = RegionFixtures.random(size: size, spacing: spacing, share: share, generator: &generator)
        let voxels = RegionFixtures.voxels(of: region.intensityMask)
        let intensities = voxels.map { Double(region.image[$0]) }
        let mean = intensities.reduce(0, +) / Double(intensities.count)
        let squares = intensities.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        var (weights, products, differences) = (0.0, 0.0, 0.0)
        for i in voxels.indices {
            for j in voxels.indices where i != j {
                let weight = 1 / (SIMD3<Double>(voxels[i] &- voxels[j]) * spacing).length
                weights += weight
                products += weight * (intensities[i] - mean) * (intensities[j] - mean)
                differences += weight * (intensities[i] - intensities[j]) * (intensities[i] - intensities[j])
            }
        }
        let count = Double(voxels.count)
        let results = Morphology.results(of: region)
        let moran = try #require(results["morph_moran_i"]?.number)
        let geary = try #require(results["morph_geary_c"]?.number)
        #expect(abs(moran - count / weights * products / squares) < 1e-11)
        #expect(abs(geary - (count - 1) / (2 * weights) * differences / squares) < 1e-11)
    }

    @Test(arguments: cases)
    func countedMeshAgreesWithTheWholeMesh(size: Index3, spacing: SIMD3<Double>, share: Double) throws {
        var generator = RepeatableGenerator(seed: UInt64(size.product))
        let mask = RegionFixtures.random(size: size, spacing: spacing, share: share, generator: &generator).morphologicalMask
        // Only a closed mesh has the same volume seen from any origin.
        let origin = SIMD3<Double>(70, -130, 40)
        var (volume, area) = (0.0, 0.0)
        for (triangle, cube) in WholeMesh.triangles(of: mask) {
            let corners = [triangle.a, triangle.b, triangle.c].map { ($0 + SIMD3<Double>(cube)) * spacing }
            volume += triangle.weight * (corners[0] - origin).dot((corners[1] - origin).cross(corners[2] - origin)) / 6
            area += triangle.weight * (corners[1] - corners[0]).cross(corners[2] - corners[0]).length / 2
        }
        let mesh = SurfaceMesh(mask)
        #expect(abs(mesh.volume - volume) <= 1e-9 * volume)
        #expect(abs(mesh.area - area) <= 1e-11 * area)
    }

    @Test(arguments: cases)
    func hullAndDiameterAgreeWithAllMeshVertices(size: Index3, spacing: SIMD3<Double>, share: Double) throws {
        var generator = RepeatableGenerator(seed: UInt64(size.product))
        let mask = RegionFixtures.random(size: size, spacing: spacing, share: share, generator: &generator).morphologicalMask
        let vertices = WholeMesh.triangles(of: mask).flatMap { triangle, cube in
            [triangle.a, triangle.b, triangle.c].map { ($0 + SIMD3<Double>(cube)) * spacing }
        }
        let slow = try ConvexHull(of: vertices)
        let fast = try ConvexHull(mask)
        #expect(abs(fast.volume - slow.volume) <= 1e-10 * slow.volume)
        #expect(abs(fast.area - slow.area) <= 1e-10 * slow.area)
        let diameter = vertices.reduce(0.0) { largest, a in vertices.reduce(largest) { max($0, (a - $1).length) } }
        #expect(abs(fast.diameter - diameter) <= 1e-12 * diameter)
    }
}

/// The surface mesh of a mask, cube by cube.
enum WholeMesh {
    /// All triangles with the index of the cube's first corner.
    static func triangles(of mask: Mask) -> [(CubeSurface.Triangle, Index3)] {
        RegionFixtures.indices(of: Box(lower: mask.box.lower &- 1, upper: mask.box.upper)).flatMap { cube in
            let pattern = (0..<8).reduce(0) { pattern, corner in
                mask[cube &+ Index3(corner & 1, corner >> 1 & 1, corner >> 2)] ? pattern | 1 << corner : pattern
            }
            return CubeSurface.all[pattern].triangles.map { ($0, cube) }
        }
    }
}
