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
    /// For each direction, `stride` counts; that of level 0 means nothing.
    public private(set) var counts: [UInt32]
    /// For each direction, up to `stride` level indices whose count is not zero.
    public private(set) var touched: [UInt16]
    /// For each direction, how many entries of `touched` are valid.
    public private(set) var touchedCounts: [Int]
    /// The number of entries of a row.
    public let stride: Int

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
        let limit = UInt16(truncatingIfNeeded: level)
        let stride = stride
        levels.withUnsafeBufferPointer { levels in
            voxels.positions.withUnsafeBufferPointer { positions in
                counts.withUnsafeMutableBufferPointer { counts in
                    touched.withUnsafeMutableBufferPointer { touched in
                        guard let levels = levels.baseAddress, let counts = counts.baseAddress, let touched = touched.baseAddress else {
                            return
                        }
                        for direction in 0..<offsets.count {
                            touchedCounts[direction] = gatherRow(
                                levels, UnsafeBufferPointer(rebasing: positions[range]), offset: offsets[direction], limit: limit,
                                counts: counts + direction &* stride, touched: touched + direction &* stride)
                        }
                    }
                }
            }
        }
    }

    /// Adds one direction's row of other counts to a row of this.
    public mutating func add(_ other: CooccurrenceRows, direction: Int, to target: Int) {
        let source = direction &* stride
        let row = target &* stride
        var listed = touchedCounts[target]
        counts.withUnsafeMutableBufferPointer { counts in
            touched.withUnsafeMutableBufferPointer { touched in
                for place in source..<source &+ other.touchedCounts[direction] {
                    let level = Int(other.touched[place])
                    if counts[row &+ level] == 0 {
                        touched[row &+ listed] = UInt16(truncatingIfNeeded: level)
                        listed &+= 1
                    }
                    counts[row &+ level] &+= other.counts[source &+ level]
                }
            }
        }
        touchedCounts[target] = listed
    }

    /// Empties one direction's row.
    public mutating func clear(direction: Int) {
        for place in 0..<touchedCounts[direction] {
            counts[direction &* stride &+ Int(touched[direction &* stride &+ place])] = 0
        }
        touchedCounts[direction] = 0
    }
}

/// Counts the neighbours on both sides of some voxels, and lists the levels that were found.
///
/// What is outside or above `limit` goes to the entry of level 0, which is never zero and so never listed.
private func gatherRow(
    _ levels: UnsafePointer<UInt16>, _ positions: UnsafeBufferPointer<Int32>, offset: Int, limit: UInt16,
    counts: UnsafeMutablePointer<UInt32>, touched: UnsafeMutablePointer<UInt16>
) -> Int {
    var listed = 0
    counts[0] = 1
    for position in positions {
        let voxel = levels + Int(position)
        let ahead = keep(voxel[offset], upTo: limit)
        touched[listed] = ahead
        listed &+= counts[Int(ahead)] == 0 ? 1 : 0
        counts[Int(ahead)] &+= 1
        let behind = keep(voxel[-offset], upTo: limit)
        touched[listed] = behind
        listed &+= counts[Int(behind)] == 0 ? 1 : 0
        counts[Int(behind)] &+= 1
    }
    return listed
}

/// The level, or 0 when it is above the limit; by arithmetic, since a branch would be guessed wrong half the time.
@inline(__always)
private func keep(_ level: UInt16, upTo limit: UInt16) -> UInt16 {
    let above = (Int32(limit) &- Int32(level)) >> 31
    return level & ~UInt16(truncatingIfNeeded: above)
}
