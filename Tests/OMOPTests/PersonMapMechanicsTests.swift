import Testing

@testable import OMOP

@Suite("The person map")
struct PersonMapMechanicsTests {
    private static func policy(_ csv: String, shared: Set<String> = []) throws -> PersonPolicy {
        PersonPolicy(map: try PersonMap(csv: csv, source: "map.csv"), sharedIDs: shared)
    }

    private static func person(_ policy: PersonPolicy, _ id: String, _ issuer: String?) -> PatientMatch<Int?> {
        switch policy.match(PatientIdentity(patientID: id, issuer: issuer)) {
        case .none: .none
        case .ambiguous: .ambiguous
        case .one(let row): .one(row.personID)
        }
    }

    @Test("takes the same ID of another issuer for another patient")
    func issuers() throws {
        let policy = try Self.policy("patient_id,issuer,person_id\nP,A,1\nP,B,2\nQ,A,3\n")
        #expect(Self.person(policy, "P", "A") == .one(1))
        #expect(Self.person(policy, " P ", "B\0") == .one(2))
        #expect(Self.person(policy, "P", "C") == .none)
        #expect(Self.person(policy, "P", nil) == .ambiguous)
        // One line with an issuer does not settle a header without one either.
        #expect(Self.person(policy, "Q", nil) == .ambiguous)
        #expect(Self.person(policy, "R", "A") == .none)
    }

    @Test("takes a line without issuer only when nothing speaks for a second patient of the ID")
    func bareLines() throws {
        let bare = try Self.policy("patient_id,person_id\nP,1\n")
        #expect(Self.person(bare, "P", nil) == .one(1) && Self.person(bare, "P", "A") == .one(1))
        let mixed = try Self.policy("patient_id,issuer,person_id\nP,,1\nP,A,2\n")
        #expect(Self.person(mixed, "P", "A") == .one(2))
        #expect(Self.person(mixed, "P", "B") == .ambiguous && Self.person(mixed, "P", nil) == .ambiguous)
        let shared = try Self.policy("patient_id,issuer,person_id\nP,,1\nQ,A,2\n", shared: ["P", "Q"])
        #expect(Self.person(shared, "P", "A") == .ambiguous && Self.person(shared, "P", nil) == .ambiguous)
        #expect(Self.person(shared, "Q", "A") == .one(2))
    }

    @Test("is checked against an archive in which several issuers gave one ID")
    func sharedIDs() {
        let patients: [(String?, String?)] = [
            ("P", "A"), ("P", "A"), ("Q", "A"), ("Q", "B"), ("R", nil), ("R", "A"), ("S", ""), ("S", nil), (nil, "A"),
        ]
        #expect(PatientIdentity.sharedIDs(among: patients.map { PatientIdentity(patientID: $0.0, issuer: $0.1) }) == ["Q", "R"])
    }

    @Test(
        "with duplicates or contradictions is refused, and the lines are named",
        arguments: [
            ("patient_id,issuer,person_id\nP,A,1\nQ,A,2\nP,A,1\n", ["line 4", "line 2"]),
            ("patient_id,person_id\nP,1\nP,2\n", ["line 3", "line 2"]),
            ("patient_id,person_id,sex\nP,1,M\nQ,1,F\n", ["line 3", "line 2", "person 1"]),
            ("patient_id,person_id,year_of_birth\nP,1,1950\n\nQ,1,1951\n", ["line 4", "line 2"]),
            ("patient_id,person_id\nP,x\n", ["line 2", "person_id"]), ("patient_id,person_id\nP,-1\n", ["line 2", "person_id"]),
            ("patient_id,person_id\nP,2147483648\n", ["line 2", "person_id"]),
        ])
    func refused(csv: String, expected: [String]) throws {
        let text = try message(.personMap) { _ = try PersonMap(csv: csv, source: "map.csv") }
        for part in expected { #expect(text.contains(part)) }
    }

    @Test("may name one person under several IDs")
    func severalIDs() throws {
        let policy = try Self.policy("patient_id,person_id,sex,year_of_birth\nP,1,M,\nQ,1,,1950\n")
        #expect(Self.person(policy, "P", nil) == .one(1) && Self.person(policy, "Q", nil) == .one(1))
    }

    @Test("finds held patients by pseudonyms alone")
    func pseudonyms() throws {
        let map = try PersonMap(csv: "patient_id,issuer,person_id\nP,A,1\nQ,,2\n", source: "map.csv").pseudonymised(with: Samples.key)
        func match(_ id: String, _ issuer: String?) -> Int? {
            let bare = Samples.key.pseudonym(patientID: id, issuer: nil)
            let full = Samples.key.pseudonym(patientID: id, issuer: issuer)
            return map.match(patient: bare, issuer: full == bare ? nil : full).value?.personID
        }
        #expect(match("P", "A") == 1 && match("P", "B") == nil && match("P", nil) == nil)
        #expect(match("Q", nil) == 2 && match("Q", "B") == 2)
    }
}
