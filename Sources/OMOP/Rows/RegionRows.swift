import Features

/// Writes regions with their measurements and statuses through statements that are prepared once.
struct RegionRows {
    /// The person and day of a case whose values are measurements; nil keeps them aside as held values.
    struct Subject {
        let person: Int
        let date: CalendarDate
        /// The visit of the study.
        let visit: Int
    }

    /// What a row needs of a concept.
    private struct Concept {
        let id: Int
        let written: Int
        let code: String
        let tag: String
        let feature: String
        let aggregation: Aggregation
    }

    /// The ids of new rows.
    private struct IDs {
        var region: RowIDs
        var measurement: RowIDs
        var status: RowIDs

        init(_ database: SQLiteDatabase) throws(OMOPError) {
            region = try RowIDs("voxmark_region", "region_id", in: database)
            measurement = try RowIDs("measurement", "measurement_id", in: database)
            status = try RowIDs("voxmark_status", "status_id", in: database)
        }
    }

    private let database: SQLiteDatabase
    private let run: RunIdentity
    private let concepts: [Int: Concept]
    private let region: SQLiteStatement
    private let measurement: SQLiteStatement
    private let held: SQLiteStatement
    private let status: SQLiteStatement
    private let remark: SQLiteStatement
    private let property: SQLiteStatement

