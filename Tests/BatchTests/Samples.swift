import Batch
import Foundation
import Logging
import PhantomKit
import Recipes
import Synchronization
import Voxels

@testable import OMOP

/// A folder that is gone when the last reference to it is.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "voxmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ text: String, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }
}

/// Small patients: 32 × 32 × 10 voxels of 2 × 2 × 3 mm with a sphere inside a box.
enum SamplePatient {
    static func phantom(radius: Double = 9, names: (String, String) = ("GTV-1", "BOX"), seed: UInt64 = 1) -> Phantom {
        let grid = Grid(size: [32, 32, 10], spacing: [2, 2, 3], centre: [5, -7, 30], direction: .axial)
        let box = Shape(.box(halfEdges: [20, 20, 12]), centre: [5, -7, 30])
        let ball = Shape(.sphere(radius: radius), centre: [5, -7, 30])
        return Phantom(
            name: "ball", grid: grid, background: .uniform(-1000),
            surroundings: [Phantom.Part(name: names.1, shape: box, pattern: .uniform(20))],
            part: Phantom.Part(name: names.0, shape: ball, pattern: .texture(mean: 40, amplitude: 50, cell: 6, seed: seed)))
    }

    /// Writes one patient's series with its RTSTRUCT into `archive/ID`.
    @discardableResult
    static func write(
        _ id: String, phantom: Phantom = phantom(), birthDate: String = "19600101", defects: [SeriesDefect] = [],
        reference: SeriesReference = .complete, to folder: TemporaryFolder, folderName: String? = nil
    ) throws -> DICOMSeriesWriter.Written {
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: id, name: "\(id)^Name", birthDate: birthDate, sex: "F"), study: ArchiveStudy(date: "20200202"),
            defects: defects, reference: reference)
        return try writer.write(
            volume: phantom.volume(), structures: phantom.structures, to: folder.url.appending(path: "archive/\(folderName ?? id)"),
            imageFolder: "CT",
            structureSet: "RS.dcm")
    }
}

/// Recipes for tests: no interpolation, statistics only.
enum SampleSetup {
    static func make(
        in folder: TemporaryFolder, selection: String? = nil, binNumber: Int = 16, geometry: String = "{}", section: String = ""
    ) throws -> RunSetup {
        let text = """
            voxmark: 1
            name: sample
            block: 90
            geometry: \(geometry)
            discretisation:
              texture: {bin-number: \(binNumber)}
            features:
              families: [statistics]
            \(section)
            """
        let path = try folder.write(text, to: "sample.yaml")
        let recipe = try Recipe.load(from: URL(filePath: path))
        var concepts = try ConceptList.load(beside: URL(filePath: path))
        try concepts.append(recipe.configuration, description: "sample")
        return try RunSetup(recipe: path, selection: try selection.map { try folder.write($0, to: "selection.yaml") })
    }
}

/// What a run came to, with the reports of all cases.
@dynamicMemberLookup struct SampleRun {
    let summary: RunSummary
    let board: RunBoard
    /// Of all cases in plan order, then what never became one.
    let reports: [CaseReport]

    subscript<Value>(dynamicMember path: KeyPath<RunSummary, Value>) -> Value { summary[keyPath: path] }

    func count(_ verdict: CaseVerdict) -> Int { summary.count(verdict) }

    func text(isDetailed: Bool = false) -> String { summary.text(isDetailed: isDetailed) }
}

/// Runs a plan into the folder's `out`.
///
/// - Parameter change: changes how the run works.
func execute(
    _ plan: Plan, _ setup: RunSetup, in folder: TemporaryFolder, output: String = "out", jobs: Int = 2, index: SeriesIndex? = nil,
    interruption: Interruption = Interruption(), change: (inout BatchRun.Options) -> Void = { _ in }
) async throws -> SampleRun {
    try await execute(
        [BatchRun.Part(plan, setup)], in: folder, output: output, jobs: jobs, index: index, interruption: interruption, change: change)
}

/// Runs the plans of several recipes into the folder's `out`.
func execute(
    _ parts: [BatchRun.Part], in folder: TemporaryFolder, output: String = "out", jobs: Int = 2, index: SeriesIndex? = nil,
    interruption: Interruption = Interruption(), change: (inout BatchRun.Options) -> Void = { _ in }
) async throws -> SampleRun {
    let out = try OutputFolder(path: folder.path(output))
    let key = try out.pseudonymKey(file: folder.path("key"))
    guard let date = CalendarDate(year: 2026, month: 1, day: 1) else { throw CancellationError() }
    let database = try OMOPDatabase(path: out.database, source: CDMSource(releaseDate: date), key: key)
    let record = RunRecord(
        softwareVersion: softwareVersion, numericsVersion: parts[0].setup.identity.numericsVersion,
        planned: parts.reduce(0) { $0 + $1.plan.caseCount })
    try database.begin(record)
    var options = BatchRun.Options(workerCommand: [try TestWorker.path()])
    options.jobs = jobs
    change(&options)
    let reports = Mutex<[CaseReport]>([])
    let run = try BatchRun(
        parts, pseudonyms: key, options: options, index: index, interruption: interruption, log: try out.logger()
    ) { report in
        reports.withLock { reports in
            reports.removeAll { $0.number == report.number }
            reports.append(report)
        }
    }
    let summary = try await run.execute(database: database, run: record)
    try database.finish(run: record, state: summary.stopped == nil ? .complete : .interrupted)
    for (number, part) in parts.enumerated() {
        try OMOPWriter(database, run: part.setup.identity).writeTables(
            features: number == 0 ? out.features : out.features(of: part.setup.recipe.name),
            records: number == 0 ? out.records : out.records(of: part.setup.recipe.name))
    }
    let all = reports.withLock { $0 }.sorted { $0.number < $1.number } + summary.reports.filter { !$0.isCase }
    return SampleRun(summary: summary, board: run.board, reports: all)
}

/// The program that tests start as a worker, in the build folder that holds the running tests.
enum TestWorker {
    static func path() throws -> String {
        let tests = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let starts = [tests, URL(filePath: CommandLine.arguments[0])]
        let folders = starts.flatMap { start in (1...4).map { up in (0..<up).reduce(start) { url, _ in url.deletingLastPathComponent() } } }
        let build = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: ".build/release")
        let found = (folders + [build]).map { $0.appending(path: "TestWorker").path }.first(where: FileManager.default.isExecutableFile)
        guard let found else { throw CancellationError() }
        return found
    }
}

/// The rows of a query on the folder's database, cells joined by "|".
func rows(_ sql: String, in folder: TemporaryFolder, output: String = "out") throws -> [String] {
    try SQLiteDatabase(path: folder.path("\(output)/omop.sqlite")).rows("SELECT * FROM (\(sql))") { row in
        var cells: [String] = []
        for column in 0..<row.columnCount { cells.append(row.text(column) ?? "∅") }
        return cells.joined(separator: "|")
    }
}
