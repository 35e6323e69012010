import Kernels
import Threads

/// Builds the matrices row by row, in memory in proportion to the voxels and the levels: the way for many levels.
struct CooccurrenceGathering: CooccurrenceCounting {
    /// The matrices of the region are not made of slabs, but of rows.
    struct Slab: Sendable {}

    private let levels: TextureLevels

    init(_ levels: TextureLevels) {
        self.levels = levels
    }

    func slabs(extent: CooccurrenceExtent) -> [Range<Int>] { levels.slabs() }

    func count(slab: Range<Int>, extent: CooccurrenceExtent, eachSlice: ((CooccurrenceDirections) -> Void)?) -> Slab {
        guard let eachSlice else { return Slab() }
        var gatherer = CooccurrenceGatherer(levels)
        for slice in levels.slices[slab] {
            gatherer.gather(voxels(slice..<slice + 1), rows: 1..<levels.stride, directions: 4)
            let directions = (0..<4).map { gatherer.accumulators[$0].finish() }
            eachSlice(CooccurrenceDirections(directions: directions, merged: gatherer.accumulators[13].finish()))
        }
        return Slab()
    }

    func summaries(
        of slabs: [Slab], extent: CooccurrenceExtent, on threads: ThreadGrant
    ) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?) {
        let voxels = voxels(levels.crop.slices)
        let directions = extent == .whole ? 13 : 4
        let bytes = CooccurrenceGatherer.accumulatorCount * CooccurrenceAccumulator.bytes(levels)
        let parts = threads.map(levels.parts(ofBytes: bytes)) { rows in
            var gatherer = CooccurrenceGatherer(levels)
            gatherer.gather(voxels, rows: max(1, rows.lowerBound)..<max(1, rows.upperBound), directions: directions)
            return gatherer.accumulators
        }
        guard var total = parts.first else { preconditionFailure("there is a part for the level of outside at least") }
        for part in parts.dropFirst() {
            for index in total.indices { total[index].add(part[index]) }
        }
        let summaries = total.indices.map { total[$0].finish() }
        let inPlane = CooccurrenceDirections(directions: Array(summaries[..<4]), merged: summaries[13])
        return (inPlane, extent == .whole ? CooccurrenceDirections(directions: Array(summaries[..<13]), merged: summaries[14]) : nil)
    }

    private func voxels(_ slices: Range<Int>) -> VoxelsByLevel {
        VoxelsByLevel(levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices, stride: levels.stride)
    }
}

/// Gathers rows of the matrices of several directions at once.
private struct CooccurrenceGatherer {
    static let accumulatorCount = 15

    /// One per direction, then one of the in-plane directions merged and one of all merged.
    var accumulators: [CooccurrenceAccumulator]
    private let levels: TextureLevels
    private var rows: CooccurrenceRows
    private var mergedRows: CooccurrenceRows
    private let offsets: [Int]

    init(_ levels: TextureLevels) {
        self.levels = levels
        accumulators = [CooccurrenceAccumulator](repeating: CooccurrenceAccumulator(levels), count: Self.accumulatorCount)
        rows = CooccurrenceRows(directions: 13, stride: levels.stride)
        mergedRows = CooccurrenceRows(directions: 2, stride: levels.stride)
        offsets = Direction.all.map { levels.crop.offset($0.x, $0.y, $0.z) }
    }

    /// Adds the rows of some level indices to the accumulators of the directions, to that of the in-plane ones merged, and with all 13
    /// directions to that of all merged.
    mutating func gather(_ voxels: VoxelsByLevel, rows levelIndices: Range<Int>, directions: Int) {
        let offsets = Array(offsets[..<directions])
        for level in levelIndices where voxels.starts[level] < voxels.starts[level + 1] {
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
