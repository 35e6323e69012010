import Kernels

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
    /// - Parameter coarseness: the largest difference of grey level at which a neighbour is dependent (IBSI VXRR).
    init(_ levels: TextureLevels, aggregations: Set<Aggregation>, coarseness: Int) {
        self.aggregations = aggregations
        hasVoxels = levels.usedCount > 0
        func count(_ slices: Range<Int>, into counts: inout NeighbourhoodCounts) {
            counts.count(
                levels: levels.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices,
                coarseness: coarseness)
        }
        if aggregations.contains(.slices2D) {
            var total = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: true)
            var counts = total
            for slice in levels.slices {
                counts.clear()
                count(slice..<slice + 1, into: &counts)
                slices.append(counts.part(levels))
                total.add(counts)
            }
            mergedSlices = total.part(levels)
        } else if aggregations.contains(.slices25D) {
            var total = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: true)
            count(levels.crop.slices, into: &total)
            mergedSlices = total.part(levels)
        }
        if aggregations.contains(.neighbourhood3D) {
            var counts = NeighbourhoodCounts(levelCount: levels.usedCount, inPlane: false)
            count(levels.crop.slices, into: &counts)
            volume = counts.part(levels)
        }
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

extension NeighbourhoodCounts {
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
