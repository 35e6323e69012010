import Features

/// What computed the rows: the recipe with its configurations and columns, the selection, and the engine.
public struct RunIdentity: Sendable, Hashable {
    /// Everything upstream of a feature that can change its value; the recipe's concepts file lists it under its number.
    public struct Configuration: Sendable, Hashable {
        /// The number n (0…127) within the recipe's block.
        public let number: Int
        /// The configuration in IBSI short-hand, for readers.
        public let shorthand: String
        /// The hexadecimal digest of the configuration's content.
        public let digest: String

        /// Describes a configuration.
        public init(number: Int, shorthand: String, digest: String) {
            self.number = number
            self.shorthand = shorthand
            self.digest = digest
        }
    }

    /// The recipe's name.
    public let recipe: String
    /// The recipe's hexadecimal digest.
    public let recipeDigest: String
    /// The block of concept ids (0…127) that the recipe owns.
    public let block: Int
    /// The recipe's configurations.
    public let configurations: [Configuration]
    /// The columns that the recipe computes, in declaration order.
    public let columns: [FeatureColumn]
    /// The selection file's hexadecimal digest.
    public let selectionDigest: String
    /// The engine's numerics version.
    public let numericsVersion: Int
    /// The program's version.
    public let softwareVersion: String

    /// Describes a run.
    public init(
        recipe: String, recipeDigest: String, block: Int, configurations: [Configuration], columns: [FeatureColumn],
        selectionDigest: String,
        numericsVersion: Int, softwareVersion: String
    ) {
        self.recipe = recipe
        self.recipeDigest = recipeDigest
        self.block = block
        self.configurations = configurations
        self.columns = columns
        self.selectionDigest = selectionDigest
        self.numericsVersion = numericsVersion
        self.softwareVersion = softwareVersion
    }
}
