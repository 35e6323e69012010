/// Where a block of voxels lies inside a larger array, x fastest: what kernels need to walk a region's box inside an image crop.
public struct BlockLayout: Sendable {
    /// The number of voxels along x, y and z.
    public let width, height, depth: Int
    /// The place of the block's first voxel in the array.
    public let offset: Int
    /// The distance in the array from one row to the next, and from one slice to the next.
    public let rowStride, sliceStride: Int

    /// Describes a block of `width`·`height`·`depth` voxels.
    public init(width: Int, height: Int, depth: Int, offset: Int, rowStride: Int, sliceStride: Int) {
        self.width = width
        self.height = height
        self.depth = depth
        self.offset = offset
        self.rowStride = rowStride
        self.sliceStride = sliceStride
    }

    @inlinable func row(_ y: Int, _ z: Int) -> Int { offset &+ y &* rowStride &+ z &* sliceStride }
}
