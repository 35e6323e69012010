import Features
import TestSupport
import Testing

/// What is written down about the features, held together over all families.
@Suite struct FeatureCatalogueMechanicsTests {
    private let declarations = FeatureCatalogue.declarations
    private var columns: [FeatureColumn] { declarations.flatMap(\.columns) }

    @Test func everyStandardisedFeatureAndTheAreaUnderTheVolumeHistogramAreDeclared() {
        let standardised = declarations.filter(\.family.isStandardised)
        #expect(standardised.count == 174)
        #expect(standardised.flatMap(\.columns).count == 29 + 2 + 18 + 23 + 7 + 6 * (25 + 16) + 3 * (16 + 16 + 5 + 17))
    }

    @Test func tagsAndSlotsAreUniqueAndSlotsFitTheirField() {
        #expect(Set(declarations.map(\.tag)).count == declarations.count)
        #expect(Set(columns.map(\.tag)).count == columns.count)
        #expect(Set(columns.map(\.slot)).count == columns.count)
        #expect(columns.allSatisfy { (0...4095).contains($0.slot) })
    }

    @Test func codesAreUniqueAndHaveFourCharacters() {
        let standardised = declarations.filter(\.family.isStandardised)
        #expect(Set(standardised.map(\.code)).count == standardised.count)
        #expect(standardised.allSatisfy { $0.code.count == 4 })
        #expect(declarations.allSatisfy { $0.family.isStandardised || $0.code.isEmpty })
    }

    @Test func namesAreUniqueInTheirFamily() {
        #expect(Set(declarations.map { "\($0.family) \($0.name)" }).count == declarations.count)
    }

    @Test func everyFeatureHasASlotForEachAggregationOfItsFamily() {
        for declaration in declarations { #expect(declaration.slots.count == declaration.family.aggregations.count, "\(declaration.tag)") }
    }

    @Test func columnsFollowTheChoiceOfFamiliesAndAggregations() {
        let chosen = FeatureCatalogue.columns(families: [.glcm, .statistics], aggregations: [.merged3D])
        #expect(chosen.count == 25 + 18)
        #expect(chosen.map(\.tag).first == "stat_mean" && chosen.map(\.tag).last == "cm_info_corr2_3D_comb")
    }

    @Test(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func everyReferenceValueHasAColumn() throws {
        let folder = try #require(PhantomFolder.url)
        let tags = Set(columns.map(\.tag))
        for row in try ReferenceValue.rows(in: folder) { #expect(tags.contains(row.tag), "\(row.tag)") }
    }
}
