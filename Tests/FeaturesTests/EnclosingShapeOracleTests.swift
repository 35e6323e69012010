import Foundation
import Kernels
import TestSupport
import Testing
import Voxels

@testable import Features

/// The oriented minimum bounding box and the minimum volume enclosing ellipsoid against closed forms and exhaustive searches.
struct EnclosingShapeOracleTests {
    static let seeds: [UInt64] = Array(1...30)

    @Test(arguments: seeds)
    func rotatedBoxIsItsOwnBox(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let size = SIMD3((0..<3).map { _ in Double.random(in: 0.5...20, using: &generator) })
        let turn = Rotation(using: &generator)
        let corners = (0..<8).map { SIMD3(Double($0 & 1), Double($0 >> 1 & 1), Double($0 >> 2)) * size }
        let box = try Self.box(around: corners.map { turn.applied(to: $0) + SIMD3(40, -70, 12) })
        #expect(abs(box.volume / (size.x * size.y * size.z) - 1) < 1e-10)
        #expect(abs(box.area / (2 * (size.x * size.y + size.y * size.z + size.z * size.x)) - 1) < 1e-10)
    }

    /// A regular tetrahedron fits into the cube whose face diagonals are its edges, three times its volume; its smallest ellipsoid is a sphere.
    @Test(arguments: seeds)
    func regularTetrahedronHasACubeAndASphere(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let turn = Rotation(using: &generator)
        let corners = [SIMD3<Double>(1, 1, 1), SIMD3(1, -1, -1), SIMD3(-1, 1, -1), SIMD3(-1, -1, 1)].map { turn.applied(to: $0 * 7) }
        let box = try Self.box(around: corners)
        #expect(abs(box.volume / (14 * 14 * 14) - 1) < 1e-10)
        let ellipsoid = try #require(EnclosingEllipsoid(around: corners)).ellipsoid
        #expect(abs(ellipsoid.volume / (4 / 3 * Double.pi * pow(7 * 3.0.squareRoot(), 3)) - 1) < 1e-9)
        #expect(abs(ellipsoid.area / (4 * Double.pi * 49 * 3) - 1) < 1e-9)
    }

    /// The smallest ellipsoid around points on an ellipsoid that fix it is that ellipsoid.
    @Test(arguments: seeds)
    func rotatedEllipsoidIsItsOwnEllipsoid(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let axes = SIMD3((0..<3).map { _ in Double.random(in: 1...30, using: &generator) })
        let turn = Rotation(using: &generator)
        // Opposite directions balance, and the six along the axes already fix the ellipsoid.
        var directions: [SIMD3<Double>] = [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
        for _ in 0..<400 { directions.append(Rotation(using: &generator).x) }
        let shift = SIMD3<Double>(-5, 90, 3)
        let points = (directions + directions.map { -$0 }).map { turn.applied(to: $0 * axes) + shift }
        let ellipsoid = try #require(EnclosingEllipsoid(around: points)).ellipsoid
        let sorted = [axes.x, axes.y, axes.z].sorted(by: >)
        for axis in 0..<3 { #expect(abs(ellipsoid.lengths[axis] / (2 * sorted[axis]) - 1) < 1e-8) }
    }

    /// Any affine image of a regular simplex has the affine image of its circumsphere.
    @Test(arguments: seeds)
    func anyTetrahedronHasAnEllipsoidOfKnownVolume(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let corners = Self.points(4, using: &generator)
        let volume = abs((corners[1] - corners[0]).dot((corners[2] - corners[0]).cross(corners[3] - corners[0]))) / 6
        let ellipsoid = try #require(EnclosingEllipsoid(around: corners)).ellipsoid
        // 4/3·π·R³ over a³/(6√2) with R = a·√(3/8).
        let ratio = 4 / 3 * Double.pi * pow(3.0 / 8, 1.5) * 6 * 2.0.squareRoot()
        #expect(abs(ellipsoid.volume / (volume * ratio) - 1) < 1e-9)
    }

    /// O'Rourke's condition searched exhaustively: all pairs of directions between points, all turns about the first.
    @Test(arguments: seeds)
    func boxIsTheSmallestOfAnExhaustiveSearch(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: 100 + seed)
        let points = Self.points(5 + Int(seed % 3), using: &generator)
        let box = try Self.box(around: points)
        let smallest = Self.exhaustiveVolume(points)
        #expect(abs(box.volume / smallest - 1) < 1e-7, "\(box.volume), exhaustively \(smallest)")
    }

    /// No random orientation gives a smaller box, and every point lies in an ellipsoid that no random one of the same points undercuts.
    @Test(arguments: seeds)
    func noRandomOrientationGivesASmallerBox(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: 200 + seed)
        let points = Self.points(400, using: &generator)
        let box = try Self.box(around: points)
        let cloud = PointCloud(points)
        for _ in 0..<20_000 {
            let turn = Rotation(using: &generator)
            let size = cloud.extent(along: turn.x, turn.y, turn.z)
            #expect(size.x * size.y * size.z >= box.volume)
        }
    }

