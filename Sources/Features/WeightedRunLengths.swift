import Foundation
import Kernels

/// Run length matrices with weights where directions are merged: the general way, slower than `RunLengthMatrices`.
///
/// The weight of a direction multiplies its numbers of runs and of voxels.
struct WeightedRunLengths {
    private let levels: TextureLevels
    private let steps: [TextureDistances.Step]

    init(_ levels: TextureLevels, distances: TextureDistances) {
        self.levels = levels
        steps = distances.runSteps
    }

    /// The features in the aggregations asked for.
    func aggregated(features: [Feature<ExtentSummary>], aggregations: Set<Aggregation>) -> AggregatedValues {
        var values = AggregatedValues()
        let inPlane = steps.filter { $0.offset.z == 0 }
        if aggregations.contains(.averaged2D) || aggregations.contains(.sliceMerged2D) {
            var (averaged, merged) = (FeatureAverage(count: features.count), FeatureAverage(count: features.count))
            for slice in levels.slices {
                merged.add(
                    features.values(of: summary(of: inPlane, slices: slice..<slice + 1, features, &averaged), otherwise: .emptyRegion))
            }
            values[.averaged2D] = averaged.values(otherwise: .emptyRegion)
            values[.sliceMerged2D] = merged.values(otherwise: .emptyRegion)
        }
        let volumes: [([TextureDistances.Step], Aggregation, Aggregation)] = [
            (inPlane, .directionMerged25D, .merged25D), (steps, .averaged3D, .merged3D),
        ]
        for (steps, average, merge) in volumes where aggregations.contains(average) || aggregations.contains(merge) {
            var averaged = FeatureAverage(count: features.count)
            let merged = summary(of: steps, slices: levels.crop.slices, features, &averaged)
            values[average] = averaged.values(otherwise: .emptyRegion)
            values[merge] = features.values(of: merged, otherwise: .emptyRegion)
        }
        return values
    }

    /// The summary of all directions merged; adds the features of each direction to `averaged`.
    private func summary(
        of steps: [TextureDistances.Step], slices: Range<Int>, _ features: [Feature<ExtentSummary>], _ averaged: inout FeatureAverage
    ) -> ExtentSummary? {
        var merged = WeightedExtents()
        for step in steps {
            var single = WeightedExtents()
            for run in runCells(levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices, step: step.offset) {
                single.add(level: run.level, extent: run.length, weight: Double(run.count))
                merged.add(level: run.level, extent: run.length, weight: step.weight * Double(run.count))
            }
            averaged.add(features.values(of: single.summary(levels), otherwise: .emptyRegion))
        }
        return merged.summary(levels)
    }
}

/// A matrix of weights by level index and extent.
private struct WeightedExtents {
    private struct Cell: Hashable {
        let level, extent: Int
    }

    private var cells: [Cell: Double] = [:]

    mutating func add(level: Int, extent: Int, weight: Double) {
        cells[Cell(level: level, extent: extent), default: 0] += weight
    }

    /// The summary, whose voxel count is that of the extents; nil when the matrix is empty.
    func summary(_ levels: TextureLevels) -> ExtentSummary? {
        guard !cells.isEmpty else { return nil }
        let sorted = cells.sorted { ($0.key.level, $0.key.extent) < ($1.key.level, $1.key.extent) }
            .map { (i: Double(levels.levels[$0.key.level]), j: Double($0.key.extent), weight: $0.value) }
        func sum(_ term: (_ i: Double, _ j: Double, _ weight: Double) -> Double) -> Double {
            sorted.reduce(0) { $0 + term($1.i, $1.j, $1.weight) }
        }
        func squares(_ totals: [Double: Double]) -> Double { totals.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value } }
        var (levelTotals, extentTotals) = ([Double: Double](), [Double: Double]())
        for cell in sorted {
            levelTotals[cell.i, default: 0] += cell.weight
            extentTotals[cell.j, default: 0] += cell.weight
        }
        let total = sum { _, _, w in w }
        let (meanLevel, meanExtent) = (sum { i, _, w in i * w } / total, sum { _, j, w in j * w } / total)
        return ExtentSummary(
            total: total, voxelCount: sum { _, j, w in j * w }, lowExtents: sum { _, j, w in w / (j * j) },
            highExtents: sum { _, j, w in w * j * j }, lowLevels: sum { i, _, w in w / (i * i) }, highLevels: sum { i, _, w in w * i * i },
            lowExtentsLowLevels: sum { i, j, w in w / (i * i * j * j) }, lowExtentsHighLevels: sum { i, j, w in w * i * i / (j * j) },
            highExtentsLowLevels: sum { i, j, w in w * j * j / (i * i) }, highExtentsHighLevels: sum { i, j, w in w * i * i * j * j },
            levelSquares: squares(levelTotals), extentSquares: squares(extentTotals),
            levelVariance: sum { i, _, w in w * (i - meanLevel) * (i - meanLevel) } / total,
            extentVariance: sum { _, j, w in w * (j - meanExtent) * (j - meanExtent) } / total,
            entropy: max(0, -sum { _, _, w in w / total * log2(w / total) }), squares: sum { _, _, w in w / total * w / total })
    }
}
