/// The rows of one case, table by table.
struct CaseRows {
    private let types: TypeConcepts
    var regions = SQLRows(columns: [
        "region_id", "case_key", "region_number", "person_id", "modality", "region_date", "image", "mask", "label", "morphological_voxels",
        "intensity_voxels", "image_digest", "mask_digest", "recipe_digest", "selection_digest", "numerics_version", "software_version",
        "study",
        "mask_kind", "grid_columns", "grid_rows", "grid_slices", "spacing_x", "spacing_y", "spacing_z",
    ])
    var properties = SQLRows(columns: ["region_id", "name", "value"])
    var statuses = SQLRows(columns: ["status_id", "case_key", "region_id", "concept_id", "tag", "status", "reason", "message"])
    private var measurements = SQLRows(columns: [
        "measurement_id", "person_id", "measurement_concept_id", "measurement_date", "measurement_type_concept_id", "value_as_number",
        "unit_concept_id", "measurement_source_value", "measurement_source_concept_id", "unit_source_value", "measurement_event_id",
        "meas_event_field_concept_id", "visit_occurrence_id",
    ])
    private var held = SQLRows(columns: [
        "region_id", "concept_id", "value_as_number", "unit_concept_id", "unit_source_value", "tag",
    ])

    /// Makes room for rows of these types.
    init(_ types: TypeConcepts) {
        self.types = types
    }

    /// Adds a measurement.
    mutating func add(
        _ number: Double, _ concept: RegionRows.Concept, _ unit: MeasurementUnit, _ subject: RegionRows.Subject, region: Int, id: Int
    ) {
        add(
            HeldValue(region: region, concept: concept.id, number: number, unitID: unit.conceptID, unit: unit.text, tag: concept.tag),
            written: concept.written, subject, id: id)
    }

    /// Adds a measurement of a value that was held.
    mutating func add(_ value: HeldValue, written: Int, _ subject: RegionRows.Subject, id: Int) {
        measurements.append([
            .integer(id), .integer(subject.person), .integer(written), .text(subject.date.description),
            .integer(types.algorithm), .real(value.number), .integer(value.unitID), .text(value.tag),
            .integer(value.concept), .text(value.unit), .integer(value.region), .integer(LocalVocabulary.regionField),
            .optional(subject.visit),
        ])
    }

    /// Keeps a value aside.
    mutating func hold(_ number: Double, _ concept: RegionRows.Concept, _ unit: MeasurementUnit, region: Int) {
        held.append([
            .integer(region), .integer(concept.id), .real(number), .integer(unit.conceptID), .text(unit.text), .text(concept.tag),
        ])
    }

    /// Adds why a feature has no value.
    mutating func add(
        _ name: String, _ reason: String, _ message: String?, _ concept: RegionRows.Concept, _ place: RegionRows.Place, id: Int
    ) {
        statuses.append([
            .integer(id), .text(place.caseKey), .integer(place.region), .integer(concept.id), .text(concept.tag), .text(name),
            .text(reason),
            .optional(message),
        ])
    }

    /// Writes all rows, those first that others lead to.
    func insert(into database: any SQLDatabase) throws(OMOPError) {
        for (table, rows) in [
            ("voxmark_region", regions), ("voxmark_region_property", properties), ("measurement", measurements),
            ("voxmark_held_value", held), ("voxmark_status", statuses),
        ] {
            try database.insert(rows, into: table)
        }
    }
}

/// A row of `voxmark_held_value`.
struct HeldValue: Sendable, Hashable {
    let region: Int
    /// The feature's own concept.
    let concept: Int
    let number: Double
    let unitID: Int
    let unit: String
    let tag: String
}
