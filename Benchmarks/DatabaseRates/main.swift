import Foundation
import TestSupport

/// How many rows a second are written for cases, beside the bare insertion or COPY of the same rows into the same tables with the same keys.
///
/// What the writer made of the cases is read back, and written once more into a new database in transactions of as many cases: bound to prepared
/// insertions in SQLite, as ready texts of COPY in PostgreSQL. Both are measured in turn, several times; the medians count.
/// usage: DatabaseRates [CASES [REPETITIONS [sqlite|postgres|bulk]]]
let arguments = CommandLine.arguments
let cases = SampleCases.make(arguments.count > 1 ? Int(arguments[1]) ?? 60 : 60)
let repetitions = arguments.count > 2 ? Int(arguments[2]) ?? 7 : 7
let only = arguments.count > 3 ? arguments[3] : nil
print("\(cases.count) cases, \(RatedOutput.batch) a transaction; medians of \(repetitions) repetitions; load \(load())")
print("database            ours rows/s  bare rows/s  ratio   end of run: ours s  bare s   ratio of both")
if only == nil || only == "sqlite" { try measure("SQLite") { try RatedOutput.sqlite() } }
if PostgresServer.isInstalled {
    let server = try PostgresServer()
    defer { server.stop() }
    if only == nil || only == "postgres" { try measure("PostgreSQL") { try RatedOutput.postgres(server.place, inBulk: false) } }
    if only == nil || only == "bulk" { try measure("PostgreSQL, bulk") { try RatedOutput.postgres(server.place, inBulk: true) } }
} else {
    print(PostgresServer.missing)
}
print("load \(load())")

/// Prints the medians of rates, of the times at the end, and of the ratios of pairs.
func measure(_ name: String, _ make: () throws -> RatedOutput) throws {
    var pairs: [(ours: LoadTimes, bare: LoadTimes)] = []
    for _ in 0..<repetitions {
        let (ours, rows) = try make().writeCases(cases)
        pairs.append((ours, try make().writeBare(rows, cases: cases.count)))
    }
    let fields: [(String, Int)] = [
        (String(Int(median(pairs) { Double($0.ours.rows) / $0.ours.loading })), 11),
        (String(Int(median(pairs) { Double($0.bare.rows) / $0.bare.loading })), 13),
        (hundredths(median(pairs) { $0.bare.loading / $0.ours.loading }), 7),
        (hundredths(median(pairs) { $0.ours.finishing }), 21), (hundredths(median(pairs) { $0.bare.finishing }), 8),
        (hundredths(median(pairs) { ($0.bare.loading + $0.bare.finishing) / ($0.ours.loading + $0.ours.finishing) }), 16),
    ]
    let padded = fields.map { text, width in String(repeating: " ", count: max(1, width - text.count)) + text }
    print(name.padding(toLength: 20, withPad: " ", startingAt: 0), padded.joined(), separator: "")
}

/// The middle one of what pairs of runs give.
func median(_ pairs: [(ours: LoadTimes, bare: LoadTimes)], _ value: ((ours: LoadTimes, bare: LoadTimes)) -> Double) -> Double {
    let sorted = pairs.map(value).sorted()
    return sorted[sorted.count / 2]
}

func hundredths(_ value: Double) -> String { String(format: "%.2f", value) }

/// How many processes wanted a processor in the last minute.
func load() -> String {
    var averages = [0.0, 0, 0]
    return getloadavg(&averages, 3) > 0 ? hundredths(averages[0]) : "unknown"
}
