import TestSupport
import Testing

@testable import Batch

@Suite("Schedule") struct ScheduleInvariantTests {
    private static let megabyte = 1 << 20

    /// Carries out a schedule with a random order of ends; hands over what runs after each step.
    private func simulate(
        _ schedule: inout Schedule, seed: UInt64, loses: Bool = false, each: (Schedule, [Schedule.Grant]) throws -> Void
    ) throws -> [Int: Int] {
        var generator = RepeatableGenerator(seed: seed)
        var running: [Schedule.Grant] = []
        var done: [Int: Int] = [:]
        while !schedule.isDrained {
            while let grant = schedule.next() { running.append(grant) }
            try #require(!running.isEmpty, "something waits and nothing runs")
            try each(schedule, running)
            let ended = running.remove(at: Int.random(in: 0..<running.count, using: &generator))
            schedule.end(ended.work)
            if loses, ended.work.attempt == 1, Int.random(in: 0..<4, using: &generator) == 0 {
                schedule.retryAlone(Schedule.Work(bundle: ended.work.bundle, cases: [ended.work.cases[0]], attempt: 1))
                let rest = Array(ended.work.cases.dropFirst())
                if !rest.isEmpty { schedule.putBack(Schedule.Work(bundle: ended.work.bundle, cases: rest, attempt: 1)) }
            } else {
                for one in ended.work.cases { done[ended.work.bundle * 10 + one, default: 0] += 1 }
            }
        }
        return done
    }

