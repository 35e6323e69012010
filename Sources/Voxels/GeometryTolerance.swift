/// How far the slices of a series may be from a perfect grid before the series is refused.
public struct GeometryTolerance: Sendable, Hashable {
    /// The largest deviation in mm of a slice from its place on the regular stack, along the normal.
    public var position: Double
    /// The largest sideways shift in mm of the last slice's origin against the first's, perpendicular to the normal.
    public var shear: Double
    /// The largest difference of any component of the direction cosines between slices, and from orthogonality.
    public var orientation: Double
    /// The largest relative difference in pixel spacing between slices.
    public var spacing: Double
    /// What is done with a tilted gantry.
    public var tilt: TiltPolicy
    /// What is done with missing slices.
    public var missingSlices: MissingSlicePolicy

    /// Makes tolerances; the defaults accept the rounding of real scanners, and nothing else.
    public init(
        position: Double = 0.1, shear: Double = 0.1, orientation: Double = 1e-3, spacing: Double = 1e-3, tilt: TiltPolicy = .refuse,
        missingSlices: MissingSlicePolicy = .refuse
    ) {
        self.position = position
        self.shear = shear
        self.orientation = orientation
        self.spacing = spacing
        self.tilt = tilt
        self.missingSlices = missingSlices
    }
}
