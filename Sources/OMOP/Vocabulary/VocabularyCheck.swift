/// Which of the concepts that Voxmark writes a database has, by vocabulary and code.
///
/// A concept's foreign key holds only where the site has loaded the concept; what is written where it has not, `VocabularyNeed` says.
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

    /// Asks a database.
    init(_ database: any SQLDatabase) throws(OMOPError) {
        var findings: [Finding] = []
        let vocabularies = Set(try database.rows("SELECT DISTINCT vocabulary_id FROM concept") { $0.text(0) ?? "" })
        for name in Set(VocabularyNeed.all.map(\.vocabulary)).subtracting(vocabularies).sorted() {
            let needs = VocabularyNeed.all.filter { $0.vocabulary == name }
            let listed = try database.rows("SELECT 1 FROM vocabulary WHERE vocabulary_id = ?", .text(name)) { _ in true }
            let isNecessary = needs.contains { $0.instead == nil }
            let half = listed.isEmpty ? "" : "is listed in VOCABULARY, but "
            let instead = isNecessary ? "" : "; without it: \(Set(needs.compactMap(\.instead)).sorted().joined(separator: ", "))"
            findings.append(
                Finding(
                    kind: .noVocabulary, vocabulary: name, code: "", isNecessary: isNecessary,
                    message: "the vocabulary \(name) \(half)has no concept: load it from Athena (https://athena.ohdsi.org)\(instead)"))
        }
        for need in VocabularyNeed.all where vocabularies.contains(need.vocabulary) {
            if let finding = try Self.finding(need, in: database) { findings.append(finding) }
        }
        self.findings = findings
    }

    private static func finding(_ need: VocabularyNeed, in database: any SQLDatabase) throws(OMOPError) -> Finding? {
        func finding(_ kind: Finding.Kind, _ message: String) -> Finding {
            let after = need.instead.map { "without it: \($0)" } ?? "it is necessary"
            return Finding(
                kind: kind, vocabulary: need.vocabulary, code: need.code, isNecessary: need.instead == nil,
                message: "\(message); it is for \(need.purpose); \(after)")
        }
        let sameCode = try database.concepts("vocabulary_id = ? AND concept_code = ?", .text(need.vocabulary), .text(need.code))
        switch need.key {
        case .vocabulary: return nil
        case .code:
            guard let first = sameCode.first else {
                return finding(.noConcept, "\(need.called) is missing: load all of \(need.vocabulary) from Athena")
            }
            let isGood = sameCode.contains { $0.isStandard && $0.isValid }
            return isGood ? nil : finding(.notStandard, "concept \(first.id), \(need.called), is not standard or no longer valid here")
        case .id(let id, let isStandard):
            if let there = try database.concepts("concept_id = ?", .integer(id)).first {
                guard there.vocabulary == need.vocabulary, there.code == need.code || there.name.lowercased() == need.name.lowercased()
                else {
                    let other = "\(there.vocabulary) \(there.code) “\(there.name)”"
                    return finding(.otherConcept, "concept \(id) is \(other) here, not \(need.called)")
                }
                let isGood = there.isValid && (!isStandard || there.isStandard)
                return isGood ? nil : finding(.notStandard, "concept \(id), \(need.called), is not standard or no longer valid here")
            }
            if let other = sameCode.first { return finding(.otherID, "\(need.called) is concept \(other.id) here, not \(id)") }
            return finding(.noConcept, "concept \(id), \(need.called), is missing: load all of \(need.vocabulary) from Athena")
        }
    }
}

/// What the check asks of a concept.
private struct CheckedConcept {
    let id: Int
    let name: String
    let vocabulary: String
    let code: String
    let isStandard: Bool
    let isValid: Bool
}

extension SQLDatabase {
    fileprivate func concepts(_ condition: String, _ values: SQLValue...) throws(OMOPError) -> [CheckedConcept] {
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
