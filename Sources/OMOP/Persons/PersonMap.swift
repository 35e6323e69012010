/// What a site knows about patients beyond the headers: a CSV with the columns `patient_id`, and as needed `issuer`, `person_id`,
/// `year_of_birth` and `sex`, in any order.
public struct PersonMap: Sendable, Hashable {
    /// One line of the map.
    public struct Row: Sendable, Hashable {
        /// Patient ID.
        public let patientID: String
        /// Issuer of Patient ID, if the line has one.
        public let issuer: String?
        /// The person of the site's PERSON table, if the line names one.
        public let personID: Int?
        /// The year of birth, if the line has one.
        public let yearOfBirth: Int?
        /// M, F or O, if the line has one.
        public let sex: String?
    }

    let table: PatientTable<Row>

    /// A map of nobody.
    public init() { table = PatientTable() }

    /// Reads a map from a file.
    public init(file path: String) throws(OMOPError) {
        try self.init(csv: PatientFile.text(of: path, called: "person map", code: .personMap), source: path)
    }

    /// Reads a map from CSV text; `source` names it in errors.
    ///
    /// - Throws: `OMOPError` (`person-map`) that names the line: a patient who is named twice, and lines that contradict each other on one person.
    public init(csv text: String, source: String) throws(OMOPError) {
        let file = try PatientFile(
            csv: text, name: "person map \(source)", columns: ["issuer", "person_id", "year_of_birth", "sex"], code: .personMap)
        var persons: [Int: (line: Int, row: Row)] = [:]
        table = try file.table { line throws(OMOPError) in
            let row = Row(
                patientID: line.patient, issuer: line["issuer"], personID: try Self.person(line, file),
                yearOfBirth: try Self.year(line, file),
                sex: try Self.sex(line, file))
            if let person = row.personID {
                if let other = persons[person], !Self.agree(other.row, row) {
                    throw file.trouble(line, "contradicts line \(other.line) on person \(person): year_of_birth or sex differ")
                }
                persons[person] = (line.number, row)
            }
            return row
        }
    }

    /// What the map says about a patient without issuer; nil when that is nothing, or not certain.
    public subscript(patientID: String) -> Row? { table.match(patient: patientID.trimmingPadding, issuer: nil).value }

    /// The map with pseudonyms in place of Patient IDs and issuers, so that held cases can be found in it.
    func pseudonymised(with key: PseudonymKey) -> PatientTable<Row> {
        var result = PatientTable<Row>()
        for (patient, issuer, row) in table.all {
            let inserted = result.insert(
                row, patient: key.pseudonym(patientID: patient, issuer: nil),
                issuer: issuer.map { key.pseudonym(patientID: patient, issuer: $0) })
            assert(inserted, "pseudonyms are as different as what they stand for")
        }
        return result
    }

    private static func agree(_ one: Row, _ other: Row) -> Bool {
        func agree<Value: Equatable>(_ one: Value?, _ other: Value?) -> Bool { one == nil || other == nil || one == other }
        return agree(one.yearOfBirth, other.yearOfBirth) && agree(one.sex, other.sex)
    }

    private static func person(_ line: PatientFile.Line, _ file: PatientFile) throws(OMOPError) -> Int? {
        guard let text = line["person_id"] else { return nil }
        guard let person = Int(text), 0...Int(Int32.max) ~= person else {
            throw file.trouble(line, "has no number as person_id: write that of the site's PERSON table")
        }
        return person
    }

    private static func year(_ line: PatientFile.Line, _ file: PatientFile) throws(OMOPError) -> Int? {
        guard let text = line["year_of_birth"] else { return nil }
        guard let year = Int(text), 1850...2200 ~= year else {
            throw file.trouble(line, "has no year as year_of_birth: write four digits")
        }
        return year
    }

    private static func sex(_ line: PatientFile.Line, _ file: PatientFile) throws(OMOPError) -> String? {
        guard let text = line["sex"]?.uppercased() else { return nil }
        guard ["M", "F", "O"].contains(text) else { throw file.trouble(line, "has another sex than M, F, O or nothing") }
        return text
    }
}
