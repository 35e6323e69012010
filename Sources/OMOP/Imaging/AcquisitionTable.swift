/// The parameters of images' acquisitions.
struct AcquisitionTable {
    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) {
        self.database = database
    }

    /// Writes the parameters of an image that is not there, each once.
    func write(_ image: ImageIdentity) throws(OMOPError) {
        var known: Set<AcquisitionParameter> = []
        var rows = SQLRows(
            columns: ["name", "value_as_number", "value_as_text", "unit"], constants: [("image_digest", .text(image.digest))])
        for one in image.acquisition where known.insert(one.parameter).inserted {
            let number: SQLValue
            let text: SQLValue
            switch one.content {
            case .number(let value): (number, text) = (.real(value), .null)
            case .text(let value): (number, text) = (.null, .text(value))
            }
            rows.append([.text(one.parameter.rawValue), number, text, .optional(one.parameter.unit)])
        }
        try database.collect(rows, for: "voxmark_acquisition")
    }

    /// Takes out the parameters of an image that no region is on any more.
    func remove(_ digest: String) throws(OMOPError) {
        try database.run(
            """
            DELETE FROM voxmark_acquisition WHERE image_digest = ?
            AND NOT EXISTS (SELECT 1 FROM voxmark_region r WHERE r.image_digest = voxmark_acquisition.image_digest)
            """, .text(digest))
    }
}

/// Acquisition parameters as measurements of an image, where the site has the DICOM vocabulary: header values lead to `image_occurrence`.
struct AcquisitionMeasurements {
    private let database: any SQLDatabase
    private let attributes: [String: Int]
    private let units: UnitConcepts
    private let type: Int

    init(_ database: any SQLDatabase, _ concepts: ImagingConcepts) throws(OMOPError) {
        self.database = database
        attributes = try concepts.attributes()
        units = concepts.units
        type = concepts.types.ehr
    }

    /// Writes the parameters of a new image that have a concept.
    func write(of digest: String, image: Int, person: Int, visit: Int?, date: String) throws(OMOPError) {
        guard !attributes.isEmpty else { return }
        let values = try database.rows(
            "SELECT name, value_as_number, value_as_text, unit FROM voxmark_acquisition WHERE image_digest = ? ORDER BY name", .text(digest)
        ) { row in (name: row.text(0) ?? "", number: row.real(1), text: row.text(2), unit: row.text(3)) }
        var ids = try RowIDs("measurement", "measurement_id", in: database)
        for one in values {
            guard let concept = attributes[one.name] else { continue }
            let unit: SQLValue = .optional(one.unit.map { units.id(of: $0) })
            let text = one.text.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(50))) }
            try database.run(
                """
                INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
                value_as_number, unit_concept_id, visit_occurrence_id, measurement_source_value, measurement_source_concept_id,
                unit_source_value, value_source_value, measurement_event_id, meas_event_field_concept_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, .integer(try ids.take()), .integer(person), .integer(concept), .text(date), .integer(type),
                .optional(one.number), unit, .optional(visit), .text(one.name), .integer(concept), .optional(one.unit), .optional(text),
                .integer(image), .integer(LocalVocabulary.imageField))
        }
    }
}