    init(_ database: SQLiteDatabase, run: RunIdentity, concepts: [FeatureConcept], written: MeasurementConcepts) throws(OMOPError) {
        self.database = database
        self.run = run
        let rowConcepts = concepts.map {
            Concept(
                id: $0.id, written: written.concept(own: $0.id, tag: $0.column.tag), code: $0.code, tag: $0.column.tag,
                feature: $0.column.declaration.tag, aggregation: $0.column.aggregation)
        }
        self.concepts = Dictionary(rowConcepts.map { ($0.id, $0) }) { first, _ in first }
        region = try database.prepare(
            "INSERT INTO voxmark_region VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?)")
        measurement = try database.prepare(
            """
            INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
            value_as_number, unit_concept_id, measurement_source_value, measurement_source_concept_id, unit_source_value,
            measurement_event_id, meas_event_field_concept_id, visit_occurrence_id)
            VALUES (?1, ?2, ?3, ?4, \(StandardConcept.standardAlgorithm), ?5, ?6, ?7, ?10, ?8, ?9, \(LocalVocabulary.regionField), ?11)
            """)
        held = try database.prepare("INSERT INTO voxmark_held_value VALUES (?, ?, ?, ?, ?, ?)")
        status = try database.prepare("INSERT INTO voxmark_status VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        remark = try database.prepare("INSERT INTO voxmark_status VALUES (?, ?, ?, NULL, NULL, 'remark', ?, ?)")
        property = try database.prepare("INSERT INTO voxmark_region_property VALUES (?, ?, ?)")
    }

    /// Writes the regions of a case whose ledger entry exists; the number of measurements.
    func write(
        _ regions: [RegionRecord], of record: CaseRecord, image: String, study: String, masks: [String], date: CalendarDate?,
        subject: Subject?
    ) throws(OMOPError) -> Int {
        var ids = try IDs(database)
        let units = Dictionary(
            uniqueKeysWithValues: FeatureUnit.allCases.map { ($0, MeasurementUnit($0, intensity: record.image.intensityUnit)) })
        for (number, item) in regions.enumerated() {
            let id = try ids.region.take()
            try region.run(
                [
                    .integer(id), .text(record.key), .integer(number), .optional(subject?.person), .text(record.image.modality),
                    .optional(date?.description), .text(image), .text(masks[number]), .text(item.label), .integer(item.morphologicalVoxels),
                    .integer(item.intensityVoxels), .text(record.image.digest), .text(item.maskDigest), .text(run.recipeDigest),
                    .text(run.selectionDigest), .integer(run.numericsVersion), .text(run.softwareVersion), .text(study),
                ] + RegionGeometry.columns(item.geometry))
            for one in record.image.properties { try property.run([.integer(id), .text(one.name), .text(one.value)]) }
            try bind(record.key, subject, region: id)
            try write(item, units: units, measured: subject != nil, ids: &ids)
            for one in item.remarks {
                try remark.run([
                    .integer(try ids.status.take()), .text(record.key), .integer(id), .text(one.code), .text(one.message),
                ])
            }
        }
        return ids.measurement.taken
    }

    /// Writes the features of the region whose id is bound.
    private func write(
        _ region: RegionRecord, units: [FeatureUnit: MeasurementUnit], measured: Bool, ids: inout IDs
    ) throws(OMOPError) {
        var seen: Set<Int> = []
        for configured in region.features {
            for result in configured.results {
                let concept = try concept(of: result.column, configuration: configured.configuration)
                guard seen.insert(concept.id).inserted else {
                    throw OMOPError(.duplicateFeature, "region “\(region.label)” has \(concept.code) twice")
                }
                switch result.value {
                case .value(let number):
                    guard number.isFinite else { throw OMOPError(.notFinite, "\(concept.code) came to \(number), which is no value") }
                    guard let unit = units[result.column.declaration.unit] else { preconditionFailure("every unit is in the table") }
                    if measured {
                        try write(number, concept, unit, id: try ids.measurement.take())
                    } else {
                        try hold(number, concept, unit)
                    }
                case .undefined(let reason): try write("undefined", reason.rawValue, nil, concept, id: try ids.status.take())
                case .failed(let failure):
                    try write("failed", failure.code.rawValue, failure.message, concept, id: try ids.status.take())
                }
            }
        }
    }

    private func concept(of column: FeatureColumn, configuration: Int) throws(OMOPError) -> Concept {
        let id = try FeatureConcept.id(block: run.block, configuration: configuration, slot: column.slot)
        guard let concept = concepts[id], concept.feature == column.declaration.tag, concept.aggregation == column.aggregation else {
            throw OMOPError(
                .unknownFeature, "\(column.tag) in configuration \(configuration) is not in the catalogue of recipe \(run.recipe)")
        }
        return concept
    }

    /// Binds what all rows of a region share; bound values stay when a statement runs again.
    private func bind(_ caseKey: String, _ subject: Subject?, region: Int) throws(OMOPError) {
        try status.bind(caseKey, at: 2)
        try status.bind(region, at: 3)
        try held.bind(region, at: 1)
        guard let subject else { return }
        try measurement.bind(subject.person, at: 2)
        try measurement.bind(subject.date.description, at: 4)
        try measurement.bind(region, at: 9)
        try measurement.bind(subject.visit, at: 11)
    }

    private func write(_ number: Double, _ concept: Concept, _ unit: MeasurementUnit, id: Int) throws(OMOPError) {
        try measurement.bind(id, at: 1)
        try measurement.bind(concept.written, at: 3)
        try measurement.bind(number, at: 5)
        try measurement.bind(unit.conceptID, at: 6)
        try measurement.bind(concept.tag, at: 7)
        try measurement.bind(unit.text, at: 8)
        try measurement.bind(concept.id, at: 10)
        try measurement.run()
    }

    private func hold(_ number: Double, _ concept: Concept, _ unit: MeasurementUnit) throws(OMOPError) {
        try held.bind(concept.id, at: 2)
        try held.bind(number, at: 3)
        try held.bind(unit.conceptID, at: 4)
        try held.bind(unit.text, at: 5)
        try held.bind(concept.tag, at: 6)
        try held.run()
    }

    private func write(_ name: String, _ reason: String, _ message: String?, _ concept: Concept, id: Int) throws(OMOPError) {
        try status.bind(id, at: 1)
        try status.bind(concept.id, at: 4)
        try status.bind(concept.tag, at: 5)
        try status.bind(name, at: 6)
        try status.bind(reason, at: 7)
        try status.bind(SQLiteValue.optional(message), at: 8)
        try status.run()
    }
}
