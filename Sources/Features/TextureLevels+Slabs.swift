import Kernels
import Threads

extension TextureLevels {
    /// How many voxels a slab of slices has at least.
    private static let voxelsOfSlab = 1 << 15
    /// The largest number of slabs: what they come to is held until all are done.
    private static let mostSlabs = 16
    /// How many bytes for each voxel of the region the results of all slabs together may take.
    private static let bytesPerVoxel = 16

    /// The slices that hold voxels, cut into slabs: each one is a range of `slices`.
    ///
    /// - Parameter bytes: how much memory the result of a slab takes; the more, the fewer slabs.
    func slabs(ofBytes bytes: Int = 0) -> [Range<Int>] {
        let weights = slices.map { slice in
            crop.rows.reduce(0) { sum, y in
                let span = spans[slice * crop.height + y]
                return sum + Int(span.end - span.start)
            }
        }
        return Cut.ranges(weights: weights, size: Self.voxelsOfSlab, most: mostParts(ofBytes: bytes, in: weights.reduce(0, +)))
    }

    /// The level indices, cut into parts with similar numbers of voxels.
    func parts(ofBytes bytes: Int) -> [Range<Int>] {
        Cut.ranges(weights: counts, size: Self.voxelsOfSlab, most: mostParts(ofBytes: bytes, in: voxelCount))
    }

    private func mostParts(ofBytes bytes: Int, in voxels: Int) -> Int {
        min(Self.mostSlabs, max(1, voxels * Self.bytesPerVoxel / max(1, bytes)))
    }

    /// All slices from the first to the last of a slab.
    func range(of slab: Range<Int>) -> Range<Int> { slices[slab.lowerBound]..<slices[slab.upperBound - 1] + 1 }
}
