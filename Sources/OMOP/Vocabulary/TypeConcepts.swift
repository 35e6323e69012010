/// Where rows come from, as the type columns say: OHDSI's Type Concepts where CONCEPT has them, otherwise 0, since the columns are NOT NULL.
struct TypeConcepts: Sendable, Hashable {
    /// Standard algorithm: features.
    let algorithm: Int
    /// EHR: what headers say.
    let ehr: Int

    /// Looks the types up; those that are not standard or no longer valid count as missing.
    init(in database: any SQLDatabase) throws(OMOPError) {
        let found = Set(
            try database.rows(
                """
                SELECT concept_id FROM concept WHERE vocabulary_id = 'Type Concept' AND concept_id IN (?, ?)
                AND standard_concept = 'S' AND coalesce(invalid_reason, '') = ''
                """, .integer(StandardConcept.standardAlgorithm), .integer(StandardConcept.ehr)
            ) { $0.integer(0) ?? 0 })
        algorithm = found.contains(StandardConcept.standardAlgorithm) ? StandardConcept.standardAlgorithm : 0
        ehr = found.contains(StandardConcept.ehr) ? StandardConcept.ehr : 0
    }
}
