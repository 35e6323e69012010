extension OMOPWriter {
    /// Writes `features.csv`: one row per region, identifying columns first, then one per feature in declaration order; empty where there is no value.
    ///
    /// All regions of the run's recipe, selection and numerics version in the database are written, done and held, in the order of case key and
    /// region, so that a run that was resumed leaves the same file. With several configurations the columns are called `n:tag`.
    public func writeFeatures(to path: String) throws(OMOPError) {
        var file = try CSVWriter(path: path)
        let several = run.configurations.count > 1
        try file.write(StoredRegion.header + concepts.map { several ? "\($0.configuration.number):\($0.column.tag)" : $0.column.tag })
        try database.forEachRegion(of: run) { region throws(OMOPError) in
            let values = concepts.map { concept in
                if case .value(let number, _) = region.outcomes[concept.id] { number.description } else { "" }
            }
            try file.write(region.fields + values)
        }
        try file.finish()
    }

    /// Writes `records.csv`: one row per region and feature, value or not, in the order of case key, region, configuration and declaration.
    ///
    /// `case_key` and `region_number` lead to the region's row in `features.csv`.
    public func writeRecords(to path: String) throws(OMOPError) {
        var file = try CSVWriter(path: path)
        try file.write(
            StoredRegion.key + [
                "configuration", "shorthand", "concept_id", "tag", "feature", "family", "family_code", "feature_code", "aggregation",
                "aggregation_code", "value", "unit", "status", "reason",
            ])
        let descriptions = concepts.map(description)
        try database.forEachRegion(of: run) { region throws(OMOPError) in
            for (concept, description) in zip(concepts, descriptions) {
                guard let outcome = region.outcomes[concept.id] else { continue }
                let result =
                    switch outcome {
                    case .value(let number, let unit): [number.description, unit, "value", ""]
                    case .none(let status, let reason): ["", "", status, reason]
                    }
                try file.write(region.fields.prefix(StoredRegion.key.count) + description + result)
            }
        }
        try file.finish()
    }

    private func description(_ concept: FeatureConcept) -> [String] {
        let feature = concept.column.declaration
        let aggregation = concept.column.aggregation
        return [
            String(concept.configuration.number), concept.configuration.shorthand, String(concept.id), concept.column.tag, feature.name,
            feature.family.rawValue, feature.family.code, feature.code, aggregation.readable, aggregation.rawValue,
        ]
    }
}
