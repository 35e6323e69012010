import Features

/// The concepts of UCUM's units, found in the database's CONCEPT by vocabulary and code: a site may lack some, and have more than we ship.
struct UnitConcepts: Sendable, Hashable {
    private let ids: [String: Int]

    /// Looks the units of features and acquisition parameters up; those that are not standard or no longer valid count as missing.
    init(in database: any SQLDatabase) throws(OMOPError) {
        let places = Self.codes.map { _ in "?" }.joined(separator: ", ")
        let query = try database.prepare(
            """
            SELECT concept_code, min(concept_id) FROM concept WHERE vocabulary_id = 'UCUM' AND concept_code IN (\(places))
            AND standard_concept = 'S' AND coalesce(invalid_reason, '') = '' GROUP BY concept_code
            """)
        try query.bind(Self.codes.map(SQLValue.text))
        var ids: [String: Int] = [:]
        while try query.step() { ids[query.text(0) ?? ""] = query.integer(1) }
        query.reset()
        self.ids = ids
    }

    /// The concept of a UCUM code; 0 where the database has none, and the row's `unit_source_value` says it.
    func id(of code: String) -> Int { ids[code] ?? 0 }

    /// All codes that rows can have.
    static let codes: [String] = {
        let features = FeatureUnit.allCases.flatMap { unit in IntensityUnit.allCases.map { unit.ucum(on: $0) } }
        return Set(features + AcquisitionParameter.allCases.compactMap(\.unit)).sorted()
    }()
}
