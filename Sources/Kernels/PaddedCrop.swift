/// The extent of a crop of voxels that is padded by one voxel of "outside" on every side, x fastest.
public struct PaddedCrop: Sendable {
    /// The number of columns with the padding.
    public let width: Int
    /// The number of rows of a slice with the padding.
    public let height: Int
    /// The number of slices with the padding.
    public let depth: Int

    /// Makes an extent; every axis counts its two padding voxels.
    public init(width: Int, height: Int, depth: Int) {
        self.width = width
        self.height = height
        self.depth = depth
    }

    /// The number of voxels of a slice.
    @inlinable public var sliceStride: Int { width &* height }
    /// The number of voxels.
    @inlinable public var count: Int { sliceStride &* depth }
    /// The slices without the padding.
    @inlinable public var slices: Range<Int> { 1..<max(1, depth &- 1) }
    /// The rows of a slice without the padding.
    @inlinable public var rows: Range<Int> { 1..<max(1, height &- 1) }

    /// How far apart a voxel and its neighbour in this direction are in memory.
    @inlinable public func offset(_ x: Int, _ y: Int, _ z: Int) -> Int {
        (z &* height &+ y) &* width &+ x
    }
}

/// The columns of a row between its first and last voxel of the region, `start ..< end`; empty when the row has none.
public struct RowSpan: Sendable {
    /// The first column inside the region.
    public var start: Int32
    /// The column behind the last one inside the region.
    public var end: Int32

    /// Makes a span.
    public init(start: Int32, end: Int32) {
        self.start = start
        self.end = end
    }
}

/// The span of every row of a padded crop, in the order of the rows (padding included).
public func rowSpans(levels: [UInt16], crop: PaddedCrop) -> [RowSpan] {
    let rowCount = crop.height &* crop.depth
    return levels.withUnsafeBufferPointer { levels in
        [RowSpan](unsafeUninitializedCapacity: rowCount) { spans, initialized in
            for row in 0..<rowCount {
                let base = row &* crop.width
                var start = 0
                var end = crop.width
                while start < end && levels[base &+ start] == 0 { start &+= 1 }
                while end > start && levels[base &+ end &- 1] == 0 { end &-= 1 }
                spans[row] = RowSpan(start: Int32(start), end: Int32(end))
            }
            initialized = rowCount
        }
    }
}

/// How many voxels have each grey level, for the levels 0…65,535.
///
/// Four tables take turns, so that equal neighbours do not wait for each other's increments.
public func levelHistogram(levels: [UInt16]) -> [Int] {
    let levelCount = 65_536
    var tables = [UInt32](repeating: 0, count: 4 &* levelCount)
    levels.withUnsafeBufferPointer { levels in
        tables.withUnsafeMutableBufferPointer { tables in
            for voxel in 0..<levels.count {
                tables[(voxel & 3) &* levelCount &+ Int(levels[voxel])] &+= 1
            }
        }
    }
    return (0..<levelCount).map { level in
        (0..<4).reduce(0) { $0 &+ Int(tables[$1 &* levelCount &+ level]) }
    }
}

/// Replaces every level by its entry of a table of 65,536.
public func mapLevels(_ levels: [UInt16], through table: [UInt16]) -> [UInt16] {
    levels.withUnsafeBufferPointer { levels in
        table.withUnsafeBufferPointer { table in
            [UInt16](unsafeUninitializedCapacity: levels.count) { mapped, initialized in
                for voxel in 0..<levels.count { mapped[voxel] = table[Int(levels[voxel])] }
                initialized = levels.count
            }
        }
    }
}

/// Adds counts, entry by entry.
public func addCounts(_ counts: [UInt32], from first: Int, to totals: inout [Int]) {
    counts.withUnsafeBufferPointer { counts in
        totals.withUnsafeMutableBufferPointer { totals in
            for entry in 0..<totals.count { totals[entry] &+= Int(counts[first &+ entry]) }
        }
    }
}

/// Adds counts, entry by entry.
public func addCounts(_ counts: [UInt32], to totals: inout [UInt32]) {
    counts.withUnsafeBufferPointer { counts in
        totals.withUnsafeMutableBufferPointer { totals in
            for entry in 0..<totals.count { totals[entry] &+= counts[entry] }
        }
    }
}

/// Sets every entry to zero.
@inlinable public func clearCounts<Number: FixedWidthInteger>(_ counts: inout [Number]) {
    counts.withUnsafeMutableBufferPointer { $0.update(repeating: 0) }
}
