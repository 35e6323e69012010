/// Whose a case is in a database.
enum PersonLink: Sendable, Hashable {
    /// A person whose row follows from headers: it is made, or made already.
    case ours
    /// A person of the site, whose row is left as it is.
    case known(Int)
    /// Nobody yet.
    case held(HeldReason)

    /// Why it is nobody yet.
    var reason: HeldReason? {
        guard case .held(let reason) = self else { return nil }
        return reason
    }
}

/// Finds the person of a case: what the person map names, else whom PERSON has, else whom the headers make, as far as the policy allows; never a guess.
struct PersonLinker {
    private let database: any SQLDatabase
    private let policy: PersonPolicy

    init(_ database: any SQLDatabase, policy: PersonPolicy) {
        self.database = database
        self.policy = policy
    }

    /// Finds the person of a case and checks that person and date fit it; call it in a transaction.
    ///
    /// Where the policy extends a site's observation periods, the person's covers the date afterwards.
    ///
    /// - Returns: the person, and what was noted beside the resolution's own findings.
    func link(_ resolution: PersonResolution) throws(OMOPError) -> (link: PersonLink, findings: [PersonFinding]) {
        if let obstacle = resolution.obstacle { return (.held(policy.source == .create ? resolution.held ?? obstacle : obstacle), []) }
        let link = try find(resolution)
        switch link {
        case .known(let person): return try check(resolution, person)
        case .ours: return (resolution.held.map(PersonLink.held) ?? link, [])
        case .held: return (link, [])
        }
    }

    private func find(_ resolution: PersonResolution) throws(OMOPError) -> PersonLink {
        if let person = resolution.match.value?.personID {
            return try persons("person_id = ?", .integer(person)).isEmpty ? .held(.unknownPerson) : .known(person)
        }
        guard policy.source != .map else { return .held(.unknownPerson) }
        if let pseudonym = resolution.pseudonym {
            let found = try persons("person_source_value = ?", .text(pseudonym))
            if found.count > 1 { return .held(.ambiguousPerson) }
            if let person = found.first {
                guard try !isCalledByPatientID(resolution, otherThan: person) else { return .held(.ambiguousPerson) }
                return try isOurs(person) ? .ours : .known(person)
            }
        }
        guard policy.source == .lookup else { return .ours }
        return try lookUp(resolution)
    }

    /// Whether the Patient ID stands for another person than its pseudonym does, as far as it can mean this patient.
    private func isCalledByPatientID(_ resolution: PersonResolution, otherThan person: Int) throws(OMOPError) -> Bool {
        guard policy.source == .lookup, let id = resolution.patientID else { return false }
        if let issuer = policy.lookupIssuer {
            guard resolution.issuer == issuer else { return false }
        } else if policy.sharedIDs.contains(id) {
            return false
        }
        return try persons("person_source_value = ?", .text(id)).contains { $0 != person }
    }

    /// Whom PERSON calls by the Patient ID.
    private func lookUp(_ resolution: PersonResolution) throws(OMOPError) -> PersonLink {
        guard let id = resolution.patientID else { return .held(.noPatientID) }
        let found = try persons("person_source_value = ?", .text(id))
        guard let person = found.first else { return .held(.unknownPerson) }
        guard found.count == 1 else { return .held(.ambiguousPerson) }
        if let issuer = policy.lookupIssuer {
            guard let own = resolution.issuer else { return .held(.ambiguousPerson) }
            return own == issuer ? .known(person) : .held(.unknownPerson)
        }
        return policy.sharedIDs.contains(id) ? .held(.ambiguousPerson) : .known(person)
    }

    private func persons(_ condition: String, _ value: SQLValue) throws(OMOPError) -> [Int] {
        try database.rows("SELECT person_id FROM person WHERE \(condition) ORDER BY person_id", value) { $0.integer(0) ?? 0 }
    }

    private func isOurs(_ person: Int) throws(OMOPError) -> Bool {
        try !database.rows("SELECT 1 FROM voxmark_person_evidence WHERE person_id = ?", .integer(person)) { _ in true }.isEmpty
    }

    private func check(_ resolution: PersonResolution, _ person: Int) throws(OMOPError) -> (PersonLink, [PersonFinding]) {
        let facts = try PersonFacts(person, in: database, at: resolution.date)
        var findings: [PersonFinding] = []
        var extends = false
        for check in PersonCheck.allCases where facts.contradict(resolution, check) {
            switch policy.checks[check] {
            case .hold: return (.held(check.held), findings)
            case .note: findings.append(check.finding)
            case .extend: extends = true
            case .ignore: break
            }
        }
        if extends, let date = resolution.date { try ObservationPeriods(database).cover(date, of: person) }
        return (.known(person), findings)
    }
}

extension PersonCheck {
    fileprivate var held: HeldReason {
        switch self {
        case .sex: .sexMismatch
        case .birthYear: .birthYearMismatch
        case .dateBeforeBirth: .dateBeforeBirth
        case .dateAfterDeath: .dateAfterDeath
        case .outsideObservation: .outsideObservation
        }
    }

    fileprivate var finding: PersonFinding {
        switch self {
        case .sex: PersonFinding(.sexMismatch, "Patient's Sex is another than the person's gender")
        case .birthYear: PersonFinding(.birthYearMismatch, "the header's year of birth is another than the person's")
        case .dateBeforeBirth: PersonFinding(.dateBeforeBirth, "the image's date lies before the person's birth")
        case .dateAfterDeath: PersonFinding(.dateAfterDeath, "the image's date lies after the person's death")
        case .outsideObservation: PersonFinding(.outsideObservation, "the image's date lies outside the person's observation periods")
        }
    }
}
