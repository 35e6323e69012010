import Foundation
import Recipes

/// A site's CSV file about patients: a header line with `patient_id` and other columns in any order, a line for each patient.
struct PatientFile {
    /// A line with its fields by column, without padding.
    struct Line {
        let number: Int
        let patient: String
        private let fields: [String: String]

        fileprivate init(number: Int, patient: String, fields: [String: String]) {
            self.number = number
            self.patient = patient
            self.fields = fields
        }

        /// A field; nil when the file lacks the column or the line the value.
        subscript(column: String) -> String? { fields[column].flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// What the file is called in errors, with its path.
    let name: String
    let code: OMOPError.Code
    let lines: [Line]

    /// Reads a file's text.
    static func text(of path: String, called what: String, code: OMOPError.Code) throws(OMOPError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw OMOPError(code, "cannot read the \(what) \(path); check that it exists and can be read")
        }
        guard let text = String(data: data, encoding: .utf8) else { throw OMOPError(code, "the \(what) \(path) is not UTF-8 text") }
        return text
    }

    /// Reads the lines of a text.
    ///
    /// - Parameters:
    ///   - name: the file in errors, such as “person map FILE”.
    ///   - columns: those that the file may have beside `patient_id`.
    ///   - required: those of them that it must have.
    init(csv text: String, name: String, columns: [String], required: [String] = [], code: OMOPError.Code) throws(OMOPError) {
        self.name = name
        self.code = code
        var records: ArraySlice<CSVText.Record>
        do {
            records = try CSVText.records(of: text)[...]
        } catch {
            throw OMOPError(code, "line \(error.line) of the \(name): \(error.message)")
        }
        guard let header = records.popFirst() else { throw OMOPError(code, "the \(name) is empty") }
        let names = header.fields.map(\.trimmingPadding)
        let allowed = ["patient_id"] + columns
        for column in names where !allowed.contains(column) {
            throw OMOPError(code, "line 1 of the \(name) has an unknown column “\(column)”: \(allowed.joined(separator: ", "))")
        }
        guard Set(names).count == names.count else { throw OMOPError(code, "line 1 of the \(name) names a column twice") }
        for column in ["patient_id"] + required where !names.contains(column) {
            throw OMOPError(code, "line 1 of the \(name) has no column \(column)")
        }
        lines = try records.map { record throws(OMOPError) in
            guard record.fields.count == names.count else {
                throw OMOPError(code, "line \(record.line) of the \(name) has \(record.fields.count) fields, the header \(names.count)")
            }
            let fields = Dictionary(uniqueKeysWithValues: zip(names, record.fields.map(\.trimmingPadding)))
            guard let patient = fields["patient_id"], !patient.isEmpty else {
                throw OMOPError(code, "line \(record.line) of the \(name) has no patient_id")
            }
            return Line(number: record.line, patient: patient, fields: fields)
        }
    }

    /// A table of one value for each line; a patient who is named twice is refused.
    func table<Value>(_ value: (Line) throws(OMOPError) -> Value) throws(OMOPError) -> PatientTable<Value> {
        var table = PatientTable<Value>()
        var first: [String: Int] = [:]
        for line in lines {
            let key = "\(line.patient)\0\(line["issuer"] ?? "")"
            guard table.insert(try value(line), patient: line.patient, issuer: line["issuer"]) else {
                throw trouble(line, "names a patient that line \(first[key] ?? 0) names already")
            }
            first[key] = line.number
        }
        return table
    }

    /// An error about a line.
    func trouble(_ line: Line, _ problem: String) -> OMOPError { OMOPError(code, "line \(line.number) of the \(name) \(problem)") }
}
