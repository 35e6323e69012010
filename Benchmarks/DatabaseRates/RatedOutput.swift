import Features
import Foundation
import TestSupport

@testable import OMOP

/// How long rows took.
struct LoadTimes {
    /// How many rows there were, of all tables.
    var rows: Int
    /// Writing them, in seconds.
    var loading: Double
    /// What comes at the end of a run, in seconds: indices are made, and keys brought back.
    var finishing: Double
}

/// A new output to be written into, once.
struct RatedOutput {
    /// How many cases a transaction has.
    static let batch = 12

    let database: OMOPDatabase

    private init(_ database: OMOPDatabase) throws {
        self.database = database
        try database.begin(SampleCases.run)
        // The recipe's concepts, which every measurement leads to.
        _ = try OMOPWriter(database, run: SampleCases.identity)
    }

    /// A file in a new folder.
    static func sqlite() throws -> RatedOutput {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-rates")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try RatedOutput(OMOPDatabase(path: folder.appending(path: "omop.sqlite").path, source: source(), key: key()))
    }

    /// New schemas on a server.
    static func postgres(_ place: PostgresServer.Place, inBulk: Bool) throws -> RatedOutput {
        let address = try PostgresAddress(place.address("postgres"), cdmSchema: "cdm", resultsSchema: "results")
        try PostgresDatabase(address).execute("DROP SCHEMA IF EXISTS results CASCADE; DROP SCHEMA IF EXISTS cdm CASCADE; CHECKPOINT")
        let database = try OMOPDatabase(address, mode: .standAlone, source: source(), key: key())
        if inBulk { try database.beginBulkLoad() }
        return try RatedOutput(database)
    }

    /// Writes cases through the writer, and reads back what came of them.
    func writeCases(_ cases: [CaseRecord]) throws -> (times: LoadTimes, rows: [BareTable]) {
        let writer = try OMOPWriter(database, run: SampleCases.identity)
        let empty = try BareTable.empty(in: database.connection)
        let loading = try seconds {
            for start in stride(from: 0, to: cases.count, by: Self.batch) {
                let fault = try database.committingTogether { () throws(OMOPError) in
                    for record in cases[start..<min(cases.count, start + Self.batch)] { _ = try writer.commit(record) }
                }
                if let fault { throw fault }
            }
        }
        let finishing = try seconds { try database.finish(run: SampleCases.run, state: .complete) }
        let rows = try BareTable.filled(among: empty, in: database.connection)
        return (LoadTimes(rows: rows.reduce(0) { $0 + $1.rows.count }, loading: loading, finishing: finishing), rows)
    }

    /// Writes the rows of as many cases as they are, in transactions of as many cases.
    func writeBare(_ tables: [BareTable], cases: Int) throws -> LoadTimes {
        let batches = stride(from: 0, to: cases, by: Self.batch).map { start in
            tables.map { $0.part(start..<min(cases, start + Self.batch), of: cases) }
        }
        let loading: Double
        if let sqlite = database.connection as? SQLiteDatabase {
            loading = try seconds { for batch in batches { try BareInsertion(sqlite).write(batch) } }
        } else if let postgres = database.connection as? PostgresDatabase {
            // The texts are ready before the clock starts.
            let copies = try batches.map { try $0.map(BareCopy.init) }
            loading = try seconds { for batch in copies { try BareCopy.write(batch, into: postgres) } }
        } else {
            throw CocoaError(.featureUnsupported)
        }
        let finishing = try seconds { try database.finish(run: SampleCases.run, state: .complete) }
        return LoadTimes(rows: tables.reduce(0) { $0 + $1.rows.count }, loading: loading, finishing: finishing)
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double { try ContinuousClock().measure(body) / .seconds(1) }

    private static func source() throws -> CDMSource {
        guard let date = CalendarDate(year: 2026, month: 1, day: 1) else { throw CocoaError(.formatting) }
        return CDMSource(releaseDate: date)
    }

    private static func key() throws -> PseudonymKey {
        guard let key = PseudonymKey(bytes: Array(0..<32)) else { throw CocoaError(.formatting) }
        return key
    }
}
