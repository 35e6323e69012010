/// The observation periods of a site's persons.
struct ObservationPeriods {
    private struct Period {
        let id: Int
        let start: CalendarDate
        let end: CalendarDate
    }

    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// Extends the period that ends or begins nearest to a day, unless one covers it; makes one for a person without any.
    ///
    /// Of two that are equally near, the earlier one is extended. Since no period begins between the day and the one that is extended, periods never
    /// overlap; and they are never merged, since that would take a row of the site away: where a single day lies between two periods,
    /// they follow each other afterwards.
    func cover(_ date: CalendarDate, of person: Int) throws(OMOPError) {
        let periods = try periods(person)
        guard !periods.contains(where: { $0.start <= date && date <= $0.end }) else { return }
        let before = periods.filter { $0.end < date }.max { $0.end < $1.end }
        let after = periods.filter { date < $0.start }.min { $0.start < $1.start }
        switch (before, after) {
        case (let before?, let after?) where date.days(since: before.end) > after.start.days(since: date):
            try set("observation_period_start_date", of: after, to: date)
        case (let before?, _): try set("observation_period_end_date", of: before, to: date)
        case (nil, let after?): try set("observation_period_start_date", of: after, to: date)
        case (nil, nil): try PersonTable(database).observe(person, on: date)
        }
    }

    private func set(_ column: String, of period: Period, to date: CalendarDate) throws(OMOPError) {
        try database.run(
            "UPDATE observation_period SET \(column) = ? WHERE observation_period_id = ?", .text(date.description), .integer(period.id))
    }

    private func periods(_ person: Int) throws(OMOPError) -> [Period] {
        let found = try database.rows(
            """
            SELECT observation_period_id, observation_period_start_date, observation_period_end_date FROM observation_period
            WHERE person_id = ? ORDER BY observation_period_id
            """, .integer(person)
        ) { row -> Period? in
            guard let start = CalendarDate(iso: String((row.text(1) ?? "").prefix(10))),
                let end = CalendarDate(iso: String((row.text(2) ?? "").prefix(10)))
            else { return nil }
            return Period(id: row.integer(0) ?? 0, start: start, end: end)
        }
        return found.compactMap { $0 }
    }
}
