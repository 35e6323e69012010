/// A site's own CDM that rows are appended to.
struct SiteCDM {
    private let database: PostgresDatabase

    init(_ database: PostgresDatabase) { self.database = database }

    /// The tables that are read or written.
    private static let needed = [
        "person", "observation_period", "measurement", "concept", "vocabulary", "domain",
        "concept_class", "cdm_source", "visit_occurrence", "procedure_occurrence",
    ]

    /// Refuses what is no CDM 5.4, or lacks what its vocabulary must have; of the concepts, only 0 is necessary (`VocabularyCheck`).
    func check() throws(OMOPError) {
        let schema = database.cdmSchema
        let mayUse = try database.rows(
            "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = ?", .text(schema)
        ) { $0.integer(0) == 1 }
        guard mayUse.first != false else {
            throw OMOPError(
                .privilege, "\(database.place) gives no access to schema \(schema): ask for the rights that the documentation lists")
        }
        for table in CDMTable.all where Self.needed.contains(table.name) {
            let found = try database.columns(of: table.name, in: schema)
            guard !found.isEmpty else { throw refusal("has no table \(table.name)") }
            let missing = table.columns.map(\.name).filter { !found.contains($0) }
            guard missing.isEmpty else {
                throw refusal(
                    "has a table \(table.name) without \(missing.joined(separator: ", ")), as other versions of the CDM have it"
                )
            }
        }
        let versions = try database.rows("SELECT cdm_version FROM cdm_source") { $0.text(0) ?? "" }
        guard let version = versions.first else {
            throw refusal("has no row in cdm_source, so that its version is not known")
        }
        guard version.trimmingPadding.drop(while: { "vV ".contains($0) }).hasPrefix("5.4") else {
            throw refusal("is version \(version) by its cdm_source")
        }
        try checkVocabulary()
    }

    private func checkVocabulary() throws(OMOPError) {
        let zero = try database.rows("SELECT 1 FROM concept WHERE concept_id = 0") { _ in true }
        guard !zero.isEmpty else { throw refusal("lacks concept 0, so that its vocabulary is not loaded") }
        let domains = ["Meas Value", "Measurement", "Metadata"]
        let known = Set(try database.rows("SELECT domain_id FROM domain") { $0.text(0) ?? "" })
        let lacking = domains.filter { !known.contains($0) }
        guard lacking.isEmpty else { throw refusal("lacks the domains \(lacking.joined(separator: ", "))") }
    }

    /// Refuses to begin beside the rows of another schema of results, whose regions have the same ids: rows of one would be taken for the other's.
    func refuseOtherResults() throws(OMOPError) {
        let field = LocalVocabulary.regionField
        // Rows with the field lead to its concept, which most sites do not have yet; there is no index on the field itself.
        guard try !database.rows("SELECT 1 FROM concept WHERE concept_id = \(field)", row: { _ in true }).isEmpty else { return }
        let others = try database.rows("SELECT 1 FROM measurement WHERE meas_event_field_concept_id = \(field) LIMIT 1") { _ in true }
        guard others.isEmpty else {
            throw refusal("holds rows of another schema of results; name that one (--results-schema), or take its runs out first")
        }
    }

    /// Adds the rows of our own vocabulary that hold for every recipe.
    func insertOwnVocabulary() throws(OMOPError) {
        for name in [LocalVocabulary.featureClass, "Undefined"] {
            try database.run(
                "INSERT INTO concept_class VALUES (?, ?, 0) ON CONFLICT DO NOTHING", .text(name),
                .text(name))
        }
        for row in LocalVocabulary.vocabularies where row.id == LocalVocabulary.id {
            try database.run(
                "INSERT INTO vocabulary VALUES (?, ?, ?, ?, 0) ON CONFLICT DO NOTHING", .text(row.id),
                .text(row.name), .text(row.reference),
                .text(LocalVocabulary.version))
        }
    }

    private func refusal(_ what: String) -> OMOPError {
        OMOPError(
            .schema,
            "schema \(database.cdmSchema) of \(database.place) \(what); rows are appended to a complete CDM of version 5.4: check --cdm-schema"
        )
    }
}
