import Testing

@testable import OMOP

/// A made-up site with a CDM of its own, and cases of its patients.
enum SiteSamples {
    /// A database with the CDM of a site: persons 7 (known by Patient ID), 8 (by pseudonym), 9 and 10 (two of one name), a row of the site's own.
    static func site() throws -> TestPostgres {
        let pseudonym = Samples.key.pseudonym(patientID: "PAT-8", issuer: nil)
        return try site(
            with: """
                INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
                VALUES (7, 8532, 1950, 0, 0, 'PAT-7'), (8, 8507, 1960, 0, 0, '\(pseudonym)'), (9, 0, 1970, 0, 0, 'PAT-9'), (10, 0, 1970, 0, 0, 'PAT-9');
                INSERT INTO observation_period VALUES (70, 7, '2000-01-01', '2001-12-31', 32817), (71, 7, '2010-01-01', '2011-12-31', 32817);
                INSERT INTO measurement (measurement_id, person_id, measurement_concept_id, measurement_date, measurement_type_concept_id,
                measurement_event_id) VALUES (500, 7, 0, '2001-01-01', 32880, 1)
                """)
    }

    /// A database with the CDM of a site, which rows make.
    static func site(with rows: String) throws -> TestPostgres {
        let test = try TestPostgres()
        let database = try test.open()
        try database.transaction { () throws(OMOPError) in
            try database.execute("CREATE SCHEMA cdm; SET LOCAL search_path = cdm; \(CDMTable.script(in: "cdm"))")
            try database.insertStandardVocabulary()
            try database.execute(
                "DELETE FROM concept WHERE vocabulary_id = 'Voxmark'; DELETE FROM vocabulary WHERE vocabulary_id = 'Voxmark'")
            try database.execute(CDMTable.foreignKeys(in: "cdm"))
            try database.execute(
                """
                INSERT INTO cdm_source VALUES ('Site', 'site', 'holder', NULL, NULL, NULL, '2026-01-01', '2026-01-01', 'v5.4.1', 756265, 'v5.0');
                \(rows)
                """)
        }
        return test
    }

    static func record(
        _ key: String, _ patientID: String, date: String = "20010203", birth: String = "19500617", sex: String = "F"
    ) -> CaseRecord {
        Samples.record(key, patient: PatientIdentity(patientID: patientID, birthDate: birth, sex: sex), date: date)
    }

    static func policy(
        outside: PersonChecks.Verdict = .note, map: String = "patient_id\n", source: PersonPolicy.Source = .lookup,
        mode: ConceptMode = .practical
    ) throws -> RowPolicy {
        let persons = PersonPolicy(
            map: try PersonMap(csv: map, source: "map.csv"), source: source, checks: PersonChecks([.outsideObservation: outside]))
        return RowPolicy(persons: persons, conceptMode: mode)
    }
}
