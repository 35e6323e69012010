import Foundation
import Kernels
import Threads

/// Co-occurrence matrices over any steps between voxels, with weights where directions are merged: the general way, slower than the tables.
struct WeightedCooccurrence: CooccurrenceCounting {
    /// The matrices of the region are counted as a whole.
    struct Slab: Sendable {}

    private let levels: TextureLevels
    private let steps: [TextureDistances.Step]

    init(_ levels: TextureLevels, distances: TextureDistances) {
        self.levels = levels
        steps = distances.cooccurrenceSteps
    }

    func slabs(extent: CooccurrenceExtent) -> [Range<Int>] { levels.slabs() }

    func count(slab: Range<Int>, extent: CooccurrenceExtent, eachSlice: ((CooccurrenceDirections) -> Void)?) -> Slab {
        for slice in levels.slices[slab] { eachSlice?(summaries(of: inPlane, slices: slice..<slice + 1)) }
        return Slab()
    }

    func summaries(
        of slabs: [Slab], extent: CooccurrenceExtent, on threads: ThreadGrant
    ) -> (inPlane: CooccurrenceDirections, whole: CooccurrenceDirections?) {
        let slices = levels.crop.slices
        return (summaries(of: inPlane, slices: slices), extent == .whole ? summaries(of: steps, slices: slices) : nil)
    }

    private var inPlane: [TextureDistances.Step] { steps.filter { $0.offset.z == 0 } }

    private func summaries(of steps: [TextureDistances.Step], slices: Range<Int>) -> CooccurrenceDirections {
        var merged: [Int: Double] = [:]
        let directions = steps.map { step in
            var cells: [Int: Double] = [:]
            for pair in pairCells(
                levels: levels.indices, crop: levels.crop, spans: levels.spans, slices: slices, step: step.offset, stride: levels.stride)
            {
                cells[pair.cell] = Double(pair.count)
                merged[pair.cell, default: 0] += step.weight * Double(pair.count)
            }
            return CooccurrenceSummary(cells, levels)
        }
        return CooccurrenceDirections(directions: directions, merged: CooccurrenceSummary(merged, levels))
    }
}

extension CooccurrenceSummary {
    /// Summarises a matrix of weights of pairs of level indices, `cell` being the higher times the stride plus the lower; nil when it is empty.
    fileprivate init?(_ cells: [Int: Double], _ levels: TextureLevels) {
        guard !cells.isEmpty else { return nil }
        let lowest = levels.levels[1]
        let range = (levels.levels.last ?? lowest) - lowest
        var marginal = [Double](repeating: 0, count: levels.stride)
        var differences = [Double](repeating: 0, count: range + 1)
        var sums = [Double](repeating: 0, count: 2 * range + 1)
        // Every pair is seen from both its ends.
        let sorted = cells.sorted { $0.key < $1.key }
        let total = 2 * sorted.reduce(0) { $0 + $1.value }
        var (largest, squares, entropy) = (0.0, 0.0, 0.0)
        for (cell, weight) in sorted {
            let (i, j) = (cell / levels.stride, cell % levels.stride)
            let probability = (i == j ? 2 : 1) * weight / total
            let entries = i == j ? 1.0 : 2.0
            largest = max(largest, probability)
            squares += entries * probability * probability
            entropy -= entries * probability * log2(probability)
            marginal[i] += probability
            if i != j { marginal[j] += probability }
            differences[levels.levels[i] - levels.levels[j]] += entries * probability
            sums[levels.levels[i] + levels.levels[j] - 2 * lowest] += entries * probability
        }
        self.init(
            levelCount: Double(levels.region.levelCount), levels: Self.entries(marginal) { Double(levels.levels[$0]) },
            differences: Self.entries(differences) { Double($0) }, sums: Self.entries(sums) { Double($0 + 2 * lowest) }, largest: largest,
            squares: squares, entropy: max(0, entropy))
    }

    private static func entries(_ probabilities: [Double], value: (Int) -> Double) -> [Entry] {
        probabilities.indices.filter { probabilities[$0] > 0 }.map { Entry(value: value($0), probability: probabilities[$0]) }
    }
}
