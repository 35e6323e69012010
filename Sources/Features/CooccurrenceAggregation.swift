import Kernels

/// The summaries of one region's or one slice's co-occurrence matrices; an empty matrix has none.
struct CooccurrenceDirections {
    /// One per direction.
    var directions: [CooccurrenceSummary?]
    /// Of all directions merged.
    var merged: CooccurrenceSummary?
}

/// A way to count the co-occurrence matrices of a region.
protocol CooccurrenceCounting {
    /// The four in-plane directions within one slice.
    mutating func summaries(ofSlice slice: Int) -> CooccurrenceDirections

    /// The four in-plane directions merged over slices, and all 13 directions of the volume when asked for.
    mutating func summariesOfVolume(across: Bool) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?)
}

/// The features of co-occurrence matrices in the aggregations asked for.
///
/// Every slice and direction is counted once; all aggregations derive from these matrices.
func aggregateCooccurrence<Counting: CooccurrenceCounting>(
    _ counting: Counting, levels: TextureLevels, features: [Feature<CooccurrenceSummary>], aggregations: Set<Aggregation>
) -> AggregatedValues {
    var counting = counting
    var values = AggregatedValues()
    let reason: UndefinedReason = levels.usedCount == 0 ? .emptyRegion : .noNeighbours
    func average(_ parts: [CooccurrenceSummary?]) -> [FeatureValue] {
        var average = FeatureAverage(count: features.count)
        for part in parts { average.add(features.values(of: part, otherwise: reason)) }
        return average.values(otherwise: reason)
    }
    if aggregations.contains(.averaged2D) || aggregations.contains(.sliceMerged2D) {
        var averaged = FeatureAverage(count: features.count)
        var merged = FeatureAverage(count: features.count)
        for slice in levels.slices {
            let part = counting.summaries(ofSlice: slice)
            for direction in part.directions { averaged.add(features.values(of: direction, otherwise: reason)) }
            merged.add(features.values(of: part.merged, otherwise: reason))
        }
        values[.averaged2D] = averaged.values(otherwise: reason)
        values[.sliceMerged2D] = merged.values(otherwise: reason)
    }
    let across = aggregations.contains(.averaged3D) || aggregations.contains(.merged3D)
    if across || aggregations.contains(.directionMerged25D) || aggregations.contains(.merged25D) {
        let volume = counting.summariesOfVolume(across: across)
        values[.directionMerged25D] = average(volume.inPlane.directions)
        values[.merged25D] = features.values(of: volume.inPlane.merged, otherwise: reason)
        if let whole = volume.whole {
            values[.averaged3D] = average(whole.directions)
            values[.merged3D] = features.values(of: whole.merged, otherwise: reason)
        }
    }
    return values
}

/// Counts every direction into a table of all pairs of levels: the fast way for up to `levelLimit` levels.
struct CooccurrenceTables: CooccurrenceCounting {
    /// The number of levels up to which tables are used; beyond, they grow large and stay mostly empty.
    static let levelLimit = 255

    private let levels: TextureLevels
    private var slice: [UInt32]
    private var inPlane: [UInt32]
    private var hasCountedSlices = false
    private var accumulator: CooccurrenceAccumulator

    init(_ levels: TextureLevels) {
        self.levels = levels
        slice = [UInt32](repeating: 0, count: 4 * levels.stride * levels.stride)
        inPlane = slice
        accumulator = CooccurrenceAccumulator(levels)
    }

    mutating func summaries(ofSlice index: Int) -> CooccurrenceDirections {
        clearCounts(&slice)
        count(slice: index, into: &slice)
        addCounts(slice, to: &inPlane)
        hasCountedSlices = true
        var merged = emptyTable
        let directions = summaries(of: slice, merged: &merged)
        return CooccurrenceDirections(directions: directions, merged: summary(of: merged))
    }

