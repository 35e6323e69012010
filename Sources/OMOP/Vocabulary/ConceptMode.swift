/// What stands in `measurement_concept_id` of a feature that has no standard concept: two rules of OHDSI contradict each other.
///
/// Either way `measurement_source_concept_id` holds the feature's own concept, and a feature that has a standard concept at the site
/// (`StandardMeasures`) gets that one in `measurement_concept_id`.
public enum ConceptMode: String, Sendable, Hashable, CaseIterable {
    /// The feature's own concept, so that FeatureExtraction and Achilles see the rows; DataQualityDashboard's isStandardValidConcept fails.
    case practical
    /// 0, as Themis has it for custom concepts; FeatureExtraction drops the rows and standardConceptRecordCompleteness fails.
    case strict

    /// What to write in `measurement_concept_id`.
    ///
    /// - Parameters:
    ///   - own: the feature's own concept.
    ///   - standard: the site's standard concept, if it has one.
    func measurementConcept(own: Int, standard: Int?) -> Int {
        standard ?? (self == .practical ? own : 0)
    }
}
