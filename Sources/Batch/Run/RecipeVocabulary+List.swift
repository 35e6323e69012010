import OMOP
import Recipes

extension RecipeVocabulary {
    /// The vocabulary of a recipe in all configurations of its list.
    public init(_ recipe: Recipe, list: ConceptList) {
        self.init(
            recipe: recipe.name, block: recipe.block,
            configurations: list.entries.map { entry in
                RunIdentity.Configuration(
                    number: entry.n, shorthand: entry.description, digest: ContentDigest.text([entry.configuration]))
            }, columns: recipe.columns)
    }
}
