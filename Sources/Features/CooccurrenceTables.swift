import Kernels
import Threads

/// Counts every direction into a table of all pairs of levels: the fast way for up to `levelLimit` levels.
struct CooccurrenceTables: CooccurrenceCounting {
    /// The number of levels up to which tables are used; beyond, they grow large and stay mostly empty.
    static let levelLimit = 255

    /// Tables of the four in-plane directions and of the nine others; empty where not wanted.
    struct Slab: Sendable {
        var inPlane: [UInt32]
        var across: [UInt32]
    }

    private let levels: TextureLevels
    private var size: Int { levels.stride * levels.stride }

    init(_ levels: TextureLevels) {
        self.levels = levels
    }

    func slabs(extent: CooccurrenceExtent) -> [Range<Int>] {
        let directions = extent == .none ? 0 : extent == .inPlane ? 4 : 13
        return levels.slabs(ofBytes: directions * size * MemoryLayout<UInt32>.size)
    }

    func count(slab: Range<Int>, extent: CooccurrenceExtent, eachSlice: ((CooccurrenceDirections) -> Void)?) -> Slab {
        var counts = Slab(inPlane: extent == .none ? [] : tables(4), across: extent == .whole ? tables(9) : [])
        if let eachSlice {
            var accumulator = CooccurrenceAccumulator(levels)
            var slice = tables(4)
            for index in levels.slices[slab] {
                clearCounts(&slice)
                count(slice: index, into: &slice)
                if extent != .none { addCounts(slice, to: &counts.inPlane) }
                var merged = [Int](repeating: 0, count: size)
                let directions = (0..<4).map { summary(of: slice, direction: $0, addingTo: &merged, &accumulator) }
                eachSlice(CooccurrenceDirections(directions: directions, merged: summary(of: merged, &accumulator)))
            }
        } else if extent != .none {
            for index in levels.slices[slab] { count(slice: index, into: &counts.inPlane) }
        }
        if extent == .whole {
            countPairsAcross(
                levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: levels.range(of: slab), stride: levels.stride,
                tables: &counts.across)
        }
        return counts
    }

    func summaries(
        of slabs: [Slab], extent: CooccurrenceExtent, on threads: ThreadGrant
    ) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?) {
        var total = tables(extent == .whole ? 13 : 4)
        for slab in slabs { addCounts(slab.inPlane + slab.across, to: &total) }
        let tables = total
        // One part for each direction, then one for the in-plane ones merged, and one for all merged.
        let directions = extent == .whole ? 13 : 4
        let summaries = threads.map(directions == 13 ? 15 : 5) { part in
            var accumulator = CooccurrenceAccumulator(levels)
            var merged = [Int](repeating: 0, count: size)
            guard part >= directions else { return summary(of: tables, direction: part, addingTo: &merged, &accumulator) }
            for direction in 0..<(part == directions ? 4 : 13) { addCounts(tables, from: direction * size, to: &merged) }
            return summary(of: merged, &accumulator)
        }
        let inPlane = CooccurrenceDirections(directions: Array(summaries[..<4]), merged: summaries[directions])
        guard extent == .whole else { return (inPlane, nil) }
        return (inPlane, CooccurrenceDirections(directions: Array(summaries[..<13]), merged: summaries[14]))
    }

    private func tables(_ count: Int) -> [UInt32] { [UInt32](repeating: 0, count: count * size) }

    private func count(slice index: Int, into tables: inout [UInt32]) {
        countPairsInPlane(
            levels: levels.indices, crop: levels.crop, spans: levels.spans, slice: index, stride: levels.stride, tables: &tables)
    }

    /// The summary of one direction's table, which is also added to `merged`.
    private func summary(
        of tables: [UInt32], direction: Int, addingTo merged: inout [Int], _ accumulator: inout CooccurrenceAccumulator
    ) -> CooccurrenceSummary? {
        addCounts(tables, from: direction * size, to: &merged)
        var table = [Int](repeating: 0, count: size)
        addCounts(tables, from: direction * size, to: &table)
        return summary(of: table, &accumulator)
    }

    private func summary(of table: [Int], _ accumulator: inout CooccurrenceAccumulator) -> CooccurrenceSummary? {
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
