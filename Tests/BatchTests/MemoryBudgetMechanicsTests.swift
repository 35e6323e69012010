import Foundation
import Testing

@testable import Batch

@Suite("Memory budget") struct MemoryBudgetMechanicsTests {
    @Test(
        "sizes are read in multiples of 1024; what is none is refused",
        arguments: [
            ("8G", 8 << 30), ("500M", 500 << 20), ("1.5GiB", 3 << 29), ("2gb", 2 << 30), ("64k", 64 << 10), ("1048576", 1 << 20),
            ("1T", 1 << 40),
            ("", nil), ("G", nil), ("8X", nil), ("-1G", nil), ("8 G", nil), ("0", nil), ("1e9", nil),
        ] as [(String, Int?)])
    func sizes(text: String, bytes: Int?) {
        #expect(MemoryBudget(text: text)?.bytes == bytes)
    }

    @Test("the machine's share is positive and less than its memory")
    func machine() {
        let budget = MemoryBudget.ofMachine().bytes
        #expect(budget > 0 && budget < Int(ProcessInfo.processInfo.physicalMemory))
    }

    @Test("a process knows its own memory, and grows with what it touches")
    func process() throws {
        let before = try #require(ProcessMemory.of(getpid()))
        let block = [UInt8](repeating: 1, count: 64 << 20)
        let after = try #require(ProcessMemory.of(getpid()))
        #expect(after.own >= before.own + (48 << 20) && after.resident >= after.own && block.last == 1)
        #expect(ProcessMemory.of(0) == nil)
    }
}
