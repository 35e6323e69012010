/// The voxels of some slices, grouped by level, each group in the order of memory.
public struct VoxelsByLevel: Sendable {
    /// Where the voxels of a level begin in `positions`; the voxels of level `i` are `starts[i] ..< starts[i + 1]`.
    public private(set) var starts: [Int32]
    /// Offsets of voxels in the padded crop.
    public private(set) var positions: [Int32]

    /// Groups the voxels of `slices` by a counting sort; level indices must be below `stride`.
    public init(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, stride: Int) {
        var starts = [Int32](repeating: 0, count: stride &+ 1)
        var positions: [Int32] = []
        levels.withUnsafeBufferPointer { levels in
            func forEachVoxel(_ body: (Int, Int) -> Void) {
                for row in slices.lowerBound &* crop.height..<slices.upperBound &* crop.height {
                    for x in Int(spans[row].start)..<Int(spans[row].end) {
                        let voxel = row &* crop.width &+ x
                        if levels[voxel] != 0 { body(voxel, Int(levels[voxel])) }
                    }
                }
            }
            forEachVoxel { starts[$1 &+ 1] &+= 1 }
            for level in 0..<stride { starts[level &+ 1] &+= starts[level] }
            positions = [Int32](unsafeUninitializedCapacity: Int(starts[stride])) { sorted, initialized in
                var next = starts
                forEachVoxel { voxel, level in
                    sorted[Int(next[level])] = Int32(truncatingIfNeeded: voxel)
                    next[level] &+= 1
                }
                initialized = Int(starts[stride])
            }
        }
        self.starts = starts
        self.positions = positions
    }
}

/// One row of the symmetric co-occurrence matrices of several directions, with the list of its entries that are not zero.
///
/// Building matrices row by row takes memory in proportion to the number of levels instead of its square.
public struct CooccurrenceRows: Sendable {
    /// For each direction, `stride` counts.
    public private(set) var counts: [UInt32]
    /// For each direction, up to `stride` level indices whose count is not zero.
    public private(set) var touched: [UInt16]
    /// For each direction, how many entries of `touched` are valid.
    public private(set) var touchedCounts: [Int]
    private let stride: Int

    /// Makes empty rows for some directions and level indices below `stride`.
    public init(directions: Int, stride: Int) {
        counts = [UInt32](repeating: 0, count: directions &* stride)
        touched = [UInt16](repeating: 0, count: directions &* stride)
        touchedCounts = [Int](repeating: 0, count: directions)
        self.stride = stride
    }

    /// Counts, in every direction and its opposite, the neighbours of one level's voxels that have that level or a lower one.
    ///
    /// - Parameter offsets: how far apart a voxel and its neighbour are in memory, for each direction.
    public mutating func gather(level: Int, voxels: VoxelsByLevel, levels: [UInt16], offsets: [Int]) {
        let range = Int(voxels.starts[level])..<Int(voxels.starts[level &+ 1])
        let stride = stride
        levels.withUnsafeBufferPointer { levels in
            counts.withUnsafeMutableBufferPointer { counts in
                touched.withUnsafeMutableBufferPointer { touched in
                    touchedCounts.withUnsafeMutableBufferPointer { touchedCounts in
                        func count(_ neighbour: UInt16, _ direction: Int) {
                            guard neighbour != 0 && Int(neighbour) <= level else { return }
                            let entry = direction &* stride &+ Int(neighbour)
                            if counts[entry] == 0 {
                                touched[direction &* stride &+ touchedCounts[direction]] = neighbour
                                touchedCounts[direction] &+= 1
                            }
                            counts[entry] &+= 1
                        }
                        for place in range {
                            let voxel = Int(voxels.positions[place])
                            for direction in 0..<offsets.count {
                                count(levels[voxel &+ offsets[direction]], direction)
                                count(levels[voxel &- offsets[direction]], direction)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds a count to an entry of one direction's row.
    public mutating func add(_ count: UInt32, level: UInt16, direction: Int) {
        let entry = direction &* stride &+ Int(level)
        if counts[entry] == 0 {
            touched[direction &* stride &+ touchedCounts[direction]] = level
            touchedCounts[direction] &+= 1
        }
        counts[entry] &+= count
    }

    /// Empties one direction's row.
    public mutating func clear(direction: Int) {
        for place in 0..<touchedCounts[direction] {
            counts[direction &* stride &+ Int(touched[direction &* stride &+ place])] = 0
        }
        touchedCounts[direction] = 0
    }
}
