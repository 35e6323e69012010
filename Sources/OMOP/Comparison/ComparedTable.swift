/// A table that two databases are compared in beside their cases.
struct ComparedTable: Sendable, Hashable {
    /// What its rows are.
    let name: String
    /// A query in the binary order of its first columns, which are the key.
    let query: String
    /// How many columns are the key.
    let keyCount: Int
    /// The columns of floating-point numbers.
    let numbers: Set<Int32>
    /// Whether it is keyed by `person_source_value`, which in a site's CDM is the site's own.
    let isOfPersons: Bool

    init(_ name: String, _ query: String, keyCount: Int, numbers: Set<Int32> = [], isOfPersons: Bool = true) {
        self.name = name
        self.query = query
        self.keyCount = keyCount
        self.numbers = numbers
        self.isOfPersons = isOfPersons
    }

    /// All tables.
    static let all = persons + files + studies + images

    private static let persons = [
        ComparedTable(
            "persons",
            """
            SELECT person_source_value, year_of_birth, gender_concept_id, gender_source_value FROM person
            WHERE person_source_value IS NOT NULL ORDER BY person_source_value COLLATE BINARY
            """, keyCount: 1),
        ComparedTable(
            "observation periods",
            """
            SELECT person_source_value, observation_period_start_date, observation_period_end_date, period_type_concept_id
            FROM observation_period JOIN person USING (person_id) WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value COLLATE BINARY, observation_period_start_date
            """, keyCount: 1),
        ComparedTable(
            "evidence on persons",
            """
            SELECT person_source_value, item, source, value FROM voxmark_person_evidence JOIN person USING (person_id)
            ORDER BY person_source_value COLLATE BINARY, item COLLATE BINARY, source COLLATE BINARY, value COLLATE BINARY
            """, keyCount: 4),
    ]

    private static let files = [
        ComparedTable(
            "files of images",
            """
            SELECT image_digest, file_digest, sop_instance FROM voxmark_image_instance
            ORDER BY image_digest COLLATE BINARY, file_digest COLLATE BINARY, sop_instance COLLATE BINARY
            """, keyCount: 2, isOfPersons: false)
    ]

    private static let studies = [
        ComparedTable(
            "visits",
            """
            SELECT person_source_value, visit_source_value, visit_concept_id, visit_start_date, visit_end_date
            FROM visit_occurrence JOIN person USING (person_id) WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value COLLATE BINARY, visit_source_value COLLATE BINARY
            """, keyCount: 2),
        ComparedTable(
            "procedures",
            """
            SELECT person_source_value, procedure_source_value, procedure_concept_id, procedure_date, procedure_end_date, modifier_source_value
            FROM procedure_occurrence JOIN person USING (person_id) WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value COLLATE BINARY, procedure_source_value COLLATE BINARY
            """, keyCount: 2),
    ]

    private static let images = [
        ComparedTable(
            "images",
            """
            SELECT person_source_value, image_series_uid, image_occurrence_date, image_study_uid, modality_concept_id, visit_source_value,
            procedure_source_value
            FROM image_occurrence i JOIN person p ON p.person_id = i.person_id
            JOIN visit_occurrence v ON v.visit_occurrence_id = i.visit_occurrence_id
            JOIN procedure_occurrence o ON o.procedure_occurrence_id = i.procedure_occurrence_id
            WHERE person_source_value IS NOT NULL
            ORDER BY person_source_value COLLATE BINARY, image_series_uid COLLATE BINARY, image_occurrence_date
            """, keyCount: 3),
        ComparedTable(
            "acquisitions",
            """
            SELECT image_digest, name, value_as_number, value_as_text, unit FROM voxmark_acquisition
            ORDER BY image_digest COLLATE BINARY, name COLLATE BINARY
            """, keyCount: 2, numbers: [2], isOfPersons: false),
    ]
}
