/// The pieces of an iso-surface at 0.5 inside a cube of eight neighbouring voxels, for one inside/outside pattern of its corners.
///
/// The surface crosses cube edges at their midpoints. On every face of the cube it joins midpoints by a rule that knows the face alone (diagonal
/// inside corners stay apart), so that the pieces of neighbouring cubes always meet and the whole surface is closed.
///
/// A loop of more than three midpoints can be filled with triangles in several ways. The convex one around the fewer corners is taken, as the
/// published tables of marching cubes do, and where several serve (always with four corners inside) the mean of their areas and volumes, so
/// that mirrored or turned patterns have the same.
///
/// Marching cubes: Lorensen and Cline 1987. Bit x + 2y + 4z of a pattern is set when corner (x, y, z) is inside.
struct CubeSurface: Sendable {
    /// A triangle in units of the cube's edges, whose normal points outside, and its share in the mean.
    struct Triangle: Sendable {
        let a, b, c: SIMD3<Double>
        let weight: Double

        /// Its part of the flux of (x, 0, 0).
        var flux: Double { (a.x + b.x + c.x) / 6 * (b - a).cross(c - a).x }
    }

    /// The surfaces of the patterns from 0 to 255.
    static let all = (0..<256).map { CubeSurface(pattern: $0) }

    /// The surface's triangles.
    let triangles: [Triangle]
    /// The volume of the inside in units of the cube's volume.
    let volume: Double

    private init(pattern: Int) {
        var next: [Edge: Edge] = [:]
        var rightFace = 0.0
        for face in Self.faces {
            let inside = face.map { pattern >> $0 & 1 == 1 }
            for start in 0..<4 where inside[start] && !inside[(start + 3) % 4] {
                var end = start
                while inside[(end + 1) % 4] { end = (end + 1) % 4 }
                next[Edge(face[(start + 3) % 4], face[start])] = Edge(face[end], face[(end + 1) % 4])
            }
            if face.allSatisfy({ $0 & 1 == 1 }) { rightFace = Self.insideArea(inside) }
        }
        triangles = Self.loops(next).flatMap { Self.fill($0, corners: pattern.nonzeroBitCount) }
        // Divergence of (x, 0, 0): the surface's pieces and the face at x = 1; the other faces have no share.
        volume = triangles.reduce(rightFace) { $0 + $1.weight * $1.flux }
    }

    /// The surface's area in mm² when the cube's edges have these lengths in mm.
    func area(spacing: SIMD3<Double>) -> Double {
        triangles.reduce(0.0) { sum, triangle in
            let normal = ((triangle.b - triangle.a) * spacing).cross((triangle.c - triangle.a) * spacing)
            return sum + triangle.weight * normal.length / 2
        }
    }

    /// An edge of the cube by its corners, in ascending order.
    private struct Edge: Hashable {
        let first, second: Int

        init(_ a: Int, _ b: Int) {
            first = min(a, b)
            second = max(a, b)
        }

        var midpoint: SIMD3<Double> { (CubeSurface.corner(first) + CubeSurface.corner(second)) / 2 }
    }

    private static func corner(_ index: Int) -> SIMD3<Double> { SIMD3(Double(index & 1), Double(index >> 1 & 1), Double(index >> 2)) }

    /// The corners of each face, counterclockwise as seen from outside the cube.
    private static let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]

    /// How much of a face is inside, in units of the face.
    private static func insideArea(_ inside: [Bool]) -> Double {
        let count = inside.count { $0 }
        let isDiagonal = count == 2 && inside[0] == inside[2]
        return isDiagonal ? 0.25 : [0, 0.125, 0.5, 0.875, 1][count]
    }

    private static func loops(_ next: [Edge: Edge]) -> [[SIMD3<Double>]] {
        var rest = next
        var loops: [[SIMD3<Double>]] = []
        for start in next.keys.sorted(by: { ($0.first, $0.second) < ($1.first, $1.second) }) {
            var loop: [SIMD3<Double>] = []
            var edge = start
            while let following = rest.removeValue(forKey: edge) {
                loop.append(edge.midpoint)
                edge = following
            }
            if !loop.isEmpty { loops.append(loop) }
        }
        return loops
    }

    /// Fills a loop: the largest inside around fewer than four corners, the smallest around more, the mean of all with four.
    private static func fill(_ loop: [SIMD3<Double>], corners: Int) -> [Triangle] {
        let ways = triangulations[loop.count]
        let fluxes = ways.map { way in way.reduce(0.0) { $0 + Triangle(loop, corners: $1, weight: 1).flux } }
        let sign = corners < 4 ? 1.0 : corners > 4 ? -1.0 : 0.0
        let best = fluxes.map { sign * $0 }.max() ?? 0
        let chosen = ways.indices.filter { sign * fluxes[$0] > best - 1e-9 }
        return chosen.flatMap { way in ways[way].map { Triangle(loop, corners: $0, weight: 1 / Double(chosen.count)) } }
    }

    /// All ways to cut a loop of so many points into triangles between its own points; no loop in a cube has more than eight.
    private static let triangulations = (0...8).map { count in triangulations(from: 0, to: count - 1) }

    private static func triangulations(from first: Int, to last: Int) -> [[SIMD3<Int>]] {
        guard last > first + 1 else { return [[]] }
        return (first + 1..<last).flatMap { apex in
            let left = triangulations(from: first, to: apex)
            let right = triangulations(from: apex, to: last)
            return left.flatMap { ways in right.map { ways + [SIMD3(first, apex, last)] + $0 } }
        }
    }
}

extension CubeSurface.Triangle {
    /// The triangle of three points of a loop.
    fileprivate init(_ loop: [SIMD3<Double>], corners: SIMD3<Int>, weight: Double) {
        self.init(a: loop[corners.x], b: loop[corners.y], c: loop[corners.z], weight: weight)
    }
}