    @Test("every case runs once; memory and threads granted never exceed what there is, unless one bundle alone does", arguments: 0..<20)
    func budget(seed: UInt64) throws {
        var generator = RepeatableGenerator(seed: seed)
        let count = Int.random(in: 1...60, using: &generator)
        let budget = 1000 * Self.megabyte
        let bundles = (0..<count).map { _ in
            (
                memory: Int.random(in: 1...1500, using: &generator) * Self.megabyte, seconds: Double.random(in: 0...10, using: &generator),
                cases: Int.random(in: 1...4, using: &generator)
            )
        }
        let cores = Int.random(in: 1...6, using: &generator)
        var schedule = Schedule(bundles: bundles, cores: cores, workers: cores, budget: budget)
        let done = try simulate(&schedule, seed: seed, loses: true) { schedule, running in
            #expect(running.count <= cores && running.reduce(0) { $0 + $1.threads } <= cores)
            #expect(running.reduce(0) { $0 + $1.memory } <= budget)
            #expect(Set(running.map(\.work.bundle)).count == running.count, "a bundle runs twice at a time")
            if running.contains(where: { $0.work.attempt == 2 }) { #expect(running.count == 1, "what is tried again is alone") }
            if let big = running.first(where: { bundles[$0.work.bundle].memory > budget }) { #expect(running.count == 1, "\(big)") }
            #expect(schedule.granted == running.reduce(0) { $0 + $1.memory })
        }
        let wanted = bundles.enumerated().flatMap { number, bundle in (0..<bundle.cases).map { number * 10 + $0 } }
        #expect(done == Dictionary(uniqueKeysWithValues: wanted.map { ($0, 1) }))
    }

    @Test("the longest come first; what does not fit waits for it no longer than its patience")
    func order() throws {
        let sizes = [(10, 1.0), (10, 9.0), (900, 8.0), (900, 7.0)] + (0..<200).map { (10, 0.5 - Double($0) / 1000) }
        var schedule = Schedule(
            bundles: sizes.map { (memory: $0.0 * Self.megabyte, seconds: $0.1, cases: 1) }, cores: 2, workers: 2,
            budget: 1000 * Self.megabyte)
        var begun: [Int] = []
        _ = try simulate(&schedule, seed: 3) { _, running in
            for grant in running where !begun.contains(grant.work.bundle) { begun.append(grant.work.bundle) }
        }
        #expect(begun.prefix(2) == [1, 2])
        let second = try #require(begun.firstIndex(of: 3))
        #expect(second < 40, "the second large one was passed over \(second) times")
    }

    @Test("with fewer bundles than cores, each gets several threads; with more, one")
    func threads() {
        func grants(_ count: Int, cores: Int) -> [Int] {
            var schedule = Schedule(
                bundles: (0..<count).map { _ in (memory: 1, seconds: 1, cases: 1) }, cores: cores, workers: cores, budget: 1 << 30)
            var threads: [Int] = []
            while let grant = schedule.next() { threads.append(grant.threads) }
            return threads
        }
        #expect(grants(1, cores: 4) == [4])
        #expect(grants(2, cores: 4) == [2, 2])
        #expect(grants(3, cores: 4) == [1, 1, 2])
        #expect(grants(9, cores: 4) == [1, 1, 1, 1])
        #expect(grants(1, cores: 1) == [1])
    }

    @Test("a bundle beside which nothing fits gets all threads")
    func threadsOfLarge() {
        var schedule = Schedule(
            bundles: (0..<3).map { _ in (memory: 900, seconds: 1, cases: 1) }, cores: 4, workers: 4, budget: 1000)
        #expect(schedule.next()?.threads == 4 && schedule.next() == nil)
    }

    @Test("while large bundles wait for each other, small ones that delay none of them keep the other core busy")
    func backfill() {
        let sizes = [(600, 60.0), (600, 59.0)] + (0..<100).map { _ in (10, 1.0) }
        var schedule = Schedule(bundles: sizes.map { (memory: $0.0, seconds: $0.1, cases: 1) }, cores: 2, workers: 2, budget: 1000)
        #expect(schedule.next()?.work.bundle == 0)
        for number in 0..<60 {
            guard let grant = schedule.next() else {
                Issue.record("nothing beside the large bundle after \(number) small ones")
                return
            }
            #expect(grant.work.bundle > 1)
            schedule.end(grant.work)
        }
    }

    @Test("what other processes are at is asked for again when nothing else is left, and is not forgotten")
    func lent() throws {
        var schedule = Schedule(
            bundles: (0..<4).map { (memory: 1, seconds: Double(9 - $0), cases: 2) }, cores: 1, workers: 1, budget: 1 << 30)
        var done: [Int] = []
        while let grant = schedule.next() {
            schedule.end(grant.work)
            if grant.work.bundle % 2 == 0 {
                schedule.lend(Schedule.Work(bundle: grant.work.bundle, cases: [1], attempt: grant.work.bundle == 2 ? 2 : 1))
            } else {
                done.append(grant.work.bundle)
            }
            #expect(!schedule.isDrained)
        }
        #expect(done == [1, 3] && schedule.waitsForOthers && schedule.waitingCount == 2)
        schedule.recall()
        #expect(!schedule.waitsForOthers)
        var recalled: [Schedule.Work] = []
        while let grant = schedule.next() {
            recalled.append(grant.work)
            schedule.end(grant.work)
        }
        #expect(recalled.map(\.bundle) == [0, 2] && recalled.map(\.cases) == [[1], [1]] && recalled.map(\.attempt) == [1, 2])
        #expect(schedule.isDrained)
        schedule.lend(Schedule.Work(bundle: 0, cases: [1], attempt: 1))
        #expect(!schedule.isDrained)
        schedule.stop()
        #expect(schedule.isDrained && !schedule.waitsForOthers)
    }

    @Test("a stopped schedule begins nothing, and is drained when what runs has ended")
    func stopped() throws {
        var schedule = Schedule(
            bundles: (0..<3).map { _ in (memory: 1, seconds: 1, cases: 1) }, cores: 1, workers: 1, budget: 1 << 30)
        let begun = schedule.next()
        let grant = try #require(begun)
        schedule.stop()
        #expect(!schedule.isDrained)
        schedule.end(grant.work)
        #expect(schedule.next() == nil && schedule.isDrained && schedule.waitingCount == 2)
    }
}
