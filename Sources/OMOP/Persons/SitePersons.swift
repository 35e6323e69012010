/// The persons of a site's own CDM: found by `person_source_value`, which holds the Patient ID or its pseudonym; never made or changed.
struct SitePersons {
    private struct Person {
        let id: Int
        let yearOfBirth: Int
        let gender: Int
    }

    private struct Period {
        let id: Int
        let start: String
        let end: String
    }

    private let database: any SQLDatabase
    private let policy: OutputMode.PeriodPolicy

    init(_ database: any SQLDatabase, policy: OutputMode.PeriodPolicy) {
        self.database = database
        self.policy = policy
    }

    /// Looks a case's person up, and compares what the header says with what the site knows.
    func verdict(_ resolution: PersonResolution) throws(OMOPError) -> PersonVerdict {
        var findings = resolution.findings
        func held(_ reason: HeldReason) -> PersonVerdict {
            PersonVerdict(held: reason, findings: findings)
        }
        guard let pseudonym = resolution.pseudonym, let patientID = resolution.patientID else {
            return held(.noPatientID)
        }
        guard let date = resolution.date else { return held(.noDate) }
        let persons = try persons(pseudonym, patientID)
        guard let person = persons.first else { return held(.unknownPerson) }
        guard persons.count == 1 else { return held(.ambiguousPerson) }
        guard date.year >= person.yearOfBirth else { return held(.dateBeforeBirth) }
        if let evidence = resolution.evidence { findings += contradictions(evidence, person) }
        guard try isObserved(person, date.description) else {
            switch policy {
            case .hold: return held(.outsideObservationPeriod)
            case .extend: try extend(person, to: date)
            case .remark:
                findings.append(
                    PersonFinding(
                        .outsideObservationPeriod,
                        "the image's date lies outside of the person's observation periods; it is written"))
            }
            return PersonVerdict(
                subject: RegionRows.Subject(person: person.id, date: date), findings: findings)
        }
        return PersonVerdict(
            subject: RegionRows.Subject(person: person.id, date: date), findings: findings)
    }

    private func persons(_ pseudonym: String, _ patientID: String) throws(OMOPError) -> [Person] {
        try database.rows(
            "SELECT person_id, year_of_birth, gender_concept_id FROM person WHERE person_source_value IN (?, ?)",
            .text(pseudonym),
            .text(patientID)
        ) { row in
            Person(id: row.integer(0) ?? 0, yearOfBirth: row.integer(1) ?? 0, gender: row.integer(2) ?? 0)
        }
    }

    private func contradictions(_ evidence: PersonEvidence, _ person: Person) -> [PersonFinding] {
        var findings: [PersonFinding] = []
        if abs(evidence.yearOfBirth - person.yearOfBirth) > (evidence.yearSource == .age ? 1 : 0) {
            findings.append(
                PersonFinding(
                    .birthYearConflict,
                    "the year of birth differs from that of the site's person, which stays"))
        }
        let genders = ["M": StandardConcept.male, "F": StandardConcept.female]
        if let sex = evidence.sex.flatMap({ genders[$0] }), genders.values.contains(person.gender),
            sex != person.gender
        {
            findings.append(
                PersonFinding(.sexConflict, "the sex differs from that of the site's person, which stays"))
        }
        return findings
    }

    // MARK: Observation periods

    private func isObserved(_ person: Person, _ day: String) throws(OMOPError) -> Bool {
        try periods(person).contains { $0.start <= day && day <= $0.end }
    }

    private func periods(_ person: Person) throws(OMOPError) -> [Period] {
        try database.rows(
            """
            SELECT observation_period_id, observation_period_start_date, observation_period_end_date FROM observation_period
            WHERE person_id = ? ORDER BY observation_period_start_date
            """, .integer(person.id)
        ) { row in Period(id: row.integer(0) ?? 0, start: row.text(1) ?? "", end: row.text(2) ?? "") }
    }

    /// Extends the last period that ends before the day, else the first one; makes one for a person without any.
    private func extend(_ person: Person, to date: CalendarDate) throws(OMOPError) {
        let day = date.description
        let periods = try periods(person)
        if let before = periods.last(where: { $0.end < day }) {
            try database.run(
                "UPDATE observation_period SET observation_period_end_date = ? WHERE observation_period_id = ?",
                .text(day), .integer(before.id))
        } else if let first = periods.first {
            try database.run(
                "UPDATE observation_period SET observation_period_start_date = ? WHERE observation_period_id = ?",
                .text(day), .integer(first.id))
        } else {
            try PersonTable(database).observe(person.id, on: date)
        }
    }
}