    mutating func summariesOfVolume(across: Bool) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?) {
        if !hasCountedSlices {
            for index in levels.slices { count(slice: index, into: &inPlane) }
        }
        var merged = emptyTable
        let directions = summaries(of: inPlane, merged: &merged)
        let plane = CooccurrenceDirections(directions: directions, merged: summary(of: merged))
        guard across else { return (plane, nil) }
        var tables = [UInt32](repeating: 0, count: 9 * levels.stride * levels.stride)
        countPairsAcross(levels: levels.indices, crop: levels.crop, spans: levels.spans, stride: levels.stride, tables: &tables)
        let others = summaries(of: tables, merged: &merged)
        return (plane, CooccurrenceDirections(directions: directions + others, merged: summary(of: merged)))
    }

    private var emptyTable: [Int] { [Int](repeating: 0, count: levels.stride * levels.stride) }

    private func count(slice index: Int, into tables: inout [UInt32]) {
        countPairsInPlane(
            levels: levels.indices, crop: levels.crop, spans: levels.spans, slice: index, stride: levels.stride, tables: &tables)
    }

    /// The summary of each table, which is also added to `merged`.
    private mutating func summaries(of tables: [UInt32], merged: inout [Int]) -> [CooccurrenceSummary?] {
        let size = levels.stride * levels.stride
        return stride(from: 0, to: tables.count, by: size).map { first in
            addCounts(tables, from: first, to: &merged)
            var table = emptyTable
            addCounts(tables, from: first, to: &table)
            return summary(of: table)
        }
    }

    private mutating func summary(of table: [Int]) -> CooccurrenceSummary? {
        let stride = levels.stride
        for i in 1..<max(1, stride) {
            for j in 1...i {
                let count = table[i * stride + j] + table[j * stride + i]
                if count > 0 { accumulator.add(i, j, count: count) }
            }
        }
        return accumulator.finish()
    }
}

/// Builds the matrices row by row, in memory in proportion to the voxels and the levels: the way for many levels.
struct CooccurrenceGathering: CooccurrenceCounting {
    private let levels: TextureLevels
    /// One per direction, then one of the in-plane directions merged and one of all merged.
    private var accumulators: [CooccurrenceAccumulator]
    private var rows: CooccurrenceRows
    private var mergedRows: CooccurrenceRows
    private let offsets: [Int]

    init(_ levels: TextureLevels) {
        self.levels = levels
        accumulators = [CooccurrenceAccumulator](repeating: CooccurrenceAccumulator(levels), count: 15)
        rows = CooccurrenceRows(directions: 13, stride: levels.stride)
        mergedRows = CooccurrenceRows(directions: 2, stride: levels.stride)
        offsets = Direction.all.map { levels.crop.offset($0.x, $0.y, $0.z) }
    }

    mutating func summaries(ofSlice slice: Int) -> CooccurrenceDirections {
        gather(slices: slice..<slice + 1, directions: 4)
        return CooccurrenceDirections(directions: (0..<4).map { accumulators[$0].finish() }, merged: accumulators[13].finish())
    }

    mutating func summariesOfVolume(across: Bool) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?) {
        gather(slices: levels.crop.slices, directions: across ? 13 : 4)
        let directions = (0..<13).map { accumulators[$0].finish() }
        let plane = CooccurrenceDirections(directions: Array(directions[..<4]), merged: accumulators[13].finish())
        let merged = accumulators[14].finish()
        return (plane, across ? CooccurrenceDirections(directions: directions, merged: merged) : nil)
    }

    /// Fills the accumulators of the directions, that of the in-plane ones merged, and with all 13 directions that of all merged.
    private mutating func gather(slices: Range<Int>, directions: Int) {
        let voxels = VoxelsByLevel(
            levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices, stride: levels.stride)
        let offsets = Array(offsets[..<directions])
        for level in 1..<max(1, levels.stride) where voxels.starts[level] < voxels.starts[level + 1] {
            rows.gather(level: level, voxels: voxels, levels: levels.indices, offsets: offsets)
            for direction in 0..<4 { takeRow(of: direction, level: level, merges: directions > 4 ? [0, 1] : [0]) }
            for direction in 4..<directions { takeRow(of: direction, level: level, merges: [1]) }
            takeMergedRow(0, level: level)
            takeMergedRow(1, level: level)
        }
    }

    private mutating func takeRow(of direction: Int, level: Int, merges: [Int]) {
        accumulators[direction].add(level, rows, direction: direction)
        for merge in merges { mergedRows.add(rows, direction: direction, to: merge) }
        rows.clear(direction: direction)
    }

    private mutating func takeMergedRow(_ merge: Int, level: Int) {
        accumulators[13 + merge].add(level, mergedRows, direction: merge)
        mergedRows.clear(direction: merge)
    }
}

extension CooccurrenceAccumulator {
    /// Adds one direction's row of cells.
    fileprivate mutating func add(_ level: Int, _ rows: CooccurrenceRows, direction: Int) {
        let first = direction * rows.stride
        for place in first..<first + rows.touchedCounts[direction] {
            let neighbour = Int(rows.touched[place])
            add(level, neighbour, count: Int(rows.counts[first + neighbour]))
        }
    }
}

/// The 13 directions between a voxel and its 26 neighbours, each once: first the four within a slice.
enum Direction {
    static let inPlane: [SIMD3<Int>] = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [-1, 1, 0]]
    static let across: [SIMD3<Int>] = (0..<9).map { [$0 % 3 - 1, $0 / 3 - 1, 1] }
    static let all = inPlane + across
}
