import Kernels
import Threads

/// The run length matrices of a region, and the features of every aggregation that derive from them.
///
/// Counts are kept per level for each length up to the longest run that the level can have, or with many levels the longest that it has, so
/// that memory stays in proportion to the voxels.
struct RunLengthMatrices {
    private let levels: TextureLevels
    /// Where each level's counts begin in a table: length r is entry `bases[index] + r`, and a zero follows the longest run.
    private let bases: [UInt32]
    private let emptyTable: [UInt32]

    /// Beyond this many entries a table no longer stays in the cache, and looking for the levels' longest runs first is faster.
    private static let smallTable = 1 << 16

    init(_ levels: TextureLevels) {
        let longest = levels.region.size.max()
        var lengths = levels.counts.map { min($0, longest) }
        if lengths.reduce(0, +) > Self.smallTable { lengths = Self.longestRuns(levels) }
        var bases: [UInt32] = []
        var entries = 0
        for (index, length) in lengths.enumerated() {
            bases.append(UInt32(entries))
            entries += (index == 0 ? 1 : length) + 2
        }
        self.levels = levels
        self.bases = bases
        emptyTable = [UInt32](repeating: 0, count: entries)
    }

    /// The length of each level's longest run in any direction.
    private static func longestRuns(_ levels: TextureLevels) -> [Int] {
        var longest = [UInt16](repeating: 0, count: levels.stride)
        for step in Direction.all {
            raiseLongestRuns(levels: levels.indices, crop: levels.crop, spans: levels.spans, step: step, longest: &longest)
        }
        return longest.map(Int.init)
    }

    /// The features in the aggregations asked for; every slice and direction is scanned once.
    func aggregated(
        features: [Feature<ExtentSummary>], aggregations: Set<Aggregation>, on threads: ThreadGrant = .one
    ) -> AggregatedValues {
        var values = AggregatedValues()
        let across = aggregations.contains(.averaged3D) || aggregations.contains(.merged3D)
        let overSlices = across || aggregations.contains(.directionMerged25D) || aggregations.contains(.merged25D)
        let bySlice = aggregations.contains(.averaged2D) || aggregations.contains(.sliceMerged2D)
        let bytes = overSlices ? 4 * emptyTable.count * MemoryLayout<UInt32>.size : 0
        let slabs = bySlice || overSlices ? levels.slabs(ofBytes: bytes) : []
        // The directions between slices read the whole region each; they are the longest parts, and so come first.
        let steps = across ? Direction.across : []
        let parts = threads.map(steps.count + slabs.count) { part in
            part < steps.count
                ? Part(direction: scan(steps[part], features: features))
                : scan(slabs[part - steps.count], features: features, bySlice: bySlice, overSlices: overSlices)
        }
        if bySlice {
            values[.averaged2D] = average(parts.flatMap(\.slices).flatMap(\.directions), count: features.count)
            values[.sliceMerged2D] = average(parts.flatMap(\.slices).map(\.merged), count: features.count)
        }
        guard overSlices else { return values }
        var average = FeatureAverage(count: features.count)
        var merged = emptyTable
        for direction in Direction.inPlane.indices {
            var table = emptyTable
            for part in parts where !part.inPlane.isEmpty { addRuns(part.inPlane[direction], bases: bases, to: &table) }
            average.add(features.values(of: summary(of: table), otherwise: .emptyRegion))
            addRuns(table, bases: bases, to: &merged)
        }
        values[.directionMerged25D] = average.values(otherwise: .emptyRegion)
        values[.merged25D] = features.values(of: summary(of: merged), otherwise: .emptyRegion)
        guard across else { return values }
        for direction in parts.compactMap(\.direction) {
            average.add(direction.values)
            addRuns(direction.table, bases: bases, to: &merged)
        }
        values[.averaged3D] = average.values(otherwise: .emptyRegion)
        values[.merged3D] = features.values(of: summary(of: merged), otherwise: .emptyRegion)
        return values
    }

    /// What one part of the work comes to: a direction between slices, or a slab of slices.
    private struct Part: Sendable {
        struct Slice: Sendable {
            var directions: [[FeatureValue]] = []
            var merged: [FeatureValue] = []
        }

        struct Direction: Sendable {
            let values: [FeatureValue]
            let table: [UInt32]
        }

        var direction: Direction?
        var slices: [Slice] = []
        /// The runs of the in-plane directions; empty where not wanted.
        var inPlane: [[UInt32]] = []
    }

    private func average(_ parts: [[FeatureValue]], count: Int) -> [FeatureValue] {
        var average = FeatureAverage(count: count)
        for part in parts { average.add(part) }
        return average.values(otherwise: .emptyRegion)
    }

    /// Scans one direction through the whole region.
    private func scan(_ step: SIMD3<Int>, features: [Feature<ExtentSummary>]) -> Part.Direction {
        var table = emptyTable
        scan(levels.crop.slices, step, into: &table)
        return Part.Direction(values: features.values(of: summary(of: table), otherwise: .emptyRegion), table: table)
    }

    /// Scans the in-plane directions of a slab, slice by slice where slices have features of their own.
    private func scan(_ slab: Range<Int>, features: [Feature<ExtentSummary>], bySlice: Bool, overSlices: Bool) -> Part {
        var part = Part(inPlane: overSlices ? [[UInt32]](repeating: emptyTable, count: 4) : [])
        guard bySlice else {
            for (direction, step) in Direction.inPlane.enumerated() {
                scan(levels.range(of: slab), step, into: &part.inPlane[direction])
            }
            return part
        }
        var table = emptyTable
        var mergedTable = emptyTable
        for slice in levels.slices[slab] {
            clearRuns(&mergedTable, bases: bases)
            var values = Part.Slice()
            for (direction, step) in Direction.inPlane.enumerated() {
                clearRuns(&table, bases: bases)
                scan(slice..<slice + 1, step, into: &table)
                values.directions.append(features.values(of: summary(of: table), otherwise: .emptyRegion))
                addRuns(table, bases: bases, to: &mergedTable)
                if overSlices { addRuns(table, bases: bases, to: &part.inPlane[direction]) }
            }
            values.merged = features.values(of: summary(of: mergedTable), otherwise: .emptyRegion)
            part.slices.append(values)
        }
        return part
    }

    private func scan(_ slices: Range<Int>, _ step: SIMD3<Int>, into table: inout [UInt32]) {
        countRuns(levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices, step: step, bases: bases, table: &table)
    }

    /// Turns counts of runs of at least each length into counts of each length.
    private func summary(of table: [UInt32]) -> ExtentSummary? {
        var accumulator = ExtentAccumulator()
        var voxelCount = 0
        for index in 1..<max(1, levels.stride) {
            var entry = Int(bases[index]) + 1
            while table[entry] > 0 {
                voxelCount += Int(table[entry])
                let count = table[entry] - table[entry + 1]
                if count > 0 { accumulator.add(extent: entry - Int(bases[index]), count: Int(count)) }
                entry += 1
            }
            accumulator.endLevel(levels.levels[index])
        }
        return accumulator.finish(voxelCount: voxelCount)
    }
}
