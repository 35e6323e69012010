import Voxels

/// A polygon in one slice plane, as RT Structure Set Storage holds it.
public struct PlanarContour: Sendable, Hashable {
    /// What the points mean; the raw values are those of Contour Geometric Type (3006,0042).
    public enum GeometricType: String, Sendable {
        /// A closed polygon; the last point is joined to the first and not repeated.
        case closedPlanar = "CLOSED_PLANAR"
        /// An open line.
        case openPlanar = "OPEN_PLANAR"
        /// A single point.
        case point = "POINT"
    }

    /// The index of the slice that the contour was drawn on; nil writes no Contour Image Sequence.
    public var slice: Int?
    /// The points in LPS mm.
    public var points: [SIMD3<Double>]
    /// What the points mean.
    public var geometricType: GeometricType

    /// Makes a contour.
    public init(slice: Int?, points: [SIMD3<Double>], geometricType: GeometricType = .closedPlanar) {
        self.slice = slice
        self.points = points
        self.geometricType = geometricType
    }

    /// One polygon for a ring: along `outer`, over a bridge to `inner`, around it, and back over the same bridge.
    public static func keyhole(outer: PlanarContour, inner: PlanarContour) -> PlanarContour {
        let bridged = outer.points + outer.points.prefix(1) + inner.points.reversed() + inner.points.suffix(1)
        return PlanarContour(slice: outer.slice, points: bridged)
    }
}

extension Shape {
    /// The closed planar contours of the shape on every slice of a grid, in slice order.
    ///
    /// A point of a slice belongs to the shape when an odd number of the slice's polygons hold it. Box contours are exact; those
    /// of ellipsoids are inscribed polygons with vertices enough that no voxel centre of this grid changes sides.
    public func contours(on grid: Grid) -> [PlanarContour] {
        (0..<grid.size.z).flatMap { slice in
            [solid, cavity].compactMap { $0 }.compactMap { body in
                let plane = SlicePlane(grid: grid, slice: slice, shape: self, body: body)
                let polygon = plane.polygon(of: body)
                return polygon.count < 3 ? nil : PlanarContour(slice: slice, points: polygon.map(plane.position))
            }
        }
    }
}
