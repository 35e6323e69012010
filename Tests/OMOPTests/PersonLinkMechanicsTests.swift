import Testing

@testable import OMOP

@Suite("The person of a case")
struct PersonLinkMechanicsTests {
    /// A site's persons: 11 and 12 by Patient ID, 13 and 14 under one, 15 by a pseudonym.
    private static func database() throws -> any SQLDatabase {
        let database = try Samples.writer(":memory:").database
        let pseudonym = Samples.key.pseudonym(patientID: "H", issuer: "A")
        try database.execute(
            """
            DROP INDEX idx_person_source_value;
            CREATE TABLE death (person_id integer NOT NULL, death_date date NOT NULL);
            INSERT INTO person (person_id, gender_concept_id, year_of_birth, month_of_birth, day_of_birth, race_concept_id,
                ethnicity_concept_id, person_source_value) VALUES
                (11, 8532, 1950, 6, 17, 0, 0, 'P'), (12, 8507, 1960, NULL, NULL, 0, 0, 'Q'), (13, 0, 1970, NULL, NULL, 0, 0, 'T'),
                (14, 0, 1970, NULL, NULL, 0, 0, 'T'), (15, 0, 1970, NULL, NULL, 0, 0, '\(pseudonym)');
            INSERT INTO observation_period VALUES (1, 11, '2000-01-01', '2005-12-31', 32817), (2, 12, '2000-01-01', '2005-12-31', 32817);
            INSERT INTO death VALUES (12, '2002-05-05');
            """)
        return database
    }

    private static func link(
        _ patient: PatientIdentity, _ date: String = "20010203", source: PersonPolicy.Source = .lookup, map: String = "patient_id\n",
        issuer: String? = nil, checks: [PersonCheck: PersonChecks.Verdict] = [:], dates: DatePolicy = .full, shared: Set<String> = []
    ) throws -> (link: PersonLink, findings: [PersonFinding.Code]) {
        let policy = PersonPolicy(
            map: try PersonMap(csv: map, source: "map.csv"), source: source, lookupIssuer: issuer, dates: dates,
            checks: PersonChecks(checks), sharedIDs: shared)
        let resolution = PersonResolution(patient, ImageDates(series: date, study: date), policy: policy, key: Samples.key)
        let found = try PersonLinker(database(), policy: policy).link(resolution)
        return (found.link, found.findings.map(\.code))
    }

    private static func patient(_ id: String, _ issuer: String? = nil) -> PatientIdentity { PatientIdentity(patientID: id, issuer: issuer) }

    @Test("is looked up by person_source_value, as Patient ID or pseudonym; a header needs no year of birth then")
    func lookup() throws {
        #expect(try Self.link(Self.patient("P")).link == .known(11))
        #expect(try Self.link(Self.patient("H", "A"), checks: [.outsideObservation: .ignore]).link == .known(15))
        #expect(try Self.link(Self.patient("H", "B")).link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("X")).link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("T")).link == .held(.ambiguousPerson))
    }

    @Test("is nobody while its Patient ID stands for one person and its pseudonym for another")
    func twoNames() throws {
        let database = try Self.database()
        try database.run(
            """
            INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
            VALUES (16, 0, 1950, 0, 0, ?), (17, 0, 1950, 0, 0, ?)
            """, .text(Samples.key.pseudonym(patientID: "P", issuer: nil)), .text(Samples.key.pseudonym(patientID: "P", issuer: "A")))
        func link(_ patient: PatientIdentity, issuer: String? = nil, shared: Set<String> = []) throws -> PersonLink {
            let policy = PersonPolicy(
                source: .lookup, lookupIssuer: issuer, checks: PersonChecks([.outsideObservation: .ignore]), sharedIDs: shared)
            let resolution = PersonResolution(patient, ImageDates(series: "20010203"), policy: policy, key: Samples.key)
            return try PersonLinker(database, policy: policy).link(resolution).link
        }
        #expect(try link(Self.patient("P")) == .held(.ambiguousPerson))
        #expect(try link(Self.patient("P", "A")) == .held(.ambiguousPerson))
        #expect(try link(Self.patient("P", "A"), issuer: "A") == .held(.ambiguousPerson))
        // The Patient ID in PERSON is another issuer's, or says nothing of the issuer where several gave it.
        #expect(try link(Self.patient("P", "A"), issuer: "B") == .known(17))
        #expect(try link(Self.patient("P", "A"), shared: ["P"]) == .known(17))
    }

    @Test("is looked up for the issuer whose IDs stand in PERSON only, where the site names it")
    func lookupIssuer() throws {
        #expect(try Self.link(Self.patient("P", "A"), issuer: "A").link == .known(11))
        #expect(try Self.link(Self.patient("P", "B"), issuer: "A").link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("P"), issuer: "A").link == .held(.ambiguousPerson))
        #expect(try Self.link(Self.patient("P", "B"), shared: ["P"]).link == .held(.ambiguousPerson))
    }

    @Test("is whom the map names, if PERSON has that person; a map alone makes nobody")
    func mapped() throws {
        let map = "patient_id,issuer,person_id\nX,A,11\nY,,99\nZ,,\n"
        #expect(try Self.link(Self.patient("X", "A"), source: .map, map: map).link == .known(11))
        #expect(try Self.link(Self.patient("X", "B"), source: .map, map: map).link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("X"), source: .create, map: map).link == .held(.ambiguousPerson))
        #expect(try Self.link(Self.patient("Y"), source: .create, map: map).link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("Z"), source: .map, map: map).link == .held(.unknownPerson))
        #expect(try Self.link(Self.patient("P"), source: .map, map: map).link == .held(.unknownPerson))
    }

