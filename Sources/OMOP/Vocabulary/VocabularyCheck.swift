/// Which of the concepts that Voxmark writes a database has, by vocabulary and code.
///
/// A concept's foreign key holds only where the site has loaded the concept, so this is asked before anything is written.
public struct VocabularyCheck: Sendable, Hashable {
    /// What is amiss with a concept.
    public struct Finding: Sendable, Hashable, CustomStringConvertible {
        /// What kind of trouble it is; the raw values are stable.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// The database has no concept of the vocabulary at all.
            case noVocabulary = "no-vocabulary"
            /// The vocabulary is there, the concept is not.
            case noConcept = "no-concept"
            /// The code has another id than the one that OHDSI gave it.
            case otherID = "other-id"
            /// The id stands for something else.
            case otherConcept = "other-concept"
            /// The concept is not standard or no longer valid.
            case notStandard = "not-standard"
        }

        /// What kind of trouble it is.
        public let kind: Kind
        /// The vocabulary.
        public let vocabulary: String
        /// The code; empty when the vocabulary as a whole is meant.
        public let code: String
        /// True when rows cannot be written without it; otherwise the message says what is written instead.
        public let isNecessary: Bool
        /// What is wrong, what it is for, and what to do.
        public let message: String

        /// The message.
        public var description: String { message }
    }

    /// What was found; empty when all is there.
    public let findings: [Finding]

    /// A concept, and what is made of it.
    struct Need: Sendable, Hashable {
        let concept: StandardConcept
        let purpose: String
        /// What is written where the concept is missing; nil when nothing can be.
        let instead: String?
    }

    /// The concepts that are used.
    static let needs: [Need] =
        StandardConcept.all.map { concept in
            switch concept.vocabulary {
            case "UCUM": Need(concept: concept, purpose: "the unit \(concept.code)", instead: "unit_concept_id 0 and the unit's text")
            case "Gender": Need(concept: concept, purpose: "gender_concept_id of new persons", instead: "gender_concept_id 0")
            case "Type Concept": Need(concept: concept, purpose: "the type of rows (\(concept.name))", instead: nil)
            case "CDM":
                Need(concept: concept, purpose: "cdm_source of a new database", instead: "nothing at a site that has its own cdm_source")
            default: Need(concept: concept, purpose: "whatever has no concept", instead: nil)
            }
        } + [
            Need(
                concept: StandardConcept(
                    id: StandardConcept.measurementTable, name: "measurement", domain: "Metadata", vocabulary: "CDM", conceptClass: "Table",
                    code: ""),
                purpose: "image_feature_event_field_concept_id", instead: "another event field, by choice, or NULL"),
            Need(
                concept: StandardConcept(
                    id: StandardConcept.english, name: "English language", domain: "Language", vocabulary: "SNOMED",
                    conceptClass: "Qualifier Value", code: "297487008"),
                purpose: "the language of synonyms", instead: "language_concept_id 0 (voxmark vocabulary --stand-alone)"),
        ]

    /// Asks a database.
    init(_ database: SQLiteDatabase) throws(OMOPError) {
        var findings: [Finding] = []
        let vocabularies = Set(try database.rows("SELECT DISTINCT vocabulary_id FROM concept") { $0.text(0) ?? "" })
        for name in Set(Self.needs.map(\.concept.vocabulary)).subtracting(vocabularies).sorted() {
            let needs = Self.needs.filter { $0.concept.vocabulary == name }
            let listed = try database.rows("SELECT 1 FROM vocabulary WHERE vocabulary_id = ?", .text(name)) { _ in true }
            let isNecessary = needs.contains { $0.instead == nil }
            let half = listed.isEmpty ? "" : "is listed in VOCABULARY, but "
            let instead = isNecessary ? "" : "; without it: \(Set(needs.compactMap(\.instead)).sorted().joined(separator: ", "))"
            findings.append(
                Finding(
                    kind: .noVocabulary, vocabulary: name, code: "", isNecessary: isNecessary,
                    message: "the vocabulary \(name) \(half)has no concept: load it from Athena (https://athena.ohdsi.org)\(instead)"))
        }
        for need in Self.needs where vocabularies.contains(need.concept.vocabulary) {
            if let finding = try Self.finding(need, in: database) { findings.append(finding) }
        }
        self.findings = findings
    }

    private static func finding(_ need: Need, in database: SQLiteDatabase) throws(OMOPError) -> Finding? {
        let concept = need.concept
        let called = "\(concept.vocabulary) \(concept.code.isEmpty ? "" : "\(concept.code) ")“\(concept.name)”"
        func finding(_ kind: Finding.Kind, _ message: String) -> Finding {
            let after = need.instead.map { "without it: \($0)" } ?? "it is necessary"
            return Finding(
                kind: kind, vocabulary: concept.vocabulary, code: concept.code, isNecessary: need.instead == nil,
                message: "\(message); it is for \(need.purpose); \(after)")
        }
        if let there = try database.concepts("concept_id = ?", .integer(concept.id)).first {
            guard there.vocabulary == concept.vocabulary, there.code == concept.code || there.name.lowercased() == concept.name.lowercased()
            else {
                let other = "\(there.vocabulary) \(there.code) “\(there.name)”"
                return finding(.otherConcept, "concept \(concept.id) is \(other) here, not \(called)")
            }
            let isGood = there.isValid && (concept.standard == nil || there.isStandard)
            return isGood ? nil : finding(.notStandard, "concept \(concept.id), \(called), is not standard or no longer valid here")
        }
        let sameCode = try database.concepts(
            "vocabulary_id = ? AND concept_code = ?", .text(concept.vocabulary), .text(concept.code))
        if let other = sameCode.first { return finding(.otherID, "\(called) is concept \(other.id) here, not \(concept.id)") }
        return finding(
            .noConcept, "concept \(concept.id), \(called), is missing: load all of \(concept.vocabulary) from Athena")
    }
}

extension SQLiteDatabase {
    /// What the check asks of a concept.
    fileprivate struct CheckedConcept {
        let id: Int
        let name: String
        let vocabulary: String
        let code: String
        let isStandard: Bool
        let isValid: Bool
    }

    fileprivate func concepts(_ condition: String, _ values: SQLiteValue...) throws(OMOPError) -> [CheckedConcept] {
        let statement = try prepare(
            "SELECT concept_id, concept_name, vocabulary_id, concept_code, standard_concept, invalid_reason FROM concept WHERE \(condition)"
        )
        try statement.bind(values)
        var found: [CheckedConcept] = []
        while try statement.step() {
            found.append(
                CheckedConcept(
                    id: statement.integer(0) ?? 0, name: statement.text(1) ?? "", vocabulary: statement.text(2) ?? "",
                    code: statement.text(3) ?? "", isStandard: statement.text(4) == "S", isValid: (statement.text(5) ?? "").isEmpty))
        }
        return found
    }
}
