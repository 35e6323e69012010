import Features
import Foundation
import Testing

@testable import Recipes

/// The recipes that Voxmark ships, against the IBSI 1 manual's table of configurations.
struct ShippedRecipesOracleTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Pipelines/recipes")

    static let within: Set<Aggregation> = [.averaged2D, .sliceMerged2D, .directionMerged25D, .merged25D, .slices2D, .slices25D]
    static let across: Set<Aggregation> = [.averaged3D, .merged3D, .neighbourhood3D]

    static func interpolation(_ spacing: Recipe.Interpolation.Spacing, cubic: Bool = false) -> Recipe.Interpolation {
        Recipe.Interpolation(
            spacing: spacing, image: cubic ? .cubic : .linear, mask: .linear, partialVolumeThreshold: 0.5, roundsIntensities: true)
    }

    /// The table of configurations, written down once more in Swift.
    static let table: [Recipe] = [
        Recipe(
            name: "ibsi-digital", block: 0, textureDiscretisation: .none,
            features: Recipe.FeatureChoice(aggregations: within.union(across))),
        Recipe(
            name: "ibsi-a", block: 1, resegmentation: Recipe.Resegmentation(range: -500...400),
            textureDiscretisation: .fixedBinSize(width: 25, minimum: .range), features: Recipe.FeatureChoice(aggregations: within)),
        Recipe(
            name: "ibsi-b", block: 2, interpolation: interpolation(.inPlane(2, 2)),
            resegmentation: Recipe.Resegmentation(range: -500...400), textureDiscretisation: .fixedBinNumber(32),
            features: Recipe.FeatureChoice(aggregations: within)),
        Recipe(
            name: "ibsi-c", block: 3, interpolation: interpolation(.volume(2, 2, 2)),
            resegmentation: Recipe.Resegmentation(range: -1000...400), textureDiscretisation: .fixedBinSize(width: 25, minimum: .range),
            ivhDiscretisation: .fixedBinSize(width: 2.5, minimum: .range), features: Recipe.FeatureChoice(aggregations: across)),
        Recipe(
            name: "ibsi-d", block: 4, interpolation: interpolation(.volume(2, 2, 2)),
            resegmentation: Recipe.Resegmentation(outlierSigma: 3), textureDiscretisation: .fixedBinNumber(32),
            features: Recipe.FeatureChoice(aggregations: across)),
        Recipe(
            name: "ibsi-e", block: 5, interpolation: interpolation(.volume(2, 2, 2), cubic: true),
            resegmentation: Recipe.Resegmentation(range: -1000...400, outlierSigma: 3), textureDiscretisation: .fixedBinNumber(32),
            ivhDiscretisation: .fixedBinNumber(1000), features: Recipe.FeatureChoice(aggregations: across)),
    ]

    static let shorthands = [
        "ibsi-digital":
            "INT:–; RS:–; DIS:–; IVH DIS:–; AGGR 2D:avg,2D:mrg,2.5D:avg,2.5D:mrg,3D:avg,3D:mrg,2D,2.5D,3D; SYM; δ-∞:1; w:1; α:0",
        "ibsi-a": "INT:–; RS:[-500,400]; FBS:25; IVH DIS:–; AGGR 2D:avg,2D:mrg,2.5D:avg,2.5D:mrg,2D,2.5D; SYM; δ-∞:1; w:1; α:0",
        "ibsi-b": "INT LIN:2D:2mm; RS:[-500,400]; FBN:32; IVH DIS:–; AGGR 2D:avg,2D:mrg,2.5D:avg,2.5D:mrg,2D,2.5D; SYM; δ-∞:1; w:1; α:0",
        "ibsi-c": "INT LIN:3D:2mm; RS:[-1000,400]; FBS:25; IVH FBS:2.5; AGGR 3D:avg,3D:mrg,3D; SYM; δ-∞:1; w:1; α:0",
        "ibsi-d": "INT LIN:3D:2mm; RS:3σ; FBN:32; IVH DIS:–; AGGR 3D:avg,3D:mrg,3D; SYM; δ-∞:1; w:1; α:0",
        "ibsi-e": "INT CSI:3D:2mm; RS:[-1000,400]+3σ; FBN:32; IVH FBN:1000; AGGR 3D:avg,3D:mrg,3D; SYM; δ-∞:1; w:1; α:0",
    ]

    @Test(arguments: table) func recipeEqualsTheTable(expected: Recipe) throws {
        let recipe = try Recipe.load(from: Self.folder.appending(path: "\(expected.name).yaml"))
        #expect(recipe == expected)
        #expect(recipe.digest == expected.digest)
        #expect(recipe.warnings == [])
        #expect(recipe.shorthand == Self.shorthands[expected.name])
    }

    @Test func everyShippedRecipeHasItsBlockAndIsListedInItsConcepts() throws {
        for (name, block) in Recipe.shipped {
            let url = Self.folder.appending(path: "\(name).yaml")
            let recipe = try Recipe.load(from: url)
            #expect(recipe.name == name)
            #expect(recipe.block == block)
            #expect(recipe.warnings == [])
            let concepts = try ConceptList.load(beside: url)
            #expect(try concepts.number(of: recipe.configuration) == 0)
        }
        #expect(Set(Recipe.shipped.map(\.value)).count == Recipe.shipped.count)
    }

    @Test func nothingElseIsShipped() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter { $0.hasSuffix(".yaml") }
        #expect(Set(files) == Set(Recipe.shipped.map { "\($0.key).yaml" }))
    }
}
