/// What a database says about a person, to compare a case with.
///
/// Dates are those of the database, shifted where the site shifts them, and are compared with dates that are shifted alike.
struct PersonFacts: Sendable, Hashable {
    private let gender: Int
    private let yearOfBirth: Int
    private let birth: CalendarDate?
    private let death: CalendarDate?
    private let isObserved: Bool

    /// Reads the facts about a person on a day.
    init(_ person: Int, in database: SQLiteDatabase, at date: CalendarDate?) throws(OMOPError) {
        let rows = try database.rows(
            "SELECT gender_concept_id, year_of_birth, month_of_birth, day_of_birth FROM person WHERE person_id = ?", .integer(person)
        ) { row in (gender: row.integer(0) ?? 0, year: row.integer(1) ?? 0, month: row.integer(2), day: row.integer(3)) }
        let row = rows.first ?? (gender: 0, year: 0, month: nil, day: nil)
        gender = row.gender
        yearOfBirth = row.year
        birth = row.month.flatMap { month in CalendarDate(year: row.year, month: month, day: row.day ?? 1) }
        death = try Self.death(of: person, in: database)
        isObserved = try Self.isObserved(person, in: database, at: date)
    }

    /// Whether a check finds something.
    func contradict(_ resolution: PersonResolution, _ check: PersonCheck) -> Bool {
        switch check {
        case .sex: contradictsSex(resolution.evidence)
        case .birthYear: contradictsYear(resolution)
        case .dateBeforeBirth: resolution.date.map(isBeforeBirth) ?? false
        case .dateAfterDeath: resolution.date.map { date in death.map { $0 < date } ?? false } ?? false
        case .outsideObservation: !isObserved
        }
    }

    /// Only M and F are compared with only MALE and FEMALE.
    private func contradictsSex(_ evidence: PersonEvidence?) -> Bool {
        guard let sex = evidence?.sex, ["M", "F"].contains(sex), [StandardConcept.male, StandardConcept.female].contains(gender) else {
            return false
        }
        return (sex == "M") != (gender == StandardConcept.male)
    }

    /// An age leaves a year open, and so does each begun year of a shift, since sites shift the year of birth or leave it.
    private func contradictsYear(_ resolution: PersonResolution) -> Bool {
        guard let evidence = resolution.evidence else { return false }
        let open = (evidence.yearSource == .age ? 1 : 0) + (abs(resolution.shift) + 364) / 365
        return abs(evidence.yearOfBirth - yearOfBirth) > open
    }

    private func isBeforeBirth(_ date: CalendarDate) -> Bool { birth.map { date < $0 } ?? (date.year < yearOfBirth) }

    private static func death(of person: Int, in database: SQLiteDatabase) throws(OMOPError) -> CalendarDate? {
        guard try database.hasTable("death") else { return nil }
        let dates = try database.rows("SELECT min(death_date) FROM death WHERE person_id = ?", .integer(person)) { $0.text(0) }
        return (dates.first ?? nil).flatMap { CalendarDate(iso: String($0.prefix(10))) }
    }

    private static func isObserved(_ person: Int, in database: SQLiteDatabase, at date: CalendarDate?) throws(OMOPError) -> Bool {
        guard let date else { return true }
        return try !database.rows(
            """
            SELECT 1 FROM observation_period WHERE person_id = ?
            AND observation_period_start_date <= ? AND observation_period_end_date >= ?
            """, .integer(person), .text(date.description), .text(date.description)
        ) { _ in true }.isEmpty
    }
}
