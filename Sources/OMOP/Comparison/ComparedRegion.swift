import Recipes

/// What a database holds of one region, without ids and times.
struct ComparedRegion {
    let label: String
    /// Person, day, modality, image, mask, voxels, digests, remarks and acquisition, each with its name.
    let facts: [(name: String, value: String)]
    let outcomes: [Int: StoredRegion.Outcome]

    /// What came of the features, by the concepts of another region whose recipe had other configurations: the first belongs to the first.
    func outcomes(alignedTo other: ComparedRegion) -> [Int: StoredRegion.Outcome] {
        let (own, others) = (configurations, other.configurations)
        guard own.isDisjoint(with: others), own.count == others.count else { return outcomes }
        let numbers = Dictionary(uniqueKeysWithValues: zip(own.sorted(), others.sorted()))
        return Dictionary(
            outcomes.map { concept, outcome in
                let configuration = Self.configuration(of: concept)
                return (concept + Self.width * ((numbers[configuration] ?? configuration) - configuration), outcome)
            }, uniquingKeysWith: { first, _ in first })
    }

    private var configurations: Set<Int> { Set(outcomes.keys.map(Self.configuration)) }

    /// How many concepts a configuration may have.
    private static let width = ConceptID.slots.count

    /// Block and number of a concept's configuration in one.
    private static func configuration(of concept: Int) -> Int { (concept - ConceptID.base) / width }
}

/// Reads the regions of cases.
struct ComparedRegions {
    private static let names = [
        "person", "date", "modality", "image", "mask", "morphological voxels", "intensity voxels", "image digest", "mask digest", "remarks",
        "acquisition", "study", "kind of mask", "image features", "grid",
    ]
    /// The columns of the grid's spacings, behind those that are named.
    private static let spacings = 2 + Int32(names.count)..<5 + Int32(names.count)

    private let regions: any SQLStatement
    private let outcomes: RegionOutcomes

    init(_ stored: StoredDatabase) throws(OMOPError) {
        let database = stored.connection
        // What a site calls a person is the site's own.
        let person =
            try stored.isSite
            ? "(SELECT c.person_source_value FROM voxmark_case c WHERE c.case_key = r.case_key AND r.person_id IS NOT NULL)"
            : "(SELECT person_source_value FROM person p WHERE p.person_id = r.person_id)"
        regions = try database.prepare(
            """
            SELECT region_id, label, \(person), region_date, modality, image,
            mask, morphological_voxels, intensity_voxels, image_digest, mask_digest,
            (SELECT \(database.dialect.joined("reason || ' ' || message")) FROM (SELECT message, reason FROM voxmark_status s
                WHERE s.region_id = r.region_id AND s.status = 'remark' ORDER BY reason COLLATE BINARY, message COLLATE BINARY) AS remarks),
            (SELECT \(database.dialect.joined("name || '=' || value")) FROM (SELECT name, value FROM voxmark_region_property p
                WHERE p.region_id = r.region_id ORDER BY name COLLATE BINARY) AS properties),
            study, mask_kind, (SELECT count(*) FROM image_feature f WHERE f.image_finding_id = r.region_id
                AND f.image_occurrence_id = r.image_occurrence_id),
            grid_columns || ' ' || grid_rows || ' ' || grid_slices, spacing_x, spacing_y, spacing_z
            FROM voxmark_region r WHERE case_key = ? ORDER BY label COLLATE BINARY, region_number
            """)
        outcomes = try RegionOutcomes(database)
    }

    /// The regions of a case, by label.
    func of(_ caseKey: String) throws(OMOPError) -> [ComparedRegion] {
        var found: [(id: Int, label: String, facts: [(name: String, value: String)])] = []
        try regions.bind(caseKey, at: 1)
        while try regions.step() {
            var values = (2..<Self.spacings.lowerBound).map { regions.text($0) ?? "" }
            values[values.count - 1] += Self.spacings.map { " \(regions.real($0)?.description ?? "")" }.joined()
            found.append((regions.integer(0) ?? 0, regions.text(1) ?? "", Array(zip(Self.names, values))))
        }
        regions.reset()
        var result: [ComparedRegion] = []
        for one in found {
            result.append(ComparedRegion(label: one.label, facts: one.facts, outcomes: try outcomes.of(one.id)))
        }
        return result
    }
}
