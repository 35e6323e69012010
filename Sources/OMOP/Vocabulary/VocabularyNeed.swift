/// A concept that rows can have, or a whole vocabulary, and what is written where a database lacks it.
struct VocabularyNeed: Sendable, Hashable {
    /// How a concept is found.
    enum Key: Sendable, Hashable {
        /// By the id that OHDSI gave it.
        case id(Int, isStandard: Bool)
        /// By its code, whatever its id; it counts when it is standard and valid.
        case code
        /// Any concept of the vocabulary will do: codes are looked up one by one when rows are written.
        case vocabulary
    }

    let vocabulary: String
    let code: String
    /// The concept's name; empty where the code says enough.
    let name: String
    let key: Key
    let purpose: String
    /// What is written where it is missing; nil when nothing can be.
    let instead: String?

    /// The concept as messages name it.
    var called: String { [vocabulary, code, name.isEmpty ? "" : "“\(name)”"].filter { !$0.isEmpty }.joined(separator: " ") }

    /// All needs: what is shipped with a database of our own, then what only a site has.
    static let all = StandardConcept.all.map(VocabularyNeed.init(shipped:)) + single + procedures + measures + [dicom]

    private init(
        _ vocabulary: String, _ code: String, _ name: String = "", _ key: Key = .code, purpose: String, instead: String?
    ) {
        self.vocabulary = vocabulary
        self.code = code
        self.name = name
        self.key = key
        self.purpose = purpose
        self.instead = instead
    }

    private init(shipped concept: StandardConcept) {
        let (purpose, instead): (String, String?) =
            switch concept.vocabulary {
            case "UCUM": ("the unit \(concept.code)", "unit_concept_id 0 and the unit's text")
            case "Gender": ("gender_concept_id of new persons", "gender_concept_id 0")
            case "Type Concept": ("the type of rows", "type_concept_id 0, which DataQualityDashboard finds fault with")
            case "CDM": ("cdm_source of a new database", "nothing at a site that has its own cdm_source")
            default: ("whatever has no concept", nil)
            }
        let key = concept.vocabulary == "UCUM" ? Key.code : .id(concept.id, isStandard: concept.standard != nil)
        self.init(concept.vocabulary, concept.code, concept.name, key, purpose: purpose, instead: instead)
    }

    private static let single = [
        VocabularyNeed(
            "CDM", "", "measurement", .id(StandardConcept.measurementTable, isStandard: true),
            purpose: "image_feature_event_field_concept_id", instead: "the local concept measurement.measurement_id"),
        VocabularyNeed(
            "Visit", "OP", "Outpatient Visit", .id(StandardConcept.outpatientVisit, isStandard: true),
            purpose: "visits of studies that the site has no procedure of", instead: "visit_concept_id 0"),
        VocabularyNeed(
            "SNOMED", "297487008", "English language", .id(StandardConcept.english, isStandard: true),
            purpose: "the language of synonyms", instead: "language_concept_id 0 (voxmark vocabulary --stand-alone)"),
    ]

    private static let procedures = Set(ImagingConcepts.procedures.map(\.code)).sorted().map { code in
        let modalities = ImagingConcepts.procedures.filter { $0.code == code }.map(\.modality).joined(separator: ", ")
        return VocabularyNeed("SNOMED", code, purpose: "procedures of studies in \(modalities)", instead: "procedure_concept_id 0")
    }

    private static let measures = StandardMeasures.declared.flatMap { measure in
        measure.candidates.map { candidate in
            VocabularyNeed(
                candidate.vocabulary, candidate.code,
                purpose: "the standard concept of \(measure.tag)\(measure.isOfTumour ? " of tumours" : "")",
                instead: "the feature's own concept")
        }
    }

    private static let dicom = VocabularyNeed(
        "DICOM", "", "", .vocabulary, purpose: "modalities and acquisition parameters",
        instead: "local concepts of modalities, and acquisition parameters in voxmark_acquisition alone")
}
