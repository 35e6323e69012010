import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite("The check of a database on a server", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct ServerCheckMechanicsTests {
    private func write(_ database: OMOPDatabase) throws {
        try Samples.writeChecked(try OMOPWriter(database, run: Samples.run()))
        try database.finish(run: Samples.runRecord(), state: .complete)
    }

    private func check(_ test: TestPostgres, _ load: PlannedLoad? = nil, user: String = "postgres") throws -> DatabaseCheck.Report {
        try DatabaseCheck(.server(test.address("cdm", "results", user: user))).run(before: load)
    }

    /// A site's CDM with the person of the samples, under the Patient ID, and others.
    private func site() throws -> TestPostgres {
        try SiteSamples.site(
            with: """
                INSERT INTO person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id, person_source_value)
                VALUES (7, 8532, 1950, 0, 0, 'PAT-001'), (8, 0, 1960, 0, 0, '\(Samples.key.pseudonym(patientID: "PAT-8", issuer: nil))'),
                (9, 0, 1970, 0, 0, 'PAT-9'), (10, 0, 1970, 0, 0, 'PAT-9'), (11, 0, 1970, 0, 0, 'PAT-11');
                INSERT INTO observation_period SELECT person_id, person_id, '2000-01-01', '2001-12-31', 32817 FROM person WHERE person_id <> 11;
                INSERT INTO death VALUES (8, '2001-06-01', NULL, 32817, NULL, NULL, NULL)
                """)
    }

    @Test(
        "verifies all rules of a sound database of our own and of one that was appended to, and finds nothing",
        arguments: OutputMode.allCases)
    func sound(mode: OutputMode) throws {
        let test = try mode == .append ? site() : TestPostgres()
        if mode == .append {
            try test.open("cdm").execute(
                "DELETE FROM observation_period WHERE person_id = 10; DELETE FROM person WHERE person_id IN (10, 11)")
        }
        try write(try test.output("cdm", "results", mode: mode))
        let report = try check(test)
        #expect(report.findings.filter { $0.check != "vocabulary no-concept" } == [], "\(report.findings)")
        #expect(report.verified == DatabaseRule.all.map(\.name) && report.passedOver == [])
        #expect(report.rows["measurement"] == 32 && report.rows["image_feature"] == 32)
        #expect(report.notes.first { $0.check == "superseded-measurements" }?.count == 16)
        #expect(report.notes.contains { $0.check == "disk-room" && $0.message.contains("cannot be seen") })
        #expect(report.database.contains("127.0.0.1") && !report.database.contains("postgres@"))
    }

    /// What a server's own types refuse.
    private static let impossible = ["2147483648", "substr("]

    @Test("finds what is damaged as in a file, and nothing else")
    func damages() throws {
        let test = try TestPostgres()
        try write(try test.output("cdm", "results"))
        let database = try test.open("cdm", "results")
        try database.execute("SET session_replication_role = replica")
        let present = try PresentTables(database)
        var tried = 0
        for (statement, rules) in DatabaseCheckMechanicsTests.damages where !Self.impossible.contains(where: statement.contains) {
            try database.execute("BEGIN; \(statement)")
            let report = try DatabaseCheck(database, present).run()
            #expect(Set(report.findings.map(\.check)) == rules, "\(statement): \(report.findings.map(\.line))")
            try database.execute("ROLLBACK")
            tried += 1
        }
        #expect(tried > 25)
        #expect(try DatabaseCheck(database, present).run().findings == [])
    }

    @Test("looks at a site's CDM that nobody has written into, and at an empty database")
    func unwritten() throws {
        let site = try check(try site())
        #expect(Set(site.findings.map(\.check)) == ["person-twice", "no-observation-period"], "\(site.findings)")
        #expect(site.passedOver.contains("measurement-without-region") && site.verified.contains("foreign-key measurement.person_id"))
        let old = try self.site()
        try old.open("cdm").execute("UPDATE cdm_source SET cdm_version = '5.3'; DROP TABLE death")
        #expect(try check(old).findings.first { $0.check == "site-cdm" }?.message.contains("5.3") == true)
        #expect(try message(.noDatabase) { _ = try check(try TestPostgres()) }.contains("--cdm-schema"))
        let empty = try check(try TestPostgres(), load(PersonPolicy(), mode: .standAlone))
        #expect(empty.verified == [] && empty.notes.contains { $0.check == "new-database" })
    }

    @Test("what was appended equals what a database of our own holds, and goes away wholly with its run")
    func appended() throws {
        let test = try site()
        let open = try test.open("cdm", "results")
        let tables = ["person", "observation_period", "visit_occurrence", "procedure_occurrence", "measurement", "cdm_source"]
        let before = try tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") }
        try write(try test.output("cdm", "results", mode: .append))
        let folder = try TemporaryFolder()
        try write(try Samples.database(folder.path("omop.sqlite")))
        let server = DatabaseAddress.server(try test.address("cdm", "results"))
        var comparison = try DatabaseComparison(ComparedRun(server), ComparedRun(database: folder.path("omop.sqlite")))
        let report = try comparison.run()
        #expect(report.isEqual && report.valuesCompared == 24, "\(report)")
        for (name, address) in [("site", server), ("own", .file(folder.path("omop.sqlite")))] {
            try LearningTable(StoredDatabase(address), recipe: nil, catalogue: Samples.columns).write(to: folder.path("\(name).csv"))
        }
        #expect(try folder.text("site.csv") == folder.text("own.csv") && folder.text("site.json") == folder.text("own.json"))
        #expect(try !folder.text("site.csv").contains("PAT-"))
        #expect(try StoredDatabase(server, readOnly: false).remove(run: "r1").cases == 4)
        #expect(try tables.map { try open.table("SELECT * FROM \($0) ORDER BY 1") } == before)
    }

    /// Images of whom a site knows, once and twice, and whom not.
    private static let images: [(patient: PatientIdentity, dates: ImageDates)] = [
        ("PAT-001", nil, "20010203"), ("PAT-001", "HOSPITAL", "20050203"), ("PAT-8", nil, "20010203"), ("PAT-8", nil, "20010903"),
        ("PAT-9", nil, "20010203"), ("PAT-11", nil, "20010203"), ("X", nil, "20010203"), ("X", nil, "20010204"), ("Y", nil, "20010203"),
        ("PAT-001", nil, "19400203"),
    ].map { (PatientIdentity(patientID: $0.0, issuer: $0.1), ImageDates(series: $0.2)) }

    private func load(_ policy: PersonPolicy, mode: OutputMode = .append, key: PseudonymKey? = Samples.key) -> PlannedLoad {
        PlannedLoad(images: Self.images, cases: 10, rows: 100, key: key, policy: policy, mode: mode)
    }

    private func counts(_ findings: [CheckFinding]) -> [String: Int] {
        let planned = findings.filter { $0.check.hasPrefix("planned ") }
        return Dictionary(planned.map { (String($0.check.dropFirst("planned ".count)), $0.count) }) { first, _ in first }
    }

    @Test("before appending, finds persons as the run does: by Patient ID, pseudonym and person map, on shifted dates")
    func persons() throws {
        let test = try site()
        let map = try PersonMap(csv: "patient_id,person_id\nX,8\nPAT-9,9\n", source: "map.csv")
        let plain = try check(test, load(PersonPolicy(source: .lookup)))
        #expect(
            counts(plain.findings) == [
                "unknown-person": 3, "ambiguous-person": 1, "date-after-death": 1, "date-before-birth": 1, "no-observation-period": 1,
            ], "\(plain.findings)")
        #expect(counts(plain.notes) == ["outside-observation-period": 2])
        let mapped = try check(test, load(PersonPolicy(map: map, source: .lookup, checks: PersonChecks([.outsideObservation: .extend]))))
        #expect(
            counts(mapped.findings) == ["unknown-person": 1, "date-after-death": 1, "date-before-birth": 1, "no-observation-period": 1])
        #expect(mapped.notes.contains { $0.check == "planned outside-observation-period" && $0.message.contains("extended") })
        let shifts = try DateShifts(csv: "patient_id,days\nPAT-8,1000\nPAT-001,3\n", source: "shifts.csv")
        let shifted = try check(test, load(PersonPolicy(source: .lookup, dates: .shifted(shifts))))
        #expect(counts(shifted.findings)["date-after-death"] == 2 && counts(shifted.findings)["no-date-shift"] == 5, "\(shifted.findings)")
        let issuer = try check(test, load(PersonPolicy(source: .lookup, lookupIssuer: "HOSPITAL")))
        #expect(counts(issuer.findings)["ambiguous-person"] == 4, "\(issuer.findings)")
        let keyless = try check(test, load(PersonPolicy(source: .lookup), key: nil))
        #expect(counts(keyless.findings)["unknown-person"] == 5 && keyless.notes.contains { $0.check == "no-key" })
        #expect(try check(test, load(PersonPolicy(), mode: .standAlone)).findings.contains { $0.check == "other-mode" })
        for finding in plain.findings + plain.notes { #expect(!finding.line.contains("PAT-")) }
    }

    @Test("says of each right that is missing on which table, and of none when all are there")
    func rights() throws {
        let test = try site()
        let owner = try test.open("cdm")
        let user = "loader_\(test.name)"
        try owner.execute(
            "CREATE ROLE \(user) LOGIN; REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE TEMPORARY ON DATABASE \(test.name) FROM PUBLIC")
        func lacks(_ policy: PersonPolicy = PersonPolicy(source: .lookup), mode: OutputMode = .append) throws -> Set<String> {
            let found = try check(test, load(policy, mode: mode), user: user).findings.map(\.check).filter { $0.hasPrefix("privilege ") }
            return Set(found.map { String($0.dropFirst("privilege ".count)) })
        }
        let all = try lacks()
        #expect(
            all.isSuperset(of: [
                "CREATE database \(test.name)", "USAGE schema cdm", "INSERT cdm.measurement",
                "SELECT cdm.death",
            ]), "\(all)")
        #expect(!all.contains("INSERT cdm.person") && !all.contains("INSERT cdm.observation_period"))
        try owner.execute(
            """
            CREATE SCHEMA results AUTHORIZATION \(user);
            GRANT USAGE ON SCHEMA cdm TO \(user);
            GRANT SELECT ON cdm.person, cdm.observation_period, cdm.domain, cdm.cdm_source, cdm.death, cdm.relationship TO \(user);
            GRANT SELECT, INSERT ON cdm.concept, cdm.vocabulary, cdm.concept_class, cdm.concept_relationship TO \(user);
            GRANT SELECT, DELETE ON cdm.measurement TO \(user);
            GRANT SELECT, INSERT, UPDATE, DELETE ON cdm.visit_occurrence, cdm.procedure_occurrence TO \(user)
            """)
        #expect(try lacks() == ["INSERT cdm.measurement"])
        let finding = try #require(
            try check(test, load(PersonPolicy(source: .lookup)), user: user).findings.first { $0.group == .preflight })
        #expect(finding.message.contains("GRANT INSERT ON \"cdm\".measurement TO \"\(user)\""))
        try owner.execute("GRANT INSERT ON cdm.measurement TO \(user)")
        #expect(try lacks() == [])
        let extending = PersonPolicy(source: .lookup, checks: PersonChecks([.outsideObservation: .extend]))
        #expect(try lacks(extending) == ["INSERT cdm.observation_period", "UPDATE cdm.observation_period"])
        try write(try test.output("cdm", "results", mode: .append, user: user))
        #expect(try lacks() == [])
        let others = try check(test, user: user).findings.filter { $0.group != .persons && $0.group != .duplicates }
        #expect(others.isEmpty, "\(others)")
        try owner.execute("REVOKE SELECT ON cdm.person FROM \(user)")
        let blind = try check(test, user: user)
        #expect(blind.findings.contains { $0.check == "privilege SELECT cdm.person" } && blind.passedOver.contains("person-twice"))
        let reader = "reader_\(test.name)"
        try owner.execute("CREATE ROLE \(reader) LOGIN; GRANT USAGE ON SCHEMA results TO \(reader)")
        #expect(
            try message(.privilege) { _ = try StoredDatabase(.server(test.address("cdm", "results", user: reader))) }.contains("rights"))
    }
}
