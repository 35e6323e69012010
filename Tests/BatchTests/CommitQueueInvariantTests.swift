import TestSupport
import Testing

@testable import Batch

@Suite("Commit queue") struct CommitQueueInvariantTests {
    @Test("in whatever order work finishes, commits are in order, and neither jobs nor window are exceeded", arguments: 0..<20)
    func order(seed: Int) {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let jobs = 1 + seed % 5
        var queue = CommitQueue<Int>(count: 50, jobs: jobs)
        var running: [Int] = []
        var committed: [Int] = []
        while !queue.isDrained {
            while let number = queue.begin() { running.append(number) }
            #expect(running.count <= jobs)
            #expect(running.allSatisfy { $0 < committed.count + queue.window })
            let finished = queue.takeFinished()
            #expect(finished.allSatisfy { $0.result == 10 * $0.number })
            committed += finished.map(\.number)
            if !finished.isEmpty { continue }
            let number = running.remove(at: Int.random(in: running.indices, using: &generator))
            queue.finish(number, 10 * number)
        }
        #expect(committed == Array(0..<50))
    }

    @Test("a queue of nothing is drained")
    func empty() {
        #expect(CommitQueue<Int>(count: 0, jobs: 2).isDrained)
    }
}
