/// What went wrong while a feature was computed.
public struct FeatureFailure: Sendable, Hashable, CustomStringConvertible {
    /// What kind of trouble it is; the raw values are stable.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// LAPACK found no eigenvectors of the region's covariance.
        case noPrincipalAxes = "no-principal-axes"
        /// Qhull made no convex hull of the region.
        case noConvexHull = "no-convex-hull"
        /// The enclosing ellipsoid did not converge.
        case noEnclosingEllipsoid = "no-enclosing-ellipsoid"
        /// The result exceeds what 64-bit floats hold.
        case overflow
        /// The image was cut closer to the region than the feature's neighbourhood reaches.
        case cropWithoutMargin = "crop-without-margin"
        /// Padding outside the scanner's field of view lies within the feature's neighbourhood.
        case paddingNearby = "padding-nearby"
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What is wrong, in one line.
    public let message: String

    /// Describes a failure.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// One readable line.
    public var description: String { "\(message) [\(code.rawValue)]" }
}

extension FeatureValue {
    /// A feature that failed.
    static func failed(_ code: FeatureFailure.Code, _ message: String) -> FeatureValue { .failed(FeatureFailure(code, message)) }
}
