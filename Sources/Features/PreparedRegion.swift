import Kernels
import Voxels

/// A region after interpolation and re-segmentation: what features of intensity and shape are computed from.
public struct PreparedRegion: Sendable {
    /// The intensities of the region's box and the margin around it that neighbourhood features need.
    public let image: Volume
    /// The region's shape (IBSI G5KJ), on its own bounding box.
    public let morphologicalMask: Mask
    /// The voxels whose intensities count (IBSI SEFI): the shape less what re-segmentation removed, on the same box as the shape.
    public let intensityMask: Mask
    /// The intensities of the intensity mask's voxels (IBSI X_gl), in index order.
    public let intensities: [Float]
    /// The extremes and sums of the intensities.
    let sums: IntensitySums

    /// Groups an image crop with the two masks, which must share one grid, and one box inside the image's box.
    public init(image: Volume, morphologicalMask: Mask, intensityMask: Mask) {
        precondition(morphologicalMask.box == intensityMask.box, "both masks are held on one box")
        precondition(image.box.contains(morphologicalMask.box), "the image covers the masks")
        precondition(morphologicalMask.isBinary && intensityMask.isBinary, "masks hold 0 and 1, which kernels count with")
        self.image = image
        self.morphologicalMask = morphologicalMask
        self.intensityMask = intensityMask
        intensities = Self.intensities(of: image, in: intensityMask)
        sums = intensitySums(intensities, count: intensities.count)
    }
}

extension Mask {
    fileprivate var isBinary: Bool { Kernels.isBinary(values, count: values.count) }
}

/// The grey levels of a region on its box, padded by one voxel of "outside" on every side: what every texture family reads.
///
/// Grey levels count from 1; 0 is outside. The array has `(size.x + 2)·(size.y + 2)·(size.z + 2)` entries, x fastest.
public struct DiscretisedRegion: Sendable {
    /// The number of voxels along each axis without the padding.
    public let size: Index3
    /// The grey levels with padding; 0 outside.
    public let levels: [UInt16]
    /// The morphological mask with the same padding: 1 inside, 0 outside (distance zones need the shape's border).
    public let shape: [UInt8]
    /// The number of grey levels N_g (bins) of the discretisation: the highest level that can occur.
    public let levelCount: Int

    /// Groups padded grey levels with the padded shape.
    public init(size: Index3, levels: [UInt16], shape: [UInt8], levelCount: Int) {
        let padded = (size &+ 2).product
        precondition(levels.count == padded && shape.count == padded, "levels and shape hold the padded crop")
        self.size = size
        self.levels = levels
        self.shape = shape
        self.levelCount = levelCount
    }

    /// The number of voxels along each axis with the padding.
    public var paddedSize: Index3 { size &+ 2 }
}
