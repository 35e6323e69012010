import Features
import PhantomKit
import TestSupport
import Voxels

extension DigitalPhantom {
    /// The region with its grey levels.
    static var discretised: DiscretisedRegion {
        DiscretisedRegion(size: size, levelCount: levelCount, levels: zip(levels, region).map { $0 * UInt16($1) }, shape: region)
    }

    /// The region with its intensities.
    static var prepared: PreparedRegion {
        PreparedRegion(image: image, morphologicalMask: mask, intensityMask: mask)
    }
}
