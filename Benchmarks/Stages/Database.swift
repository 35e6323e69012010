import Benchmark
import Features
import Foundation
import OMOP

/// Writing cases into an OMOP database: every feature and aggregation, one transaction per case.
func registerDatabase() {
    for cases in [10, 100] {
        Benchmark("write \(cases) cases to a database") { benchmark in
            for iteration in benchmark.scaledIterations {
                let writer = try makeWriter()
                for number in 0..<cases { blackHole(try writer.commit(record(number))) }
                try writer.output.finish(run: runRecord, state: .complete)
                blackHole(iteration)
            }
        }
    }
}

/// The catalogue's columns in all aggregations.
private let columns = FeatureCatalogue.columns(families: FeatureFamily.allCases, aggregations: Set(Aggregation.allCases))

private let runRecord = RunRecord(id: "benchmark", softwareVersion: "0", numericsVersion: 1, planned: 1)

/// A writer on a database that does not exist yet.
private func makeWriter() throws -> OMOPWriter {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-benchmark")
    try? FileManager.default.removeItem(at: folder)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard let key = PseudonymKey(bytes: Array(0..<32)), let date = CalendarDate(year: 2026, month: 1, day: 1) else {
        throw BenchmarkError("the key or the date is not one")
    }
    let run = RunIdentity(
        recipe: "benchmark", recipeDigest: "digest", block: 127,
        configurations: [.init(number: 0, shorthand: "FBN:32", digest: "digest")], columns: columns, selectionDigest: "digest",
        numericsVersion: 1, softwareVersion: "0")
    let database = try OMOPDatabase(path: folder.appending(path: "omop.sqlite").path, source: CDMSource(releaseDate: date), key: key)
    try database.begin(runRecord)
    return try OMOPWriter(database, run: run)
}

private func record(_ number: Int) -> CaseRecord {
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
