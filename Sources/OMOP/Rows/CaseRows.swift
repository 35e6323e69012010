/// The rows of one case, table by table.
struct CaseRows {
    var regions = SQLRows(columns: [
        "region_id", "case_key", "region_number", "person_id", "modality", "region_date", "image", "mask", "label", "morphological_voxels",
        "intensity_voxels", "image_digest", "mask_digest", "recipe_digest", "selection_digest", "numerics_version", "software_version",
        "study", "image_occurrence_id",
        "mask_kind", "grid_columns", "grid_rows", "grid_slices", "spacing_x", "spacing_y", "spacing_z",
    ])
    var properties = SQLRows(columns: ["region_id", "name", "value"])
    var statuses = SQLRows(columns: ["status_id", "case_key", "region_id", "concept_id", "tag", "status", "reason", "message"])
    private var measurements: SQLRows
    private var features: SQLRows
    private var held = SQLRows(columns: [
        "region_id", "concept_id", "value_as_number", "unit_concept_id", "unit_source_value", "tag",
    ])

    /// What `image_feature` says of all values of a case.
    struct Algorithm {
        /// `image_feature_event_field_concept_id`.
        let eventField: Int
        /// `alg_system` and `alg_datetime`.
        let system: String, moment: String
    }

    /// Makes room for the rows of a case.
    ///
    /// - Parameters:
    ///   - subject: whose measurements they are; nil holds values.
    ///   - types: what type columns get.
    ///   - algorithm: what the rows of `image_feature` have in common; nil writes none.
    init(_ subject: RegionRows.Subject?, _ types: TypeConcepts, _ algorithm: Algorithm? = nil) {
        measurements = SQLRows(
            columns: [
                "measurement_id", "measurement_concept_id", "value_as_number", "unit_concept_id", "measurement_source_value",
                "measurement_source_concept_id", "unit_source_value", "measurement_event_id",
            ],
            constants: [
                ("person_id", .optional(subject?.person)), ("measurement_date", .optional(subject?.date.description)),
                ("measurement_type_concept_id", .integer(types.algorithm)),
                ("meas_event_field_concept_id", .integer(LocalVocabulary.regionField)),
                ("visit_occurrence_id", .optional(subject?.visit)),
            ])
        features = SQLRows(
            columns: ["image_feature_id", "image_feature_event_id", "image_feature_concept_id", "image_finding_id"],
            constants: [
                ("person_id", .optional(subject?.person)), ("image_occurrence_id", .optional(subject?.image)),
                ("image_feature_event_field_concept_id", .optional(algorithm?.eventField)),
                ("image_feature_type_concept_id", .integer(types.algorithm)),
                ("alg_system", .optional(algorithm?.system)), ("alg_datetime", .optional(algorithm?.moment)),
            ])
    }

    /// Makes room for as many measurements more.
    mutating func makeRoom(for count: Int) {
        measurements.makeRoom(for: count)
        features.makeRoom(for: count)
    }

    /// Adds a measurement of a value.
    mutating func add(_ value: HeldValue, written: Int, id: Int) {
        measurements.add(.integer(id))
        measurements.add(.integer(written))
        measurements.add(.real(value.number))
        measurements.add(.integer(value.unitID))
        measurements.add(.text(value.tag))
        measurements.add(.integer(value.concept))
        measurements.add(.text(value.unit))
        measurements.add(.integer(value.region))
    }

    /// Adds the row of a measurement in `image_feature`.
    mutating func addFeature(_ concept: Int, measurement: Int, region: Int, id: Int) {
        features.add(.integer(id))
        features.add(.integer(measurement))
        features.add(.integer(concept))
        features.add(.integer(region))
    }

    /// Keeps a value aside.
    mutating func hold(_ value: HeldValue) {
        held.append([
            .integer(value.region), .integer(value.concept), .real(value.number), .integer(value.unitID), .text(value.unit),
            .text(value.tag),
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

    /// Writes all rows, the regions first, which others lead to.
    func write(into database: any SQLDatabase) throws(OMOPError) {
        try database.insert(regions, into: "voxmark_region")
        for (table, rows) in [
            ("voxmark_region_property", properties), ("measurement", measurements), ("image_feature", features),
            ("voxmark_held_value", held), ("voxmark_status", statuses),
        ] {
            try database.collect(rows, for: table)
        }
    }
}

/// A value of a region, as `voxmark_held_value` has it.
struct HeldValue: Sendable, Hashable {
    let region: Int
    /// The feature's own concept.
    let concept: Int
    let number: Double
    let unitID: Int
    let unit: String
    let tag: String
}
