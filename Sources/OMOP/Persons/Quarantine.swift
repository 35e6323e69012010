/// Patients whose person is not settled, with what their headers say; their cases' values stand in `voxmark_held_value`.
struct Quarantine {
    /// A patient.
    struct Entry: Sendable, Hashable {
        let pseudonym: String
        /// The pseudonym of the Patient ID whatever its issuer.
        let patientPseudonym: String
        let reason: HeldReason
        let evidence: PersonEvidence?

        /// True when the header named an issuer.
        var hasIssuer: Bool { pseudonym != patientPseudonym }
    }

    /// The table, for the schema.
    static let table = """
        CREATE TABLE voxmark_quarantine (
            person_source_value TEXT NOT NULL PRIMARY KEY,
            patient_id_pseudonym TEXT NOT NULL,
            code TEXT NOT NULL,
            year_of_birth integer NULL,
            year_source TEXT NULL,
            sex TEXT NULL,
            sex_source TEXT NULL);
        """

    private let database: SQLiteDatabase

    init(_ database: SQLiteDatabase) {
        self.database = database
    }

    /// Puts the patient of a held case in, where a person map can settle it; what is known already stays where the case adds nothing.
    func enter(_ resolution: PersonResolution, _ reason: HeldReason) throws(OMOPError) {
        guard reason.isSettledByMap, let pseudonym = resolution.pseudonym, let patient = resolution.patientPseudonym else { return }
        let evidence = resolution.evidence
        try database.run(
            """
            INSERT INTO voxmark_quarantine (person_source_value, patient_id_pseudonym, code, year_of_birth, year_source, sex, sex_source)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (person_source_value) DO UPDATE SET code = excluded.code,
            year_of_birth = coalesce(excluded.year_of_birth, voxmark_quarantine.year_of_birth),
            year_source = coalesce(excluded.year_source, voxmark_quarantine.year_source),
            sex = coalesce(excluded.sex, voxmark_quarantine.sex), sex_source = coalesce(excluded.sex_source, voxmark_quarantine.sex_source)
            """, .text(pseudonym), .text(patient), .text(reason.rawValue), .optional(evidence?.yearOfBirth),
            .optional(evidence?.yearSource.rawValue), .optional(evidence?.sex), .optional(evidence.map { $0.sexSource.rawValue }))
    }

    /// Takes a patient out whose last held case is settled.
    func leave(_ pseudonym: String) throws(OMOPError) {
        try database.run(
            """
            DELETE FROM voxmark_quarantine WHERE person_source_value = ? AND NOT EXISTS (SELECT 1 FROM voxmark_case
            WHERE voxmark_case.person_source_value = voxmark_quarantine.person_source_value AND state = 'held')
            """, .text(pseudonym))
    }

    /// Who is in.
    func entries() throws(OMOPError) -> [Entry] {
        try database.rows(
            """
            SELECT person_source_value, patient_id_pseudonym, code, year_of_birth, year_source, sex, sex_source
            FROM voxmark_quarantine ORDER BY person_source_value
            """
        ) { row in
            Entry(
                pseudonym: row.text(0) ?? "", patientPseudonym: row.text(1) ?? "",
                reason: HeldReason(rawValue: row.text(2) ?? "") ?? .unknownPerson,
                evidence: row.integer(3).map { year in
                    PersonEvidence(
                        yearOfBirth: year, yearSource: EvidenceSource(rawValue: row.text(4) ?? "") ?? .age, sex: row.text(5),
                        sexSource: EvidenceSource(rawValue: row.text(6) ?? "") ?? .sex)
                })
        }
    }
}
