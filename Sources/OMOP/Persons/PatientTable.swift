/// What a site's file says about patients, found by Patient ID and its issuer.
///
/// The same ID of another issuer is another patient. A line without issuer means a patient whose ID needs none: it is taken only when nothing
/// speaks for a second patient of that ID, and never guessed.
struct PatientTable<Value: Sendable & Hashable>: Sendable, Hashable {
    private struct Entry: Sendable, Hashable {
        let issuer: String?
        let value: Value
    }

    private var entries: [String: [Entry]] = [:]

    /// Whether it names nobody.
    var isEmpty: Bool { entries.isEmpty }

    /// A table of nobody.
    init() {}

    /// Adds a patient; false when the table has the patient already.
    mutating func insert(_ value: Value, patient: String, issuer: String?) -> Bool {
        guard !entries[patient, default: []].contains(where: { $0.issuer == issuer }) else { return false }
        entries[patient, default: []].append(Entry(issuer: issuer, value: value))
        return true
    }

    /// What the table says about a patient.
    ///
    /// - Parameter isShared: more than one issuer is known to have given the ID, so that a line without issuer could mean several patients.
    func match(patient: String, issuer: String?, isShared: Bool = false) -> PatientMatch<Value> {
        guard let known = entries[patient] else { return .none }
        if let issuer, let exact = known.first(where: { $0.issuer == issuer }) { return .one(exact.value) }
        guard let bare = known.first(where: { $0.issuer == nil }) else { return issuer == nil ? .ambiguous : .none }
        return known.count == 1 && !isShared ? .one(bare.value) : .ambiguous
    }

    /// All values with their patients, in no order.
    var all: [(patient: String, issuer: String?, value: Value)] {
        entries.flatMap { patient, entries in entries.map { (patient, $0.issuer, $0.value) } }
    }
}

/// What a site's file says about one patient.
enum PatientMatch<Value: Sendable & Hashable>: Sendable, Hashable {
    /// Nothing.
    case none
    /// More than one line could be meant.
    case ambiguous
    /// One line.
    case one(Value)

    /// The line, if it is one.
    var value: Value? {
        guard case .one(let value) = self else { return nil }
        return value
    }
}

extension PatientIdentity {
    /// Patient ID without padding; nil when there is none.
    var ownID: String? { Self.filled(patientID) }

    /// Issuer of Patient ID without padding; nil when there is none.
    var ownIssuer: String? { Self.filled(issuer) }

    private static func filled(_ text: String?) -> String? { (text?.trimmingPadding).flatMap { $0.isEmpty ? nil : $0 } }

    /// The Patient IDs that more than one issuer gave, or that stand with an issuer and without.
    public static func sharedIDs(among patients: some Sequence<PatientIdentity>) -> Set<String> {
        var issuers: [String: Set<String>] = [:]
        for patient in patients {
            if let id = patient.ownID { issuers[id, default: []].insert(patient.ownIssuer ?? "") }
        }
        return Set(issuers.filter { $0.value.count > 1 }.keys)
    }
}
