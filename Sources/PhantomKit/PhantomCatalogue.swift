import Voxels

extension Phantom {
    /// One phantom of each kind on a small CT grid of 64 × 64 × 32 voxels, 0.9765625 × 0.9765625 × 3 mm, in this orientation.
    ///
    /// Spheres and ellipsoids keep the patient's axes, so that oblique slices cut them at an angle; boxes, checkerboard and ramp
    /// follow the grid, with box faces on voxel borders.
    public static func catalogue(_ orientation: ScanOrientation) -> [Phantom] {
        let centre: SIMD3<Double> = [11, -23, 47]
        let spacing: SIMD3<Double> = [0.9765625, 0.9765625, 3]
        let axes = orientation.direction
        let grid = Grid(size: [64, 64, 32], spacing: spacing, centre: centre, direction: axes)
        let air = IntensityPattern.uniform(-1000)
        let ramp = IntensityPattern.ramp(centre: 20, gradient: [3.1234567, -1.7654321, 0.9123457])
        let box = Shape(.box(halfEdges: spacing * [16, 20, 8]), centre: centre, axes: axes)
        let ball = Shape(.sphere(radius: 23.7), centre: centre)

        func phantom(_ name: String, _ shape: Shape, _ pattern: IntensityPattern, background: IntensityPattern = air) -> Phantom {
            let part = Part(name: "GTV-1", shape: shape, pattern: pattern)
            return Phantom(name: "\(name)-\(orientation.rawValue)", grid: grid, background: background, part: part)
        }
        return [
            phantom("sphere", ball, .uniform(60)),
            phantom("ellipsoid", Shape(.ellipsoid(semiAxes: [25.3, 18.1, 21.7]), centre: centre), .uniform(60)),
            phantom("box", box, .uniform(60)),
            phantom("shell", Shape(.sphere(radius: 26.3), cavity: .sphere(radius: 14.9), centre: centre), .uniform(60)),
            phantom("checkerboard", box, .checkerboard(low: -50, high: 150, edge: 4 * spacing.x)),
            phantom("ramp", Shape(ball.solid, centre: centre, axes: axes), ramp, background: ramp),
            phantom("texture", ball, .texture(mean: 40, amplitude: 120, cell: 6, seed: 20)),
        ]
    }
}