    @Test("is made of headers where that is allowed, with all that a person needs")
    func created() throws {
        let whole = PatientIdentity(patientID: "P", birthDate: "19500617", sex: "F")
        #expect(try Self.link(whole, source: .create).link == .ours)
        #expect(try Self.link(Self.patient("P"), source: .create).link == .held(.noBirthYear))
        #expect(try Self.link(whole, "", source: .create).link == .held(.noDate))
        #expect(try Self.link(Self.patient(" "), source: .create).link == .held(.noPatientID))
        #expect(try Self.link(Self.patient("P"), "", source: .lookup).link == .held(.noDate))
    }

    @Test(
        "that contradicts the header is held by default, noted or ignored by choice",
        arguments: [
            (
                PersonCheck.sex, PatientIdentity(patientID: "P", sex: "M"), "20010203", HeldReason.sexMismatch,
                PersonFinding.Code.sexMismatch
            ),
            (.birthYear, PatientIdentity(patientID: "P", birthDate: "19510617"), "20010203", .birthYearMismatch, .birthYearMismatch),
            (.dateBeforeBirth, PatientIdentity(patientID: "P"), "19500616", .dateBeforeBirth, .dateBeforeBirth),
            (.dateBeforeBirth, PatientIdentity(patientID: "Q"), "19591231", .dateBeforeBirth, .dateBeforeBirth),
            (.dateAfterDeath, PatientIdentity(patientID: "Q"), "20020506", .dateAfterDeath, .dateAfterDeath),
        ])
    func contradictions(check: PersonCheck, patient: PatientIdentity, date: String, held: HeldReason, code: PersonFinding.Code) throws {
        #expect(try Self.link(patient, date, checks: [.outsideObservation: .ignore]).link == .held(held))
        let noted = try Self.link(patient, date, checks: [check: .note, .outsideObservation: .ignore])
        let ignored = try Self.link(patient, date, checks: [check: .ignore, .outsideObservation: .ignore])
        #expect([.known(11), .known(12)].contains(noted.link) && noted.findings == [code])
        #expect(ignored.link == noted.link && ignored.findings.isEmpty)
    }

    @Test("outside its observation periods is noted by default, since OMOP allows such rows, and held by choice")
    func outside() throws {
        let noted = try Self.link(Self.patient("P"), "19990101")
        #expect(noted.link == .known(11) && noted.findings == [.outsideObservation])
        #expect(try Self.link(Self.patient("P"), "20051231").findings.isEmpty)
        #expect(try Self.link(Self.patient("P"), "19990101", checks: [.outsideObservation: .hold]).link == .held(.outsideObservation))
    }

    @Test("is compared in the site's frame: shifted dates with its dates, and a year of birth that a shift leaves open is no contradiction")
    func frames() throws {
        let shifts = DatePolicy.shifted(try DateShifts(csv: "patient_id,days\nP,-300\nQ,400\n", source: "shifts.csv"))
        // Two weeks after birth by the header's dates is before the birth that PERSON has.
        #expect(try Self.link(Self.patient("P"), "19500701", dates: shifts).link == .held(.dateBeforeBirth))
        #expect(try Self.link(Self.patient("Q"), "20010501", dates: shifts).link == .held(.dateAfterDeath))
        #expect(try Self.link(Self.patient("Q"), "20010301", dates: shifts).link == .known(12))
        let born = PatientIdentity(patientID: "P", birthDate: "19510301")
        #expect(try Self.link(born, dates: shifts).link == .known(11))
        #expect(try Self.link(born).link == .held(.birthYearMismatch))
        let aged = PatientIdentity(patientID: "P", age: "051Y")
        #expect(try Self.link(aged, "20020203").link == .known(11))
        #expect(try Self.link(PatientIdentity(patientID: "P", age: "049Y"), "20020203").link == .held(.birthYearMismatch))
    }

    @Test("in quarantine keeps what its cases told, and leaves with the last of them")
    func quarantine() throws {
        let database = try Samples.writer(":memory:").database
        let quarantine = Quarantine(database)
        func enter(_ patient: PatientIdentity) throws {
            let policy = PersonPolicy(source: .lookup)
            try quarantine.enter(
                PersonResolution(patient, ImageDates(study: "20010203"), policy: policy, key: Samples.key), .unknownPerson)
        }
        try enter(PatientIdentity(patientID: "P", issuer: "A", birthDate: "19500617", sex: "F"))
        try enter(PatientIdentity(patientID: "P", issuer: "A"))
        try quarantine.enter(
            PersonResolution(Self.patient("N"), ImageDates(), policy: PersonPolicy(), key: Samples.key), .noDate)
        let entry = try #require(try quarantine.entries().first)
        #expect(try quarantine.entries().count == 1 && entry.hasIssuer)
        #expect(entry.sex == "F")
        #expect(entry.evidence == PersonEvidence(yearOfBirth: 1950, yearSource: .birthDate, sex: "F"))
        #expect(entry.pseudonym == Samples.key.pseudonym(patientID: "P", issuer: "A") && !entry.pseudonym.contains("P-"))
        try quarantine.leave(entry.pseudonym)
        #expect(try quarantine.entries().isEmpty)
    }
}
