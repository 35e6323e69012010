import Features

/// Writes regions with their measurements and statuses, all rows of a case for a table at once.
struct RegionRows {
    /// The person and day of a case whose values are measurements; nil keeps them aside as held values.
    struct Subject {
        let person: Int
        let date: CalendarDate
        /// The visit of the study, nil where the site's procedure has none.
        let visit: Int?
    }

    /// The region that rows belong to.
    struct Place {
        let caseKey: String
        let region: Int
        let subject: Subject?
    }

    /// What a row needs of a concept.
    struct Concept {
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

        init(_ database: any SQLDatabase) throws(OMOPError) {
            region = try RowIDs("voxmark_region", "region_id", in: database)
            measurement = try RowIDs("measurement", "measurement_id", in: database)
            status = try RowIDs("voxmark_status", "status_id", in: database)
        }
    }

    private let database: any SQLDatabase
    private let run: RunIdentity
    private let concepts: [Int: Concept]
    private let units: UnitConcepts
    private let types: TypeConcepts

    init(_ database: any SQLDatabase, run: RunIdentity, concepts: [FeatureConcept], written: MeasurementConcepts) throws(OMOPError) {
        self.database = database
        units = try UnitConcepts(in: database)
        types = try TypeConcepts(in: database)
        self.run = run
        let rowConcepts = concepts.map {
            Concept(
                id: $0.id, written: written.concept(own: $0.id, tag: $0.column.tag), code: $0.code, tag: $0.column.tag,
                feature: $0.column.declaration.tag, aggregation: $0.column.aggregation)
        }
        self.concepts = Dictionary(rowConcepts.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Writes the regions of a case whose ledger entry exists; the number of measurements.
    func write(
        _ regions: [RegionRecord], of record: CaseRecord, image: String, study: String, masks: [String], date: CalendarDate?,
        subject: Subject?
    ) throws(OMOPError) -> Int {
        var ids = try IDs(database)
        var rows = CaseRows(types)
        let units = Dictionary(
            uniqueKeysWithValues: FeatureUnit.allCases.map {
                ($0, MeasurementUnit($0, intensity: record.image.intensityUnit, in: self.units))
            })
        for (number, item) in regions.enumerated() {
            let id = try ids.region.take()
            rows.regions.append(
                [
                    .integer(id), .text(record.key), .integer(number), .optional(subject?.person), .text(record.image.modality),
                    .optional(date?.description), .text(image), .text(masks[number]), .text(item.label), .integer(item.morphologicalVoxels),
                    .integer(item.intensityVoxels), .text(record.image.digest), .text(item.maskDigest), .text(run.recipeDigest),
                    .text(run.selectionDigest), .integer(run.numericsVersion), .text(run.softwareVersion), .text(study),
                ] + RegionGeometry.columns(item.geometry))
            for one in record.image.properties { rows.properties.append([.integer(id), .text(one.name), .text(one.value)]) }
            try add(item, Place(caseKey: record.key, region: id, subject: subject), units: units, ids: &ids, to: &rows)
            for one in item.remarks {
                rows.statuses.append([
                    .integer(try ids.status.take()), .text(record.key), .integer(id), .null, .null, "remark", .text(one.code),
                    .text(one.message),
                ])
            }
        }
        try rows.insert(into: database)
        return ids.measurement.taken
    }

    /// Adds the features of a region to the rows.
    private func add(
        _ region: RegionRecord, _ place: Place, units: [FeatureUnit: MeasurementUnit], ids: inout IDs, to rows: inout CaseRows
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
                    if let subject = place.subject {
                        rows.add(number, concept, unit, subject, region: place.region, id: try ids.measurement.take())
                    } else {
                        rows.hold(number, concept, unit, region: place.region)
                    }
                case .undefined(let reason): rows.add("undefined", reason.rawValue, nil, concept, place, id: try ids.status.take())
                case .failed(let failure):
                    rows.add("failed", failure.code.rawValue, failure.message, concept, place, id: try ids.status.take())
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
}
