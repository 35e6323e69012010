import Synchronization
import Testing

@testable import Threads

@Suite struct ThreadGrantMechanicsTests {
    private struct Fault: Error, Equatable {}

    @Test(arguments: [.min, 0, 1, 2, 3, 64, .max])
    func partsComeBackInTheOrderOfTheirIndices(threads: Int) {
        let squares = ThreadGrant.using(threads) { grant in grant.map(1000) { $0 * $0 } }
        #expect(squares == (0..<1000).map { $0 * $0 })
        #expect(ThreadGrant.using(threads) { grant in grant.map(0) { $0 } }.isEmpty)
    }

    @Test(arguments: [1, 2, 3, 64])
    func partsAreCutAgain(threads: Int) {
        let sums = ThreadGrant.using(threads) { grant in
            grant.map(20) { outer in
                grant.map(20) { middle in grant.map(outer) { $0 + middle }.reduce(0, +) }.reduce(0, +)
            }
        }
        let expected = (0..<20).map { outer in (0..<20).reduce(0) { sum, middle in sum + (0..<outer).reduce(0) { $0 + $1 + middle } } }
        #expect(sums == expected)
    }

    @Test(arguments: [2, 3])
    func neverMoreThreadsThanGranted(threads: Int) {
        let busy = Mutex((now: 0, most: 0))
        ThreadGrant.using(threads) { grant in
            _ = grant.map(8) { _ in
                grant.map(50) { index in
                    busy.withLock {
                        $0.now += 1
                        $0.most = max($0.most, $0.now)
                    }
                    let work = (0..<20_000).reduce(index) { $0 &* 31 &+ $1 }
                    busy.withLock { $0.now -= 1 }
                    return work
                }
            }
        }
        #expect(busy.withLock { $0.now } == 0)
        #expect(busy.withLock { $0.most } <= threads)
    }

    @Test(arguments: [1, 2])
    func errorsComeThrough(threads: Int) {
        #expect(throws: Fault.self) {
            try ThreadGrant.using(threads) { (grant: ThreadGrant) throws(Fault) -> Int in
                _ = grant.map(10) { $0 }
                throw Fault()
            }
        }
    }

    @Test func cutsHoldEveryPlaceOnce() {
        for weights in [[], [0], [0, 0, 0], [5, 0, 0, 9, 1, 1, 1, 30, 2], [Int](repeating: 3, count: 100)] {
            for size in [1, 7, 1000] {
                for most in [1, 3, 16] {
                    let ranges = Cut.ranges(weights: weights, size: size, most: most)
                    #expect(ranges.flatMap { Array($0) } == Array(weights.indices))
                    #expect(ranges.count <= most && ranges.allSatisfy { !$0.isEmpty })
                }
            }
        }
        #expect(Cut.ranges(count: 100, weight: 10, size: 100, most: 5).map(\.count) == [20, 20, 20, 20, 20])
    }
}
