import Features
import Foundation
import TestSupport

@testable import OMOP

/// A new output to be written into, once.
struct RatedOutput {
    private static let columns = FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases))
    private static let runRecord = RunRecord(id: "rates", softwareVersion: "0", numericsVersion: 1, planned: 1)
    private static let batch = 10

    private let database: OMOPDatabase
    private let writer: OMOPWriter

    private init(_ database: OMOPDatabase) throws {
        let run = RunIdentity(
            recipe: "rates", recipeDigest: "digest", block: 127,
            configurations: [.init(number: 0, shorthand: "FBN:32", digest: "digest")], columns: Self.columns, selectionDigest: "digest",
            numericsVersion: 1, softwareVersion: "0")
        self.database = database
        try database.begin(Self.runRecord)
        writer = try OMOPWriter(database, run: run)
    }

    /// A file in a new folder.
    static func sqlite() throws -> RatedOutput {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-rates")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try RatedOutput(OMOPDatabase(path: folder.appending(path: "omop.sqlite").path, source: source(), key: key()))
    }

    /// New schemas on a server.
    static func postgres(_ place: PostgresServer.Place, inBulk: Bool) throws -> RatedOutput {
        let address = try PostgresAddress(place.address("postgres"), cdmSchema: "cdm", resultsSchema: "results")
        try PostgresDatabase(address).execute("DROP SCHEMA IF EXISTS results CASCADE; DROP SCHEMA IF EXISTS cdm CASCADE")
        let database = try OMOPDatabase(address, mode: .standAlone, source: source(), key: key())
        if inBulk { try database.beginBulkLoad() }
        return try RatedOutput(database)
    }

    /// Measurements a second, through the writer.
    func rateOfCases(_ cases: Int) throws -> Double {
        let records = (0..<cases).map(Self.record)
        var count = 0
        let seconds = try ContinuousClock().measure {
            for start in stride(from: 0, to: cases, by: Self.batch) {
                let fault = try database.committingTogether { () throws(OMOPError) in
                    for record in records[start..<min(cases, start + Self.batch)] { count += try writer.commit(record).measurements }
                }
                if let fault { throw fault }
            }
            try database.finish(run: Self.runRecord, state: .complete)
        }
        return Double(count) / (seconds / .seconds(1))
    }

    /// Measurements a second, as SQLite takes bound values or PostgreSQL a COPY, in transactions of the same size.
    func rateOfBareRows(cases: Int) throws -> Double {
        _ = try writer.commit(Self.record(0))
        let template = try database.connection.table()
        let seconds = try ContinuousClock().measure {
            for start in stride(from: 0, to: cases, by: Self.batch) {
                let rows = Self.rows(template, start..<min(cases, start + Self.batch))
                try write(rows)
            }
            try database.finish(run: Self.runRecord, state: .complete)
        }
        return Double(cases * template.count) / (seconds / .seconds(1))
    }

    private func write(_ rows: SQLRows) throws(OMOPError) {
        guard let postgres = database.connection as? PostgresDatabase else {
            return try database.connection.insert(rows, into: "measurement")
        }
        var text = CopyText(rows)
        try postgres.transaction { () throws(OMOPError) in
            try postgres.connection.copy("COPY measurement (\(rows.columns.joined(separator: ", "))) FROM STDIN") { () throws(OMOPError) in
                try text.block()
            }
        }
    }

    /// The rows of one case again for others, under ids of their own.
    private static func rows(_ template: SQLRows, _ cases: Range<Int>) -> SQLRows {
        var rows = SQLRows(columns: template.columns)
        let width = template.columns.count
        for number in cases {
            for row in 0..<template.count {
                let values = Array(template.values[row * width..<(row + 1) * width])
                rows.append([.integer((number + 1) * template.count + row + 1)] + values.dropFirst())
            }
        }
        return rows
    }

    private static func record(_ number: Int) -> CaseRecord {
        let results = columns.map { FeatureResult(column: $0, value: .value(Double(number) + Double($0.slot) / 3)) }
        let region = RegionRecord(
            label: "region", maskUID: "1.2.\(number)", maskDigest: "mask", morphologicalVoxels: 1000, intensityVoxels: 1000,
            features: [ConfiguredFeatures(configuration: 0, results: results)])
        return CaseRecord(
            key: "case \(number)", subject: "subject \(number)",
            patient: PatientIdentity(patientID: "P\(number)", birthDate: "19600101", sex: "F"), dates: ImageDates(series: "20200101"),
            image: ImageIdentity(seriesUID: "1.3.\(number)", digest: "image", modality: "CT", intensityUnit: IntensityUnit(modality: "CT")),
            outcome: .computed([region]), started: Date(timeIntervalSince1970: 0), runID: runRecord.id)
    }

    private static func source() throws -> CDMSource {
        guard let date = CalendarDate(year: 2026, month: 1, day: 1) else { throw CocoaError(.formatting) }
        return CDMSource(releaseDate: date)
    }

    private static func key() throws -> PseudonymKey {
        guard let key = PseudonymKey(bytes: Array(0..<32)) else { throw CocoaError(.formatting) }
        return key
    }
}

extension SQLDatabase {
    /// The measurements that are there.
    fileprivate func table() throws(OMOPError) -> SQLRows {
        var rows = SQLRows(columns: [
            "measurement_id", "person_id", "measurement_concept_id", "measurement_date", "measurement_type_concept_id", "value_as_number",
            "unit_concept_id", "measurement_source_value", "measurement_source_concept_id", "unit_source_value", "measurement_event_id",
            "meas_event_field_concept_id",
        ])
        let found = try self.rows("SELECT \(rows.columns.joined(separator: ", ")) FROM measurement ORDER BY measurement_id") { row in
            (0..<Int32(12)).map { column -> SQLValue in
                switch column {
                case 3, 7, 9: .optional(row.text(column))
                case 5: .optional(row.real(column))
                default: .optional(row.integer(column))
                }
            }
        }
        for row in found { rows.append(row) }
        return rows
    }
}
