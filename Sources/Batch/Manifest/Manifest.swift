import Foundation
import OMOP
import Recipes

/// A cohort as a table: one image and one mask per row.
struct Manifest: Sendable {
    /// One row that can be read.
    struct Row: Sendable, Hashable {
        /// The line of the file on which the row begins, from 1.
        let line: Int
        /// The image file or DICOM folder.
        let image: String
        /// The mask file.
        let mask: String
        /// A NIfTI label number or a ROI name.
        let label: String?
        /// Whose image it is, as far as the row says.
        let patient: PatientIdentity
        /// When the image was made, as YYYYMMDD.
        let date: String?
        /// The DICOM modality.
        let modality: String?
    }

    /// A row that cannot be read.
    struct BadRow: Sendable, Hashable {
        let line: Int
        let reason: Reason
    }

    let path: String
    let rows: [Row]
    let badRows: [BadRow]
    /// Columns that are not used.
    let unusedColumns: [String]

    /// Reads a manifest; relative paths in it start at its own folder.
    ///
    /// - Throws: `BatchError` when the file is missing or no CSV, or lacks a column. A bad row is no error: it fails alone.
    init(path: String) throws(BatchError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BatchError(.unreadable, "the manifest \(path) cannot be read; check that it exists")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw BatchError(.manifest, "the manifest \(path) is not UTF-8 text; save it as CSV UTF-8")
        }
        try self.init(text: text, path: path)
    }

    /// The files and folders of the rows that are there and whose names are not those of NIfTI, each once.
    var dicomPaths: [String] {
        Set(rows.flatMap { [$0.image, $0.mask] }).sorted().filter { path in
            let name = path.lowercased()
            return !name.hasSuffix(".nii") && !name.hasSuffix(".nii.gz") && FileManager.default.fileExists(atPath: path)
        }
    }

    init(text: String, path: String) throws(BatchError) {
        var records: ArraySlice<CSVText.Record>
        do {
            records = try CSVText.records(of: text)[...]
        } catch {
            throw BatchError(.manifest, "\(path), line \(error.line): \(error.message)", cause: error)
        }
        guard let header = records.popFirst() else {
            throw BatchError(.manifest, "the manifest \(path) is empty; its first line names the columns")
        }
        let columns = try ManifestColumns(header: header, path: path)
        let folder = URL(filePath: path).deletingLastPathComponent()
        var rows: [Row] = []
        var badRows: [BadRow] = []
        for record in records where record.fields.contains(where: { !$0.trimmed.isEmpty }) {
            do throws(Reason) {
                rows.append(try Row(record, columns: columns, folder: folder))
            } catch {
                badRows.append(BadRow(line: record.line, reason: error))
            }
        }
        self.path = path
        self.rows = rows
        self.badRows = badRows
        unusedColumns = columns.unused
    }
}

extension Manifest.Row {
    fileprivate init(_ record: CSVText.Record, columns: ManifestColumns, folder: URL) throws(Reason) {
        guard record.fields.count == columns.count else {
            throw Reason("manifest-row", "the row has \(record.fields.count) fields, the header \(columns.count)")
        }
        guard let image = columns.field(.image, of: record) else { throw Reason("manifest-row", "the row names no image") }
        guard let mask = columns.field(.mask, of: record) else { throw Reason("manifest-row", "the row names no mask") }
        line = record.line
        self.image = URL(filePath: image, relativeTo: folder).path
        self.mask = URL(filePath: mask, relativeTo: folder).path
        label = columns.field(.label, of: record)
        date = try columns.field(.date, of: record).map { text throws(Reason) in try Self.date(text, column: "date") }
        modality = columns.field(.modality, of: record)?.uppercased()
        patient = PatientIdentity(
            patientID: columns.field(.patient, of: record), birthDate: try Self.birthDate(record, columns),
            sex: try columns.field(.sex, of: record).map(Self.sex))
    }

    /// Of a birth date only the year is ever used, so a year of birth stands as its first of January.
    private static func birthDate(_ record: CSVText.Record, _ columns: ManifestColumns) throws(Reason) -> String? {
        if let text = columns.field(.birthDate, of: record) { return try date(text, column: "birth date") }
        guard let text = columns.field(.yearOfBirth, of: record) else { return nil }
        guard text.count == 4, let year = Int(text), year >= 1850 else {
            throw Reason("manifest-row", "the year of birth is no year; write four digits")
        }
        return "\(text)0101"
    }

    private static func sex(_ text: String) throws(Reason) -> String {
        switch text.lowercased() {
        case "m", "male": return "M"
        case "f", "female": return "F"
        case "o", "other": return "O"
        default: throw Reason("manifest-row", "the sex is none of M, F and O")
        }
    }

    private static func date(_ text: String, column: String) throws(Reason) -> String {
        let digits = text.split(separator: "-", omittingEmptySubsequences: false)
        let isISO = digits.map(\.count) == [4, 2, 2]
        let compact = isISO ? digits.joined() : text
        guard CalendarDate(dicom: compact) != nil else {
            throw Reason("manifest-row", "the \(column) is no date; write YYYY-MM-DD or YYYYMMDD")
        }
        return compact
    }
}
