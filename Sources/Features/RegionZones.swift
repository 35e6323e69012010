import Kernels

/// The zones of a region, within slices and in the volume: what the size zone and distance zone matrices share.
struct RegionZones {
    /// The two matrices of one part of the region; a matrix that is empty or not wanted has no summary.
    struct Part {
        let sizes: ExtentSummary?
        let distances: ExtentSummary?
    }

    private let aggregations: Set<Aggregation>
    private var slices: [Part] = []
    private var mergedSlices: Part?
    private var volume: Part?

    /// Counts the zones that the aggregations need in one sweep over the slices, and their distances to the border of the shape where wanted.
    init(_ levels: TextureLevels, aggregations: Set<Aggregation>, withDistances: Bool) {
        self.aggregations = aggregations
        let needsSlices = aggregations.contains(.slices2D) || aggregations.contains(.slices25D)
        let needsVolume = aggregations.contains(.neighbourhood3D)
        guard needsSlices || needsVolume else { return }
        precondition(
            !withDistances || levelsLieInside(levels: levels.region.levels, shape: levels.region.shape),
            "all grey levels lie inside the shape")
        let empty = ZoneCounts(levels, withDistances: withDistances)
        var inSlice = empty
        var inSlices = empty
        var inVolume = empty
        var sweep = ZoneSweep(crop: levels.crop, shape: withDistances ? levels.region.shape : nil, inVolume: needsVolume)
        for slice in levels.crop.slices {
            sweep.visit(slice: slice, levels: levels.indices, spans: levels.spans)
            if needsSlices && sweep.sliceZoneCount > 0 {
                sweep.addSliceZones(sizes: &inSlice.sizes, distances: &inSlice.distances)
                if aggregations.contains(.slices2D) { slices.append(inSlice.part(levels)) }
                inSlices.add(inSlice)
                inSlice.clear()
            }
            guard needsVolume else { continue }
            sweep.joinSlice(
                slice, levels: levels.indices, spans: levels.spans, sizes: &inVolume.sizes, distances: &inVolume.distances)
        }
        sweep.finish(sizes: &inVolume.sizes, distances: &inVolume.distances)
        if aggregations.contains(.slices25D) { mergedSlices = inSlices.part(levels) }
        if needsVolume { volume = inVolume.part(levels) }
    }

    /// The features of the matrices of grey levels by size or distance.
    func aggregated(by matrix: KeyPath<Part, ExtentSummary?>, features: [Feature<ExtentSummary>]) -> AggregatedValues {
        func values(_ part: Part?) -> [FeatureValue] {
            features.values(of: part.flatMap { $0[keyPath: matrix] }, otherwise: .emptyRegion)
        }
        var result = AggregatedValues()
        if aggregations.contains(.slices2D) {
            var average = FeatureAverage(count: features.count)
            for slice in slices { average.add(values(slice)) }
            result[.slices2D] = average.values(otherwise: .emptyRegion)
        }
        if aggregations.contains(.slices25D) { result[.slices25D] = values(mergedSlices) }
        if aggregations.contains(.neighbourhood3D) { result[.neighbourhood3D] = values(volume) }
        return result
    }
}

/// The zones of a part of a region by size, and by distance where wanted.
private struct ZoneCounts {
    /// Up to this size zones have cells of their own.
    private static let cellSize = 64

    var sizes: ExtentCounts
    var distances: ExtentCounts?

    /// Makes empty matrices, in memory in proportion to the voxels and to the levels.
    init(_ levels: TextureLevels, withDistances: Bool) {
        let size = levels.region.size
        let farthest = (min(size.x, size.y) + 1) / 2
        sizes = ExtentCounts(capacities: levels.counts.map { min($0, Self.cellSize) })
        distances = withDistances ? ExtentCounts(capacities: levels.counts.map { min(8 * $0, farthest) }) : nil
    }

    mutating func add(_ other: ZoneCounts) {
        sizes.add(other.sizes)
        if let others = other.distances { distances?.add(others) }
    }

    mutating func clear() {
        sizes.clear()
        distances?.clear()
    }

    func part(_ levels: TextureLevels) -> RegionZones.Part {
        let voxelCount = sizes.extentSum
        return RegionZones.Part(
            sizes: ExtentSummary(sizes, levels: levels.levels, voxelCount: voxelCount),
            distances: distances.flatMap { ExtentSummary($0, levels: levels.levels, voxelCount: voxelCount) })
    }
}

extension ExtentSummary {
    /// Summarises a matrix; nil when it is empty.
    fileprivate init?(_ counts: ExtentCounts, levels: [Int], voxelCount: Int) {
        var accumulator = ExtentAccumulator()
        counts.forEachLevel { level, entries in
            for entry in entries { accumulator.add(extent: Int(entry.extent), count: Int(entry.count)) }
            accumulator.endLevel(levels[level])
        }
        guard let summary = accumulator.finish(voxelCount: voxelCount) else { return nil }
        self = summary
    }
}
