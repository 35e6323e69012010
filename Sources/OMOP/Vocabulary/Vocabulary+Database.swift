import Recipes

extension SQLDatabase {
    /// Writes the rows of the vocabulary tables that hold for every recipe; call it once, in a transaction.
    func insertStandardVocabulary() throws(OMOPError) {
        for domain in LocalVocabulary.domains {
            try run("INSERT INTO domain VALUES (?, ?, 0)", .text(domain), .text(domain))
        }
        for name in LocalVocabulary.classes {
            try run("INSERT INTO concept_class VALUES (?, ?, 0)", .text(name), .text(name))
        }
        for row in LocalVocabulary.vocabularies {
            let version: SQLValue = row.id == "None" || row.id == LocalVocabulary.id ? .text(LocalVocabulary.version) : .null
            try run("INSERT INTO vocabulary VALUES (?, ?, ?, ?, 0)", .text(row.id), .text(row.name), .text(row.reference), version)
        }
        for concept in StandardConcept.all {
            try insert(concept)
        }
        for row in LocalVocabulary.relationships {
            try run(
                "INSERT INTO relationship VALUES (?, ?, ?, ?, ?, 0)", .text(row.id), .text(row.name), .text(row.isHierarchical ? "1" : "0"),
                .text(row.definesAncestry ? "1" : "0"), .text(row.reverse))
        }
    }

    /// Writes the concepts of a run that are not there yet; what belongs to someone else is an error that names the owner.
    func register(_ concepts: [FeatureConcept], of run: RunIdentity) throws(OMOPError) {
        for configuration in run.configurations { try register(configuration, of: run) }
        for concept in LocalConcept.all + concepts.map(\.row) {
            let owners = try rows(
                "SELECT concept_id, vocabulary_id, concept_code, concept_name FROM concept WHERE concept_id = ? OR (vocabulary_id = ? AND concept_code = ?)",
                .integer(concept.id), .text(LocalVocabulary.id), .text(concept.code)
            ) { row in (id: row.integer(0), vocabulary: row.text(1) ?? "", code: row.text(2) ?? "", name: row.text(3) ?? "") }
            if let owner = owners.first(where: { ($0.id, $0.vocabulary, $0.code) != (concept.id, LocalVocabulary.id, concept.code) }) {
                let remedy =
                    concept.id < ConceptID.base
                    ? "Voxmark cannot use this vocabulary" : "give the recipe \(run.recipe) another block or name"
                throw OMOPError(
                    .conceptTaken,
                    "concept \(concept.id) (\(concept.code)) cannot be used: concept \(owner.id ?? 0) of vocabulary \(owner.vocabulary), "
                        + "\(owner.code) “\(owner.name)”, owns the id or the code; \(remedy)")
            }
            guard owners.isEmpty else { continue }
            try insert(concept)
        }
    }

    private func register(_ configuration: RunIdentity.Configuration, of run: RunIdentity) throws(OMOPError) {
        let owners = try rows(
            "SELECT recipe, digest, shorthand FROM voxmark_configuration WHERE block = ? AND configuration = ?", .integer(run.block),
            .integer(configuration.number)
        ) { row in (recipe: row.text(0) ?? "", digest: row.text(1) ?? "", shorthand: row.text(2) ?? "") }
        guard let owner = owners.first else {
            try self.run(
                "INSERT INTO voxmark_configuration VALUES (?, ?, ?, ?, ?)", .integer(run.block), .integer(configuration.number),
                .text(run.recipe), .text(configuration.shorthand), .text(configuration.digest))
            return
        }
        guard owner.recipe == run.recipe, owner.digest == configuration.digest else {
            throw OMOPError(
                .conceptTaken,
                "block \(run.block), configuration \(configuration.number) belongs to recipe \(owner.recipe) (digest \(owner.digest), "
                    + "\(owner.shorthand)), not to \(run.recipe) (digest \(configuration.digest)); append a configuration or choose another block"
            )
        }
    }

    private func insert(_ concept: StandardConcept) throws(OMOPError) {
        try run(
            "INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?, ?, ?, '2099-12-31', NULL)", .integer(concept.id), .text(concept.name),
            .text(concept.domain), .text(concept.vocabulary), .text(concept.conceptClass), .optional(concept.standard), .text(concept.code),
            .text(concept.validFrom))
    }
}
