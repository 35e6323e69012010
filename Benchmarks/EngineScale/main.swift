import Batch
import CMalloc
import Dispatch
import Foundation
import PhantomKit
import Recipes
import Voxels

/// Measures what engine and supervision cost beside a bare loop over the same cases, in turn, and prints medians beside their limits.
///
/// A bare loop calls load and extract in this process, without plan, pipe, ledger or database. The program's time is that of its run report: from the
/// first bundle to the last table, workers' start included.
///
/// usage: EngineScale PROGRAM RECIPE [ROUNDS]
let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fatalError("usage: EngineScale PROGRAM RECIPE [ROUNDS]") }
let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 5 : 5
let bench = try EngineBench(program: arguments[1], recipe: arguments[2])
setenv("OPENBLAS_NUM_THREADS", "1", 1)
mallopt(M_MMAP_THRESHOLD, 1 << 30)
mallopt(M_TRIM_THRESHOLD, Int32.max)

// 24 equal cases of some tenths of a second, and small ones: 50 slices, one region.
let equal = try bench.archive("equal", cases: 24, edge: 192, slices: 50, radius: 40)
let small = try bench.archive("small", cases: 100, edge: 96, slices: 50, radius: 10)
var gains: [(bare: Double, engine: Double)] = []
var overheads: [Double] = []
for _ in 0..<rounds {
    let bare = (try bench.bare(equal, threads: 1), try bench.bare(equal, threads: 2))
    let engine = (try bench.engine(equal, jobs: 1), try bench.engine(equal, jobs: 2))
    gains.append((bare.0 / bare.1, engine.0 / engine.1))
    let alone = try bench.bare(small, threads: 1)
    overheads.append((try bench.engine(small, jobs: 1) - alone) / Double(small.count) * 1000)
    print(
        "bare \(rounded(bare.0)) s, \(rounded(bare.1)) s with two threads; engine \(rounded(engine.0)) s, \(rounded(engine.1)) s with two workers; "
            + "small: bare \(rounded(alone / Double(small.count) * 1000)) ms a case, overhead \(rounded(overheads[overheads.count - 1])) ms"
    )
}
try FileManager.default.removeItem(at: bench.folder)
let share = median(gains.map { $0.engine / $0.bare })
print(
    "24 equal cases: gain of two workers \(rounded(median(gains.map(\.engine)))), of two bare threads \(rounded(median(gains.map(\.bare))));"
)
print("  the engine has \(rounded(share)) of the bare loop's gain (wanted 0.95)")
print("small case: \(rounded(median(overheads))) ms above load and extract (at most 5)")

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }

/// Archives, and the two ways to compute them.
struct EngineBench {
    /// A case of an archive: the folder of its series, and its structure set.
    struct Case: Sendable {
        let image: String
        let mask: String
    }

    let folder: URL
    private let program: String
    private let recipePath: String
    private let recipe: Recipe

    init(program: String, recipe: String) throws {
        self.program = program
        recipePath = recipe
        self.recipe = try Recipe.load(from: URL(filePath: recipe))
        folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-engine-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Writes an archive of equal CT series with one region each.
    func archive(_ name: String, cases: Int, edge: Int, slices: Int, radius: Double) throws -> [Case] {
        let grid = Grid(size: Index3(edge, edge, slices), spacing: [1, 1, 2], centre: [0, 0, 0], direction: .axial)
        let ball = Shape(.sphere(radius: radius), centre: [0, 0, 0])
        let phantom = Phantom(
            name: "ball", grid: grid, background: .uniform(-1000), surroundings: [],
            part: Phantom.Part(name: "GTV", shape: ball, pattern: .texture(mean: 40, amplitude: 80, cell: 5, seed: 7)))
        let (volume, structures) = (phantom.volume(), phantom.structures)
        return try (0..<cases).map { number in
            let id = "\(name)-\(number)"
            let patient = ArchivePatient(id: id, name: id, birthDate: "19600101", sex: "F")
            let written = try DICOMSeriesWriter(patient: patient, study: ArchiveStudy(date: "20200202")).write(
                volume: volume, structures: structures, to: folder.appending(path: "\(name)/\(id)"), imageFolder: "CT",
                structureSet: "RS.dcm")
            return Case(image: written.images[0].deletingLastPathComponent().path, mask: written.structureSet?.path ?? "")
        }
    }

    /// Seconds of a bare loop over the cases.
    func bare(_ cases: [Case], threads: Int) throws -> Double {
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            for place in stride(from: thread, to: cases.count, by: threads) {
                guard (try? SingleCase(image: cases[place].image, mask: cases[place].mask, region: nil, recipe: recipe)) != nil else {
                    fatalError("a case cannot be computed")
                }
            }
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Seconds of the program's run over the same cases.
    func engine(_ cases: [Case], jobs: Int) throws -> Double {
        let output = folder.appending(path: "out")
        let archive = URL(filePath: cases[0].image).deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = [
            "run", archive.path, "--recipe", recipePath, "--output", output.path, "--jobs", "\(jobs)", "--key-file",
            folder.appending(path: "key").path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { fatalError("the program ended with \(process.terminationStatus)") }
        let report = try JSONSerialization.jsonObject(with: Data(contentsOf: output.appending(path: "run-report.json")))
        guard let seconds = (report as? [String: Any])?["wallSeconds"] as? Double else { fatalError("the report has no time") }
        try FileManager.default.removeItem(at: output)
        return seconds
    }
}
