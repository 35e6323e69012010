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
        // The same words as PersonLinker's, so that a database that remembers answers is asked once.
        let known = try database.rows(
            "SELECT person_id FROM person WHERE person_source_value = ? ORDER BY person_id", .text(pseudonym)
        ) { $0.integer(0) }
        if let id = known.first ?? nil { return (id, false, try add(evidence, to: id)) }
        var ids = try RowIDs("person", "person_id", in: database)
        let id = try ids.take()
        try database.run(
            """
            INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value,
            gender_source_value) VALUES (?, ?, ?, 0, 0, ?, ?)
            """, .integer(id), .integer(Self.gender(evidence.sex)), .integer(evidence.yearOfBirth), .text(pseudonym),
            .optional(evidence.sex))
        try insert(evidence.items, of: id)
        return (id, true, [])
    }

    /// Adds what one more case says; most say the same as those before.
    private func add(_ evidence: PersonEvidence, to person: Int) throws(OMOPError) -> [PersonFinding] {
        var items = try items(of: person)
        let fresh = evidence.items.filter { !items.contains($0) }
        guard !fresh.isEmpty else { return Judgement(items).findings }
        try insert(fresh, of: person)
        items += fresh
        return try settle(person, by: Judgement(items))
    }

    private func insert(_ items: [EvidenceItem], of person: Int) throws(OMOPError) {
        var rows = SQLRows(columns: ["item", "source", "value"], constants: [("person_id", .integer(person))])
        for one in items { rows.append([.text(one.item), .text(one.source), .text(one.value)]) }
        try database.insert(rows, into: "voxmark_person_evidence")
    }

    private func items(of person: Int) throws(OMOPError) -> [EvidenceItem] {
        try database.rows("SELECT item, source, value FROM voxmark_person_evidence WHERE person_id = ?", .integer(person)) { row in
            EvidenceItem(item: row.text(0) ?? "", source: row.text(1) ?? "", value: row.text(2) ?? "")
        }
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
        try database.insert(rows, into: "observation_period")
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
        try settle(person, by: Judgement(items(of: person)))
    }

    private func settle(_ person: Int, by judgement: Judgement) throws(OMOPError) -> [PersonFinding] {
        guard let year = judgement.year else { return [] }
        try database.run(
            "UPDATE person SET year_of_birth = ?, gender_concept_id = ?, gender_source_value = ? WHERE person_id = ?", .integer(year),
            .integer(Self.gender(judgement.sex)), .optional(judgement.sex), .integer(person))
        return judgement.findings
    }
}

/// A row of `voxmark_person_evidence`: what one source says about an item.
private struct EvidenceItem: Hashable {
    let item: String
    let source: String
    let value: String
}

extension PersonEvidence {
    fileprivate var items: [EvidenceItem] {
        let year = EvidenceItem(item: "year_of_birth", source: yearSource.rawValue, value: String(yearOfBirth))
        return [year] + (sex.map { [EvidenceItem(item: "sex", source: sexSource.rawValue, value: $0)] } ?? [])
    }
}

/// What follows from all evidence on a person.
private struct Judgement {
    let year: Int?
    let sex: String?
    let findings: [PersonFinding]

    init(_ items: [EvidenceItem]) {
        let years = Self.values("year_of_birth", items)
        let sexes = Self.values("sex", items)
        var findings: [PersonFinding] = []
        year = years.compactMap { Int($0.value) }.first
        if let year, Self.contradict(years) {
            let all = years.map { "\($0.value) (\($0.source.rawValue))" }.joined(separator: ", ")
            findings.append(PersonFinding(.birthYearConflict, "years of birth contradict each other: \(all); \(year) is used"))
        }
        let best = Set(sexes.filter { $0.source == sexes.first?.source }.map(\.value))
        if year != nil, Set(sexes.map(\.value)).count > 1 {
            let used = best.count == 1 ? "the best source is used" : "the gender concept is 0"
            findings.append(PersonFinding(.sexConflict, "headers or person map give several sexes; \(used)"))
        }
        sex = best.count == 1 ? best.first : nil
        self.findings = findings
    }

    /// The evidence on an item, best source first, then by value.
    private static func values(_ item: String, _ items: [EvidenceItem]) -> [(source: EvidenceSource, value: String)] {
        let ours = items.filter { $0.item == item }.sorted { $0.value < $1.value }
        return EvidenceSource.allCases.flatMap { source in
            ours.filter { $0.source == source.rawValue }.map { (source: source, value: $0.value) }
        }
    }

    /// Whether two years differ by more than an age leaves open.
    private static func contradict(_ years: [(source: EvidenceSource, value: String)]) -> Bool {
        years.contains { one in
            years.contains { other in
                guard let first = Int(one.value), let second = Int(other.value) else { return false }
                return abs(first - second) > (one.source == .age || other.source == .age ? 1 : 0)
            }
        }
    }
}
