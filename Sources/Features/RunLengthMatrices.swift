import Kernels

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
    func aggregated(features: [Feature<ExtentSummary>], aggregations: Set<Aggregation>) -> AggregatedValues {
        var values = AggregatedValues()
        let across = aggregations.contains(.averaged3D) || aggregations.contains(.merged3D)
        let overSlices = across || aggregations.contains(.directionMerged25D) || aggregations.contains(.merged25D)
        var directions = [[UInt32]](repeating: emptyTable, count: overSlices ? 4 : 0)
        if aggregations.contains(.averaged2D) || aggregations.contains(.sliceMerged2D) {
            let slices = aggregateSlices(features: features, totals: &directions)
            values[.averaged2D] = slices.averaged
            values[.sliceMerged2D] = slices.merged
        } else if overSlices {
            for (direction, step) in Direction.inPlane.enumerated() { scan(levels.crop.slices, step, into: &directions[direction]) }
        }
        guard overSlices else { return values }
        var average = FeatureAverage(count: features.count)
        var merged = emptyTable
        for table in directions {
            average.add(features.values(of: summary(of: table), otherwise: .emptyRegion))
            addRuns(table, bases: bases, to: &merged)
        }
        values[.directionMerged25D] = average.values(otherwise: .emptyRegion)
        values[.merged25D] = features.values(of: summary(of: merged), otherwise: .emptyRegion)
        guard across else { return values }
        var table = emptyTable
        for step in Direction.across {
            clearRuns(&table, bases: bases)
            scan(levels.crop.slices, step, into: &table)
            average.add(features.values(of: summary(of: table), otherwise: .emptyRegion))
            addRuns(table, bases: bases, to: &merged)
        }
        values[.averaged3D] = average.values(otherwise: .emptyRegion)
        values[.merged3D] = features.values(of: summary(of: merged), otherwise: .emptyRegion)
        return values
    }

    /// The averages over slices; adds each direction's runs to its entry of `totals`, if there is any.
    private func aggregateSlices(
        features: [Feature<ExtentSummary>], totals: inout [[UInt32]]
    ) -> (averaged: [FeatureValue], merged: [FeatureValue]) {
        var averaged = FeatureAverage(count: features.count)
        var merged = FeatureAverage(count: features.count)
        var table = emptyTable
        var mergedTable = emptyTable
        for slice in levels.slices {
            clearRuns(&mergedTable, bases: bases)
            for (direction, step) in Direction.inPlane.enumerated() {
                clearRuns(&table, bases: bases)
                scan(slice..<slice + 1, step, into: &table)
                averaged.add(features.values(of: summary(of: table), otherwise: .emptyRegion))
                addRuns(table, bases: bases, to: &mergedTable)
                if !totals.isEmpty { addRuns(table, bases: bases, to: &totals[direction]) }
            }
            merged.add(features.values(of: summary(of: mergedTable), otherwise: .emptyRegion))
        }
        return (averaged.values(otherwise: .emptyRegion), merged.values(otherwise: .emptyRegion))
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
