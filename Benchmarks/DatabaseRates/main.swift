import TestSupport

/// How many measurements a second are written, with their ledger, beside the bare rows into the same tables with the same keys and indices.
///
/// Both are measured in turn, several times, and the best of each is compared; a case has all columns of the catalogue, ten cases are a batch.
/// usage: DatabaseRates [CASES]
let cases = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 60
print("database            ours rows/s   bare rows/s   ratio")
try measure("SQLite") { try RatedOutput.sqlite() }
if PostgresServer.isInstalled {
    let server = try PostgresServer()
    defer { server.stop() }
    try measure("PostgreSQL") { try RatedOutput.postgres(server.place, inBulk: false) }
    try measure("PostgreSQL, bulk") { try RatedOutput.postgres(server.place, inBulk: true) }
} else {
    print(PostgresServer.missing)
}

/// Prints the best rates of three runs each.
func measure(_ name: String, _ make: () throws -> RatedOutput) throws {
    var (ours, bare) = (0.0, 0.0)
    for _ in 0..<3 {
        bare = max(bare, try make().rateOfBareRows(cases: cases))
        ours = max(ours, try make().rateOfCases(cases))
    }
    let fields = [String(Int(ours)), String(Int(bare)), String((ours / bare * 100).rounded() / 100)]
    print(
        name.padding(20), fields.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }.joined(separator: "   "), separator: "")
}

extension String {
    fileprivate func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
