import Features

/// What the concepts of a recipe follow from: its name, the block that it owns, its configurations and its columns.
public struct RecipeVocabulary: Sendable, Hashable {
    /// The recipe's name.
    public let recipe: String
    /// The block of concept ids (0…127) that the recipe owns.
    public let block: Int
    /// The configurations of the block.
    public let configurations: [RunIdentity.Configuration]
    /// The columns, in declaration order.
    public let columns: [FeatureColumn]

    /// Describes a recipe's vocabulary.
    public init(recipe: String, block: Int, configurations: [RunIdentity.Configuration], columns: [FeatureColumn]) {
        self.recipe = recipe
        self.block = block
        self.configurations = configurations
        self.columns = columns
    }
}

extension RunIdentity {
    /// What the run's concepts follow from.
    public var vocabulary: RecipeVocabulary {
        RecipeVocabulary(recipe: recipe, block: block, configurations: configurations, columns: columns)
    }
}
