/// Whose measurements a case's values are, or why they are held.
struct PersonVerdict: Sendable {
    /// The person and day; nil when the case is held.
    var subject: RegionRows.Subject?
    /// Why the case is held.
    var held: HeldReason?
    /// What was noticed.
    var findings: [PersonFinding]
}

/// Where the persons of cases come from.
enum PersonSource {
    /// They are made from what headers and person map say.
    case headers(PersonTable)
    /// They are a site's own.
    case site(SitePersons)

    /// Decides on a case, and makes or extends what its rows need.
    func verdict(_ resolution: PersonResolution) throws(OMOPError) -> PersonVerdict {
        switch self {
        case .headers(let table): try table.verdict(resolution)
        case .site(let persons): try persons.verdict(resolution)
        }
    }
}

extension PersonTable {
    fileprivate func verdict(_ resolution: PersonResolution) throws(OMOPError) -> PersonVerdict {
        guard resolution.held == nil, let pseudonym = resolution.pseudonym,
            let evidence = resolution.evidence, let date = resolution.date
        else { return PersonVerdict(held: resolution.held, findings: resolution.findings) }
        let person = try person(pseudonym, evidence)
        try observe(person.id, on: date)
        return PersonVerdict(
            subject: RegionRows.Subject(person: person.id, date: date),
            findings: resolution.findings + person.findings)
    }
}
