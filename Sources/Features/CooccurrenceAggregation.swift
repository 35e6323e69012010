import Threads

/// The summaries of one region's or one slice's co-occurrence matrices; an empty matrix has none.
struct CooccurrenceDirections: Sendable {
    /// One per direction.
    var directions: [CooccurrenceSummary?]
    /// Of all directions merged.
    var merged: CooccurrenceSummary?
}

/// Which matrices of the whole region are wanted.
enum CooccurrenceExtent {
    case none
    /// The four in-plane directions, merged over slices.
    case inPlane
    /// All 13 directions.
    case whole
}

/// A way to count the co-occurrence matrices of a region.
protocol CooccurrenceCounting: Sendable {
    /// What a slab adds to the matrices of the region.
    associatedtype Slab: Sendable

    /// The slabs in which slices are counted.
    func slabs(extent: CooccurrenceExtent) -> [Range<Int>]

    /// Counts one slab.
    ///
    /// - Parameter eachSlice: gets the summaries of the four in-plane directions of every slice; nil when they are not wanted.
    func count(slab: Range<Int>, extent: CooccurrenceExtent, eachSlice: ((CooccurrenceDirections) -> Void)?) -> Slab

    /// The four in-plane directions merged over slices, and all 13 directions when wanted, from all slabs.
    func summaries(
        of slabs: [Slab], extent: CooccurrenceExtent, on threads: ThreadGrant
    ) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?)
}

/// The features of co-occurrence matrices in the aggregations asked for.
///
/// Every slice and direction is counted once; all aggregations derive from these matrices.
func aggregateCooccurrence<Counting: CooccurrenceCounting>(
    _ counting: Counting, levels: TextureLevels, features: [Feature<CooccurrenceSummary>], aggregations: Set<Aggregation>,
    on threads: ThreadGrant = .one
) -> AggregatedValues {
    let reason: UndefinedReason = levels.usedCount == 0 ? .emptyRegion : .noNeighbours
    let bySlice = aggregations.contains(.averaged2D) || aggregations.contains(.sliceMerged2D)
    let extent: CooccurrenceExtent =
        if aggregations.contains(.averaged3D) || aggregations.contains(.merged3D) {
            .whole
        } else if aggregations.contains(.directionMerged25D) || aggregations.contains(.merged25D) {
            .inPlane
        } else {
            .none
        }
    let counted = threads.map(counting.slabs(extent: extent)) { slab in
        var slices: [CooccurrenceValues] = []
        let eachSlice = { slices.append(CooccurrenceValues($0, features: features, otherwise: reason)) }
        let counts = counting.count(slab: slab, extent: extent, eachSlice: bySlice ? eachSlice : nil)
        return (slices: slices, counts: counts)
    }
    var values = AggregatedValues()
    if bySlice {
        let slices = counted.flatMap(\.slices)
        values[.averaged2D] = average(slices.flatMap(\.directions), of: features, otherwise: reason)
        values[.sliceMerged2D] = average(slices.map(\.merged), of: features, otherwise: reason)
    }
    guard extent != .none else { return values }
    let volume = counting.summaries(of: counted.map(\.counts), extent: extent, on: threads)
    let inPlane = CooccurrenceValues(volume.inPlane, features: features, otherwise: reason)
    values[.directionMerged25D] = average(inPlane.directions, of: features, otherwise: reason)
    values[.merged25D] = inPlane.merged
    if let whole = volume.whole {
        let all = CooccurrenceValues(whole, features: features, otherwise: reason)
        values[.averaged3D] = average(all.directions, of: features, otherwise: reason)
        values[.merged3D] = all.merged
    }
    return values
}

private func average(
    _ parts: [[FeatureValue]], of features: [Feature<CooccurrenceSummary>], otherwise reason: UndefinedReason
) -> [FeatureValue] {
    var average = FeatureAverage(count: features.count)
    for part in parts { average.add(part) }
    return average.values(otherwise: reason)
}

/// The features' values of each direction, and of all directions merged.
private struct CooccurrenceValues: Sendable {
    let directions: [[FeatureValue]]
    let merged: [FeatureValue]

    init(_ summaries: CooccurrenceDirections, features: [Feature<CooccurrenceSummary>], otherwise reason: UndefinedReason) {
        directions = summaries.directions.map { features.values(of: $0, otherwise: reason) }
        merged = features.values(of: summaries.merged, otherwise: reason)
    }
}

/// The 13 directions between a voxel and its 26 neighbours, each once: first the four within a slice.
enum Direction {
    static let inPlane: [SIMD3<Int>] = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [-1, 1, 0]]
    static let across: [SIMD3<Int>] = (0..<9).map { [$0 % 3 - 1, $0 / 3 - 1, 1] }
    static let all = inPlane + across
}
