import Foundation
import OMOP
import PhantomKit
import Testing

@testable import Batch

/// Real worker processes that are made to crash, hang and outgrow their memory.
@Suite("Supervision", .serialized) struct SupervisionMechanicsTests {
    /// An archive of good patients and one whose regions carry the given names.
    private func archive(_ names: (String, String), good: Int = 3) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for number in 0..<good { try SamplePatient.write("good-\(number)", to: folder) }
        try SamplePatient.write("guilty", phantom: SamplePatient.phantom(names: names), to: folder)
        return folder
    }

    private func run(
        _ folder: TemporaryFolder, output: String = "out", jobs: Int = 2, change: (inout BatchRun.Options) -> Void = { _ in }
    ) async throws -> SampleRun {
        let setup = try SampleSetup.make(in: folder)
        return try await execute(
            try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder, output: output, jobs: jobs, change: change)
    }

    private func guilty(_ run: SampleRun) -> [String] {
        run.reports.filter { $0.verdict == .failed }.map { "\($0.label) \($0.reason?.code ?? "")" }
    }

    @Test("a crash costs its case, which is tried twice and named with the signal; the other regions of its mask and all others are done")
    func crash() async throws {
        let folder = try archive(("crash", "BOX"))
        let run = try await run(folder)
        #expect(guilty(run) == ["crash worker-crashed"] && run.count(.done) == 7 && run.outcome == .partial)
        #expect(run.reports.first { $0.verdict == .failed }?.reason?.message.contains("signal 6 (SIGABRT), twice") == true)
        #expect(run.board.numbers.losses == 2)
        #expect(
            try rows("SELECT state, code, attempts FROM voxmark_case WHERE state <> 'done'", in: folder) == ["failed|worker-crashed|2"])
        #expect(try rows("SELECT count(*) FROM voxmark_queue", in: folder) == ["0"])
        let log = try String(contentsOfFile: folder.path("out/run.log"), encoding: .utf8).split(separator: "\n")
        #expect(log.count { $0.contains("worker lost") && $0.contains("worker-crashed") } == 2)
        #expect(log.first?.contains("begun") == true && log.last?.contains("complete") == true)
    }

    @Test("a worker that does not read what it is sent keeps nobody from stopping the run")
    func deaf() async throws {
        let folder = try archive(("GTV-1", "BOX"), good: 1)
        let setup = try SampleSetup.make(in: folder, section: String(repeating: "# more than a pipe holds\n            ", count: 5_000))
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let interruption = Interruption()
        DispatchQueue.global().asyncAfter(deadline: .now() + 1) { _ = interruption.interrupt(SIGTERM) }
        let start = ContinuousClock.now
        let run = try await execute(plan, setup, in: folder, interruption: interruption) { $0.workerCommand = ["/bin/sleep", "60"] }
        // Who waited for the worker would have waited for its end.
        #expect(run.stopped == SIGTERM && run.caseCount == 0 && ContinuousClock.now - start < .seconds(40))
    }

    @Test("a worker that ends by itself is told with its code")
    func leave() async throws {
        let run = try await run(try archive(("leave", "BOX"), good: 1))
        #expect(guilty(run) == ["leave worker-crashed"] && run.count(.done) == 3)
        #expect(run.reports.first { $0.verdict == .failed }?.reason?.message.contains("ended with code 7") == true)
    }

    @Test("a case that crashes once and not again is done, by its second attempt")
    func crashOnce() async throws {
        let folder = try archive(("crash-once", "BOX"))
        let marks = folder.path("marks")
        try FileManager.default.createDirectory(atPath: marks, withIntermediateDirectories: true)
        let run = try await run(folder) { $0.workerCommand = ["/usr/bin/env", "VOXMARK_TEST_MARKS=\(marks)"] + $0.workerCommand }
        #expect(run.count(.done) == 8 && run.outcome == .complete && run.board.numbers.losses == 1)
        #expect(try rows("SELECT count(*) FROM voxmark_case WHERE attempts = 2", in: folder) == ["1"])
    }

    @Test("a worker that hangs, asleep or busy, is ended after its time and named", arguments: ["hang", "spin"])
    func hang(name: String) async throws {
        let folder = try archive((name, "BOX"))
        let run = try await run(folder) { $0.stall = 3 }
        #expect(guilty(run) == ["\(name) worker-stalled"] && run.count(.done) == 7)
    }

    @Test("a worker that outgrows its memory is ended; all processes together stay within the budget")
    func outgrow() async throws {
        let folder = try archive(("grow", "BOX"))
        let budget = 600 << 20
        let run = try await run(folder) { $0.memory = MemoryBudget(bytes: budget) }
        #expect(guilty(run) == ["grow out-of-memory"] && run.count(.done) == 7)
        let peak = run.board.numbers.peakMemory
        #expect(peak <= budget / 10 * 11 && peak > budget / 2, "peak \(peak >> 20) MB of \(budget >> 20)")
    }

    @Test("values do not depend on crashes: those of the other cases are the same bits as without any")
    func bits() async throws {
        let values = """
            SELECT label, concept_id, value_as_number FROM measurement JOIN voxmark_region ON region_id = measurement_event_id
            JOIN concept ON concept_id = measurement_source_concept_id WHERE label = 'BOX' ORDER BY 1, 2, 3
            """
        let crashed = try archive(("crash", "BOX"))
        _ = try await run(crashed)
        let plain = try archive(("GTV-1", "BOX"))
        _ = try await run(plain)
        #expect(try rows(values, in: crashed) == rows(values, in: plain))
    }

    @Test("what failed is not tried again by the next run; a retry tries it, and only it")
    func retry() async throws {
        let folder = try archive(("crash", "BOX"))
        _ = try await run(folder)
        let again = try await run(folder)
        #expect(again.count(.alreadyDone) == 7 && again.count(.failed) == 1 && again.board.numbers.losses == 0)
        #expect(again.reports.filter(\.isKnown).map(\.label) == ["crash"])
        let other = try await run(folder) {
            $0.retries = true
            $0.retriedCodes = ["worker-stalled"]
        }
        #expect(other.caseCount == 0)
        let retried = try await run(folder) { $0.retries = true }
        #expect(retried.caseCount == 1 && guilty(retried) == ["crash worker-crashed"] && retried.board.numbers.losses == 2)
    }

    @Test("a worker that cannot be started, or ends before it is ready, ends the run with a clear error")
    func noWorker() async throws {
        for command in [["/nowhere/worker"], ["/bin/false"]] {
            let run = try await run(try archive(("GTV-1", "BOX"), good: 1), output: "out") { $0.workerCommand = command }
            #expect((run.fault as? BatchError)?.code == .worker, "\(command)")
        }
    }

    @Test("an interrupted run writes what is finished, puts the rest back into the queue, and the next goes on")
    func interrupted() async throws {
        let folder = try archive(("slower", "BOX"), good: 2)
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let interruption = Interruption()
        let start = ContinuousClock.now
        Task.detached {
            try await Task.sleep(for: .seconds(1))
            _ = interruption.interrupt(SIGTERM)
        }
        let run = try await execute(plan, setup, in: folder, interruption: interruption)
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(run.stopped == SIGTERM && run.caseCount < 6)
        let state = try rows("SELECT state, count(*) FROM voxmark_queue GROUP BY 1", in: folder)
        #expect(state == ["queued|\(6 - run.caseCount)"])
        #expect(try rows("SELECT state FROM voxmark_run", in: folder) == ["interrupted"])
        let rest = try await execute(plan, setup, in: folder)
        #expect(rest.count(.alreadyDone) == run.count(.done) && rest.outcome == .complete)
    }
}
