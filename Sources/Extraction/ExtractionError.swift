/// Why a region could not be computed.
public struct ExtractionError: Error, Sendable, CustomStringConvertible {
    /// A stable word that programs can branch on.
    public enum Code: String, Sendable, CaseIterable {
        /// The mask holds no voxel.
        case emptyMask = "empty-mask"
        /// The mask lies on another grid than the image.
        case otherGrid = "other-grid"
        /// The spacing or the position of the image or the mask is no usable number.
        case badGeometry = "geometry"
        /// The region has more voxels than can be counted.
        case tooLarge = "too-large"
        /// The region is so small that no voxel of the new spacing reaches the partial volume threshold.
        case lostInInterpolation = "lost-in-interpolation"
        /// The region holds intensities that are NaN or infinite.
        case nonFinite = "non-finite"
        /// An intensity lies below the first bin.
        case belowMinimum = "below-minimum"
        /// The intensities give nothing to normalise by, or the region to normalise by is missing.
        case notNormalisable = "not-normalisable"
        /// The discretisation would need more than 65,535 grey levels.
        case tooManyLevels = "too-many-levels"
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, where, and what to do.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One readable line.
    public var description: String { "\(message) [\(code.rawValue)]" }
}
