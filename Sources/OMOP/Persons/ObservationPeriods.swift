/// The observation periods of a site's persons.
struct ObservationPeriods {
    private struct Period {
        let id: Int
        let start: String
        let end: String
    }

    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// Extends the last period that ends before a day, else the first one, unless one covers it; makes one for a person without any.
    func cover(_ date: CalendarDate, of person: Int) throws(OMOPError) {
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
