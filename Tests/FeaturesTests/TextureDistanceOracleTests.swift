import PhantomKit
import TestSupport
import Testing
import Voxels

@testable import Features

/// Distances other than the default on IBSI's digital phantom against other tools, whose numbers they printed for a spacing of 1 mm.
struct TextureDistanceOracleTests {
    /// PyRadiomics 3.0.1, `RadiomicsGLCM(binWidth=1, weightingNorm=…)`, weights exp(−‖m‖²).
    static let weighted: [(DistanceNorm, [String: Double])] = [
        (
            .euclidean,
            [
                "cm_energy": 0.3128482018547956, "cm_contrast": 4.322728291865566, "cm_joint_entr": 2.4883386954137623,
                "cm_corr": 0.30930550706468, "cm_clust_shade": 21.763608150330445, "cm_info_corr1": -0.07776704509183097,
                "cm_inv_diff_mom_norm": 0.9165206294568443, "cm_joint_max": 0.5326056797621834, "cm_sum_entr": 2.103525788533552,
                "cm_diff_var": 2.9204047425879214,
            ]
        ),
        (
            .manhattan,
            [
                "cm_energy": 0.33584452768230416, "cm_contrast": 3.627435365819731, "cm_joint_entr": 2.3767989930465605,
                "cm_corr": 0.42004311657923904, "cm_clust_shade": 25.723639046637658, "cm_info_corr1": -0.14649278752779726,
                "cm_inv_diff_mom_norm": 0.9292184681023352, "cm_joint_max": 0.5547165483099366, "cm_sum_entr": 2.06379368689915,
                "cm_diff_var": 2.6099387351060384,
            ]
        ),
        (
            .chebyshev,
            [
                "cm_energy": 0.29095089097645543, "cm_contrast": 5.117647058823529, "cm_joint_entr": 2.5738963770752643,
                "cm_corr": 0.18312676136476305, "cm_clust_shade": 17.41920541588661, "cm_info_corr1": -0.02879972319326747,
                "cm_inv_diff_mom_norm": 0.9022103697625519, "cm_joint_max": 0.50853889943074, "cm_sum_entr": 2.1098633717396216,
                "cm_diff_var": 3.214608485250009,
            ]
        ),
    ]

    @Test(arguments: weighted)
    func weightedCooccurrenceIsThatOfPyRadiomics(norm: DistanceNorm, expected: [String: Double]) throws {
        let distances = TextureDistances(weighting: .gaussian, weightingNorm: norm)
        try Self.check([.glcm], .merged3D, distances, expected)
    }

    /// PyRadiomics 3.0.1, `RadiomicsNGTDM(binWidth=1, distances=[1, 2])`.
    @Test func differencesAtDistance2AreThoseOfPyRadiomics() throws {
        try Self.check(
            [.ngtdm], .neighbourhood3D, TextureDistances(greyToneDifference: 2),
            [
                "ngt_busyness": 10.16513483263832, "ngt_coarseness": 0.019057029805932487, "ngt_complexity": 20.299866080789307,
                "ngt_contrast": 0.8310458123071768, "ngt_strength": 0.5362648023387119,
            ])
    }

    /// MIRP 2.7.0, `glcm_distance=2, ngldm_distance=2`.
    @Test func distance2IsThatOfMIRP() throws {
        let distances = TextureDistances(cooccurrence: 2, dependence: 2)
        try Self.check(
            [.glcm], .merged3D, distances,
            [
                "cm_joint_entr": 2.760217829367874, "cm_diff_var": 3.8365806786460745, "cm_energy": 0.2015949164667761,
                "cm_contrast": 8.03370786516854, "cm_inv_diff_mom_norm": 0.8502426906552896, "cm_corr": -0.11408737974561649,
                "cm_clust_shade": 9.628925527221766,
            ])
        try Self.check(
            [.glcm], .averaged3D, distances,
            [
                "cm_joint_entr": 2.4477232947363916, "cm_diff_var": 3.3189483512797895, "cm_energy": 0.2338998150405452,
                "cm_contrast": 8.810629858016172, "cm_inv_diff_mom_norm": 0.8364232553444104, "cm_corr": -0.20136815379220163,
                "cm_clust_shade": 9.088550915230737,
            ])
        try Self.check(
            [.ngldm], .neighbourhood3D, distances,
            [
                "ngl_lde": 0.020988894137465366, "ngl_hde": 575.027027027027, "ngl_hdhge": 987.9054054054054,
                "ngl_glnu": 37.91891891891892, "ngl_dcnu_norm": 0.04967129291453616, "ngl_dc_var": 129.47479912344775,
                "ngl_dc_entr": 4.683860757661638,
            ])
    }

    private static func check(
        _ families: [FeatureFamily], _ aggregation: Aggregation, _ distances: TextureDistances, _ expected: [String: Double]
    ) throws {
        let results = TextureFeatures.results(
            of: DigitalPhantom.discretised, families: families, aggregations: [aggregation], distances: distances)
        for (tag, number) in expected {
            let value = try #require(results.first { $0.column.declaration.tag == tag }?.value.number)
            #expect(abs(value - number) <= 1e-9 * max(1, abs(number)), "\(tag): \(value), expected \(number)")
        }
    }
}
