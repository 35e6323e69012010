import Features

/// The measures that clinicians know, with the standard concepts that a site has for them.
///
/// A concept is found in the site's own tables and never by a fixed id: first what the site itself says its standard is (a “Maps to” row from
/// the feature's concept), then the codes declared here. It counts if it is standard, valid and of the domain Measurement; where there is none,
/// the feature keeps its own concept. No code that is certain exists for SUVmax, SUVpeak and mean HU; a site's own “Maps to” row serves them.
public struct StandardMeasures: Sendable, Hashable {
    /// A feature and the codes of the same measure in other vocabularies, the best first.
    struct Measure: Sendable, Hashable {
        let tag: String
        /// The measure is one of tumours only.
        let isOfTumour: Bool
        let candidates: [Code]
    }

    /// A concept's code in its vocabulary.
    struct Code: Sendable, Hashable {
        let vocabulary: String
        let code: String
    }

    /// What is declared; no two features share a concept, since their rows would be mixed.
    static let declared: [Measure] = [
        // LOINC: Size.maximum dimension in Tumor, as mCODE and OHDSI's oncology group use it.
        Measure(tag: "morph_diam", isOfTumour: true, candidates: [Code(vocabulary: "LOINC", code: "33728-7")]),
        // DICOM PS3.16 CID 7470…7472: Volume, Area, Long Axis.
        Measure(tag: "morph_volume", isOfTumour: false, candidates: [Code(vocabulary: "SNOMED", code: "118565006")]),
        Measure(tag: "morph2d_area", isOfTumour: false, candidates: [Code(vocabulary: "SNOMED", code: "42798000")]),
        Measure(tag: "morph2d_diam", isOfTumour: false, candidates: [Code(vocabulary: "SNOMED", code: "103339001")]),
    ]

    /// What the site maps, by the features' own concepts.
    private let mapped: [Int: Int]
    /// What is declared and found, by tag.
    private let found: [String: Int]

    /// Looks the standard concepts up in a database.
    ///
    /// - Parameter areTumours: the regions are tumours, so that measures of tumours apply.
    init(in database: any SQLDatabase, areTumours: Bool) throws(OMOPError) {
        var found: [String: Int] = [:]
        for measure in Self.declared where areTumours || !measure.isOfTumour {
            for candidate in measure.candidates where found[measure.tag] == nil {
                found[measure.tag] = try database.standardConcept(candidate)
            }
        }
        self.found = found
        mapped = try database.mappedConcepts()
    }

    /// The standard concept of a feature, nil when the site has none.
    ///
    /// - Parameters:
    ///   - own: the feature's own concept.
    ///   - tag: its tag, with aggregation.
    func standard(of own: Int, tag: String) -> Int? { mapped[own] ?? found[tag] }
}

extension SQLDatabase {
    /// The id of a standard, valid concept of the domain Measurement.
    fileprivate func standardConcept(_ code: StandardMeasures.Code) throws(OMOPError) -> Int? {
        let ids = try rows(
            """
            SELECT concept_id FROM concept WHERE vocabulary_id = ? AND concept_code = ? AND domain_id = 'Measurement'
            AND standard_concept = 'S' AND invalid_reason IS NULL
            """, .text(code.vocabulary), .text(code.code)
        ) { $0.integer(0) }
        return ids.count == 1 ? ids[0] : nil
    }

    /// What the site says our concepts map to; a concept with several targets is left alone.
    fileprivate func mappedConcepts() throws(OMOPError) -> [Int: Int] {
        guard try hasTable("concept_relationship") else { return [:] }
        let pairs = try rows(
            """
            SELECT DISTINCT r.concept_id_1, r.concept_id_2 FROM concept_relationship r
            JOIN concept own ON own.concept_id = r.concept_id_1 JOIN concept target ON target.concept_id = r.concept_id_2
            WHERE own.vocabulary_id = ? AND r.relationship_id = 'Maps to' AND r.invalid_reason IS NULL
            AND target.domain_id = 'Measurement' AND target.standard_concept = 'S' AND target.invalid_reason IS NULL
            """, .text(LocalVocabulary.id)
        ) { (own: $0.integer(0) ?? 0, standard: $0.integer(1) ?? 0) }
        return Dictionary(grouping: pairs, by: \.own).compactMapValues { $0.count == 1 ? $0[0].standard : nil }
    }

    /// Writes “Maps to” and “Mapped from” rows where the database has the table and not the rows, which have no key; call it in a transaction.
    func relate(_ features: [FeatureConcept], by measures: StandardMeasures) throws(OMOPError) {
        guard try hasTable("concept_relationship"), try hasTable("relationship") else { return }
        // A vocabulary that is loaded in part may lack them, and rows must lead to them.
        let known = Set(
            try rows("SELECT relationship_id FROM relationship WHERE relationship_id IN ('Maps to', 'Mapped from')") { $0.text(0) ?? "" })
        for feature in features {
            guard let standard = measures.standard(of: feature.id, tag: feature.column.tag) else { continue }
            for (first, second, relationship) in [
                (feature.id, standard, "Maps to"), (standard, feature.id, "Mapped from"),
            ] where known.contains(relationship) {
                let isThere = try rows(
                    "SELECT 1 FROM concept_relationship WHERE concept_id_1 = ? AND concept_id_2 = ? AND relationship_id = ?",
                    .integer(first), .integer(second), .text(relationship)
                ) { _ in true }
                guard isThere.isEmpty else { continue }
                try run(
                    """
                    INSERT INTO concept_relationship (concept_id_1, concept_id_2, relationship_id, valid_start_date, valid_end_date)
                    VALUES (?, ?, ?, '1970-01-01', '2099-12-31')
                    """, .integer(first), .integer(second), .text(relationship))
            }
        }
    }

    /// Whether the database has a table.
    func hasTable(_ name: String) throws(OMOPError) -> Bool {
        let query =
            switch dialect {
            case .sqlite: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = ?"
            case .postgres: "SELECT 1 WHERE to_regclass(?) IS NOT NULL"
            }
        return try !rows(query, .text(name)) { _ in true }.isEmpty
    }
}
