import Kernels
import Voxels

extension PreparedRegion {
    /// Where the masks' box lies in the image's array.
    var layout: BlockLayout { image.layout(of: morphologicalMask.box) }

    static func intensities(of image: Volume, in mask: Mask) -> [Float] {
        let count = mask.count
        guard count > 0 else { return [] }
        return [Float](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            initialized = gatherIntensities(image.values, layout: image.layout(of: mask.box), mask: mask.values, into: base)
        }
    }

    /// The lowest and highest intensity of the intensity mask; nil when it is empty.
    public var extremes: ClosedRange<Double>? {
        intensities.isEmpty ? nil : Double(sums.minimum)...Double(sums.maximum)
    }

    /// The same region without the voxels of the intensity mask whose intensity lies outside a range.
    public func restricted(to range: ClosedRange<Double>) -> PreparedRegion {
        var mask = intensityMask
        keepInside(image.values, layout: layout, lower: range.lowerBound, upper: range.upperBound, mask: &mask.values)
        return PreparedRegion(image: image, morphologicalMask: morphologicalMask, intensityMask: mask)
    }
}

extension Volume {
    /// Where a box inside the volume's lies in its array.
    func layout(of part: Box) -> BlockLayout {
        let held = box.size
        return BlockLayout(
            width: part.size.x, height: part.size.y, depth: part.size.z, offset: box.offset(of: part.lower),
            rowStride: held.x, sliceStride: held.x * held.y)
    }
}

extension DiscretisedRegion {
    /// Assigns grey levels to the intensity mask of a region that has no intensity below the scale's lowest.
    public init(_ region: PreparedRegion, scale: GreyLevelScale, levelCount: Int) {
        let size = region.intensityMask.box.size
        var levels = [UInt16](repeating: 0, count: (size &+ 2).product)
        assignLevels(region.image.values, layout: region.layout, mask: region.intensityMask.values, scale: scale, levels: &levels)
        var shape = [UInt8](repeating: 0, count: levels.count)
        padMask(region.morphologicalMask.values, width: size.x, height: size.y, depth: size.z, padded: &shape)
        self.init(size: size, levels: levels, shape: shape, levelCount: levelCount)
    }
}
