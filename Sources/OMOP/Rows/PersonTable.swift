/// Persons and their observation periods.
///
/// What headers say about a person is kept as evidence, and the person's row follows from all of it: the best source wins, then the earliest year
/// (an age puts the birth in a year or the one before); contradicting sexes give gender concept 0. So the row does not depend on the order of cases.
struct PersonTable {
    private let database: any SQLDatabase
    private let types: TypeConcepts

    init(_ database: any SQLDatabase) throws(OMOPError) {
        self.database = database
        types = try TypeConcepts(in: database)
    }

    /// The id of a person, made when new, with the evidence of one more case; and contradictions.
    func person(
        _ pseudonym: String, _ evidence: PersonEvidence
    ) throws(OMOPError) -> (id: Int, isNew: Bool, findings: [PersonFinding]) {
        let known = try database.rows("SELECT person_id FROM person WHERE person_source_value = ?", .text(pseudonym)) { $0.integer(0) }
        if let id = known.first ?? nil {
            for row in Self.rows(evidence, of: id) {
                try database.prepare("INSERT INTO voxmark_person_evidence VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING").run(row)
            }
            return (id, false, try settle(id))
        }
        var ids = try RowIDs("person", "person_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value,
            gender_source_value) VALUES (?, ?, ?, 0, 0, ?, ?)
            """, .integer(id), .integer(Self.gender(evidence.sex)), .integer(evidence.yearOfBirth), .text(pseudonym),
            .optional(evidence.sex))
        var rows = SQLRows(columns: ["person_id", "item", "source", "value"])
        for row in Self.rows(evidence, of: id) { rows.append(row) }
        try database.collect(rows, for: "voxmark_person_evidence")
        return (id, true, [])
    }

    /// The rows of `voxmark_person_evidence`.
    private static func rows(_ evidence: PersonEvidence, of person: Int) -> [[SQLValue]] {
        let year: [SQLValue] = [
            .integer(person), "year_of_birth", .text(evidence.yearSource.rawValue), .text(String(evidence.yearOfBirth)),
        ]
        guard let sex = evidence.sex else { return [year] }
        return [year, [.integer(person), "sex", .text(evidence.sexSource.rawValue), .text(sex)]]
    }

    /// Extends a person's observation period to a day, made when there is none, as for a person who is new.
    func observe(_ person: Int, on date: CalendarDate, isNew: Bool = false) throws(OMOPError) {
        let day = date.description
        if !isNew, let known = try period(of: person) {
            guard day < known.start || day > known.end else { return }
            return try database.run(
                "UPDATE observation_period SET observation_period_start_date = ?, observation_period_end_date = ? WHERE person_id = ?",
                .text(min(known.start, day)), .text(max(known.end, day)), .integer(person))
        }
        var ids = try RowIDs("observation_period", "observation_period_id", in: database)
        var rows = SQLRows(columns: [
            "observation_period_id", "person_id", "observation_period_start_date", "observation_period_end_date", "period_type_concept_id",
        ])
        rows.append([.integer(try ids.take()), .integer(person), .text(day), .text(day), .integer(types.ehr)])
        try database.collect(rows, for: "observation_period")
    }

    private func period(of person: Int) throws(OMOPError) -> (start: String, end: String)? {
        try database.rows(
            "SELECT observation_period_start_date, observation_period_end_date FROM observation_period WHERE person_id = ?",
            .integer(person)
        ) { row in (start: row.text(0) ?? "", end: row.text(1) ?? "") }.first
    }

    private static func gender(_ sex: String?) -> Int {
        sex == "M" ? StandardConcept.male : sex == "F" ? StandardConcept.female : 0
    }

    /// Makes the person's row follow from the evidence.
    @discardableResult
    func settle(_ person: Int) throws(OMOPError) -> [PersonFinding] {
        let years = try evidence(person, "year_of_birth")
        let sexes = try evidence(person, "sex")
        var findings: [PersonFinding] = []
        guard let year = years.compactMap({ Int($0.value) }).first else { return [] }
        if contradict(years) {
            let all = years.map { "\($0.value) (\($0.source.rawValue))" }.joined(separator: ", ")
            findings.append(PersonFinding(.birthYearConflict, "years of birth contradict each other: \(all); \(year) is used"))
        }
        let best = Set(sexes.filter { $0.source == sexes.first?.source }.map(\.value))
        if Set(sexes.map(\.value)).count > 1 {
            let used = best.count == 1 ? "the best source is used" : "the gender concept is 0"
            findings.append(PersonFinding(.sexConflict, "headers or person map give several sexes; \(used)"))
        }
        let sex = best.count == 1 ? best.first : nil
        try database.run(
            "UPDATE person SET year_of_birth = ?, gender_concept_id = ?, gender_source_value = ? WHERE person_id = ?", .integer(year),
            .integer(Self.gender(sex)), .optional(sex), .integer(person))
        return findings
    }

    /// The evidence on an item, best source first, then by value.
    private func evidence(_ person: Int, _ item: String) throws(OMOPError) -> [(source: EvidenceSource, value: String)] {
        let rows = try database.rows(
            "SELECT source, value FROM voxmark_person_evidence WHERE person_id = ? AND item = ? ORDER BY value", .integer(person),
            .text(item)
        ) { row in (source: row.text(0) ?? "", value: row.text(1) ?? "") }
        return EvidenceSource.allCases.flatMap { source in
            rows.filter { $0.source == source.rawValue }.map { (source: source, value: $0.value) }
        }
    }

    /// Whether two years differ by more than an age leaves open.
    private func contradict(_ years: [(source: EvidenceSource, value: String)]) -> Bool {
        years.contains { one in
            years.contains { other in
                guard let first = Int(one.value), let second = Int(other.value) else { return false }
                return abs(first - second) > (one.source == .age || other.source == .age ? 1 : 0)
            }
        }
    }
}
