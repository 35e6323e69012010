/// Concept ids by arithmetic: the same at every site, without coordination.
///
/// `id = 2,050,000,000 + 4096 · (128 · block + n) + slot`: the block belongs to a recipe, n to one of its configurations, the slot to a
/// feature in one aggregation.
public enum ConceptID {
    /// The first id.
    public static let base = 2_050_000_000
    /// The blocks that recipes may declare.
    public static let blocks = 0...127
    /// The blocks of the recipes that Voxmark ships.
    public static let reservedBlocks = 0...15
    /// The configurations of a block.
    public static let configurations = 0...127
    /// The slots of a configuration.
    public static let slots = 0...4095
    /// The largest id; it fits in 32 bits, signed.
    public static let largest = 2_117_108_863

    /// The id of a slot of configuration `n` of a block.
    ///
    /// - Throws: `RecipeError` (`concept-range`) when a part lies outside its range.
    public static func id(block: Int, n: Int, slot: Int) throws(RecipeError) -> Int {
        for (name, value, range) in [("block", block, blocks), ("configuration", n, configurations), ("slot", slot, slots)] {
            guard range.contains(value) else {
                throw RecipeError(
                    .conceptRange, "the \(name) is \(value), outside \(range.lowerBound)…\(range.upperBound)", path: "concept id")
            }
        }
        return base + 4096 * (128 * block + n) + slot
    }
}
