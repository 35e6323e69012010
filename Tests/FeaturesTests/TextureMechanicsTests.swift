import Features
import PhantomKit
import TestSupport
import Testing
import Voxels

struct TextureMechanicsTests {
    static let all = Set(Aggregation.allCases)

    @Test func declarationsHaveUniqueTagsAndSlotsInTheirFamilysRange() {
        let declarations = TextureFeatures.declarations
        #expect(declarations.count == 95)
        #expect(Set(declarations.map(\.tag)).count == declarations.count)
        #expect(Set(declarations.map { $0.family.rawValue + $0.code }).count == declarations.count)
        #expect(Set(declarations.map(\.code)).count == declarations.count)
        let starts: [FeatureFamily: (first: Int, step: Int)] = [
            .glcm: (512, 8), .glrlm: (768, 8), .glszm: (1024, 4), .gldzm: (1152, 4), .ngtdm: (1280, 4), .ngldm: (1408, 4),
        ]
        for family in TextureFeatures.families {
            for (index, declaration) in declarations.filter({ $0.family == family }).enumerated() {
                let start = starts[family] ?? (0, 0)
                #expect(declaration.slots.lowerBound == start.first + start.step * index, "\(declaration.tag)")
                #expect(declaration.slots.count == family.aggregations.count, "\(declaration.tag)")
            }
        }
        let slots = declarations.flatMap(\.columns).map(\.slot)
        #expect(slots.count == 408)
        #expect(Set(slots).count == slots.count)
    }

    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func declarationsAreThoseOfTheReferenceTable() throws {
        let folder = try #require(PhantomFolder.url)
        let rows = try ReferenceValue.rows(in: folder).filter { $0.configuration == "digital_phantom" }
        let codes = Dictionary(rows.map { ($0.tag, $0.code) }) { first, _ in first }
        for column in TextureFeatures.declarations.flatMap(\.columns) {
            #expect(codes[column.tag] == column.declaration.code, "\(column.tag)")
        }
    }

    @Test func resultsComeInDeclarationOrderForWhatWasAskedFor() {
        let results = TextureFeatures.results(
            of: DigitalPhantom.discretised, families: [.ngldm, .glcm, .statistics],
            aggregations: [.merged3D, .averaged2D, .slices25D, .volume])
        let expected = TextureFeatures.declarations.filter { $0.family == .glcm || $0.family == .ngldm }.flatMap(\.columns)
            .filter { [.merged3D, .averaged2D, .slices25D].contains($0.aggregation) }
        #expect(results.map(\.column) == expected)
    }

