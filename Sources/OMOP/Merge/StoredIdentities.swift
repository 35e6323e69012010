import Features
import Recipes

extension SQLDatabase {
    /// The recipes of a database with what identifies their newest current cases, as far as the CSV tables need it; by name.
    ///
    /// - Parameter catalogue: all columns that a recipe can have, in declaration order; those whose concepts are registered belong to it.
    func storedIdentities(catalogue: [FeatureColumn]) throws(OMOPError) -> [RunIdentity] {
        let configurations = try rows(
            "SELECT recipe, block, configuration, shorthand, digest FROM voxmark_configuration ORDER BY recipe COLLATE BINARY, block, configuration"
        ) { row in
            (
                recipe: row.text(0) ?? "", block: row.integer(1) ?? 0,
                configuration: RunIdentity.Configuration(
                    number: row.integer(2) ?? 0, shorthand: row.text(3) ?? "", digest: row.text(4) ?? "")
            )
        }
        var recipes: [String] = []
        for one in configurations where recipes.last != one.recipe { recipes.append(one.recipe) }
        return try recipes.map { recipe throws(OMOPError) in
            let own = configurations.filter { $0.recipe == recipe }
            let block = own.last?.block ?? 0
            return try identity(
                recipe, block, own.filter { $0.block == block }.map(\.configuration),
                columns: try registeredColumns(block, catalogue))
        }
    }

    private func registeredColumns(_ block: Int, _ catalogue: [FeatureColumn]) throws(OMOPError) -> [FeatureColumn] {
        let first = try FeatureConcept.id(block: block, configuration: 0, slot: 0)
        let slots = try rows(
            "SELECT concept_id FROM concept WHERE vocabulary_id = ? AND concept_id >= ? AND concept_id < ?", .text(LocalVocabulary.id),
            .integer(first), .integer(first + ConceptID.configurations.count * ConceptID.slots.count)
        ) { (($0.integer(0) ?? 0) - first) % ConceptID.slots.count }
        let registered = Set(slots)
        return catalogue.filter { registered.contains($0.slot) }
    }

    private func identity(
        _ recipe: String, _ block: Int, _ configurations: [RunIdentity.Configuration], columns: [FeatureColumn]
    ) throws(OMOPError) -> RunIdentity {
        let newest = try rows(
            """
            SELECT recipe_digest, selection_digest, c.numerics_version, c.software_version FROM voxmark_case c JOIN voxmark_run USING (run_id)
            WHERE recipe = ? AND superseded_by IS NULL ORDER BY run_number DESC LIMIT 1
            """, .text(recipe)
        ) { row in (recipe: row.text(0) ?? "", selection: row.text(1) ?? "", numerics: row.integer(2) ?? 0, software: row.text(3) ?? "") }
        return RunIdentity(
            recipe: recipe, recipeDigest: newest.first?.recipe ?? "", block: block, configurations: configurations, columns: columns,
            selectionDigest: newest.first?.selection ?? "", numericsVersion: newest.first?.numerics ?? 0,
            softwareVersion: newest.first?.software ?? "")
    }
}
