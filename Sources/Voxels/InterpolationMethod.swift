/// How intensities between voxel centres are found (IBSI VTM2).
public enum InterpolationMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// The nearest voxel's value.
    case nearest
    /// Linear along each axis.
    case linear
    /// Cubic B-spline through the voxel values, along each axis.
    case cubic
}
