/// Finds out whose the images of a plan are as a run would: what the database says about their persons is copied into memory, some queries for
/// thousands of them together, and there the run's own `PersonLinker` decides on each.
struct PlannedPersons {
    /// How many images, and of how many patients.
    struct Count: Sendable, Hashable {
        private(set) var images = 0
        private var patients: Set<String> = []

        mutating func add(_ resolution: PersonResolution) {
            images += 1
            if let pseudonym = resolution.pseudonym { patients.insert(pseudonym) }
        }

        var text: String {
            let of = patients.isEmpty ? "" : " of \(patients.count) \(patients.count == 1 ? "patient" : "patients")"
            return "\(images) \(images == 1 ? "image" : "images")\(of)"
        }
    }

    /// What a run would do.
    struct Outcome: Sendable, Hashable {
        /// The images whose cases it would hold.
        fileprivate(set) var held: [HeldReason: Count] = [:]
        /// The images that it would remark on, or extend a period for.
        fileprivate(set) var noted: [PersonCheck: Count] = [:]
        /// The pseudonyms of the persons that it would make.
        fileprivate(set) var new: Set<String> = []
        /// The ids of the site's persons without observation period.
        fileprivate(set) var unobserved: Set<Int> = []
        /// How many patients there are.
        fileprivate(set) var patients = 0
    }

    private let source: any SQLDatabase
    private let tables: Set<String>
    private let policy: PersonPolicy
    private let copy: SQLiteDatabase

    /// Prepares a copy.
    ///
    /// - Parameters:
    ///   - source: the database.
    ///   - tables: the tables of it that can be read.
    ///   - policy: what the site chooses about persons.
    init(_ source: any SQLDatabase, tables: Set<String>, policy: PersonPolicy) throws(OMOPError) {
        self.source = source
        self.tables = tables
        self.policy = policy.notingWhatItExtends
        copy = try SQLiteDatabase(path: ":memory:")
        for (table, columns) in Self.copied {
            try copy.execute("CREATE TABLE \(table) (\(columns.map { "\($0.name) \($0.type)" }.joined(separator: ", ")))")
            try copy.execute("CREATE INDEX idx_\(table) ON \(table) (person_id)")
        }
        try copy.execute("CREATE INDEX idx_source ON person (person_source_value)")
    }

    /// The tables that tell of persons, with their columns.
    private static let copied: [(table: String, columns: [(name: String, type: String)])] = {
        let official = CDMTable.all.filter { ["person", "observation_period", "death"].contains($0.name) }.map { table in
            (table: table.name, columns: table.columns.map { (name: $0.name, type: $0.type) })
        }
        let evidence = [(name: "person_id", type: "integer")] + ["item", "source", "value"].map { (name: $0, type: "TEXT") }
        return official + [(table: "voxmark_person_evidence", columns: evidence)]
    }()

    /// Tries the images one after another.
    func settle(_ images: [PersonResolution]) throws(OMOPError) -> Outcome {
        try copyPersons(of: images)
        let linker = PersonLinker(copy, policy: policy)
        var outcome = Outcome()
        var (known, waiting): (Set<Int>, [PersonResolution]) = ([], [])
        for image in images {
            let (link, findings) = try linker.link(image)
            switch link {
            case .held(.noBirthYear): waiting.append(image)
            case .held(let reason): outcome.held[reason, default: Count()].add(image)
            case .known(let person): known.insert(person)
            case .ours:
                guard let pseudonym = image.pseudonym else { continue }
                if try !isKnown(pseudonym) { outcome.new.insert(pseudonym) }
            }
            for finding in findings {
                if let check = PersonCheck(rawValue: finding.code.rawValue) { outcome.noted[check, default: Count()].add(image) }
            }
        }
        // A run releases what another image of the patient tells the year of birth of.
        for image in waiting {
            guard let pseudonym = image.pseudonym, !outcome.new.contains(pseudonym) else { continue }
            if try !isKnown(pseudonym) { outcome.held[.noBirthYear, default: Count()].add(image) }
        }
        outcome.unobserved = try known.subtracting(ids("SELECT DISTINCT person_id FROM observation_period", in: copy))
        outcome.patients = Set(images.compactMap(\.pseudonym)).count
        return outcome
    }

    private func isKnown(_ pseudonym: String) throws(OMOPError) -> Bool {
        try !copy.rows("SELECT 1 FROM person WHERE person_source_value = ?", .text(pseudonym)) { _ in true }.isEmpty
    }

    // MARK: The copy

    /// How many values a query asks for at a time.
    private static let blockSize = 2_000

    /// Copies all that is there about the persons whom a run could take for the patients of the images.
    private func copyPersons(of images: [PersonResolution]) throws(OMOPError) {
        guard tables.isSuperset(of: ["person", "observation_period"]) else { return }
        let names = Set(images.flatMap { [$0.pseudonym, $0.patientID].compactMap { $0 } })
        var persons = Set(images.compactMap { $0.match.value?.personID })
        try forEachBlock(of: names.sorted().map(SQLValue.text)) { places, block throws(OMOPError) in
            persons.formUnion(try ids("SELECT person_id FROM person WHERE person_source_value IN (\(places))", block, in: source))
        }
        for (table, columns) in Self.copied where tables.contains(table) {
            let list = columns.map(\.name)
            try forEachBlock(of: persons.sorted().map(SQLValue.integer)) { places, block throws(OMOPError) in
                let found = try source.stream("SELECT \(list.joined(separator: ", ")) FROM \(table) WHERE person_id IN (\(places))")
                try found.bind(block)
                var rows = SQLRows(columns: list)
                while try found.step() { rows.append((0..<Int32(list.count)).map { .optional(found.text($0)) }) }
                try copy.insert(rows, into: table)
            }
        }
    }

    private func forEachBlock(
        of values: [SQLValue], _ body: (_ places: String, _ block: [SQLValue]) throws(OMOPError) -> Void
    ) throws(OMOPError) {
        for start in stride(from: 0, to: values.count, by: Self.blockSize) {
            let block = Array(values[start..<min(start + Self.blockSize, values.count)])
            try body(Array(repeating: "?", count: block.count).joined(separator: ", "), block)
        }
    }

    private func ids(_ sql: String, _ values: [SQLValue] = [], in database: any SQLDatabase) throws(OMOPError) -> Set<Int> {
        Set(try database.rows(sql, values: values) { $0.integer(0) ?? 0 })
    }
}

extension PersonPolicy {
    /// The policy with a note in the place of each extension of an observation period, so that all images outside are counted.
    fileprivate var notingWhatItExtends: PersonPolicy {
        guard checks[.outsideObservation] == .extend else { return self }
        var policy = self
        let others = PersonCheck.allCases.filter { $0 != .outsideObservation }
        let verdicts = Dictionary(uniqueKeysWithValues: others.map { ($0, checks[$0]) })
        policy.checks = PersonChecks(verdicts.merging([.outsideObservation: .note]) { _, note in note })
        return policy
    }
}
