import Features
import Foundation
import TestSupport
import Testing
import Voxels

struct NonTextureMechanicsTests {
    private static let declarations =
        Morphology.features.map(\.declaration) + LocalIntensity.features.map(\.declaration)
        + IntensityStatistics.features.map(\.declaration) + IntensityHistogram.features.map(\.declaration)
        + IntensityVolumeHistogram.features.map(\.declaration)

    @Test func tagsCodesNamesAndSlotsAreUnique() {
        #expect(Self.declarations.count == 29 + 2 + 18 + 23 + 7)
        #expect(Set(Self.declarations.map(\.tag)).count == Self.declarations.count)
        #expect(Set(Self.declarations.map(\.code)).count == Self.declarations.count)
        #expect(Set(Self.declarations.map { $0.family.rawValue + $0.name }).count == Self.declarations.count)
        #expect(Set(Self.declarations.flatMap { Array($0.slots) }).count == Self.declarations.count)
        let slots = Self.declarations.map(\.slots.lowerBound)
        let expected = Array(0...28) + [64, 65] + Array(128...145) + Array(192...214) + Array(256...262)
        #expect(slots == expected)
    }

    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func declarationsMatchTheListOfFeatures() throws {
        let folder = try #require(PhantomFolder.url)
        let text = try String(contentsOf: folder.appending(path: "ibsi1/reference/features.csv"), encoding: .utf8)
        let rows = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
        // Two codes of the list stand for two features each; their valued instances have codes of their own.
        let instances = ["ivh_v10": "NK6P", "ivh_v90": "4279", "ivh_i10": "PWN1", "ivh_i90": "BOHI"]
        for declaration in Self.declarations {
            let row = try #require(rows.first { $0[4] == declaration.tag }, "\(declaration.tag)")
            #expect(row[1] == declaration.family.code)
            #expect(row[2] == declaration.name)
            #expect(instances[declaration.tag] ?? row[3] == declaration.code)
        }
    }

    @Test func singleVoxelHasAShapeButNoAxes() {
        let region = RegionFixtures.region(size: Index3(1, 1, 1), spacing: SIMD3(1, 1, 1), intensity: { _ in 5 })
        let results = Morphology.results(of: region)
        for tag in ["maj_axis", "min_axis", "least_axis", "elongation", "flatness"] {
            #expect(results["morph_pca_" + tag] == .undefined(.singleVoxel))
        }
        for tag in ["morph_moran_i", "morph_geary_c", "morph_vol_dens_aee", "morph_area_dens_aee"] {
            #expect(results[tag] == .undefined(.singleVoxel))
        }
        #expect(results["morph_com"] == .value(0))
        #expect(LocalIntensity.results(of: region)["loc_peak_glob"] == .value(5))
    }

    @Test func planesAndLinesHaveNoEnclosingEllipsoid() throws {
        let flat = RegionFixtures.region(size: Index3(4, 5, 1), spacing: SIMD3(1, 1, 1), intensity: { Float($0.x) })
        let plane = Morphology.results(of: flat)
        #expect(plane["morph_vol_dens_aee"] == .undefined(.noExtent))
        #expect(plane["morph_area_dens_aee"]?.number != nil)
        #expect(plane["morph_pca_flatness"] == .value(0))
        #expect(plane["morph_vol_dens_conv_hull"]?.number != nil)
        let diagonal = RegionFixtures.region(
            size: Index3(4, 4, 4), spacing: SIMD3(1, 1, 1), intensity: { Float($0.x) }, inside: { $0.x == $0.y && $0.y == $0.z })
        let line = Morphology.results(of: diagonal)
        #expect(line["morph_vol_dens_aee"] == .undefined(.noExtent))
        #expect(line["morph_area_dens_aee"] == .undefined(.noExtent))
        #expect(line["morph_pca_elongation"] == .value(0))
        #expect(line["morph_vol_dens_conv_hull"]?.number != nil)
    }

    @Test func flatRegionHasNoRatios() {
        let region = RegionFixtures.region(size: Index3(3, 3, 2), spacing: SIMD3(1, 1, 2), intensity: { _ in 0.1 })
        let results = RegionFixtures.results(of: region)
        for tag in ["morph_moran_i", "morph_geary_c", "stat_skew", "stat_kurt", "ivh_v10", "ivh_auc"] {
            #expect(results[tag] == .undefined(.flatRegion), "\(tag)")
        }
        #expect(results["stat_var"] == .value(0))
        #expect(results["stat_mean"] == .value(Double(Float(0.1))))
    }

