import Foundation
import TestSupport
import Testing
import Voxels

@testable import Features

/// The shape of plane figures against closed forms.
struct PlanarMorphologyOracleTests {
    private func results(_ size: Index3, _ spacing: SIMD2<Double>, inside: (Index3) -> Bool = { _ in true }) -> [FeatureResult] {
        PlanarMorphology.results(of: RegionFixtures.region(size: size, spacing: SIMD3(spacing.x, spacing.y, 7), inside: inside))
    }

    private func expect(_ results: [FeatureResult], _ expected: [String: Double], within tolerance: Double = 1e-12) throws {
        for (tag, value) in expected {
            let found = try #require(results["morph2d_\(tag)"]?.number, "\(tag)")
            #expect(abs(found - value) <= tolerance * max(1, abs(value)), "\(tag): \(found), expected \(value)")
        }
    }

    /// The outline of a rectangle of pixels has its corners cut off half-way between pixel centres.
    @Test(arguments: [(7, 5, SIMD2<Double>(1, 1)), (3, 8, SIMD2(0.05, 0.07)), (1, 4, SIMD2(2, 0.5)), (1, 1, SIMD2(0.7, 0.9))])
    func rectangleIsExact(columns: Int, rows: Int, spacing: SIMD2<Double>) throws {
        let found = results(Index3(columns, rows, 1), spacing)
        let outer = SIMD2(Double(columns), Double(rows)) * spacing
        let inner = outer - spacing
        let area = outer.x * outer.y - spacing.x * spacing.y / 2
        let perimeter = 2 * (inner.x + inner.y) + 2 * (spacing * spacing).sum().squareRoot()
        let wide = (outer.x * outer.x + inner.y * inner.y).squareRoot()
        let high = (inner.x * inner.x + outer.y * outer.y).squareRoot()
        try expect(
            found,
            [
                "area": area, "area_pixel": outer.x * outer.y, "perimeter": perimeter, "pa_ratio": perimeter / area,
                "circularity": 4 * .pi * area / (perimeter * perimeter), "diam": max(wide, high),
                "sphericity": 2 * (Double.pi * area).squareRoot() / perimeter, "area_dens_aabb": area / (outer.x * outer.y),
                "peri_dens_aabb": perimeter / (2 * (outer.x + outer.y)), "area_dens_hull": 1, "peri_dens_hull": 1,
            ])
        guard columns * rows > 1 else {
            #expect(found["morph2d_maj_axis"] == .undefined(.singleVoxel))
            return
        }
        let along = 4 * spacing.x * (Double(columns * columns - 1) / 12).squareRoot()
        let across = 4 * spacing.y * (Double(rows * rows - 1) / 12).squareRoot()
        let lengths = [min(along, across), max(along, across)]
        try expect(found, ["maj_axis": lengths[1], "min_axis": lengths[0], "elongation": lengths[0] / lengths[1]])
    }

    /// Discs of 20 mm: areas, axes and hull converge; the outline of steps keeps a longer perimeter than the circle's.
    @Test(arguments: [1, 0.5, 0.25, 0.1]) func discConverges(spacing: Double) throws {
        let radius = 20.0
        let count = Int(2 * radius / spacing) + 4
        let centre = Double(count - 1) / 2 * spacing
        let found = results(Index3(count, count, 1), SIMD2(spacing, spacing)) { index in
            let place = SIMD2(Double(index.x), Double(index.y)) * spacing - centre
            return (place * place).sum() <= radius * radius
        }
        let error = spacing / radius
        try expect(found, ["area": .pi * radius * radius], within: error)
        try expect(
            found, ["diam": 2 * radius, "maj_axis": 2 * radius, "min_axis": 2 * radius, "elongation": 1, "area_dens_aee": 1],
            within: 2 * error)
        let perimeter = try #require(found["morph2d_perimeter"]?.number) / (2 * .pi * radius)
        // The outline runs in eight directions: over all angles it is 8·(√2 − 1)/π = 1.0548 times too long.
        #expect(abs(perimeter - 1.0548) < 0.01 + error / 2)
    }

    /// Pixels that touch at a corner are not joined.
    @Test func diagonalPixelsStandApart() throws {
        let one = results(Index3(1, 1, 1), [1, 1])
        let two = results(Index3(2, 2, 1), [1, 1]) { $0.x == $0.y }
        for tag in ["area", "perimeter", "area_pixel"] {
            let single = try #require(one["morph2d_\(tag)"]?.number)
            try expect(two, [tag: 2 * single])
        }
    }

    @Test func aRingHasTwoOutlines() throws {
        let ring = results(Index3(5, 5, 1), [1, 1]) { $0 != Index3(2, 2, 0) }
        let full = results(Index3(5, 5, 1), [1, 1])
        let hole = results(Index3(1, 1, 1), [1, 1])
        let area = try #require(full["morph2d_area"]?.number) - (try #require(hole["morph2d_area"]?.number))
        let perimeter = try #require(full["morph2d_perimeter"]?.number) + (try #require(hole["morph2d_perimeter"]?.number))
        try expect(ring, ["area": area, "perimeter": perimeter, "area_dens_hull": area / (area + 0.5)])
    }

    @Test func severalSlicesAreNoPlaneFigure() {
        let found = results(Index3(3, 3, 2), [1, 1])
        #expect(found.count == PlanarMorphology.features.count)
        #expect(found.allSatisfy { $0.value == .undefined(.severalSlices) })
    }

    /// Turned, mirrored and moved figures have one shape, and thickness does not matter.
    @Test func shapeDoesNotDependOnPlaceAndTurn() throws {
        var generator = RepeatableGenerator(seed: 7)
        for _ in 0..<20 {
            let size = Index3(Int.random(in: 1...9, using: &generator), Int.random(in: 1...9, using: &generator), 1)
            var members = (0..<size.product).map { _ in Bool.random(using: &generator) }
            members[size.product / 2] = true
            let plain = results(size, [0.4, 0.9]) { members[$0.y * size.x + $0.x] }
            let turned = results(Index3(size.y, size.x, 1), [0.9, 0.4]) { members[$0.x * size.x + $0.y] }
            let mirrored = results(size &+ Index3(3, 2, 0), [0.4, 0.9]) { index in
                let (x, y) = (size.x + 2 - index.x, index.y - 1)
                return (0..<size.x).contains(x) && (0..<size.y).contains(y) && members[y * size.x + x]
            }
            for other in [turned, mirrored] {
                for (one, two) in zip(plain, other) { #expect(agree(one.value, two.value, within: 1e-12), "\(one.column.tag)") }
            }
        }
    }
}
