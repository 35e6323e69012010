/// A regular grid of voxels in space: LPS millimetres, as in DICOM.
///
/// The centre of voxel (i, j, k) lies at `origin + i·spacing.x·direction.x + j·spacing.y·direction.y + k·spacing.z·direction.z`.
public struct Grid: Sendable, Hashable {
    /// The unit vectors along x (growing column index), y (growing row index) and z (growing slice index).
    public struct Direction: Sendable, Hashable {
        /// The direction of growing column index.
        public var x: SIMD3<Double>
        /// The direction of growing row index.
        public var y: SIMD3<Double>
        /// The direction of growing slice index.
        public var z: SIMD3<Double>

        /// Makes a direction from three unit vectors in LPS.
        public init(x: SIMD3<Double>, y: SIMD3<Double>, z: SIMD3<Double>) {
            self.x = x
            self.y = y
            self.z = z
        }

        /// The axes of the patient: x to the left, y to the back, z to the head.
        public static let axial = Direction(x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1])
    }

    /// The number of voxels along x, y and z.
    public var size: Index3
    /// The distance of voxel centres along x, y and z in mm.
    public var spacing: SIMD3<Double>
    /// The centre of voxel (0, 0, 0) in LPS mm.
    public var origin: SIMD3<Double>
    /// The axes' unit vectors in LPS.
    public var direction: Direction

    /// Makes a grid; `size` and `spacing` must be positive.
    public init(size: Index3, spacing: SIMD3<Double>, origin: SIMD3<Double> = .zero, direction: Direction = .axial) {
        self.size = size
        self.spacing = spacing
        self.origin = origin
        self.direction = direction
    }

    /// The spacings in mm that an image can have; others come from errors in a header.
    public static let plausibleSpacing = 1e-6...10_000

    /// All indices of the grid.
    public var bounds: Box { Box(lower: .zero, upper: size) }

    /// The volume of one voxel in mm³.
    public var voxelVolume: Double { spacing.x * spacing.y * spacing.z }

    /// The position in LPS mm of a (fractional) voxel index.
    public func position(of index: SIMD3<Double>) -> SIMD3<Double> {
        let step = index * spacing
        return origin + direction.x * step.x + direction.y * step.y + direction.z * step.z
    }

    /// The fractional voxel index of a position in LPS mm.
    ///
    /// Valid for any linearly independent axes, orthogonal or not.
    public func index(of position: SIMD3<Double>) -> SIMD3<Double> {
        let offset = position - origin
        let normal = direction.x.cross(direction.y)
        let volume = normal.dot(direction.z)
        let x = offset.dot(direction.y.cross(direction.z)) / volume
        let y = offset.dot(direction.z.cross(direction.x)) / volume
        let z = offset.dot(normal) / volume
        return SIMD3(x, y, z) / spacing
    }

    /// The largest distance in mm between corresponding corner voxels of two grids; nil when their sizes differ.
    public func largestCornerDistance(to other: Grid) -> Double? {
        guard size == other.size else { return nil }
        var largest = 0.0
        let last = SIMD3<Double>(size) - 1
        for corner in 0..<8 {
            let side = SIMD3<Double>(Double(corner & 1), Double(corner >> 1 & 1), Double(corner >> 2))
            let difference = position(of: side * last) - other.position(of: side * last)
            largest = max(largest, difference.length)
        }
        return largest
    }
}

extension SIMD3 where Scalar == Double {
    /// The scalar product.
    @inlinable public func dot(_ other: SIMD3<Double>) -> Double { (self * other).sum() }

    /// The vector product.
    @inlinable public func cross(_ other: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(y * other.z - z * other.y, z * other.x - x * other.z, x * other.y - y * other.x)
    }

    /// The Euclidean length.
    @inlinable public var length: Double { dot(self).squareRoot() }
}
