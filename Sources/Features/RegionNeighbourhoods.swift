import Kernels
import Threads

/// What each voxel of a region sees around it, within slices and in the volume: what the grey tone difference and dependence matrices share.
struct RegionNeighbourhoods {
    /// The two matrices of one part of the region; an empty matrix has no summary.
    struct Part {
        let differences: GreyToneDifferenceSummary?
        let dependences: ExtentSummary?
    }

    private let aggregations: Set<Aggregation>
    private let hasVoxels: Bool
    private var slices: [Part] = []
    private var mergedSlices: Part?
    private var volume: Part?

    /// Groups what was counted.
    init(aggregations: Set<Aggregation>, hasVoxels: Bool, slices: [Part], mergedSlices: Part?, volume: Part?) {
        self.aggregations = aggregations
        self.hasVoxels = hasVoxels
        self.slices = slices
        self.mergedSlices = mergedSlices
        self.volume = volume
    }

    /// Counts what the aggregations need; each slice, and the volume, is read once.
    ///
    /// - Parameters:
    ///   - coarseness: the largest difference of grey level at which a neighbour is dependent (IBSI VXRR).
    ///   - threads: what may be computed at the same time.
    init(_ levels: TextureLevels, aggregations: Set<Aggregation>, coarseness: Int, on threads: ThreadGrant = .one) {
        self.aggregations = aggregations
        hasVoxels = levels.usedCount > 0
        let bySlice = aggregations.contains(.slices2D)
        let inPlane = bySlice || aggregations.contains(.slices25D)
        let inVolume = aggregations.contains(.neighbourhood3D)
        let slabs = levels.slabs(ofBytes: NeighbourhoodCounts.bytes(levelCount: levels.usedCount))
        // Neighbourhoods of the volume take longer, and so come first.
        let volumeParts = inVolume ? slabs.count : 0
        let parts = threads.map(volumeParts + (inPlane ? slabs.count : 0)) { part in
            let slab = slabs[part % slabs.count]
            return part < volumeParts
                ? SlabCounts(levels, slices: levels.range(of: slab), inPlane: false, coarseness: coarseness)
                : SlabCounts(levels, slab: slab, bySlice: bySlice, coarseness: coarseness)
        }
        if inPlane {
            slices = parts.flatMap(\.slices)
            mergedSlices = Self.total(parts[volumeParts...], levels, inPlane: true).part(levels)
        }
        if inVolume { volume = Self.total(parts[..<volumeParts], levels, inPlane: false).part(levels) }
    }

    private static func total(_ parts: ArraySlice<SlabCounts>, _ levels: TextureLevels, inPlane: Bool) -> NeighbourhoodCounts {
        var total = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: inPlane)
        for part in parts { total.add(part.counts) }
        return total
    }

    /// The features of one of the two matrices; `reason` holds where the matrix of a region with voxels is empty.
    func aggregated<Input>(
        of matrix: KeyPath<Part, Input?>, features: [Feature<Input>], otherwise reason: UndefinedReason
    ) -> AggregatedValues {
        let reason = hasVoxels ? reason : .emptyRegion
        func values(_ part: Part?) -> [FeatureValue] {
            features.values(of: part.flatMap { $0[keyPath: matrix] }, otherwise: reason)
        }
        var result = AggregatedValues()
        if aggregations.contains(.slices2D) {
            var average = FeatureAverage(count: features.count)
            for slice in slices { average.add(values(slice)) }
            result[.slices2D] = average.values(otherwise: reason)
        }
        if aggregations.contains(.slices25D) { result[.slices25D] = values(mergedSlices) }
        if aggregations.contains(.neighbourhood3D) { result[.neighbourhood3D] = values(volume) }
        return result
    }
}

/// What the voxels of one slab see.
private struct SlabCounts: Sendable {
    var counts: NeighbourhoodCounts
    var slices: [RegionNeighbourhoods.Part] = []

    /// Counts some slices together.
    init(_ levels: TextureLevels, slices: Range<Int>, inPlane: Bool, coarseness: Int) {
        counts = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: inPlane)
        counts.count(levels, slices: slices, coarseness: coarseness)
    }

    /// Counts the neighbourhoods within the slices of a slab, slice by slice where slices have features of their own.
    init(_ levels: TextureLevels, slab: Range<Int>, bySlice: Bool, coarseness: Int) {
        counts = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: true)
        guard bySlice else {
            counts.count(levels, slices: levels.range(of: slab), coarseness: coarseness)
            return
        }
        var slice = counts
        for index in levels.slices[slab] {
            slice.clear()
            slice.count(levels, slices: index..<index + 1, coarseness: coarseness)
            slices.append(slice.part(levels))
            counts.add(slice)
        }
    }
}

extension NeighbourhoodCounts {
    /// How much memory the tables of the volume take.
    fileprivate static func bytes(levelCount: Int) -> Int { 3 * 28 * (levelCount + 1) * MemoryLayout<Int>.size }

    fileprivate mutating func count(_ levels: TextureLevels, slices: Range<Int>, coarseness: Int) {
        count(
            levels: levels.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices,
            coarseness: coarseness)
    }

    fileprivate func part(_ levels: TextureLevels) -> RegionNeighbourhoods.Part {
        RegionNeighbourhoods.Part(differences: differenceSummary(levels), dependences: dependenceSummary(levels))
    }

    private func differenceSummary(_ levels: TextureLevels) -> GreyToneDifferenceSummary? {
        var entries: [GreyToneDifferenceSummary.Entry] = []
        for index in 1..<max(1, levels.stride) {
            let row = index * stride
            var count = 0
            var difference = 0.0
            for neighbours in 1..<stride where voxels[row + neighbours] > 0 {
                count += voxels[row + neighbours]
                difference += Double(differences[row + neighbours]) / Double(neighbours)
            }
            if count > 0 { entries.append(.init(level: levels.levels[index], count: count, difference: difference)) }
        }
        return entries.isEmpty ? nil : GreyToneDifferenceSummary(entries: entries)
    }

    private func dependenceSummary(_ levels: TextureLevels) -> ExtentSummary? {
        var accumulator = ExtentAccumulator()
        var voxelCount = 0
        for index in 1..<max(1, levels.stride) {
            for dependence in 1..<stride where dependences[index * stride + dependence] > 0 {
                let count = dependences[index * stride + dependence]
                voxelCount += count
                accumulator.add(extent: dependence, count: count)
            }
            accumulator.endLevel(levels.levels[index])
        }
        return accumulator.finish(voxelCount: voxelCount)
    }
}
