import TestSupport
import Testing
import Voxels

@testable import Features

/// Sums that are taken by a short cut, against the double sums of their definitions.
struct TextureFormulaTwinTests {
    @Test(arguments: 1...40)
    func rowsOfMatricesGiveTheValuesOfTables(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        let levels = TextureLevels(plain.region)
        let features = GreyLevelCooccurrence.features
        let aggregations = Set(Aggregation.ofDirections)
        let tables = aggregateCooccurrence(CooccurrenceTables(levels), levels: levels, features: features, aggregations: aggregations)
        let rows = aggregateCooccurrence(CooccurrenceGathering(levels), levels: levels, features: features, aggregations: aggregations)
        let pairs = zip(tables.results(of: features, in: aggregations), rows.results(of: features, in: aggregations))
        for (table, row) in pairs {
            #expect(table.column == row.column)
            #expect(isClose(table.value, row.value), "\(table.column.tag): \(table.value), \(row.value)")
        }
    }

    @Test(arguments: 1...40)
    func cooccurrenceSumsAreThoseOverTheWholeMatrix(seed: Int) throws {
        let plain = RandomRegion(seed: UInt64(seed))
        var matrix: [[Int]: Double] = [:]
        for voxel in plain.voxels {
            for step in RandomRegion.neighbours(inPlane: false) where plain[voxel &+ step] > 0 {
                matrix[[plain[voxel], plain[voxel &+ step]], default: 0] += 1
            }
        }
        let total = matrix.values.reduce(0, +)
        let results = GreyLevelCooccurrence.results(of: plain.region, aggregations: [.merged3D])
        let values = Dictionary(uniqueKeysWithValues: results.map { ($0.column.declaration.tag, $0.value) })
        guard total > 0 else {
            #expect(values.values.allSatisfy { $0.number == nil })
            return
        }
        func sum(_ term: (Double, Double, Double) -> Double) -> Double {
            matrix.reduce(0) { $0 + term(Double($1.key[0]), Double($1.key[1]), $1.value / total) }
        }
        let mean = sum { i, _, p in i * p }
        let levelCount = Double(plain.levelCount)
        let expected = [
            "cm_joint_var": sum { i, _, p in (i - mean) * (i - mean) * p },
            "cm_auto_corr": sum { i, j, p in i * j * p },
            "cm_dissimilarity": sum { i, j, p in abs(i - j) * p },
            "cm_inv_diff_mom_norm": sum { i, j, p in p / (1 + (i - j) * (i - j) / (levelCount * levelCount)) },
            "cm_inv_var": sum { i, j, p in i == j ? 0 : p / ((i - j) * (i - j)) },
            "cm_clust_shade": sum { i, j, p in (i + j - 2 * mean) * (i + j - 2 * mean) * (i + j - 2 * mean) * p },
            "cm_energy": sum { _, _, p in p * p },
        ]
        for (tag, value) in expected {
            let number = try #require(values[tag]?.number)
            #expect(abs(number - value) <= 1e-10 * max(1, abs(value)), "\(tag)")
        }
        let variance = expected["cm_joint_var"] ?? 0
        let covariance = sum { i, j, p in (i - mean) * (j - mean) * p }
        #expect(isClose(values["cm_corr"], variance > 0 ? .value(covariance / variance) : .undefined(.flatRegion)))
    }

    @Test(arguments: 1...40)
    func greyToneSumsAreThoseOverAllPairsOfLevels(seed: Int) {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let entries = (1...30).filter { _ in Bool.random(using: &generator) }.map { level in
            GreyToneDifferenceSummary.Entry(
                level: level, count: Int.random(in: 1...9, using: &generator), difference: Double.random(in: 0...20, using: &generator))
        }
        guard !entries.isEmpty else { return }
        let summary = GreyToneDifferenceSummary(entries: entries)
        func sum(_ term: (_ i: Double, _ p: Double, _ s: Double, _ j: Double, _ q: Double, _ t: Double) -> Double) -> Double {
            entries.reduce(0) { total, first in
                entries.reduce(total) { total, second in
                    total
                        + term(
                            Double(first.level), Double(first.count) / summary.voxelCount, first.difference, Double(second.level),
                            Double(second.count) / summary.voxelCount, second.difference)
                }
            }
        }
        let tolerance = 1e-9
        #expect(abs(summary.squaredDistance - sum { i, p, _, j, q, _ in p * q * (i - j) * (i - j) }) < tolerance)
        #expect(abs(summary.weightedLevelDistance - sum { i, p, _, j, q, _ in abs(i * p - j * q) }) < tolerance)
        #expect(abs(summary.strengthSum - sum { i, p, _, j, q, _ in (p + q) * (i - j) * (i - j) }) < tolerance)
        let complexity = sum { i, p, s, j, q, t in abs(i - j) * (p * s + q * t) / (p + q) }
        #expect(abs(summary.complexitySum - complexity) < tolerance * max(1, complexity))
    }

    /// Equal reasons, or numbers that agree to 10⁻¹⁰.
    private func isClose(_ first: FeatureValue?, _ second: FeatureValue) -> Bool {
        guard let number = first?.number, let other = second.number else { return first == second }
        return abs(number - other) <= 1e-10 * max(1, abs(number))
    }
}
