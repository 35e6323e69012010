import Features

/// Writes regions with their measurements and statuses, all rows of a case for a table at once.
struct RegionRows {
    /// The person and day of a case whose values are measurements; nil keeps them aside as held values.
    struct Subject {
        let person: Int
        let date: CalendarDate
        /// The visit of the study, nil where the site's procedure has none.
        let visit: Int?
        /// The row of the image in `image_occurrence`; nil while there is none.
        let image: Int?
    }

    /// What is written of a case whatever its region.
    struct Source {
        let record: CaseRecord
        /// The pseudonyms of image and study.
        let image: String, study: String
        let date: CalendarDate?
        let subject: Subject?
        /// When the case was entered.
        let finished: String
    }

    /// The region that rows belong to.
    struct Place {
        let caseKey: String
        let region: Int
    }

    /// What a row needs of a concept.
    final class Concept {
        let id: Int
        let written: Int
        let code: String
        let tag: String
        let feature: String
        let aggregation: Aggregation

        init(_ concept: FeatureConcept, written: Int) {
            id = concept.id
            self.written = written
            code = concept.code
            tag = concept.column.tag
            feature = concept.column.declaration.tag
            aggregation = concept.column.aggregation
        }
    }

    /// The ids of new rows.
    private struct IDs {
        var region: RowIDs
        var measurement: RowIDs
        var feature: RowIDs
        var status: RowIDs

        init(_ database: any SQLDatabase) throws(OMOPError) {
            region = try RowIDs("voxmark_region", "region_id", in: database)
            measurement = try RowIDs("measurement", "measurement_id", in: database)
            feature = try RowIDs("image_feature", "image_feature_id", in: database)
            status = try RowIDs("voxmark_status", "status_id", in: database)
        }
    }

    private let database: any SQLDatabase
    private let run: RunIdentity
    private let eventField: Int
    private let concepts: [Int: Concept]
    private let units: UnitConcepts
    private let types: TypeConcepts

    init(
        _ database: any SQLDatabase, run: RunIdentity, concepts: [FeatureConcept], written: MeasurementConcepts, eventField: Int
    ) throws(OMOPError) {
        self.database = database
        self.eventField = eventField
        units = try UnitConcepts(in: database)
        types = try TypeConcepts(in: database)
        self.run = run
        let rowConcepts = concepts.map { Concept($0, written: written.concept(own: $0.id, tag: $0.column.tag)) }
        self.concepts = Dictionary(rowConcepts.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Writes the regions of a case whose ledger entry exists; the number of measurements.
    ///
    /// - Parameter masks: the pseudonyms of the regions' masks.
    func write(_ regions: [RegionRecord], of source: Source, masks: [String]) throws(OMOPError) -> Int {
        var ids = try IDs(database)
        let record = source.record
        let algorithm = CaseRows.Algorithm(
            eventField: eventField, system: ImagingRows.algorithm(of: run), moment: String(source.finished.prefix { $0 != "Z" }))
        var rows = CaseRows(source.subject, types, algorithm)
        let units = Dictionary(
            uniqueKeysWithValues: FeatureUnit.allCases.map {
                ($0, MeasurementUnit($0, intensity: record.image.intensityUnit, in: self.units))
            })
        for (number, item) in regions.enumerated() {
            let id = try ids.region.take()
            rows.regions.append(columns(of: item, source, number: number, mask: masks[number], id: id))
            for one in record.image.properties { rows.properties.append([.integer(id), .text(one.name), .text(one.value)]) }
            try add(item, Place(caseKey: record.key, region: id), isHeld: source.subject == nil, units: units, ids: &ids, to: &rows)
            for one in item.remarks {
                rows.statuses.append([
                    .integer(try ids.status.take()), .text(record.key), .integer(id), .null, .null, "remark", .text(one.code),
                    .text(one.message),
                ])
            }
        }
        try rows.write(into: database)
        return ids.measurement.taken
    }

    /// A row of `voxmark_region`.
    private func columns(of region: RegionRecord, _ source: Source, number: Int, mask: String, id: Int) -> [SQLValue] {
        let image = source.record.image
        return [
            .integer(id), .text(source.record.key), .integer(number), .optional(source.subject?.person), .text(image.modality),
            .optional(source.date?.description), .text(source.image), .text(mask), .text(region.label),
            .integer(region.morphologicalVoxels), .integer(region.intensityVoxels), .text(image.digest), .text(region.maskDigest),
            .text(run.recipeDigest), .text(run.selectionDigest), .integer(run.numericsVersion), .text(run.softwareVersion),
            .text(source.study), .optional(source.subject?.image),
        ] + RegionGeometry.columns(region.geometry)
    }

    /// Adds the features of a region to the rows.
    private func add(
        _ region: RegionRecord, _ place: Place, isHeld: Bool, units: [FeatureUnit: MeasurementUnit], ids: inout IDs,
        to rows: inout CaseRows
    ) throws(OMOPError) {
        var seen: Set<Int> = []
        var values: [(value: HeldValue, written: Int)] = []
        let count = region.features.reduce(0) { $0 + $1.results.count }
        seen.reserveCapacity(count)
        values.reserveCapacity(count)
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
                    let value = HeldValue(
                        region: place.region, concept: concept.id, number: number, unitID: unit.conceptID, unit: unit.text,
                        tag: concept.tag)
                    values.append((value, concept.written))
                case .undefined(let reason): rows.add("undefined", reason.rawValue, nil, concept, place, id: try ids.status.take())
                case .failed(let failure):
                    rows.add("failed", failure.code.rawValue, failure.message, concept, place, id: try ids.status.take())
                }
            }
        }
        guard !isHeld else { return values.forEach { rows.hold($0.value) } }
        let (measurement, feature) = try (ids.measurement.take(values.count), ids.feature.take(values.count))
        rows.makeRoom(for: values.count)
        for (place, one) in values.enumerated() {
            rows.add(one.value, written: one.written, id: measurement + place)
            rows.addFeature(one.value.concept, measurement: measurement + place, region: one.value.region, id: feature + place)
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
