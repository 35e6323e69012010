/// What the formulas need of one neighbourhood grey tone difference matrix.
struct GreyToneDifferenceSummary {
    /// One grey level that occurs among the voxels with neighbours.
    struct Entry {
        /// The grey level i.
        let level: Int
        /// The number n_i of its voxels with neighbours.
        let count: Int
        /// The sum s_i over these of |i − mean of the neighbours' levels|.
        let difference: Double
    }

    /// The levels that occur, in ascending order; at least one.
    let entries: [Entry]
    /// The number of voxels with neighbours N_{v,c}.
    let voxelCount: Double
    /// Σ s_i.
    let differenceSum: Double
    /// Σ p_i s_i with p_i = n_i / N_{v,c}.
    let weightedDifferenceSum: Double

    init(entries: [Entry]) {
        self.entries = entries
        let total = Double(entries.reduce(0) { $0 + $1.count })
        voxelCount = total
        differenceSum = entries.reduce(0) { $0 + $1.difference }
        weightedDifferenceSum = entries.reduce(0) { $0 + Double($1.count) * $1.difference } / total
    }

    /// The number of levels that occur N_{g,p}.
    var levelCount: Double { Double(entries.count) }

    /// True when only one level occurs: then all differences of levels are zero, and features that divide by one have no value.
    var isFlat: Bool { entries.count == 1 }

    /// A ratio, or why there is none.
    func ratio(_ numerator: Double, _ denominator: Double) -> FeatureValue {
        FeatureValue(numerator / denominator, otherwise: isFlat ? .flatRegion : .zeroDenominator)
    }

    /// Σ over i and j of p_i p_j (i − j)², by way of the variance of the levels.
    var squaredDistance: Double {
        let mean = entries.reduce(0) { $0 + Double($1.level) * Double($1.count) } / voxelCount
        return 2 * entries.reduce(0) { $0 + (Double($1.level) - mean) * (Double($1.level) - mean) * Double($1.count) } / voxelCount
    }

    /// Σ over i and j of |i p_i − j p_j|, in the order of i p_i.
    var weightedLevelDistance: Double {
        let products = entries.map { Double($0.level) * Double($0.count) }.sorted()
        var below = 0.0
        var sum = 0.0
        for (rank, product) in products.enumerated() {
            sum += product * Double(rank) - below
            below += product
        }
        return 2 * sum / voxelCount
    }

    /// Σ over i and j of (p_i + p_j)(i − j)².
    var strengthSum: Double {
        let levels = entries.map { Double($0.level) }
        let sum = levels.reduce(0, +)
        let squares = levels.reduce(0) { $0 + $1 * $1 }
        return 2
            * entries.reduce(0) { total, entry in
                let level = Double(entry.level)
                return total + Double(entry.count) * (levelCount * level * level - 2 * level * sum + squares)
            } / voxelCount
    }

    /// Σ over i and j of |i − j| (p_i s_i + p_j s_j) / (p_i + p_j).
    ///
    /// Levels of equal count share their denominator, so the sum takes time in proportion to levels times different counts instead of the
    /// square of the levels: for each group of levels of equal count, the distances of all levels to the group come from one sweep.
    var complexitySum: Double {
        var total = 0.0
        let byCount = entries.sorted { ($0.count, $0.level) < ($1.count, $1.level) }
        var first = 0
        while first < byCount.count {
            var last = first
            while last < byCount.count && byCount[last].count == byCount[first].count { last += 1 }
            total += sweep(group: byCount[first..<last])
            first = last
        }
        return 2 * total
    }

    /// Σ over all levels i and the levels j of a group of |i − j| p_i s_i / (p_i + p_j).
    private func sweep(group: ArraySlice<Entry>) -> Double {
        let groupCount = group[group.startIndex].count
        let groupSum = group.reduce(0) { $0 + $1.level }
        var total = 0.0
        var below = group.startIndex
        var sumBelow = 0
        for entry in entries {
            while below < group.endIndex && group[below].level <= entry.level {
                sumBelow += group[below].level
                below += 1
            }
            let countBelow = below - group.startIndex
            let distance = entry.level * (2 * countBelow - group.count) - 2 * sumBelow + groupSum
            total += Double(distance) * Double(entry.count) * entry.difference / Double(entry.count + groupCount)
        }
        return total
    }
}
