import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite(
    "A PostgreSQL database", .postgres, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct PostgresDatabaseMechanicsTests {
    private static let table = "CREATE TABLE t (id integer PRIMARY KEY, x numeric, y double precision, s text, d date)"
    private static let columns = ["id", "x", "y", "s", "d"]
    private static let doubles = [
        0.1, -1.0 / 3, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1e22, 123_456_789.123_456_78, .pi * 1e-7,
        -0.000012345678901234567,
    ]
    private static let texts = ["", "plain", "tab\tand\nline\r\\N \\.", "'quoted' \"names\" ?1 $1", "Größe µ 体積 🩻"]

    @Test("gives back the bits of doubles, texts and dates that were bound or copied")
    func values() throws {
        let database = try TestPostgres().open()
        try database.execute(Self.table)
        var rows = SQLRows(columns: Self.columns)
        for (number, double) in Self.doubles.enumerated() {
            let row: [SQLValue] = [
                .integer(number), .real(double), .real(double), .text(Self.texts[number % Self.texts.count]), "2001-02-03",
            ]
            rows.append(row)
            try database.prepare("INSERT INTO t VALUES (?1 + 100, ?2, ?3, ?4, ?5)").run(row)
        }
        try database.insert(rows, into: "t")
        for first in [0, 100] {
            let found = try database.rows(
                "SELECT x, y, s, d FROM t WHERE id BETWEEN ?1 AND ?2 ORDER BY id", .integer(first), .integer(first + 99)
            ) {
                (x: $0.real(0), y: $0.real(1), s: $0.text(2), d: $0.text(3))
            }
            #expect(found.map(\.x) == Self.doubles)
            #expect(found.map(\.y) == Self.doubles)
            #expect(found.map(\.s) == found.indices.map { Self.texts[$0 % Self.texts.count] })
            #expect(found.allSatisfy { $0.d == "2001-02-03" })
        }
    }

    @Test("refuses what it would change: not finite, NUL, too long, out of range")
    func refusals() throws {
        let database = try TestPostgres().open()
        try database.execute("CREATE TABLE t (id integer, x numeric, s varchar(3))")
        let insert = try database.prepare("INSERT INTO t VALUES (?, ?, ?)")
        #expect(try message(.notFinite) { try insert.run([1, .real(.infinity), "a"]) }.contains("inf"))
        #expect(try message(.outOfRange) { try insert.run([1, .null, "a\0b"]) }.contains("NUL"))
        #expect(try message(.outOfRange) { try insert.run([2_147_483_648, .null, .null]) }.contains(database.place))
        #expect(try message(.textTooLong) { try insert.run([1, .null, "long"]) }.contains("3"))
        var rows = SQLRows(columns: ["id", "x", "s"])
        rows.append([1, .null, "fits"])
        #expect(try message(.textTooLong) { try database.insert(rows, into: "t") }.contains("3"))
        #expect(try database.table("SELECT count(*) FROM t") == ["0"])
    }

    @Test("an error rolls back a transaction, or the part that it befell; what is copied goes with it")
    func parts() throws {
        struct Stop: Error {}
        let database = try TestPostgres().open()
        try database.execute(Self.table)
        var rows = SQLRows(columns: ["id"])
        rows.append([2])
        try database.transaction { () throws(OMOPError) in
            try database.run("INSERT INTO t (id) VALUES (1)")
            do throws(OMOPError) {
                try database.transaction { () throws(OMOPError) in
                    try database.insert(rows, into: "t")
                    try database.run("INSERT INTO t (id) VALUES (1)")
                }
            } catch {}
            #expect(database.isInTransaction)
            try database.insert(rows, into: "t")
            try database.insert(
                {
                    var more = rows; more.removeAll(); more.append([3]); return more
                }(), into: "t")
        }
        #expect(!database.isInTransaction)
        #expect(try database.table("SELECT id FROM t ORDER BY id") == ["1", "2", "3"])
        #expect(throws: OMOPError.self) {
            try database.transaction { () throws(OMOPError) in
                try database.run("DELETE FROM t")
                throw OMOPError(.outOfRange, "no")
            }
        }
        #expect(try database.table("SELECT count(*) FROM t") == ["3"])
    }

    @Test("a transaction in which a failure was passed over is not taken for written")
    func passedOver() throws {
        let database = try TestPostgres().open()
        try database.execute(Self.table)
        let message = try message(.database) {
            try database.transaction { () throws(OMOPError) in
                try database.run("INSERT INTO t (id) VALUES (1)")
                try? database.execute("SELECT 1/0")
            }
        }
        #expect(message.contains("division by zero"))
        #expect(!database.isInTransaction)
        #expect(try database.table("SELECT count(*) FROM t") == ["0"])
    }

    @Test("what others spoilt runs again, and is an error after five times", arguments: ["40001", "40P01"])
    func retries(state: String) throws {
        let database = try TestPostgres().open()
        try database.execute(Self.table)
        let spoil = "DO $$BEGIN RAISE EXCEPTION 'spoilt' USING ERRCODE = '\(state)'; END$$"
        var attempts = 0
        try database.transaction { () throws(OMOPError) in
            attempts += 1
            try database.run("INSERT INTO t (id) VALUES (1)")
            if attempts < 3 { try database.execute(spoil) }
        }
        #expect(attempts == 3)
        #expect(try database.table("SELECT count(*) FROM t") == ["1"])
        attempts = 0
        let message = try message(.busy) {
            try database.transaction { () throws(OMOPError) in
                attempts += 1
                try database.execute(spoil)
            }
        }
        #expect(attempts == 5)
        #expect(message.contains("other writers"))
    }

    @Test("ids that another program took at the same time are taken anew")
    func otherWriter() throws {
        let test = try TestPostgres()
        let (database, other) = (try test.open(), try test.open())
        try database.execute(Self.table)
        var attempts = 0
        try database.transaction { () throws(OMOPError) in
            attempts += 1
            let highest = try database.rows("SELECT coalesce(max(id), 0) FROM t") { $0.integer(0) ?? 0 }.first ?? 0
            if attempts == 1 { try other.run("INSERT INTO t (id) VALUES (1)") }
            try database.run("INSERT INTO t (id) VALUES (?)", .integer(highest + 1))
        }
        #expect(attempts == 2)
        #expect(try database.table("SELECT id FROM t ORDER BY id") == ["1", "2"])
    }

    @Test("several writers at once wait for each other: no id twice, no deadlock")
    func severalWriters() async throws {
        let test = try TestPostgres()
        try test.open().execute(
            "CREATE TABLE t (id integer PRIMARY KEY, writer integer); CREATE TABLE person (id integer PRIMARY KEY, seen integer); INSERT INTO person VALUES (1, 0), (2, 0)"
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let database = try test.open()
                    for _ in 0..<25 {
                        try database.transaction { () throws(OMOPError) in
                            // Locks on rows in opposite orders would be a deadlock.
                            for person in writer.isMultiple(of: 2) ? [1, 2] : [2, 1] {
                                try database.run("UPDATE person SET seen = seen + 1 WHERE id = ?", .integer(person))
                            }
                            let highest = try database.rows("SELECT coalesce(max(id), 0) FROM t") { $0.integer(0) ?? 0 }.first ?? 0
                            var rows = SQLRows(columns: ["id", "writer"])
                            for offset in 1...10 { rows.append([.integer(highest + offset), .integer(writer)]) }
                            try database.insert(rows, into: "t")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let database = try test.open()
        #expect(try database.table("SELECT count(*), max(id), count(DISTINCT writer) FROM t") == ["1000|1000|4"])
        #expect(try database.table("SELECT seen FROM person") == ["100", "100"])
    }

    @Test("a writer that does not end is waited for no longer than was said")
    func lockTimeout() throws {
        let test = try TestPostgres()
        let (one, other) = (try test.open(), try test.open(lockTimeoutSeconds: 1))
        try one.transaction { () throws(OMOPError) in
            #expect(throws: OMOPError.self) { try other.transaction { () throws(OMOPError) in } }
            #expect(!other.isInTransaction)
        }
        try other.transaction { () throws(OMOPError) in }
    }
}
