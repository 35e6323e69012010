import Batch
import Foundation

// A worker for tests: a region's name makes it crash, hang or outgrow its memory before the region is computed.
let marks = ProcessInfo.processInfo.environment["VOXMARK_TEST_MARKS"]

/// True the first time that a mark is met, in any worker; without a folder for marks, always.
func isFirst(_ mark: String) -> Bool {
    guard let marks else { return true }
    return mkdir("\(marks)/\(mark)", 0o700) == 0
}

WorkerLoop { planned in
    switch planned.label {
    case "crash": abort()
    case "crash-once": if isFirst("crash") { abort() }
    case "leave": exit(7)
    case "hang": while true { sleep(1000) }
    case "spin": while true {}
    case "grow":
        var blocks: [[UInt8]] = []
        while true { blocks.append([UInt8](repeating: UInt8(blocks.count & 255), count: 1 << 24)) }
    case "slow": Thread.sleep(forTimeInterval: 1)
    case "slower": Thread.sleep(forTimeInterval: 10)
    default: break
    }
}.run()
