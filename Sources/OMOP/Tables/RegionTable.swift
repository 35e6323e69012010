/// A region as the database holds it, with what came of its features.
struct StoredRegion: Sendable, Hashable {
    /// What came of one feature.
    enum Outcome: Sendable, Hashable {
        case value(Double, unit: String)
        case none(status: String, reason: String)
    }

    /// The fields that identify the region, in the order of `StoredRegion.header`.
    let fields: [String]
    /// What came of the features, by concept id.
    let outcomes: [Int: Outcome]

    /// The names of the identifying fields.
    static let header =
        key + [
            "image", "mask", "morphological_voxels", "intensity_voxels", "image_digest", "mask_digest", "recipe", "recipe_digest",
            "selection_digest", "numerics_version", "software_version", "remarks", "acquisition",
        ]

    /// The first of them, which suffice to find the region.
    static let key = ["person", "date", "modality", "case_key", "region_number", "label", "state", "code"]
}

extension SQLDatabase {
    /// Hands over the regions of a run's recipe, selection and numerics version, done and held, of current cases, in the order of case key and region number.
    func forEachRegion(of run: RunIdentity, _ body: (StoredRegion) throws(OMOPError) -> Void) throws(OMOPError) {
        let regions = try stream(
            """
            SELECT region_id, person_source_value, region_date, modality, case_key, region_number, label, state, code, image, mask,
            morphological_voxels, intensity_voxels, image_digest, mask_digest, recipe, c.recipe_digest, c.selection_digest,
            c.numerics_version, c.software_version,
            (SELECT \(dialect.joined("message || ' [' || reason || ']'")) FROM (SELECT message, reason FROM voxmark_status s
                WHERE s.region_id = r.region_id AND s.status = 'remark' ORDER BY status_id) AS remarks),
            (SELECT \(dialect.joined("name || '=' || value")) FROM (SELECT name, value FROM voxmark_region_property p
                WHERE p.region_id = r.region_id ORDER BY name COLLATE BINARY) AS properties)
            FROM voxmark_case c JOIN voxmark_region r USING (case_key)
            WHERE recipe = ? AND c.recipe_digest = ? AND c.selection_digest = ? AND c.numerics_version = ?
            AND superseded_by IS NULL ORDER BY case_key COLLATE BINARY, region_number
            """)
        try regions.bind([.text(run.recipe), .text(run.recipeDigest), .text(run.selectionDigest), .integer(run.numericsVersion)])
        let outcomes = try RegionOutcomes(self)
        while try regions.step() {
            let fields = (1...Int32(StoredRegion.header.count)).map { regions.text($0) ?? "" }
            try body(StoredRegion(fields: fields, outcomes: try outcomes.of(regions.integer(0) ?? 0)))
        }
    }
}

/// Reads what came of a region's features.
struct RegionOutcomes {
    private let values: any SQLStatement
    private let statuses: any SQLStatement

    init(_ database: any SQLDatabase) throws(OMOPError) {
        // A site's own CDM has an index on persons, and none on events.
        let person =
            database.dialect == .postgres ? " AND person_id = (SELECT r.person_id FROM voxmark_region r WHERE r.region_id = ?1)" : ""
        values = try database.prepare(
            """
            SELECT measurement_source_concept_id, value_as_number, unit_source_value FROM measurement
            WHERE measurement_event_id = ?1 AND meas_event_field_concept_id = \(LocalVocabulary.regionField)\(person)
            UNION ALL SELECT concept_id, value_as_number, unit_source_value FROM voxmark_held_value WHERE region_id = ?1
            """)
        statuses = try database.prepare("SELECT concept_id, status, reason FROM voxmark_status WHERE region_id = ?")
    }

    func of(_ region: Int) throws(OMOPError) -> [Int: StoredRegion.Outcome] {
        var outcomes: [Int: StoredRegion.Outcome] = [:]
        outcomes.reserveCapacity(512)
        try values.bind(region, at: 1)
        while try values.step() {
            guard let concept = values.integer(0), let value = values.real(1) else { continue }
            outcomes[concept] = .value(value, unit: values.text(2) ?? "")
        }
        values.reset()
        try statuses.bind(region, at: 1)
        while try statuses.step() {
            guard let concept = statuses.integer(0) else { continue }
            outcomes[concept] = .none(status: statuses.text(1) ?? "", reason: statuses.text(2) ?? "")
        }
        statuses.reset()
        return outcomes
    }
}
