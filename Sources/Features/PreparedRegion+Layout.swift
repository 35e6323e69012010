import Kernels
import Voxels

extension PreparedRegion {
    /// Where the masks' box lies in the image's array.
    var layout: BlockLayout { layout(of: morphologicalMask.box) }

    /// Where a box inside the image's box lies in the image's array.
    func layout(of box: Box) -> BlockLayout {
        let held = image.box.size
        return BlockLayout(
            width: box.size.x, height: box.size.y, depth: box.size.z, offset: image.box.offset(of: box.lower),
            rowStride: held.x, sliceStride: held.x * held.y)
    }

    /// The intensities of the intensity mask's voxels (IBSI X_gl), in index order.
    var intensities: [Float] {
        let count = intensityMask.count
        guard count > 0 else { return [] }
        return [Float](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            initialized = gatherIntensities(image.values, layout: layout, mask: intensityMask.values, into: base)
        }
    }
}
