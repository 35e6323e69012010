import Foundation
import IndexSupport

/// Writes an index of synthetic headers, has the program plan it, and holds time and memory to their limits.
///
/// usage: PlanScale PROGRAM RECIPE [SERIES [SLICES]]
let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fatalError("usage: PlanScale PROGRAM RECIPE [SERIES [SLICES]]") }
let archive = SyntheticIndex(
    series: arguments.count > 3 ? Int(arguments[3]) ?? 0 : 5000, slices: arguments.count > 4 ? Int(arguments[4]) ?? 0 : 200)
let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-plan-\(UUID().uuidString)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let index = folder.appending(path: "index.sqlite").path
try archive.write(to: index)

let program = Process()
program.executableURL = URL(filePath: arguments[1])
program.arguments = ["plan", "--index", index, "--recipe", arguments[2], "--output", folder.appending(path: "plan.json").path]
let start = ContinuousClock.now
try program.run()
program.waitUntilExit()
let seconds = (ContinuousClock.now - start) / .seconds(1)
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
let peak = Double(usage.ru_maxrss) * 1024
try FileManager.default.removeItem(at: folder)

/// The limits, for a million headers.
let limits = (seconds: 60.0, bytes: 1e9)
print("\(archive.headerCount) headers planned and written in \(Int(seconds.rounded())) s (limit \(Int(limits.seconds)) s)")
print("peak memory \(Int(peak / 1e6)) MB (limit \(Int(limits.bytes / 1e6)) MB)")
let isWithin = program.terminationStatus == 0 && seconds <= limits.seconds && peak <= limits.bytes
exit(isWithin ? 0 : 1)
