import DICOM
import OMOP

/// What an index holds, counted by modality, verdict and reason.
public struct IndexSummary: Sendable, Hashable, Codable {
    /// Series of one modality with one verdict.
    public struct Line: Sendable, Hashable, Codable {
        /// Modality.
        public let modality: String
        /// `regular`, the code of a geometry verdict or of damage, or `no-image` for masks and other objects.
        public let verdict: String
        /// How many stacks of images, or series of other objects.
        public let series: Int
        /// How many files.
        public let instances: Int
        /// The reason given for the first of them; nil when there is none.
        public let reason: String?
    }

    /// Files of one kind, other than sound DICOM objects.
    public struct Remainder: Sendable, Hashable, Codable {
        /// `not-dicom`, `no-series` for objects such as a DICOMDIR, or the code of what is wrong.
        public let code: String
        /// How many.
        public let files: Int
        /// The first of them in path order.
        public let example: String
    }

    /// Sorted by modality, then verdict.
    public let lines: [Line]
    /// Sorted by code.
    public let remainders: [Remainder]
    /// How many files the index knows.
    public let files: Int
}

extension SeriesIndex {
    /// Counts what the index holds.
    public func summary() throws(BatchError) -> IndexSummary {
        do throws(OMOPError) {
            let lines = try database.rows(
                """
                SELECT coalesce(modality, 'unknown'), verdict, count(*), sum(instances + damaged), min(reason) FROM series
                GROUP BY 1, 2 ORDER BY 1, verdict != 'regular', 2
                """
            ) { row in
                IndexSummary.Line(
                    modality: row.text(0) ?? "", verdict: row.text(1) ?? "", series: row.integer(2) ?? 0, instances: row.integer(3) ?? 0,
                    reason: row.text(4))
            }
            let remainders = try database.rows(
                """
                SELECT CASE kind WHEN 'not DICOM' THEN 'not-dicom' ELSE coalesce(code, 'no-series') END, count(*), min(path) FROM file
                WHERE kind = 'not DICOM' OR code IS NOT NULL OR series_instance_uid IS NULL GROUP BY 1 ORDER BY 1
                """
            ) { IndexSummary.Remainder(code: $0.text(0) ?? "", files: $0.integer(1) ?? 0, example: $0.text(2) ?? "") }
            return IndexSummary(lines: lines, remainders: remainders, files: try database.count("SELECT count(*) FROM file"))
        } catch {
            throw BatchError(.index, "the index \(path) cannot be read: \(error.message)", cause: error)
        }
    }
}

extension IndexSummary {
    /// A table for the terminal.
    public var text: String {
        let head = ["modality", "verdict", "series", "files", "reason"]
        let rows = lines.map { [$0.modality, $0.verdict, "\($0.series)", "\($0.instances)", $0.reason ?? ""] }
        var text = TextTable.lines([head] + rows, right: [2, 3]).map { "\($0)\n" }
        for remainder in remainders { text.append("\(remainder.files) \(remainder.code), first \(remainder.example)\n") }
        return text.joined()
    }
}
