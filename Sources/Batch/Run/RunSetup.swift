import Extraction
import Features
import Foundation
import OMOP
import Recipes

/// What a run computes: recipe and selection, and what identifies them in the output.
public struct RunSetup: Sendable {
    /// The recipe.
    public let recipe: Recipe
    /// The selection.
    public let selection: Selection
    /// The number n of the recipe's configuration.
    public let configuration: Int
    /// What identifies recipe, selection and engine in the output.
    public let identity: RunIdentity

    /// Reads a recipe with its list of concepts, and a selection; without one, every series and region.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with a file.
    public init(recipe path: String, selection selectionPath: String?) throws(RecipeError) {
        let url = URL(filePath: path)
        let recipe = try Recipe.load(from: url)
        let number = try ConceptList.load(beside: url).number(of: recipe.configuration)
        let selection = try selectionPath.map { path throws(RecipeError) in try Selection.load(from: URL(filePath: path)) } ?? .all
        let configuration = RunIdentity.Configuration(
            number: number, shorthand: recipe.shorthand, digest: ContentDigest.text([recipe.configuration]))
        self.recipe = recipe
        self.selection = selection
        self.configuration = number
        identity = RunIdentity(
            recipe: recipe.name, recipeDigest: recipe.digest, block: recipe.block, configurations: [configuration],
            columns: recipe.columns,
            selectionDigest: selection.digest, numericsVersion: numericsVersion, softwareVersion: softwareVersion)
    }
}

/// The program's version.
public let softwareVersion = "0.1.0"
