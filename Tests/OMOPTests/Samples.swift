import Features
import Foundation
import Testing

@testable import OMOP

/// A folder that is removed with its contents.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "voxmark-omop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}

/// Made-up declarations, cases and runs.
enum Samples {
    static let key = PseudonymKey(anyLength: Array(0..<32))

    static let volume = FeatureDeclaration(
        tag: "morph_volume", name: "Volume (mesh)", family: .morphology, code: "RNU0", unit: .cubicMillimetre, slots: 0...0)
    static let ratio = FeatureDeclaration(
        tag: "morph_av", name: "Surface to volume ratio", family: .morphology, code: "2PR5", unit: .perMillimetre, slots: 1...1)
    static let mean = FeatureDeclaration(tag: "stat_mean", name: "Mean", family: .statistics, code: "Q4LE", unit: .intensity, slots: 2...2)
    static let variance = FeatureDeclaration(
        tag: "stat_var", name: "Variance", family: .statistics, code: "ECT3", unit: .squareIntensity, slots: 3...3)
    static let entropy = FeatureDeclaration(
        tag: "cm_joint_entr", name: "Joint entropy", family: .glcm, code: "TU9B", unit: .bit, slots: 10...15)
    static let diameter = FeatureDeclaration(
        tag: "morph_diam", name: "Maximum 3D diameter", family: .morphology, code: "L0JK", unit: .millimetre, slots: 20...20)
    static let columns = [volume, ratio, mean, variance, entropy].flatMap(\.columns)

    static func run(
        recipe: String = "ibsi-c", block: Int = 3, configuration: String = "c0ffee", recipeDigest: String = "d1",
        columns: [FeatureColumn] = columns,
        numbers: [Int] = [0]
    ) -> RunIdentity {
        RunIdentity(
            recipe: recipe, recipeDigest: recipeDigest, block: block,
            configurations: numbers.map { .init(number: $0, shorthand: "FBS:w25HU", digest: "\(configuration)\($0)") }, columns: columns,
            selectionDigest: "s1", numericsVersion: 1, softwareVersion: "0.1.0")
    }

    static func source(year: Int = 2026) throws -> CDMSource {
        CDMSource(releaseDate: try #require(CalendarDate(year: year, month: 11, day: 22)))
    }

    static func writer(
        _ path: String, run: RunIdentity = run(), key: PseudonymKey = key, map: PersonMap = PersonMap()
    ) throws -> OMOPWriter {
        try OMOPWriter(database(path, key: key, map: map), run: run)
    }

    /// A database in which a run has begun.
    static func database(
        _ path: String, key: PseudonymKey = key, map: PersonMap = PersonMap(), run: RunRecord? = nil
    ) throws -> OMOPDatabase {
        let database = try OMOPDatabase(path: path, source: source(), key: key, personMap: map)
        if let run {
            try database.begin(run)
        } else if try database.connection.rows("SELECT 1 FROM voxmark_run WHERE run_id = 'r1'", row: { _ in true }).isEmpty {
            try database.begin(runRecord())
        }
        return database
    }

    static func runRecord(_ id: String = "r1", shard: String? = nil, planDigest: String? = nil) -> RunRecord {
        RunRecord(
            id: id, started: Date(timeIntervalSince1970: 1_000_000_000), softwareVersion: "0.1.0", numericsVersion: 1, shard: shard,
            planDigest: planDigest, planned: 1)
    }

    static let patient = PatientIdentity(patientID: "PAT-001", issuer: "HOSPITAL", birthDate: "19500617", sex: "F")

    /// Every column has a value that tells it from the others; entropy in 2D is undefined, in 3D merged it failed.
    static func region(_ label: String = "GTV, primary", configurations: [Int] = [0]) -> RegionRecord {
        let features = configurations.map { configuration in
            ConfiguredFeatures(
                configuration: configuration,
                results: columns.map { column in
                    switch column.tag {
                    case "cm_joint_entr_2D_avg": FeatureResult(column: column, value: .undefined(.flatRegion))
                    case "cm_joint_entr_3D_comb": FeatureResult(column: column, value: .failed(FeatureFailure(.overflow, "out of luck")))
                    default: FeatureResult(column: column, value: .value(-0.1 + Double(column.slot + 100 * configuration) / 3))
                    }
                })
        }
        return RegionRecord(
            label: label, maskUID: "1.2.3.\(label.count)", maskDigest: "mask-\(label)", morphologicalVoxels: 125, intensityVoxels: 119,
            features: features)
    }

    static func record(
        _ key: String, patient: PatientIdentity = patient, date: String? = "20010203", modality: String = "CT",
        outcome: CaseRecord.Outcome = .computed([region()])
    ) -> CaseRecord {
        CaseRecord(
            key: key, subject: "subject-\(key)", patient: patient, dates: ImageDates(series: date),
            image: ImageIdentity(
                seriesUID: "1.2.840.\(key)", digest: "image-\(key)", modality: modality, intensityUnit: IntensityUnit(modality: modality)),
            outcome: outcome, started: Date(timeIntervalSince1970: 1_000_000_000), runID: "r1")
    }
}

extension Samples {
    /// Writes what is checked: done, held and refused cases, one of which is superseded.
    static func writeChecked(_ writer: OMOPWriter) throws {
        for key in ["a", "b"] {
            var record = Samples.record(key, outcome: .computed([Samples.region("one"), Samples.region("two")]))
            record.subject = "s"
            record.image.studyUID = "1.2.3"
            record.image.acquisition = [AcquisitionValue(.kvp, 120)].compactMap { $0 }
            _ = try writer.commit(record)
        }
        _ = try writer.commit(Samples.record("held", date: nil))
        _ = try writer.commit(Samples.record("refused", outcome: .refused(code: "irregular", message: "a slice is missing")))
    }
}

extension SQLDatabase {
    /// All rows of a query as texts joined by "|", NULL as "∅".
    func table(_ sql: String) throws -> [String] {
        try rows("SELECT * FROM (\(sql)) AS t") { row in
            var cells: [String] = []
            for column in 0..<row.columnCount { cells.append(row.text(column) ?? "∅") }
            return cells.joined(separator: "|")
        }
    }

    func count(_ table: String) throws -> Int { try rows("SELECT count(*) FROM \(table)") { $0.integer(0) ?? -1 }.first ?? -1 }
}

/// Runs a body that must fail with an error of this code, and hands over its message.
func message(_ code: OMOPError.Code, _ body: () throws -> Void) throws -> String {
    do {
        try body()
    } catch let error as OMOPError where error.code == code {
        return error.message
    }
    throw NoError(code: code)
}

struct NoError: Error {
    let code: OMOPError.Code
}
