import Testing

@testable import Recipes

struct RecipeDigestInvariantTests {
    @Test func keyOrderDefaultsAndNotationDoNotMatter() throws {
        let other = """
            features: {aggregations: [KOBO, IAZD, ITBB, 3D], coarseness: 0, spatial-autocorrelation: true}
            discretisation:
              texture: {minimum: range, bin-size: 2.5e1}
            interpolation: {image: linear, mask: linear, rounding: none, partial-volume: 0.50, spacing: [2.0, 2, 2.000]}
            geometry: {position: 0.1, shear: 0.1, orientation: 0.001, spacing: 1e-3}
            resegmentation: {range: [-500.0, 4e2], outliers: null}
            block: 16
            name: "test"
            voxmark: 1
            """
        let first = try Recipe.parse(recipeText())
        let second = try Recipe.parse(other)
        #expect(first == second)
        #expect(first.digest == second.digest)
        #expect(first.configuration == second.configuration)
        #expect(first.digest.count == 64)
        #expect(first.digest.allSatisfy { $0.isHexDigit })
    }

    @Test func everyChangeThatCanChangeANumberChangesTheDigest() throws {
        let changes: [[Int: String]] = [
            [:], [2: "name: other"], [3: "block: 17"], [5: "  spacing: [2, 2]"], [5: "  spacing: [2, 2, 2.5]"], [6: "  image: cubic"],
            [6: "  image: linear\n  mask: nearest"], [6: "  image: linear\n  rounding: integer"],
            [6: "  image: linear\n  partial-volume: 0.4"],
            [8: "  range: [-500, 401]"], [8: "  range: [-500, null]"], [8: "  range: [-500, 400]\n  outliers: 3"],
            [10: "  texture: {bin-size: 24}"], [10: "  texture: {bin-number: 24}"], [10: "  texture: {bin-size: 25, minimum: region}"],
            [11: "  ivh: {bin-number: 1000}"], [13: "  families: [glcm]"], [14: "  aggregations: [2D]"],
            [14: "  aggregations: [3D]\n  coarseness: 1"],
            [14: "  aggregations: [3D]\n  spatial-autocorrelation: false"], [14: "geometry: {shear: 0.2}"],
        ]
        let recipes = try changes.map { try Recipe.parse(recipeText(replacing: $0)) }
        #expect(Set(recipes.map(\.digest)).count == changes.count)
    }

    @Test func configurationIgnoresNameToleranceAndChoice() throws {
        let first = try Recipe.parse(recipeText()).configuration
        for change in [
            [2: "name: other"], [3: "block: 17"], [13: "  families: [glcm]"], [14: "  aggregations: [2D]"], [14: "geometry: {shear: 1}"],
            [14: "  spatial-autocorrelation: false"],
        ] {
            #expect(try Recipe.parse(recipeText(replacing: change)).configuration == first)
        }
        for change in [[5: "  spacing: [1, 1, 1]"], [8: "  range: [-500, 401]"], [11: "  ivh: {bin-number: 8}"], [14: "  coarseness: 1"]] {
            #expect(try Recipe.parse(recipeText(replacing: change)).configuration != first)
        }
    }

    @Test func digestOfAKnownTextIsSHA256() {
        // FIPS 180-2, appendix B.1.
        #expect(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func reportHoldsRecipeDigestShorthandAndWarnings() throws {
        let recipe = try Recipe.parse(recipeText(replacing: [14: "  aggregations: [2D]"]))
        #expect(recipe.report.contains("interpolation.partial-volume: 0.5"))
        #expect(recipe.report.contains("digest: \(recipe.digest)"))
        #expect(recipe.report.contains("short-hand: \(recipe.shorthand)"))
        #expect(recipe.report.last?.hasPrefix("warning: ") == true)
    }
}
