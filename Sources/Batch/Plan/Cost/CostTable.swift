import Features

/// What the program was measured to need on one core; `make calibrate` is described in `Plan.md`.
///
/// Bytes are upper bounds of what was measured on phantoms from 10³ to 10⁸ voxels, seconds are means.
enum CostTable {
    /// The process itself, once it computes.
    static let processBytes = 35 << 20
    /// How much of an image the regions of a mask of which nothing is known are taken to fill.
    static let fillingOfWhole = 0.05

    /// Bytes for each voxel of the box that is read from the image.
    static let bytesOfSource = 9.0
    /// Bytes for each voxel of the box on the recipe's spacing.
    static let bytesOfCrop = 20.0
    /// Bytes for each file of the image.
    static let bytesOfFile = 6_000.0
    /// Bytes for each voxel of the box that a family adds while it is computed.
    static func bytes(of family: FeatureFamily) -> Double {
        switch family {
        case .morphology: 40
        case .localIntensity: 16
        default: 12
        }
    }
    /// Bytes for each voxel of the box for Moran's I and Geary's C, whose transforms are padded.
    static let bytesOfAutocorrelation = 100.0

    /// Seconds for opening each file of the image.
    static let secondsOfFile = 0.0004
    /// Seconds for each voxel that is decoded.
    static let secondsOfSource = 5e-9
    /// Seconds for each voxel of the box on the recipe's spacing.
    static let secondsOfCrop = 3e-8
    /// Seconds for each voxel of the region, of all families but those below.
    static let secondsOfVoxel = 1e-6
    /// Seconds for each voxel of the box for Moran's I and Geary's C.
    static let secondsOfAutocorrelation = 1e-6
    /// Seconds of any case.
    static let secondsOfCase = 0.01
}
