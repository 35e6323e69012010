import Foundation
import OMOP

/// What `run-report.json` says about a run: counts, durations and what computed it; nothing that tells who or where.
public struct RunReport: Sendable, Encodable {
    /// A recipe of the run.
    public struct RecipeLine: Sendable, Encodable {
        let name: String
        let digest: String
        let selectionDigest: String
    }

    /// Cases of one verdict and code.
    public struct Count: Sendable, Encodable {
        let modality: String?
        let recipe: String?
        let verdict: String
        let code: String?
        /// False for files and rows that never became a case.
        let isCase: Bool
        let count: Int
        let measurements: Int
    }

    let run: String
    let command: String
    let softwareVersion: String
    let numericsVersion: Int
    let recipes: [RecipeLine]
    let shard: String?
    let planDigest: String?
    let started: String
    let finished: String
    /// From the start of the supervisor until all tables are written, in seconds.
    let wallSeconds: Double
    let jobs: Int
    /// Which part of the time, times the number of jobs, bundles were being worked on.
    let utilisation: Double
    let cases: Int
    let counts: [Count]
    /// Seconds of each stage, summed over cases.
    let stageSeconds: [String: Double]
    /// Of all processes together at any one time, and what was allowed, in bytes.
    let peakMemory: Int
    let memoryLimit: Int
    let lostWorkers: Int
    /// The signal that stopped the run, or the code of what ended it.
    let stoppedBySignal: Int32?
    let fault: String?

    /// Reports a run that has ended.
    public init(_ summary: RunSummary, run: RunRecord, setups: [RunSetup], board: RunBoard, jobs: Int) {
        let numbers = board.numbers
        let wall = (ContinuousClock.now - board.started) / .seconds(1)
        self.run = run.id
        command = run.command
        softwareVersion = run.softwareVersion
        numericsVersion = run.numericsVersion
        recipes = setups.map {
            RecipeLine(name: $0.recipe.name, digest: $0.identity.recipeDigest, selectionDigest: $0.identity.selectionDigest)
        }
        shard = run.shard
        planDigest = run.planDigest
        started = run.started.ISO8601Format()
        finished = Date.now.ISO8601Format()
        wallSeconds = wall
        self.jobs = jobs
        utilisation = wall > 0 ? min(1, numbers.busySeconds / (wall * Double(jobs))) : 0
        cases = numbers.cases
        counts = summary.tally.sorted { $0.key < $1.key }.map { line, counts in
            Count(
                modality: line.modality, recipe: line.recipe, verdict: line.verdict.rawValue, code: line.code, isCase: line.isCase,
                count: counts.cases, measurements: counts.measurements)
        }
        stageSeconds = numbers.stageSeconds
        peakMemory = numbers.peakMemory
        memoryLimit = numbers.memoryLimit
        lostWorkers = numbers.losses
        stoppedBySignal = summary.stopped
        fault = summary.fault.map(ReportedCode.of)
    }

    /// Writes the report as JSON, put in its place when complete.
    ///
    /// - Throws: `BatchError` (`unwritable`).
    public func write(to path: String) throws(BatchError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(self).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw BatchError(.output, "\(path) cannot be written; check the folder's permissions and free space", cause: error)
        }
    }
}

/// The documented code of an error that ends a run.
public enum ReportedCode {
    /// The code, in kebab case.
    public static func of(_ error: any Error) -> String {
        switch error {
        case let error as BatchError: error.code.rawValue
        case let error as OMOPError: error.code.rawValue
        case let error as Reason: error.code
        default: "unexpected"
        }
    }
}
