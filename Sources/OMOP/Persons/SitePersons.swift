/// The persons of a site's own CDM: found as `PersonLinker` does it, never made or changed; their observation periods are extended if so chosen.
struct SitePersons {
    private struct Period {
        let id: Int
        let start: String
        let end: String
    }

    private let database: any SQLDatabase
    private let linker: PersonLinker
    private let extendsPeriods: Bool

    init(_ database: any SQLDatabase, map: PersonMap, periods: OutputMode.PeriodPolicy) {
        let outside: PersonChecks.Verdict =
            switch periods {
            case .remark: .note
            case .hold: .hold
            case .extend: .ignore
            }
        self.database = database
        linker = PersonLinker(
            database, policy: PersonPolicy(map: map, source: .lookup, checks: PersonChecks([.outsideObservation: outside])))
        extendsPeriods = periods == .extend
    }

    /// Looks a case's person up, and compares what the header says with what the site knows.
    func verdict(_ resolution: PersonResolution) throws(OMOPError) -> PersonVerdict {
        let (link, noted) = try linker.link(resolution)
        let findings = resolution.findings + noted
        switch link {
        case .known(let person):
            guard let date = resolution.date else { return PersonVerdict(held: .noDate, findings: findings) }
            if extendsPeriods { try cover(date, of: person) }
            return PersonVerdict(subject: RegionRows.Subject(person: person, date: date), findings: findings)
        // None is made at a site.
        case .ours: return PersonVerdict(held: .unknownPerson, findings: findings)
        case .held(let reason): return PersonVerdict(held: reason, findings: findings)
        }
    }

    /// Extends the last period that ends before a day, else the first one, unless one covers it; makes one for a person without any.
    private func cover(_ date: CalendarDate, of person: Int) throws(OMOPError) {
        let day = date.description
        let periods = try periods(person)
        guard !periods.contains(where: { $0.start <= day && day <= $0.end }) else { return }
        if let before = periods.last(where: { $0.end < day }) {
            try database.run(
                "UPDATE observation_period SET observation_period_end_date = ? WHERE observation_period_id = ?", .text(day),
                .integer(before.id))
        } else if let first = periods.first {
            try database.run(
                "UPDATE observation_period SET observation_period_start_date = ? WHERE observation_period_id = ?", .text(day),
                .integer(first.id))
        } else {
            try PersonTable(database).observe(person, on: date)
        }
    }

    private func periods(_ person: Int) throws(OMOPError) -> [Period] {
        try database.rows(
            """
            SELECT observation_period_id, observation_period_start_date, observation_period_end_date FROM observation_period
            WHERE person_id = ? ORDER BY observation_period_start_date
            """, .integer(person)
        ) { row in Period(id: row.integer(0) ?? 0, start: row.text(1) ?? "", end: row.text(2) ?? "") }
    }
}
