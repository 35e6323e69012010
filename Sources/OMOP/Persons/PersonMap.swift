import Foundation

/// What a site knows about patients beyond the headers: a CSV with the columns `patient_id`, `year_of_birth` and `sex`, in any order.
public struct PersonMap: Sendable, Hashable {
    /// One line of the map.
    public struct Row: Sendable, Hashable {
        /// The year of birth, if the line has one.
        public let yearOfBirth: Int?
        /// M, F or O, if the line has one.
        public let sex: String?
    }

    private let rows: [String: Row]

    /// A map of nobody.
    public init() { rows = [:] }

    /// Reads a map from a file.
    public init(file path: String) throws(OMOPError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OMOPError(.personMap, "cannot read the person map \(path); check that it exists and can be read")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw OMOPError(.personMap, "the person map \(path) is not UTF-8 text")
        }
        try self.init(csv: text, source: path)
    }

    /// Reads a map from CSV text; `source` names it in errors.
    public init(csv text: String, source: String) throws(OMOPError) {
        var records: ArraySlice<CSVText.Record>
        do {
            records = try CSVText.records(of: text)[...]
        } catch {
            throw OMOPError(.personMap, "line \(error.line) of the person map \(source): \(error.message)")
        }
        guard let header = records.popFirst() else { throw OMOPError(.personMap, "the person map \(source) is empty") }
        let columns = try Columns(header, source: source)
        var rows: [String: Row] = [:]
        for record in records {
            let line = "line \(record.line) of the person map \(source)"
            guard record.fields.count == header.fields.count else {
                throw OMOPError(.personMap, "\(line) has \(record.fields.count) fields, the header \(header.fields.count)")
            }
            let patient = record.fields[columns.patient].trimmingPadding
            guard !patient.isEmpty else { throw OMOPError(.personMap, "\(line) has no patient_id") }
            guard rows[patient] == nil else { throw OMOPError(.personMap, "\(line) names a patient that an earlier line names already") }
            rows[patient] = Row(
                yearOfBirth: try columns.year.flatMap { column throws(OMOPError) in try Self.year(record.fields[column], line) },
                sex: try columns.sex.flatMap { column throws(OMOPError) in try Self.sex(record.fields[column], line) })
        }
        self.rows = rows
    }

    /// What the map says about a patient.
    public subscript(patientID: String) -> Row? { rows[patientID.trimmingPadding] }

    private struct Columns {
        let patient: Int
        let year: Int?
        let sex: Int?

        init(_ header: CSVText.Record, source: String) throws(OMOPError) {
            let names = header.fields.map(\.trimmingPadding)
            for name in names where !["patient_id", "year_of_birth", "sex"].contains(name) {
                throw OMOPError(
                    .personMap, "line 1 of the person map \(source) has an unknown column “\(name)”: patient_id, year_of_birth, sex")
            }
            guard Set(names).count == names.count else {
                throw OMOPError(.personMap, "line 1 of the person map \(source) names a column twice")
            }
            guard let patient = names.firstIndex(of: "patient_id") else {
                throw OMOPError(.personMap, "line 1 of the person map \(source) has no column patient_id")
            }
            self.patient = patient
            year = names.firstIndex(of: "year_of_birth")
            sex = names.firstIndex(of: "sex")
        }
    }

    private static func year(_ field: String, _ line: String) throws(OMOPError) -> Int? {
        let text = field.trimmingPadding
        guard !text.isEmpty else { return nil }
        guard let year = Int(text), 1850...2200 ~= year else {
            throw OMOPError(.personMap, "\(line): year_of_birth is no year: write four digits")
        }
        return year
    }

    private static func sex(_ field: String, _ line: String) throws(OMOPError) -> String? {
        let text = field.trimmingPadding.uppercased()
        guard !text.isEmpty else { return nil }
        guard ["M", "F", "O"].contains(text) else { throw OMOPError(.personMap, "\(line): sex must be M, F, O or empty") }
        return text
    }
}
