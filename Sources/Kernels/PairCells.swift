/// How many pairs of voxels have two given levels.
public struct PairCell: Sendable, Hashable {
    /// The higher level index times the stride, plus the lower.
    public let cell: Int
    /// The number of pairs.
    public let count: Int
}

/// Counts the pairs of voxels that lie a step apart, by their levels, in the order of the cells.
///
/// Both voxels of a pair lie in `slices`. Memory is in proportion to the pairs, or to the square of a few levels.
///
/// - Parameters:
///   - levels: level indices of the padded crop, 0 outside, below `stride`.
///   - spans: the spans of all rows.
///   - step: the step from one voxel of a pair to the other.
public func pairCells(
    levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, step: SIMD3<Int>, stride: Int
) -> [PairCell] {
    let usesTable = stride &* stride <= 1 << 16
    var table = [Int](repeating: 0, count: usesTable ? stride &* stride : 0)
    var cells: [Int] = []
    levels.withUnsafeBufferPointer { levels in
        for slice in slices where slices.contains(slice &+ step.z) {
            for y in crop.rows where crop.rows.contains(y &+ step.y) {
                let row = slice &* crop.height &+ y
                let other = row &+ step.z &* crop.height &+ step.y
                let start = max(Int(spans[row].start), Int(spans[other].start) &- step.x)
                let end = min(Int(spans[row].end), Int(spans[other].end) &- step.x)
                var x = start
                while x < end {
                    let a = Int(levels[row &* crop.width &+ x])
                    let b = Int(levels[other &* crop.width &+ x &+ step.x])
                    x &+= 1
                    guard a > 0 && b > 0 else { continue }
                    let cell = max(a, b) &* stride &+ min(a, b)
                    if usesTable { table[cell] &+= 1 } else { cells.append(cell) }
                }
            }
        }
    }
    if usesTable { return table.indices.filter { table[$0] > 0 }.map { PairCell(cell: $0, count: table[$0]) } }
    cells.sort()
    var result: [PairCell] = []
    var first = 0
    for place in cells.indices where place &+ 1 == cells.count || cells[place &+ 1] != cells[place] {
        result.append(PairCell(cell: cells[place], count: place &+ 1 &- first))
        first = place &+ 1
    }
    return result
}

/// How many runs have a given level and length.
public struct RunCell: Sendable, Hashable {
    /// The level index.
    public let level: Int
    /// The number of voxels of a run.
    public let length: Int
    /// The number of runs.
    public let count: Int
}

/// Counts the runs of voxels of equal level along a direction, in the order of levels and lengths.
///
/// - Parameters:
///   - levels: level indices of the padded crop, 0 outside.
///   - spans: the spans of all rows.
///   - slices: the slices that are read; a direction across slices needs all.
///   - step: the direction, with components from −1 to 1.
public func runCells(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, step: SIMD3<Int>) -> [RunCell] {
    let offset = crop.offset(step.x, step.y, step.z)
    var counts: [SIMD2<Int>: Int] = [:]
    levels.withUnsafeBufferPointer { levels in
        for row in slices.lowerBound &* crop.height..<slices.upperBound &* crop.height {
            for x in Int(spans[row].start)..<Int(spans[row].end) {
                let place = row &* crop.width &+ x
                let level = levels[place]
                guard level > 0, levels[place &- offset] != level else { continue }
                var length = 1
                var next = place &+ offset
                while levels[next] == level {
                    length &+= 1
                    next &+= offset
                }
                counts[SIMD2(Int(level), length), default: 0] &+= 1
            }
        }
    }
    return counts.map { RunCell(level: $0.key.x, length: $0.key.y, count: $0.value) }
        .sorted { ($0.level, $0.length) < ($1.level, $1.length) }
}
