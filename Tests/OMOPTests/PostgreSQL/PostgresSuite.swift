import Foundation
import TestSupport
import Testing

@testable import OMOP

/// Gives a suite a PostgreSQL server of its own while its tests run.
struct PostgresTrait: SuiteTrait, TestScoping {
    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        let server = try PostgresServer()
        defer { server.stop() }
        try await PostgresServer.$current.withValue(server.place) { try await function() }
    }
}

extension Trait where Self == PostgresTrait {
    /// A PostgreSQL server for the suite.
    static var postgres: Self { PostgresTrait() }
}

/// An empty database of its own on the suite's server.
struct TestPostgres {
    let place: PostgresServer.Place
    let name = "voxmark_\(UUID().uuidString.lowercased().replacing("-", with: "_"))"

    /// Makes it.
    ///
    /// - Parameter language: the one as whose texts are sorted; nil sorts by bytes.
    init(sortedAs language: String? = nil) throws {
        place = try #require(PostgresServer.current)
        let sorted = language.map { " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE '\($0)'" } ?? ""
        try Self.open(place.address("postgres")).execute("CREATE DATABASE \(name)\(sorted)")
    }

    /// A connection to the database.
    func open(
        _ cdm: String? = nil, _ results: String? = nil, user: String = "postgres", lockTimeoutSeconds: Int = 120
    ) throws -> PostgresDatabase {
        try PostgresDatabase(
            PostgresAddress(place.address(name, user: user), cdmSchema: cdm, resultsSchema: results), lockTimeoutSeconds: lockTimeoutSeconds
        )
    }

    private static func open(_ address: String) throws -> PostgresDatabase { try PostgresDatabase(PostgresAddress(address)) }
}

extension PostgresDatabase {
    /// The process of the server that serves this connection.
    var backend: Int { get throws { try rows("SELECT pg_backend_pid()") { $0.integer(0) ?? 0 }.first ?? 0 } }
}
