import Features
import Testing

@testable import Recipes

struct DistanceMechanicsTests {
    private static func recipe(_ lines: String...) throws -> Recipe {
        try Recipe.parse(recipeText(replacing: [14: lines.map { "  " + $0 }.joined(separator: "\n")]))
    }

    @Test func defaultsWrittenOutChangeNoDigest() throws {
        let written = try Self.recipe("distance: {glcm: 1, ngldm: 1}", "distance-norm: chebyshev", "distance-weighting: none")
        let plain = try Recipe.parse(recipeText(replacing: [14: ""]))
        #expect(written.digest == plain.digest)
        #expect(written.configuration == plain.configuration)
        #expect(plain.configuration.contains("; distance=1; interpolation.image"))
        #expect(plain.shorthand.hasSuffix("SYM; δ-∞:1; w:1; α:0"))
    }

    @Test func distancesAreReadAndAreOfTheConfiguration() throws {
        let all = try Self.recipe("distance: 2", "distance-norm: manhattan", "distance-weighting: gaussian")
        #expect(
            all.features.distances
                == TextureDistances(cooccurrence: 2, greyToneDifference: 2, dependence: 2, norm: .manhattan, weighting: .gaussian))
        #expect(all.configuration.contains("distance=2; distance-norm=manhattan; distance-weighting=gaussian euclidean"))
        #expect(all.shorthand.contains("δ-1:2; w:exp(−‖m‖2²)"))
        #expect(all.warnings.contains { $0.contains("IBSI cautions") })
        let one = try Self.recipe("distance: {ngtdm: 3}", "distance-weighting: inverse", "weighting-norm: manhattan")
        #expect(one.features.distances == TextureDistances(greyToneDifference: 3, weighting: .inverse, weightingNorm: .manhattan))
        #expect(one.configuration.contains("distance=glcm 1 ngtdm 3 ngldm 1; distance-weighting=inverse manhattan"))
    }

    @Test func everyChoiceHasItsOwnConfiguration() throws {
        let choices = [
            "coarseness: 0", "distance: 2", "distance: {glcm: 2}", "distance: {ngtdm: 2}", "distance: {ngldm: 2}",
            "distance-norm: euclidean",
            "distance-norm: manhattan", "distance-weighting: inverse", "distance-weighting: gaussian",
            "distance-weighting: gaussian\n  weighting-norm: manhattan",
        ]
        let recipes = try choices.map { try Self.recipe($0) }
        #expect(Set(recipes.map(\.digest)).count == choices.count)
        #expect(Set(recipes.map(\.configuration)).count == choices.count)
    }

    /// exp(−d²) is a number of full precision up to d² = 708.
    @Test(arguments: [
        "distance: 15\n  distance-weighting: gaussian", "distance: 16\n  distance-norm: euclidean\n  distance-weighting: gaussian",
        "distance: 8\n  distance-weighting: gaussian\n  weighting-norm: manhattan", "distance: {ngldm: 16}\n  distance-weighting: gaussian",
        "distance: 16\n  distance-weighting: inverse",
    ])
    func weightsThatDoNotVanishAreRead(lines: String) throws {
        #expect(try !Self.recipe(lines).features.distances.hasVanishingWeights)
    }

    @Test(arguments: [
        "distance: 0", "distance: 17", "distance: {glrlm: 1}", "distance-norm: taxicab", "distance-weighting: linear",
        "weighting-norm: euclidean", "distance: 16\n  distance-weighting: gaussian",
        "distance: {ngtdm: 9}\n  distance-weighting: gaussian\n  weighting-norm: manhattan",
    ])
    func wrongValuesAreErrors(line: String) {
        #expect(throws: RecipeError.self) { try Self.recipe(line) }
    }
}
