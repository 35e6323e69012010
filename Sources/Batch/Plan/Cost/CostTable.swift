import Features
import Voxels

/// What the program was measured to need on one core, as `Plan.md` describes; lengths and counts are those of boxes around regions.
///
/// Bytes are upper bounds of what was measured, seconds are means.
enum CostTable {
    /// The process itself, once it computes.
    static let processBytes = 42 << 20
    /// The matrices of texture features, whatever the region.
    static let bytesOfMatrices = 6 << 20
    /// For each file of the image: its header, and its place in the series.
    static let bytesOfFile = 8_000.0
    /// How much of the box the regions of a mask of which nothing is known are taken to fill.
    static let fillingOfUnknown = 0.05

    /// Bytes for each voxel that is read, and its mask, without interpolation.
    static let bytesOfSource = 9.0
    /// Bytes for each voxel that is read, with interpolation.
    static func bytesOfSource(_ method: InterpolationMethod) -> Double { method == .cubic ? 15 : 9 }
    /// Bytes for each voxel that interpolation makes, and its mask.
    static let bytesOfInterpolated = 9.0
    /// Bytes for each voxel while features are computed.
    static let bytesOfFeatures = 13.0
    /// Bytes for each voxel with Moran's I and Geary's C, whose transforms are padded.
    static let bytesOfAutocorrelation = 42.0
    /// Bytes for each voxel of the crop that the regions of one mask object share.
    static let bytesOfSharedCrop = 5.0

    /// Seconds of any case.
    static let secondsOfCase = 0.03
    /// Seconds for each file of the image.
    static let secondsOfFile = 0.000_3
    /// Seconds for each voxel that is read.
    static let secondsOfSource = 8e-9
    /// Seconds for each voxel that a normalisation takes statistics from; it reads the whole image.
    static let secondsOfStatistics = 20e-9
    /// Seconds for each voxel that interpolation makes.
    static func secondsOfInterpolated(_ method: InterpolationMethod) -> Double { method == .cubic ? 45e-9 : 15e-9 }
    /// Seconds for each voxel of the box with Moran's I and Geary's C.
    static let secondsOfAutocorrelation = 230e-9
    /// Seconds for each voxel of the region that a family takes.
    static func seconds(of family: FeatureFamily) -> Double {
        switch family {
        case .morphology, .planarMorphology: 60e-9
        case .localIntensity: 70e-9
        default: 12e-9
        }
    }
}
