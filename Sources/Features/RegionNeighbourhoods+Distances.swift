import Kernels

extension RegionNeighbourhoods {
    /// Counts what the aggregations need in neighbourhoods of any size and norm: the general way, slower than Chebyshev distance 1.
    ///
    /// - Parameter coarseness: the largest difference of grey level at which a neighbour is dependent (IBSI VXRR).
    init(_ levels: TextureLevels, aggregations: Set<Aggregation>, coarseness: Int, distances: TextureDistances) {
        let differences = distances.greyToneDifferenceSteps
        let dependences = distances.dependenceSteps
        func measure(_ slices: Range<Int>, inPlane: Bool) -> NeighbourhoodSums {
            let differences = differences.filter { !inPlane || $0.offset.z == 0 }
            let dependences = dependences.filter { !inPlane || $0.z == 0 }
            var sums = NeighbourhoodSums(levelCount: levels.usedCount, dependences: dependences.count)
            sums.addDifferences(
                levels: levels.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices,
                steps: differences.map(\.offset), weights: differences.map(\.weight))
            sums.addDependences(
                levels: levels.region.levels, indices: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices,
                steps: dependences, coarseness: coarseness)
            return sums
        }
        let ofSlices = aggregations.contains(.slices2D) ? levels.slices.map { measure($0..<$0 + 1, inPlane: true).part(levels) } : []
        self.init(
            aggregations: aggregations, hasVoxels: levels.usedCount > 0, slices: ofSlices,
            mergedSlices: aggregations.contains(.slices25D) ? measure(levels.crop.slices, inPlane: true).part(levels) : nil,
            volume: aggregations.contains(.neighbourhood3D) ? measure(levels.crop.slices, inPlane: false).part(levels) : nil)
    }
}

extension NeighbourhoodSums {
    fileprivate func part(_ levels: TextureLevels) -> RegionNeighbourhoods.Part {
        let entries = levels.levels.indices.dropFirst().filter { counts[$0] > 0 }.map { index in
            GreyToneDifferenceSummary.Entry(level: levels.levels[index], count: counts[index], difference: differences[index])
        }
        var accumulator = ExtentAccumulator()
        var voxelCount = 0
        for index in levels.levels.indices.dropFirst() {
            for dependence in 1..<stride where dependences[index * stride + dependence] > 0 {
                let count = dependences[index * stride + dependence]
                voxelCount += count
                accumulator.add(extent: dependence, count: count)
            }
            accumulator.endLevel(levels.levels[index])
        }
        return RegionNeighbourhoods.Part(
            differences: entries.isEmpty ? nil : GreyToneDifferenceSummary(entries: entries),
            dependences: accumulator.finish(voxelCount: voxelCount))
    }
}
