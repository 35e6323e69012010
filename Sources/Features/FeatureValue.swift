/// What a feature came to: a finite number, or the reason why there is none.
public enum FeatureValue: Sendable, Hashable {
    /// A finite number in the feature's unit.
    case value(Double)
    /// Mathematics gives no number here.
    case undefined(UndefinedReason)
    /// Something went wrong while computing.
    case failed(FeatureFailure)

    /// A value, or `undefined(reason)` when the number is NaN or infinite.
    public init(_ number: Double, otherwise reason: UndefinedReason) {
        self = number.isFinite ? .value(number) : .undefined(reason)
    }

    /// The number, if there is one.
    public var number: Double? {
        if case .value(let number) = self { number } else { nil }
    }
}

/// Why a feature has no value although nothing went wrong.
public enum UndefinedReason: String, Sendable, Hashable, CaseIterable {
    /// The region holds no voxel (after re-segmentation, where the feature uses the intensity mask).
    case emptyRegion = "empty-region"
    /// The region holds a single voxel, too few for the feature.
    case singleVoxel = "single-voxel"
    /// All intensities or grey levels of the region are equal.
    case flatRegion = "flat-region"
    /// The feature divides by a mean, sum or quartile sum that is zero.
    case zeroDenominator = "zero-denominator"
    /// No two voxels of the region are neighbours, so the texture matrix is empty.
    case noNeighbours = "no-neighbours"
    /// The region has no extent along an axis on which the feature depends.
    case noExtent = "no-extent"
    /// The region lies on more than one slice, where the feature describes a plane figure.
    case severalSlices = "several-slices"
    /// The region has no discretised grey levels, because the recipe asks for none and the intensities are not positive integers.
    case notDiscretised = "no-grey-levels"
}
