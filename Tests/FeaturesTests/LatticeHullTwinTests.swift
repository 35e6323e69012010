import Features
import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// The hull by whole numbers is closed, holds all points, and is Qhull's.
struct LatticeHullTwinTests {
    private func points(_ count: Int, within radius: Int, _ generator: inout RepeatableGenerator) -> [SIMD3<Int>] {
        (0..<count).map { _ in
            SIMD3(
                Int.random(in: -radius...radius, using: &generator), Int.random(in: -radius...radius, using: &generator),
                Int.random(in: -radius...radius, using: &generator))
        }
    }

    /// Few places for many points, so that many lie in one plane, on one line and at one place; and large coordinates.
    @Test(arguments: [(8, 1), (40, 1), (200, 2), (60, 5), (500, 12), (1000, 100), (300, 1 << 18)], 0..<6)
    func hullOfRandomPoints(shape: (count: Int, radius: Int), seed: Int) throws {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let points = points(shape.count, within: shape.radius, &generator)
        let hull = try #require(LatticeHull(of: points))
        var edges: Set<[Int]> = []
        for facet in hull.facets {
            let corner = points[facet.corners.x]
            #expect(facet.normal != .zero)
            #expect(points.allSatisfy { (facet.normal &* ($0 &- corner)).wrappedSum() <= 0 })
            for edge in 0..<3 { #expect(edges.insert([facet.corners[edge], facet.corners[(edge + 1) % 3]]).inserted) }
        }
        #expect(edges.allSatisfy { edges.contains([$0[1], $0[0]]) })
        #expect(hull.vertices.count - edges.count / 2 + hull.facets.count == 2)
        #expect(hull.vertices == Set(hull.facets.flatMap { [$0.corners.x, $0.corners.y, $0.corners.z] }).sorted())

        let slow = try ConvexHull(of: points.map { SIMD3<Double>($0) })
        let volume = Double(hull.sixfoldVolume) / 6
        let area = hull.facets.reduce(0.0) { $0 + SIMD3<Double>($1.normal).length / 2 }
        #expect(abs(volume - slow.volume) <= 1e-10 * slow.volume)
        #expect(abs(area - slow.area) <= 1e-10 * slow.area)
    }

    @Test func flatPointsHaveNoHull() {
        #expect(LatticeHull(of: []) == nil)
        #expect(LatticeHull(of: [[1, 2, 3]]) == nil)
        #expect(LatticeHull(of: [[0, 0, 0], [1, 1, 1], [2, 2, 2], [3, 3, 3]]) == nil)
        #expect(LatticeHull(of: [[0, 0, 5], [4, 0, 5], [0, 4, 5], [4, 4, 5], [1, 2, 5]]) == nil)
    }
}
