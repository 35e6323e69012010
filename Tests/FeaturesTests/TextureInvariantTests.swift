import Features
import TestSupport
import Testing
import Voxels

/// What must not change the texture features, or only in a known way.
struct TextureInvariantTests {
    static let volumeAggregations: Set<Aggregation> = [.averaged3D, .merged3D, .neighbourhood3D]

    @Test(arguments: 1...20)
    func flippedAndTurnedVolumesHaveTheSame3DValues(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        let expected = results(plain.region, Self.volumeAggregations)
        for axes in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            expectEqual(results(moved(plain, axes: axes, flips: [false, false, false]), Self.volumeAggregations), expected)
        }
        for axis in 0..<3 {
            let flips = (0..<3).map { $0 == axis }
            expectEqual(results(moved(plain, axes: [0, 1, 2], flips: flips), Self.volumeAggregations), expected)
        }
    }

    @Test(arguments: 1...20)
    func slicesFlippedInTheirPlaneHaveTheSameValues(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        let expected = results(plain.region, Set(Aggregation.allCases))
        for flips in [[true, false, false], [false, true, false], [true, true, true]] {
            expectEqual(results(moved(plain, axes: [0, 1, 2], flips: flips), Set(Aggregation.allCases)), expected)
        }
        expectEqual(results(moved(plain, axes: [1, 0, 2], flips: [false, false, false]), Set(Aggregation.allCases)), expected)
    }

    @Test(arguments: 1...20)
    func aLargerBoxChangesNoBit(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        let shift = Index3(2, 1, 3)
        let size = plain.size &+ Index3(5, 2, 4)
        var levels = [UInt16](repeating: 0, count: size.product)
        var shape = [UInt8](repeating: 0, count: size.product)
        for (source, voxel) in plain.allVoxels.enumerated() {
            let target = Box(lower: .zero, upper: size).offset(of: voxel &+ shift)
            levels[target] = plain.levels[source]
            shape[target] = plain.shape[source]
        }
        let larger = DiscretisedRegion(size: size, levelCount: plain.levelCount, levels: levels, shape: shape)
        #expect(results(larger, Set(Aggregation.allCases)) == results(plain.region, Set(Aggregation.allCases)))
    }

    @Test(arguments: 1...20)
    func levelsThatDoNotOccurMatterOnlyToNormalisedInverseDifferences(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        let wider = DiscretisedRegion(size: plain.size, levelCount: 60_000, levels: plain.levels, shape: plain.shape)
        let all = Set(Aggregation.allCases)
        for (first, second) in zip(results(plain.region, all), results(wider, all)) {
            let tag = first.column.declaration.tag
            if tag != "cm_inv_diff_norm" && tag != "cm_inv_diff_mom_norm" { #expect(first == second) }
        }
    }

    @Test(arguments: 1...20)
    func shiftedLevelsKeepWhatDependsOnDifferences(seed: Int) {
        let plain = RandomRegion(seed: UInt64(seed))
        var shifted = plain
        shifted.levels = plain.levels.map { $0 == 0 ? 0 : $0 + 1 }
        let unchanged: Set<String> = [
            "cm_joint_max", "cm_joint_var", "cm_joint_entr", "cm_contrast", "cm_corr", "cm_clust_shade", "cm_info_corr1", "rlm_sre",
            "rlm_glnu", "rlm_rl_entr", "szm_lze", "szm_gl_var", "dzm_lde", "ngt_coarseness", "ngt_contrast", "ngl_hde",
        ]
        let all = Set(Aggregation.allCases)
        let pairs = zip(results(plain.region, all), results(shifted.region, all)).filter { unchanged.contains($0.0.column.declaration.tag) }
        expectEqual(pairs.map(\.1), pairs.map(\.0))
    }

    private func results(_ region: DiscretisedRegion, _ aggregations: Set<Aggregation>) -> [FeatureResult] {
        TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: aggregations, coarseness: 1)
    }

    /// Sums may be taken in another order, so numbers agree to 10⁻¹⁰; reasons are equal.
    private func expectEqual(_ found: [FeatureResult], _ expected: [FeatureResult]) {
        #expect(found.count == expected.count)
        for (first, second) in zip(found, expected) {
            #expect(first.column == second.column)
            guard let number = first.value.number, let other = second.value.number else {
                #expect(first.value == second.value, "\(first.column.tag)")
                continue
            }
            #expect(abs(number - other) <= 1e-10 * max(1, abs(other)), "\(first.column.tag): \(number), \(other)")
        }
    }

    /// The region with its axes in another order, then flipped.
    private func moved(_ plain: RandomRegion, axes: [Int], flips: [Bool]) -> DiscretisedRegion {
        let size = Index3(plain.size[axes[0]], plain.size[axes[1]], plain.size[axes[2]])
        var levels = [UInt16](repeating: 0, count: size.product)
        var shape = [UInt8](repeating: 0, count: size.product)
        for (source, voxel) in plain.allVoxels.enumerated() {
            var target = Index3(voxel[axes[0]], voxel[axes[1]], voxel[axes[2]])
            for axis in 0..<3 where flips[axis] { target[axis] = size[axis] - 1 - target[axis] }
            let place = Box(lower: .zero, upper: size).offset(of: target)
            levels[place] = plain.levels[source]
            shape[place] = plain.shape[source]
        }
        return DiscretisedRegion(size: size, levelCount: plain.levelCount, levels: levels, shape: shape)
    }
}
