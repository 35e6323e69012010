import Voxels

/// A convex body around the origin of its own axes, in mm.
public enum Solid: Sendable, Hashable {
    /// All points with `(x/a)² + (y/b)² + (z/c)² ≤ 1`; three equal semi-axes make a sphere.
    case ellipsoid(semiAxes: SIMD3<Double>)
    /// All points no further than the half edge from the origin along each axis.
    case box(halfEdges: SIMD3<Double>)

    /// A sphere of this radius in mm.
    public static func sphere(radius: Double) -> Solid { .ellipsoid(semiAxes: SIMD3(repeating: radius)) }

    /// The half lengths along the three axes: semi-axes, or half edges.
    public var halfLengths: SIMD3<Double> {
        switch self {
        case .ellipsoid(let semiAxes): semiAxes
        case .box(let halfEdges): halfEdges
        }
    }

    /// Whether a point of the body's own axes, divided by the half lengths, lies inside.
    func contains(scaled point: SIMD3<Double>) -> Bool {
        switch self {
        case .ellipsoid: point.dot(point) <= 1
        case .box: max(abs(point.x), abs(point.y), abs(point.z)) <= 1
        }
    }
}

/// A solid, with a cavity or without, placed in space.
public struct Shape: Sendable, Hashable {
    /// The body.
    public var solid: Solid
    /// What is taken out of the body; it lies wholly inside and has the same centre and axes.
    public var cavity: Solid?
    /// The centre in LPS mm.
    public var centre: SIMD3<Double>
    /// The body's axes in LPS: orthogonal unit vectors.
    public var axes: Grid.Direction

    /// Places a solid in space.
    public init(_ solid: Solid, cavity: Solid? = nil, centre: SIMD3<Double> = .zero, axes: Grid.Direction = .axial) {
        self.solid = solid
        self.cavity = cavity
        self.centre = centre
        self.axes = axes
    }

    /// The coordinates in mm of an LPS position along the body's axes, from its centre.
    public func local(_ position: SIMD3<Double>) -> SIMD3<Double> {
        let offset = position - centre
        return SIMD3(offset.dot(axes.x), offset.dot(axes.y), offset.dot(axes.z))
    }

    /// Whether a point of the body's own coordinates (mm) belongs to the shape.
    func contains(local point: SIMD3<Double>) -> Bool {
        guard solid.contains(scaled: point / solid.halfLengths) else { return false }
        guard let cavity else { return true }
        return !cavity.contains(scaled: point / cavity.halfLengths)
    }

    /// Whether an LPS position belongs to the shape.
    public func contains(_ position: SIMD3<Double>) -> Bool { contains(local: local(position)) }

    /// The voxels of a grid whose centres belong to the shape, held on the whole grid.
    public func mask(on grid: Grid) -> Mask {
        var values: [UInt8] = []
        values.reserveCapacity(grid.size.product)
        forEachVoxelCentre(of: grid) { values.append(contains($0) ? 1 : 0) }
        return Mask(grid: grid, box: grid.bounds, values: values)
    }
}

/// Visits the LPS centres of all voxels, x fastest.
func forEachVoxelCentre(of grid: Grid, _ body: (SIMD3<Double>) -> Void) {
    for z in 0..<grid.size.z {
        for y in 0..<grid.size.y {
            for x in 0..<grid.size.x {
                body(grid.position(of: SIMD3(Double(x), Double(y), Double(z))))
            }
        }
    }
}