    @Test func zeroMeanHasNoCoefficientOfVariation() {
        let results = IntensityStatistics.results(of: [-2, -1, 1, 2])
        #expect(results["stat_cov"] == .undefined(.zeroDenominator))
        #expect(results["stat_qcod"] == .undefined(.zeroDenominator))
        let region = RegionFixtures.region(size: Index3(2, 1, 1), spacing: SIMD3(1, 1, 1), intensity: { $0.x == 0 ? -3 : 3 })
        #expect(Morphology.results(of: region)["morph_com"] == .undefined(.zeroDenominator))
    }

    @Test func twoVoxelsHaveNothingBetweenTheirPercentiles() {
        #expect(IntensityStatistics.results(of: [1, 2])["stat_rmad"] == .undefined(.zeroDenominator))
        let region = DiscretisedRegion(size: Index3(2, 1, 1), levelCount: 2, levels: [1, 2], shape: [1, 1])
        #expect(IntensityHistogram.results(of: region)["ih_rmad"] == .undefined(.zeroDenominator))
    }

    @Test func emptyIntensityMaskLeavesTheShape() {
        let whole = RegionFixtures.region(size: Index3(3, 3, 3), spacing: SIMD3(1, 1, 1))
        var empty = whole.intensityMask
        for index in empty.values.indices { empty.values[index] = 0 }
        let region = PreparedRegion(image: whole.image, morphologicalMask: whole.morphologicalMask, intensityMask: empty)
        let results = RegionFixtures.results(of: region)
        let shape = Morphology.results(of: whole)
        #expect(results["morph_volume"] == shape["morph_volume"])
        #expect(results["morph_vol_dens_conv_hull"] == shape["morph_vol_dens_conv_hull"])
        for result in results where !result.column.tag.hasPrefix("morph") { #expect(result.value == .undefined(.emptyRegion)) }
        for tag in ["morph_com", "morph_integ_int", "morph_moran_i", "morph_geary_c"] { #expect(results[tag] == .undefined(.emptyRegion)) }
        let nothing = PreparedRegion(image: whole.image, morphologicalMask: empty, intensityMask: empty)
        for result in RegionFixtures.results(of: nothing) { #expect(result.value == .undefined(.emptyRegion)) }
    }

    @Test func histogramOfOneBinHasNoGradient() {
        let region = DiscretisedRegion(size: Index3(2, 1, 1), levelCount: 1, levels: [1, 1], shape: [1, 1])
        let results = IntensityHistogram.results(of: region)
        #expect(results["ih_max_grad"] == .undefined(.flatRegion))
        #expect(results["ih_skew"] == .undefined(.flatRegion))
        #expect(results["ih_entropy"] == .value(0))
    }

    @Test func modeIsTheMostFrequentLevelNearestToTheMean() {
        let mode = { (levels: [UInt16]) in
            let region = DiscretisedRegion(size: Index3(levels.count, 1, 1), levelCount: 9, levels: levels, shape: levels.map { _ in 1 })
            return IntensityHistogram.results(of: region)["ih_mode"]
        }
        #expect(mode([1, 1, 5, 5, 9]) == .value(5))
        #expect(mode([2, 2, 4, 4]) == .value(2))
    }

    @Test func autocorrelationCanBeLeftOut() {
        let region = RegionFixtures.region(size: Index3(3, 3, 3), spacing: SIMD3(1, 1, 1), intensity: { Float($0.x) })
        let all = Morphology.results(of: region)
        let fewer = Morphology.results(of: region, spatialAutocorrelation: false)
        #expect(fewer == Array(all.dropLast(2)))
        #expect(all.map(\.column.tag).suffix(2) == ["morph_moran_i", "morph_geary_c"])
    }

    @Test func missingMarginFails() {
        let region = RegionFixtures.region(size: Index3(20, 20, 20), spacing: SIMD3(1, 1, 1), inside: { $0 == Index3(10, 10, 10) })
        let tight = PreparedRegion(
            image: region.image.cropped(to: region.morphologicalMask.box), morphologicalMask: region.morphologicalMask,
            intensityMask: region.intensityMask)
        for result in LocalIntensity.results(of: tight) {
            guard case .failed = result.value else {
                Issue.record("\(result.column.tag): \(result.value)")
                continue
            }
        }
        #expect(LocalIntensity.margin(spacing: SIMD3(2, 0.98, 7)) == Index3(3, 6, 0))
    }
}