    @Test func oneAggregationAloneHasTheValueItHasAmongAll() {
        let region = RandomRegion(seed: 5).region
        let together = TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all)
        for aggregation in Aggregation.allCases {
            let alone = TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: [aggregation])
            #expect(alone == together.filter { $0.column.aggregation == aggregation })
        }
    }

    @Test func aFamilyAloneHasTheValuesItHasAmongAll() {
        let region = RandomRegion(seed: 9).region
        let together = TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all, coarseness: 1)
        let alone =
            GreyLevelCooccurrence.results(of: region, aggregations: Self.all)
            + GreyLevelRunLength.results(of: region, aggregations: Self.all) + GreyLevelSizeZone.results(of: region, aggregations: Self.all)
            + GreyLevelDistanceZone.results(of: region, aggregations: Self.all)
            + NeighbourhoodGreyToneDifference.results(of: region, aggregations: Self.all)
            + NeighbouringGreyLevelDependence.results(of: region, aggregations: Self.all, coarseness: 1)
        #expect(alone == together)
    }

    @Test(arguments: [Index3(0, 0, 0), Index3(3, 2, 1)])
    func anEmptyRegionHasNoValues(size: Index3) {
        let none = [UInt16](repeating: 0, count: size.product)
        let region = DiscretisedRegion(size: size, levelCount: 4, levels: none, shape: [UInt8](repeating: 1, count: size.product))
        let results = TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all)
        #expect(results.count == 408)
        #expect(results.allSatisfy { $0.value == .undefined(.emptyRegion) })
    }

    @Test func aSingleVoxelHasRunsAndZonesButNoNeighbours() {
        let region = DiscretisedRegion(size: Index3(1, 1, 1), levelCount: 4, levels: [3], shape: [1])
        for result in TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all) {
            switch result.column.declaration.family {
            case .glcm, .ngtdm: #expect(result.value == .undefined(.noNeighbours), "\(result.column.tag)")
            default: #expect(result.value.number != nil, "\(result.column.tag)")
            }
        }
        let runs = GreyLevelRunLength.results(of: region, aggregations: Self.all)
        #expect(runs.filter { $0.column.declaration.tag == "rlm_hgre" }.allSatisfy { $0.value == .value(9) })
    }

    @Test func aFlatRegionSaysWhichFeaturesItCannotHave() {
        let region = DiscretisedRegion(
            size: Index3(4, 3, 2), levelCount: 9, levels: [UInt16](repeating: 5, count: 24), shape: [UInt8](repeating: 1, count: 24))
        let undefined: Set<String> = ["cm_corr", "cm_info_corr1", "ngt_coarseness", "ngt_contrast", "ngt_busyness", "ngt_strength"]
        for result in TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all) {
            if undefined.contains(result.column.declaration.tag) {
                #expect(result.value == .undefined(.flatRegion), "\(result.column.tag)")
            } else {
                #expect(result.value.number?.isFinite == true, "\(result.column.tag)")
            }
        }
    }

    @Test func oneSliceHasTheSame2DAnd25DAnd3DValues() {
        let levels: [UInt16] = [1, 1, 2, 0, 3, 3, 2, 1, 1, 2, 2, 4]
        let region = DiscretisedRegion(size: Index3(4, 3, 1), levelCount: 4, levels: levels, shape: [UInt8](repeating: 1, count: 12))
        for family in [FeatureFamily.glszm, .ngtdm, .ngldm] {
            let values = family.aggregations.map { aggregation in
                TextureFeatures.results(of: region, families: [family], aggregations: [aggregation]).map(\.value)
            }
            #expect(values[0] == values[1])
            #expect(values[1] == values[2])
        }
    }

    @Test func differencesWithoutSpreadHaveAReason() {
        // Two levels that touch nowhere: every voxel equals its neighbours, so the differences are zero though the region is not flat.
        let region = DiscretisedRegion(
            size: Index3(5, 1, 1), levelCount: 4, levels: [1, 1, 0, 4, 4], shape: [1, 1, 1, 1, 1])
        let results = NeighbourhoodGreyToneDifference.results(of: region, aggregations: [.neighbourhood3D])
        #expect(
            results.map(\.value) == [.undefined(.zeroDenominator), .value(0), .value(0), .value(0), .undefined(.zeroDenominator)])
    }

    @Test func averagesLeaveOutPartsWithoutValue() {
        // The second slice holds one voxel: no pairs, so it does not count in the averages over slices.
        let pair: [UInt16] = [1, 3, 2, 2]
        let both = DiscretisedRegion(
            size: Index3(2, 2, 2), levelCount: 4, levels: pair + [4, 0, 0, 0], shape: [UInt8](repeating: 1, count: 8))
        let first = DiscretisedRegion(size: Index3(2, 2, 1), levelCount: 4, levels: pair, shape: [UInt8](repeating: 1, count: 4))
        let aggregations: Set<Aggregation> = [.averaged2D, .sliceMerged2D]
        #expect(
            GreyLevelCooccurrence.results(of: both, aggregations: aggregations)
                == GreyLevelCooccurrence.results(of: first, aggregations: aggregations))
    }

    @Test func manyGreyLevelsStayBounded() throws {
        let size = Index3(48, 40, 36)
        let levels = (0..<size.product).map { UInt16(truncatingIfNeeded: 1 + $0 * 40_503 % 65_535) }
        let region = DiscretisedRegion(
            size: size, levelCount: 65_535, levels: levels, shape: [UInt8](repeating: 1, count: size.product))
        let results = TextureFeatures.results(of: region, families: TextureFeatures.families, aggregations: Self.all)
        #expect(results.count == 408)
        #expect(results.allSatisfy { $0.value.number?.isFinite == true })
        let zones = results.first { $0.column.tag == "szm_z_perc_3D" }
        #expect(zones?.value == .value(1))
    }
}
