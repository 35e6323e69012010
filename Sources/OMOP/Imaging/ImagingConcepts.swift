/// The concepts of visits, procedures and images: those of the site's vocabularies by vocabulary and code, never by an id that it may lack.
struct ImagingConcepts {
    /// Outpatient Visit where the site has it, otherwise 0.
    let visit: Int
    /// What type columns get.
    let types: TypeConcepts
    /// The units of acquisition parameters.
    let units: UnitConcepts
    /// What `image_feature_event_field_concept_id` gets.
    ///
    /// It is what was chosen, otherwise the table MEASUREMENT where the site's CDM vocabulary has it, as existing imaging data name it, otherwise
    /// the local concept of `measurement.measurement_id`.
    let eventField: Int
    private let database: any SQLDatabase
    private let found = Found()

    /// What was looked up before: a vocabulary does not change while it is used.
    private final class Found {
        var modalities: [String: Int] = [:]
        var procedures: [[String]: Int] = [:]
    }

    init(_ database: any SQLDatabase) throws(OMOPError) {
        self.database = database
        visit = try Self.hasConcept(StandardConcept.outpatientVisit, "Visit", in: database) ? StandardConcept.outpatientVisit : 0
        types = try TypeConcepts(in: database)
        units = try UnitConcepts(in: database)
        let chosen = try database.rows(
            "SELECT value FROM voxmark_property WHERE name = ?", .text(DatabaseSetting.imageEventField.rawValue)
        ) { Int($0.text(0) ?? "") }
        if let chosen = chosen.first ?? nil {
            eventField = chosen
        } else {
            let isThere = try Self.hasConcept(StandardConcept.measurementTable, "CDM", in: database)
            eventField = isThere ? StandardConcept.measurementTable : LocalVocabulary.measurementField
        }
    }

    private static func hasConcept(_ id: Int, _ vocabulary: String, in database: any SQLDatabase) throws(OMOPError) -> Bool {
        try !database.rows("SELECT 1 FROM concept WHERE concept_id = ? AND vocabulary_id = ?", .integer(id), .text(vocabulary)) { _ in true
        }
        .isEmpty
    }

    /// The concept of a Modality (0008,0060): the DICOM vocabulary's where the site has it, otherwise our own.
    func modality(_ code: String) throws(OMOPError) -> Int {
        if let known = found.modalities[code] { return known }
        let concepts = try database.rows(
            """
            SELECT min(concept_id) FROM concept WHERE vocabulary_id = 'DICOM' AND concept_code = ?
            AND concept_class_id = 'DICOM Value Sets'
            """, .text(code)
        ) { $0.integer(0) }
        let concept = (concepts.first ?? nil) ?? LocalConcept.modality(code)
        found.modalities[code] = concept
        return concept
    }

    /// The concepts of acquisition parameters in the site's DICOM vocabulary, by their keywords; found by tag, however it is spelt there.
    func attributes() throws(OMOPError) -> [String: Int] {
        let spellings = AcquisitionParameter.allCases.flatMap { one in
            let pair = "\(one.tag.prefix(4)),\(one.tag.suffix(4))"
            return [one.tag, pair, "(\(pair))"].map { (code: $0, keyword: one.rawValue) }
        }
        let keywords = Dictionary(uniqueKeysWithValues: spellings.map { ($0.code, $0.keyword) })
        let list = spellings.map(\.code.quotedLiteral).joined(separator: ", ")
        let found = try database.rows(
            "SELECT concept_code, concept_id FROM concept WHERE vocabulary_id = 'DICOM' AND concept_code IN (\(list))"
        ) { (code: $0.text(0) ?? "", concept: $0.integer(1) ?? 0) }
        return Dictionary(found.compactMap { one in keywords[one.code].map { ($0, one.concept) } }, uniquingKeysWith: min)
    }

    /// The procedure that a study of some modalities is: that of the most specific modality that SNOMED has here, otherwise 0.
    func procedure(_ modalities: [String]) throws(OMOPError) -> Int {
        if let known = found.procedures[modalities] { return known }
        let concept = try findProcedure(modalities)
        found.procedures[modalities] = concept
        return concept
    }

    /// The procedure that a study of one modality is.
    func procedure(of modality: String) throws(OMOPError) -> Int { try procedure([modality]) }

    private func findProcedure(_ modalities: [String]) throws(OMOPError) -> Int {
        for (modality, code) in Self.procedures where modalities.contains(modality) {
            let found = try database.rows(
                """
                SELECT concept_id FROM concept WHERE vocabulary_id = 'SNOMED' AND concept_code = ? AND domain_id = 'Procedure'
                AND standard_concept = 'S' AND invalid_reason IS NULL
                """, .text(code)
            ) { $0.integer(0) ?? 0 }
            if let concept = found.first { return concept }
        }
        return 0
    }

    /// SNOMED codes of imaging procedures by modality; of a study of several modalities the first counts.
    static let procedures: [(modality: String, code: String)] = [
        ("PT", "82918005"), ("MR", "113091000"), ("CT", "77477000"), ("MG", "71651007"), ("US", "16310003"), ("XA", "77343006"),
        ("RF", "44491008"), ("DX", "168537006"), ("CR", "168537006"),
    ]
}

extension OMOPDatabase {
    /// Chooses what `image_feature_event_field_concept_id` gets, for all rows of the database.
    ///
    /// - Parameter concept: a concept id, such as 1147138 (the field measurement.measurement_id); nil for the default, 1147330 (the table MEASUREMENT)
    ///   where CONCEPT has it,
    ///   otherwise a local concept.
    /// - Throws: `OMOPError` when CONCEPT does not have it, and when rows were written with another choice.
    public func chooseEventField(_ concept: Int?) throws(OMOPError) {
        try connection.transaction { () throws(OMOPError) in
            if let concept, try connection.rows("SELECT 1 FROM concept WHERE concept_id = ?", .integer(concept), row: { _ in true }).isEmpty
            {
                throw OMOPError(
                    .outOfRange,
                    "concept \(concept), which is to be the event field, is not in CONCEPT; load its vocabulary, or leave it out")
            }
            try connection.keep(.imageEventField, concept.map(String.init) ?? "default", path: path)
        }
    }
}
