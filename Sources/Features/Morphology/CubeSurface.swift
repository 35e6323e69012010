/// The pieces of an iso-surface at 0.5 inside a cube of eight neighbouring voxels, for one inside/outside pattern of its corners.
///
/// The surface crosses cube edges at their midpoints. On every face of the cube it joins midpoints by a rule that knows the face alone (diagonal
/// inside corners stay apart), so that the pieces of neighbouring cubes always meet and the whole surface is closed. A loop of midpoints
/// is filled by a fan around its centroid, so that mirrored or turned patterns have mirrored or turned surfaces.
///
/// Marching cubes: Lorensen and Cline 1987. Bit x + 2y + 4z of a pattern is set when corner (x, y, z) is inside.
struct CubeSurface {
    /// Triangles in units of the cube's edges; their normals point outside.
    let triangles: [(SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)]
    /// The volume of the inside in units of the cube's volume.
    let volume: Double

    /// Builds the surface of a pattern from 0 to 255.
    init(pattern: Int) {
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
        triangles = Self.loops(next).flatMap(Self.fan)
        // Divergence of (x, 0, 0): the surface's pieces and the face at x = 1; the other faces have no share.
        volume = triangles.reduce(rightFace) { sum, triangle in
            let (a, b, c) = triangle
            return sum + (a.x + b.x + c.x) / 3 * (b - a).cross(c - a).x / 2
        }
    }

    /// The surface's area in mm² when the cube's edges have these lengths in mm.
    func area(spacing: SIMD3<Double>) -> Double {
        triangles.reduce(0.0) { sum, triangle in
            let (a, b, c) = triangle
            return sum + ((b - a) * spacing).cross((c - a) * spacing).length / 2
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

    private static func fan(_ loop: [SIMD3<Double>]) -> [(SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)] {
        let centre = loop.reduce(SIMD3<Double>.zero, +) / Double(loop.count)
        return loop.indices.map { (centre, loop[$0], loop[($0 + 1) % loop.count]) }
    }
}
