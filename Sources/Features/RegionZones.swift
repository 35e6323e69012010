import Kernels

/// The zones of a region, within slices and in the volume: what the size zone and distance zone matrices share.
struct RegionZones {
    private let levels: TextureLevels
    private let aggregations: Set<Aggregation>
    /// The zones within slices, slice by slice.
    private var inSlices = Zones()
    /// The zones of each slice that holds voxels, as ranges of `inSlices`.
    private var ranges: [Range<Int>] = []
    private var inVolume = Zones()

    /// Finds the zones that the aggregations need, and their distances to the border of the shape where wanted.
    init(_ levels: TextureLevels, aggregations: Set<Aggregation>, withDistances: Bool) {
        self.levels = levels
        self.aggregations = aggregations
        let needsSlices = aggregations.contains(.slices2D) || aggregations.contains(.slices25D)
        let needsVolume = aggregations.contains(.neighbourhood3D)
        guard needsSlices || needsVolume else { return }
        func distances(inPlane: Bool) -> [UInt16] {
            withDistances ? cityBlockDistances(shape: levels.region.shape, crop: levels.crop, inPlane: inPlane) : []
        }
        var runs = ZoneRuns(levels: levels.indices, crop: levels.crop, spans: levels.spans)
        for slice in levels.slices { runs.joinRows(ofSlice: slice, levels: levels.indices) }
        if needsSlices {
            let distances = distances(inPlane: true)
            for slice in levels.slices {
                let first = inSlices.count
                runs.appendZones(slices: slice..<slice + 1, levels: levels.indices, distances: distances, to: &inSlices)
                ranges.append(first..<inSlices.count)
            }
        }
        if needsVolume {
            for slice in levels.slices { runs.joinSlice(slice, levels: levels.indices) }
            runs.appendZones(slices: levels.crop.slices, levels: levels.indices, distances: distances(inPlane: false), to: &inVolume)
        }
        precondition(
            !withDistances || !(inSlices.distances.contains(0) || inVolume.distances.contains(0)), "all grey levels lie inside the shape")
    }

    /// The features of the matrices of grey levels by size or distance.
    func aggregated(by extents: KeyPath<Zones, [UInt32]>, features: [Feature<ExtentSummary>]) -> AggregatedValues {
        var values = AggregatedValues()
        if aggregations.contains(.slices2D) {
            var average = FeatureAverage(count: features.count)
            for range in ranges {
                average.add(features.values(of: summary(inSlices, extents, range), otherwise: .emptyRegion))
            }
            values[.slices2D] = average.values(otherwise: .emptyRegion)
        }
        if aggregations.contains(.slices25D) {
            values[.slices25D] = features.values(of: summary(inSlices, extents, 0..<inSlices.count), otherwise: .emptyRegion)
        }
        if aggregations.contains(.neighbourhood3D) {
            values[.neighbourhood3D] = features.values(of: summary(inVolume, extents, 0..<inVolume.count), otherwise: .emptyRegion)
        }
        return values
    }

    /// Counts the extents of each level's zones in turn, so that memory is in proportion to the zones and the largest extent.
    private func summary(_ zones: Zones, _ extents: KeyPath<Zones, [UInt32]>, _ range: Range<Int>) -> ExtentSummary? {
        let groups = groupByLevel(levels: zones.levels, values: zones[keyPath: extents], range: range, stride: levels.stride)
        var accumulator = ExtentAccumulator()
        var counts: [Int] = []
        for index in 1..<max(1, levels.stride) {
            let group = groups.values[groups.starts[index]..<groups.starts[index + 1]]
            let largest = Int(group.max() ?? 0)
            if largest >= counts.count { counts.append(contentsOf: repeatElement(0, count: largest + 1 - counts.count)) }
            for extent in group { counts[Int(extent)] += 1 }
            for extent in 1..<largest + 1 where counts[extent] > 0 {
                accumulator.add(extent: extent, count: counts[extent])
                counts[extent] = 0
            }
            accumulator.endLevel(levels.levels[index])
        }
        return accumulator.finish(voxelCount: zones.sizes[range].reduce(0) { $0 + Int($1) })
    }
}
