/// What became of the quarantine.
public struct ResolutionReport: Sendable, Hashable {
    /// A patient who stays in quarantine.
    public struct Remaining: Sendable, Hashable {
        /// The pseudonym.
        public let pseudonym: String
        /// Why.
        public let reason: HeldReason
    }

    /// How many measurements were written, by case key.
    public internal(set) var measurements: [String: Int] = [:]
    /// Who stays, by pseudonym.
    public internal(set) var remaining: [Remaining] = []
}

extension OMOPDatabase {
    /// Makes measurements of the values of held cases whose person the policy's map settles; each patient is one transaction.
    ///
    /// Persons and dates are checked as in a run. What the map leaves open, or what does not fit, stays held.
    public func resolve() throws(OMOPError) -> ResolutionReport {
        let entries = try Quarantine(connection).entries()
        let map = policy.persons.map.pseudonymised(with: key)
        var report = ResolutionReport()
        for entry in entries {
            let isShared = entries.contains { $0.patientPseudonym == entry.patientPseudonym && $0 != entry }
            let match = map.match(
                patient: entry.patientPseudonym, issuer: entry.hasIssuer ? entry.pseudonym : nil, isShared: isShared)
            let one = try connection.transaction { () throws(OMOPError) in try settle(entry, match) }
            report.measurements.merge(one.measurements) { first, _ in first }
            report.remaining += one.remaining
        }
        return report
    }

    private func settle(
        _ entry: Quarantine.Entry, _ match: PatientMatch<PersonMap.Row>
    ) throws(OMOPError) -> ResolutionReport {
        var report = ResolutionReport()
        guard let row = match.value else {
            report.remaining = [.init(pseudonym: entry.pseudonym, reason: match == .ambiguous ? .ambiguousPerson : entry.reason)]
            return report
        }
        let held = HeldCases(connection, concepts: concepts, siteKey: siteKey)
        var reason: HeldReason?
        for one in try held.cases(of: entry.pseudonym) {
            let resolution = PersonResolution(entry, row, date: one.date, dates: policy.persons.dates)
            switch try PersonLinker(connection, policy: policy.persons).link(resolution).link {
            case .held(let why):
                reason = why
                try held.note(why, of: one.key)
            case .known(let person):
                report.measurements[one.key] = try held.release(one.key, person: person, date: one.date, observes: false)
            case .ours:
                guard let evidence = resolution.evidence else { preconditionFailure("a person is made of a year of birth") }
                let person = try PersonTable(connection).person(entry.pseudonym, evidence).id
                report.measurements[one.key] = try held.release(one.key, person: person, date: one.date, observes: true)
            }
        }
        try Quarantine(connection).leave(entry.pseudonym)
        if let reason { report.remaining = [.init(pseudonym: entry.pseudonym, reason: reason)] }
        return report
    }
}

extension PersonResolution {
    /// A held case of a quarantined patient whom a map names; its date is shifted already.
    fileprivate init(_ entry: Quarantine.Entry, _ row: PersonMap.Row, date: CalendarDate, dates: DatePolicy) {
        pseudonym = entry.pseudonym
        patientPseudonym = entry.patientPseudonym
        patientID = row.patientID
        issuer = row.issuer
        match = .one(row)
        self.date = date
        studyDate = date
        let patient = PatientIdentity(patientID: row.patientID, issuer: row.issuer)
        if case .shifted(let shifts) = dates { shift = shifts.days(of: patient, isShared: false) ?? 0 } else { shift = 0 }
        let sex = entry.sex ?? row.sex
        self.sex = sex
        let fromMap = row.yearOfBirth.map {
            PersonEvidence(yearOfBirth: $0, yearSource: .personMap, sex: sex, sexSource: entry.sex == nil ? .personMap : .sex)
        }
        evidence = entry.evidence ?? fromMap
        obstacle = nil
        findings = []
    }
}
