/// What a site chooses about the rows that are written.
public struct RowPolicy: Sendable {
    /// How patients become persons, and which dates are written.
    public var persons: PersonPolicy
    /// What stands in `measurement_concept_id` of a feature without a standard concept.
    public var conceptMode: ConceptMode
    /// All regions are tumours, so that measures of tumours have standard concepts.
    public var areTumours: Bool

    /// Makes a policy.
    public init(persons: PersonPolicy = PersonPolicy(), conceptMode: ConceptMode = .practical, areTumours: Bool = false) {
        self.persons = persons
        self.conceptMode = conceptMode
        self.areTumours = areTumours
    }
}

/// What stands in `measurement_concept_id`.
struct MeasurementConcepts: Sendable, Hashable {
    let mode: ConceptMode
    let standards: StandardMeasures

    /// The concept of a feature.
    func concept(own: Int, tag: String) -> Int {
        mode.measurementConcept(own: own, standard: standards.standard(of: own, tag: tag))
    }
}
