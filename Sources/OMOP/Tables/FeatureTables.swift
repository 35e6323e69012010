/// The CSV tables of one recipe.
struct FeatureTables {
    private let database: SQLiteDatabase
    private let run: RunIdentity
    private let concepts: [FeatureConcept]

    init(_ database: SQLiteDatabase, run: RunIdentity, concepts: [FeatureConcept]) {
        self.database = database
        self.run = run
        self.concepts = concepts
    }

    /// Writes both, as `OMOPWriter.writeTables` says.
    func write(features: String, records: String) throws(OMOPError) {
        var wide = try CSVWriter(path: features)
        var long = try CSVWriter(path: records)
        let several = run.configurations.count > 1
        try wide.write(StoredRegion.header + concepts.map { several ? "\($0.configuration.number):\($0.column.tag)" : $0.column.tag })
        try long.write(StoredRegion.key + Self.recordColumns)
        let descriptions = concepts.map { CSVWriter.Fields(description($0)) }
        try database.forEachRegion(of: run) { region throws(OMOPError) in
            let key = CSVWriter.Fields(region.fields.prefix(StoredRegion.key.count))
            var values: [String] = []
            for (concept, description) in zip(concepts, descriptions) {
                var value = ""
                switch region.outcomes[concept.id] {
                case .value(let number, let unit)?:
                    value = number.description
                    try long.write(key, description, CSVWriter.Fields([value, unit, "value", ""]))
                case .some(.none(let status, let reason)):
                    try long.write(key, description, CSVWriter.Fields(["", "", status, reason]))
                case nil: break
                }
                values.append(value)
            }
            try wide.write(region.fields + values)
        }
        try wide.finish()
        try long.finish()
    }

    /// The columns of `records.csv` behind those that identify the region.
    private static let recordColumns = [
        "configuration", "shorthand", "concept_id", "tag", "feature", "family", "family_code", "feature_code", "aggregation",
        "aggregation_code", "value", "unit", "status", "reason",
    ]

    private func description(_ concept: FeatureConcept) -> [String] {
        let feature = concept.column.declaration
        let aggregation = concept.column.aggregation
        return [
            String(concept.configuration.number), concept.configuration.shorthand, String(concept.id), concept.column.tag, feature.name,
            feature.family.rawValue, feature.family.code, feature.code, aggregation.readable, aggregation.rawValue,
        ]
    }
}
