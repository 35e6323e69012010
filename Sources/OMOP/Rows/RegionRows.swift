import Features

/// Writes regions with their measurements and statuses through statements that are prepared once.
struct RegionRows {
    /// The person and day of a case whose values are measurements; nil keeps them aside as held values.
    struct Subject {
        let person: Int
        let date: CalendarDate
    }

    private let database: SQLiteDatabase
    private let run: RunIdentity
    private let concepts: [Int: FeatureConcept]
    private let region: SQLiteStatement
    private let measurement: SQLiteStatement
    private let held: SQLiteStatement
    private let status: SQLiteStatement

    init(_ database: SQLiteDatabase, run: RunIdentity, concepts: [FeatureConcept]) throws(OMOPError) {
        self.database = database
        self.run = run
        self.concepts = Dictionary(concepts.map { ($0.id, $0) }) { first, _ in first }
        region = try database.prepare("INSERT INTO voxmark_region VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        measurement = try database.prepare(
            """
            INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
            value_as_number, unit_concept_id, measurement_source_value, measurement_source_concept_id, unit_source_value,
            measurement_event_id, meas_event_field_concept_id)
            VALUES (?1, ?2, ?3, ?4, \(StandardConcept.standardAlgorithm), ?5, ?6, ?7, ?3, ?8, ?9, \(LocalVocabulary.regionField))
            """)
        held = try database.prepare("INSERT INTO voxmark_held_value VALUES (?, ?, ?, ?)")
        status = try database.prepare("INSERT INTO voxmark_status VALUES (?, ?, ?, ?, ?, ?, ?)")
    }

    /// Writes the regions of a case whose ledger entry exists; the number of measurements.
    func write(
        _ regions: [RegionRecord], of record: CaseRecord, image: String, masks: [String], date: CalendarDate?, subject: Subject?
    ) throws(OMOPError) -> Int {
        var regionIDs = try RowIDs("voxmark_region", "region_id", in: database)
        var measurementIDs = try RowIDs("measurement", "measurement_id", in: database)
        var statusIDs = try RowIDs("voxmark_status", "status_id", in: database)
        let units = Dictionary(
            uniqueKeysWithValues: FeatureUnit.allCases.map { ($0, MeasurementUnit($0, intensity: record.image.intensityUnit)) })
        var written = 0
        for (number, item) in regions.enumerated() {
            let id = try regionIDs.take()
            try region.run([
                .integer(id), .text(record.key), .integer(number), .optional(subject?.person), .text(record.image.modality),
                .optional(date?.description), .text(image), .text(masks[number]), .text(item.label), .integer(item.morphologicalVoxels),
                .integer(item.intensityVoxels), .text(record.image.digest), .text(item.maskDigest), .text(run.recipeDigest),
                .text(run.selectionDigest), .integer(run.numericsVersion), .text(run.softwareVersion),
            ])
            if let subject { try bind(subject, region: id) }
            var seen: Set<Int> = []
            for configured in item.features {
                for result in configured.results {
                    let concept = try concept(of: result.column, configuration: configured.configuration)
                    guard seen.insert(concept.id).inserted else {
                        throw OMOPError(.duplicateFeature, "region “\(item.label)” has \(concept.code) twice")
                    }
                    switch result.value {
                    case .value(let number):
                        guard let unit = units[result.column.declaration.unit] else { continue }
                        if subject != nil {
                            try write(number, concept, unit, id: try measurementIDs.take())
                            written += 1
                        } else {
                            try hold(number, concept, unit, region: id)
                        }
                    case .undefined(let reason):
                        try write("undefined", reason.rawValue, concept, region: id, of: record, id: try statusIDs.take())
                    case .failed(let reason):
                        try write("failed", reason, concept, region: id, of: record, id: try statusIDs.take())
                    }
                }
            }
        }
        return written
    }

    private func concept(of column: FeatureColumn, configuration: Int) throws(OMOPError) -> FeatureConcept {
        let id = try FeatureConcept.id(block: run.block, configuration: configuration, slot: column.slot)
        guard let concept = concepts[id], concept.column.tag == column.tag else {
            throw OMOPError(
                .unknownFeature, "\(column.tag) in configuration \(configuration) is not in the catalogue of recipe \(run.recipe)")
        }
        return concept
    }

    /// Binds what all measurements of a region share; bound values stay when a statement runs again.
    private func bind(_ subject: Subject, region: Int) throws(OMOPError) {
        try measurement.bind(subject.person, at: 2)
        try measurement.bind(subject.date.description, at: 4)
        try measurement.bind(region, at: 9)
    }

    private func write(_ number: Double, _ concept: FeatureConcept, _ unit: MeasurementUnit, id: Int) throws(OMOPError) {
        try check(number, concept)
        try measurement.bind(id, at: 1)
        try measurement.bind(concept.id, at: 3)
        try measurement.bind(number, at: 5)
        try measurement.bind(unit.conceptID, at: 6)
        try measurement.bind(concept.column.tag, at: 7)
        try measurement.bind(unit.text, at: 8)
        try measurement.run()
    }

    private func hold(_ number: Double, _ concept: FeatureConcept, _ unit: MeasurementUnit, region: Int) throws(OMOPError) {
        try check(number, concept)
        try held.run([.integer(region), .integer(concept.id), .real(number), .text(unit.text)])
    }

    private func write(
        _ name: String, _ reason: String, _ concept: FeatureConcept, region: Int, of record: CaseRecord, id: Int
    ) throws(OMOPError) {
        try status.run([
            .integer(id), .text(record.key), .integer(region), .integer(concept.id), .text(concept.column.tag), .text(name), .text(reason),
        ])
    }

    private func check(_ number: Double, _ concept: FeatureConcept) throws(OMOPError) {
        guard number.isFinite else { throw OMOPError(.notFinite, "\(concept.code) came to \(number), which is no value") }
    }
}
