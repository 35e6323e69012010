/// Where a region's mask came from, and the grid of the image that it lies on.
public struct RegionGeometry: Sendable, Hashable {
    /// What the mask was read from: `RTSTRUCT`, `SEG`, `NIfTI`, or `folder` of NIfTI files.
    public var maskKind: String
    /// The image's columns, rows and slices.
    public var size: SIMD3<Int>
    /// The distances of voxel centres along them in mm.
    public var spacing: SIMD3<Double>

    /// Describes a region's place.
    public init(maskKind: String, size: SIMD3<Int>, spacing: SIMD3<Double>) {
        self.maskKind = maskKind
        self.size = size
        self.spacing = spacing
    }

    /// The last columns of `voxmark_region`.
    static func columns(_ geometry: RegionGeometry?) -> [SQLValue] {
        guard let geometry else { return [SQLValue](repeating: .null, count: 7) }
        let (size, spacing) = (geometry.size, geometry.spacing)
        return [.text(geometry.maskKind)] + [size.x, size.y, size.z].map(SQLValue.integer)
            + [spacing.x, spacing.y, spacing.z].map(SQLValue.real)
    }
}
