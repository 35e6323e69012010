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
    /// The recipe as workers get it.
    let workerRecipe: WorkerRecipe
    /// The recipe's columns by their slots.
    let columnsBySlot: ColumnsBySlot

    /// Reads a recipe with its list of concepts, and a selection; without one, every series and region.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with a file.
    public init(recipe path: String, selection selectionPath: String?) throws(RecipeError) {
        let url = URL(filePath: path)
        let text = try Recipe.text(of: url)
        let recipe = try Recipe.parse(text, path: url.path)
        let number = try ConceptList.load(beside: url).number(of: recipe.configuration)
        let selection = try selectionPath.map { path throws(RecipeError) in try Selection.load(from: URL(filePath: path)) } ?? .all
        let configuration = RunIdentity.Configuration(
            number: number, shorthand: recipe.configurationShorthand, digest: ContentDigest.text([recipe.configuration]))
        self.recipe = recipe
        self.selection = selection
        self.configuration = number
        workerRecipe = WorkerRecipe(text: text, path: path, digest: recipe.digest)
        columnsBySlot = Dictionary(recipe.columns.map { ($0.slot, $0) }) { first, _ in first }
        identity = RunIdentity(
            recipe: recipe.name, recipeDigest: recipe.digest, block: recipe.block, configurations: [configuration],
            columns: recipe.columns,
            selectionDigest: selection.digest, numericsVersion: numericsVersion, softwareVersion: softwareVersion)
    }

    /// Reads several recipes with one selection.
    ///
    /// - Throws: `RecipeError` with everything that is wrong with a file; `BatchError` when two recipes have one name, so that the database and the
    ///   tables could not tell them apart.
    public static func several(recipes paths: [String], selection: String?) throws -> [RunSetup] {
        let setups = try paths.map { path throws(RecipeError) in try RunSetup(recipe: path, selection: selection) }
        for (place, setup) in setups.enumerated() {
            guard let other = setups[..<place].firstIndex(where: { $0.recipe.name == setup.recipe.name }) else { continue }
            throw BatchError(
                .sameRecipe,
                "the recipes \(paths[other]) and \(paths[place]) have one name, \(setup.recipe.name); name each recipe once, or rename one of them"
            )
        }
        return setups
    }
}

/// The program's version.
public let softwareVersion = "0.1.0"
