/// What is done with slices that move steadily sideways, as those of a tilted gantry.
public enum TiltPolicy: Sendable, Hashable {
    /// The series is refused.
    case refuse
    /// Every slice is moved back in its plane, with linear interpolation.
    case resample
}

/// What is done with a series in which slices are missing.
public enum MissingSlicePolicy: Sendable, Hashable {
    /// The series is refused.
    case refuse
    /// Up to so many slices in a row are interpolated linearly between their neighbours; longer gaps are refused.
    case interpolate(Int)
    /// The slices on either side of a gap become images of their own.
    case split
}
