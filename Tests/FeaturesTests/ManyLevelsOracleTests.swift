import Features
import Testing
import Voxels

/// Closed forms for tens of thousands of grey levels, and for zones whose squared size exceeds 32 bits.
struct ManyLevelsOracleTests {
    /// Pairs of voxels along x, each with a level of its own.
    private static let pairs = RandomRegion(size: Index3(44, 50, 30), levelCount: 33_000) { ($0.z * 50 + $0.y) * 22 + $0.x / 2 + 1 }

    private static func results(_ plain: RandomRegion, _ family: FeatureFamily) -> [FeatureResult] {
        TextureFeatures.results(of: plain.region, families: [family], aggregations: Set(Aggregation.allCases))
    }

    @Test func runsOfPairsHaveLengthTwoAlongXAndOneElsewhere() throws {
        let results = Self.results(Self.pairs, .glrlm)
        func check(_ tag: String, _ value: Double) throws {
            let number = try #require(results[tag]?.number)
            #expect(abs(number - value) < 1e-12, "\(tag)")
        }
        try check("rlm_lre_2D_avg", (4 + 3) / 4)
        try check("rlm_sre_3D_avg", (0.25 + 12) / 13)
        try check("rlm_lre_3D_avg", (4.0 + 12) / 13)
        try check("rlm_r_perc_3D_avg", (0.5 + 12) / 13)
        try check("rlm_lre_3D_comb", (33_000 * 4 + 12 * 66_000.0) / (33_000 + 12 * 66_000))
    }

    @Test func zonesOfPairsHaveSizeTwo() {
        let results = Self.results(Self.pairs, .glszm)
        for aggregation in ["2D", "2_5D", "3D"] {
            #expect(results["szm_lze_\(aggregation)"]?.number == 4)
            #expect(results["szm_z_perc_\(aggregation)"]?.number == 0.5)
        }
    }

    @Test func flatRegionIsOneZoneOfAllVoxels() throws {
        let flat = RandomRegion(size: Index3(50, 50, 28), levelCount: 65_535) { _ in 65_535 }
        #expect(Self.results(flat, .glszm)["szm_lze_3D"]?.number == 70_000.0 * 70_000)
        #expect(Self.results(flat, .glszm)["szm_lze_2D"]?.number == 2500.0 * 2500)
        let emphasis = try #require(Self.results(flat, .glszm)["szm_lzhge_3D"]?.number)
        #expect(abs(emphasis / (70_000.0 * 70_000 * 65_535 * 65_535) - 1) < 1e-12)
        #expect(Self.results(flat, .gldzm)["dzm_lde_3D"]?.number == 1)
    }
}