    /// A voxel's mesh is an octahedron: the ellipsoid is that of its half edges, the box turns by 45° in the plane of the widest two.
    @Test(arguments: [SIMD3<Double>(1, 1, 1), SIMD3(0.7, 0.9, 2.5)])
    func singleVoxelHasClosedForms(spacing: SIMD3<Double>) throws {
        let results = Morphology.results(of: RegionFixtures.region(size: Index3(1, 1, 1), spacing: spacing))
        let density = try #require(results["morph_vol_dens_mvee"]?.number)
        #expect(abs(density - 1 / Double.pi) < 1e-9)
        let halves: [SIMD3<Double>] = [SIMD3(spacing.x, 0, 0) / 2, SIMD3(0, spacing.y, 0) / 2, SIMD3(0, 0, spacing.z) / 2]
        let corners = halves + halves.map { -$0 }
        let smallest = Self.exhaustiveVolume(corners)
        let box = try #require(results["morph_vol_dens_ombb"]?.number)
        #expect(abs(box / (spacing.x * spacing.y * spacing.z / 6 / smallest) - 1) < 1e-7)
    }

    /// Lines and planes of voxels have a mesh with a volume, so all four densities have a value.
    @Test(arguments: [Index3(9, 1, 1), Index3(1, 7, 1), Index3(1, 5, 8), Index3(6, 6, 1)])
    func linesAndPlanesHaveValues(size: Index3) throws {
        let results = Morphology.results(of: RegionFixtures.region(size: size, spacing: SIMD3(0.8, 0.9, 3)))
        let hull = try #require(results["morph_vol_dens_conv_hull"]?.number)
        let aligned = try #require(results["morph_vol_dens_aabb"]?.number)
        for tag in ["morph_vol_dens_ombb", "morph_vol_dens_mvee"] {
            let density = try #require(results[tag]?.number)
            #expect(density > 0 && density < hull)
        }
        #expect(try #require(results["morph_vol_dens_ombb"]?.number) >= aligned * (1 - 1e-12))
    }

    private static func points(_ count: Int, using generator: inout RepeatableGenerator) -> [SIMD3<Double>] {
        (0..<count).map { _ in SIMD3((0..<3).map { Double.random(in: 0...Double(4 + 3 * $0), using: &generator) }) }
    }

    private static func box(around points: [SIMD3<Double>]) throws -> OrientedBox {
        try OrientedBox(around: ConvexHull(of: points))
    }

    /// The smallest volume over all pairs of directions between points, each in its own face of a pair of adjacent faces.
    private static func exhaustiveVolume(_ points: [SIMD3<Double>]) -> Double {
        let cloud = PointCloud(points)
        var edges: [SIMD3<Double>] = []
        for i in points.indices {
            for j in points.indices where j > i { edges.append((points[j] - points[i]) / (points[j] - points[i]).length) }
        }
        func volume(_ first: SIMD3<Double>, _ second: SIMD3<Double>, _ turn: Double) -> Double {
            let start = first.anyPerpendicular
            let normal = start * cos(turn) + first.cross(start) * sin(turn)
            let other = normal.cross(second)
            guard other.length > 1e-9 else { return .infinity }
            let unit = other / other.length
            let size = cloud.extent(along: normal, unit, normal.cross(unit))
            return size.x * size.y * size.z
        }
        let steps = 720
        let width = Double.pi / Double(steps)
        var smallest = Double.infinity
        for first in edges {
            for second in edges {
                let samples = (0..<steps).map { volume(first, second, Double($0) * width) }
                for step in 0..<steps {
                    let around = min(samples[(step + 1) % steps], samples[(step + steps - 1) % steps])
                    guard samples[step] <= around, samples[step] < 1.02 * smallest else { continue }
                    smallest = min(smallest, Self.lowest(near: Double(step) * width, within: width) { volume(first, second, $0) })
                }
            }
        }
        return smallest
    }

    /// The lowest value around a place, by golden section.
    private static func lowest(near place: Double, within width: Double, _ height: (Double) -> Double) -> Double {
        let ratio = (5.0.squareRoot() - 1) / 2
        var (low, high) = (place - width, place + width)
        for _ in 0..<60 {
            let (a, b) = (high - ratio * (high - low), low + ratio * (high - low))
            if height(a) < height(b) { high = b } else { low = a }
        }
        return height((low + high) / 2)
    }
}

/// A random rotation, by the unit vectors that it makes of the axes.
struct Rotation {
    let x, y, z: SIMD3<Double>

    init(using generator: inout RepeatableGenerator) {
        func direction() -> SIMD3<Double> {
            while true {
                let point = SIMD3((0..<3).map { _ in Double.random(in: -1...1, using: &generator) })
                if point.length > 0.1 && point.length < 1 { return point / point.length }
            }
        }
        x = direction()
        let across = x.cross(direction())
        y = across / across.length
        z = x.cross(y)
    }

    func applied(to point: SIMD3<Double>) -> SIMD3<Double> { x * point.x + y * point.y + z * point.z }
}
