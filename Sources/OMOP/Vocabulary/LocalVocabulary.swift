/// The vocabulary of this program's own concepts, beside the rows of OHDSI's vocabularies that are used.
enum LocalVocabulary {
    static let id = "Voxmark"
    static let featureClass = "Radiomic Feature"
    /// What `vocabulary` and `cdm_source` give as version: a subset of OHDSI's vocabularies, none of their releases.
    static let version = "Voxmark subset 1"

    /// What `measurement_event_id` leads to: no standard concept exists for a table of our own.
    static let regionField = LocalConcept.base + 1
    /// What `measurement_event_id` of a header's value leads to: `image_occurrence.image_occurrence_id`.
    static let imageField = LocalConcept.base + 2

    /// What `image_feature_event_id` leads to where CONCEPT lacks the table MEASUREMENT: `measurement.measurement_id`.
    static let measurementField = LocalConcept.base + 5

    /// The rows of `vocabulary`; concept 0 stands for the vocabularies' own concepts, which are not shipped.
    static let vocabularies: [(id: String, name: String, reference: String)] = [
        ("None", "OMOP Standardized Vocabularies", "OMOP generated"),
        ("CDM", "OMOP Common DataModel", "OMOP generated"),
        ("Type Concept", "OMOP Type Concept", "OMOP generated"),
        ("Gender", "OMOP Gender", "OMOP generated"),
        ("UCUM", "Unified Code for Units of Measure (Regenstrief Institute)", "https://ucum.org"),
        (id, "Voxmark radiomic features of the Image Biomarker Standardisation Initiative", "https://arxiv.org/abs/1612.07003"),
    ]

    /// The rows of `domain`.
    static let domains = ["Gender", "Meas Value", "Measurement", "Metadata", "Type Concept", "Unit"]

    /// The rows of `relationship`: what “Maps to” rows of our features need, and the hierarchy's, each with its reverse.
    static let relationships: [(id: String, name: String, isHierarchical: Bool, definesAncestry: Bool, reverse: String)] = [
        ("Maps to", "Non-standard to Standard map (OMOP)", false, false, "Mapped from"),
        ("Mapped from", "Standard to Non-standard map (OMOP)", false, false, "Maps to"), ("Is a", "Is a", true, false, "Subsumes"),
        ("Subsumes", "Subsumes", true, true, "Is a"),
    ]

    /// The rows of `concept_class`.
    static let classes = ["CDM", "Gender", featureClass, "Type Concept", "Undefined", "Unit"]
}
