import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite(
    "Trouble with PostgreSQL", .postgres, .serialized, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct PostgresTroubleMechanicsTests {
    @Test("a server that is away, a database or user that is missing: said without secrets")
    func away() throws {
        let place = try #require(PostgresServer.current)
        let free = PostgresServer.Place(port: 1, folder: "")
        for (address, word) in [
            (free.address("omop"), "server runs"), (place.address("nowhere"), "nowhere"),
            (place.address("postgres", user: "nobody"), "nobody"),
        ] {
            let message = try message(.unreachable) { _ = try PostgresDatabase(PostgresAddress(address)) }
            #expect(message.contains("cannot connect") && message.contains(word))
        }
    }

    @Test("a wrong password, or none, is said; it shows in no message")
    func password() throws {
        let test = try TestPostgres()
        let database = try test.open()
        try database.execute("CREATE ROLE locked LOGIN PASSWORD 'right'")
        let rules = "\(test.place.folder)/data/pg_hba.conf"
        let old = try String(contentsOfFile: rules, encoding: .utf8)
        try Data("host all locked 127.0.0.1/32 scram-sha-256\n\(old)".utf8).write(to: URL(filePath: rules), options: [])
        try database.execute("SELECT pg_reload_conf()")
        let passwords = "\(test.place.folder)/passwords"
        try Data("*:*:*:*:wr0ngpass\n".utf8).write(to: URL(filePath: passwords))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwords)
        let open = { (file: String) throws in
            _ = try PostgresDatabase(PostgresAddress(test.place.address(test.name, user: "locked", options: "passfile=\(file)")))
        }
        let wrong = try message(.unreachable) { try open(passwords) }
        #expect(wrong.contains("check user, password") && !wrong.contains("wr0ngpass"))
        let none = try message(.unreachable) { try open("/nonexistent") }
        #expect(none.contains("PGPASSFILE"))
        try Data("*:*:*:*:right\n".utf8).write(to: URL(filePath: passwords))
        try open(passwords)
    }

    @Test("missing rights, tables and schemas, and a read-only database, each with what to do")
    func refusals() throws {
        let test = try TestPostgres()
        let owner = try test.open()
        try owner.execute("CREATE TABLE t (id integer); CREATE ROLE reader_\(test.name) LOGIN; GRANT SELECT ON t TO reader_\(test.name)")
        let reader = try test.open(user: "reader_\(test.name)")
        #expect(try reader.table("SELECT count(*) FROM t") == ["0"])
        #expect(try message(.privilege) { try reader.run("INSERT INTO t VALUES (1)") }.contains("rights"))
        #expect(try message(.schema) { try owner.run("INSERT INTO nothing VALUES (1)") }.contains("--cdm-schema"))
        #expect(try message(.schema) { try test.open("nowhere").run("INSERT INTO t VALUES (1)") }.contains("nowhere") == false)
        try owner.execute("ALTER DATABASE \(test.name) SET default_transaction_read_only = on")
        let readOnly = try test.open()
        let message = try message(.privilege) {
            try readOnly.transaction { () throws(OMOPError) in try readOnly.run("INSERT INTO t VALUES (1)") }
        }
        #expect(message.contains("read-only"))
        #expect(!readOnly.isInTransaction)
    }

    @Test("a statement that the server cancels, and a text that its encoding lacks, are told with what to do")
    func settings() throws {
        let test = try TestPostgres()
        let database = try test.open()
        try database.execute("SET statement_timeout = '10ms'")
        #expect(try message(.database) { try database.execute("SELECT pg_sleep(5)") }.contains("statement_timeout"))
        try database.execute("SET statement_timeout = 0")
        try database.execute("CREATE DATABASE latin_\(test.name) ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
        let latin = try PostgresDatabase(PostgresAddress(test.place.address("latin_\(test.name)")))
        try latin.execute("CREATE TABLE t (name text)")
        #expect(try message(.database) { try latin.run("INSERT INTO t VALUES (?)", "δ") }.contains("ENCODING 'UTF8'"))
    }

    @Test(
        "who waits no more is rid of another's lock, with the connection kept, and of a server that hangs, with the connection lost",
        arguments: ["lock", "kill -STOP"])
    func cutShort(what: String) throws {
        let test = try TestPostgres()
        let (other, database) = (try test.open(), try test.open())
        try other.execute("CREATE TABLE t (id integer)")
        let backend = pid_t(try database.backend)
        if what == "lock" { try other.execute("BEGIN; LOCK TABLE t") } else { kill(backend, SIGSTOP) }
        defer { kill(backend, SIGCONT) }
        database.connection.patience.cutShort()
        _ = try message(what == "lock" ? .database : .unreachable) {
            try database.transaction { () throws(OMOPError) in try database.run("INSERT INTO t VALUES (1)") }
        }
        if what == "lock" {
            try other.execute("ROLLBACK")
            try database.run("INSERT INTO t VALUES (2)")
            #expect(try other.table("SELECT id FROM t") == ["2"])
        } else {
            kill(backend, SIGCONT)
            #expect(throws: OMOPError.self) { try database.run("INSERT INTO t VALUES (2)") }
            #expect(try other.table("SELECT count(*) FROM t") == ["0"])
        }
    }

    @Test("a connection that breaks amid COPY stores nothing; a new one goes on", arguments: ["pg_terminate_backend", "kill -9"])
    func amidCopy(how: String) throws {
        let test = try TestPostgres()
        let database = try test.open()
        try database.execute("CREATE TABLE t (id integer PRIMARY KEY)")
        let backend = try database.backend
        var rows = SQLRows(columns: ["id"])
        for number in 0..<400_000 { rows.append([.integer(number)]) }
        var text = try CopyText(rows)
        var blocks = 0
        let message = try message(.unreachable) {
            try database.transaction { () throws(OMOPError) in
                try database.run("INSERT INTO t VALUES (-1)")
                try database.insert(into: "t", columns: ["id"]) { () throws(OMOPError) in
                    blocks += 1
                    if blocks == 3 {
                        if how == "kill -9" {
                            kill(pid_t(backend), SIGKILL)
                        } else {
                            let other = (try? test.open())
                            try other?.execute("SELECT pg_terminate_backend(\(backend))")
                        }
                    }
                    return try text.block()
                }
            }
        }
        #expect(message.contains("run again"))
        #expect(!database.isInTransaction)
        #expect(throws: OMOPError.self) { try database.run("INSERT INTO t VALUES (-2)") }
        let next = try #require(reopened(test))
        #expect(try next.table("SELECT count(*) FROM t") == ["0"])
        try next.insert(rows, into: "t")
        #expect(try next.table("SELECT count(*) FROM t") == ["400000"])
    }

    /// A server whose process was killed takes connections again when it has recovered.
    private func reopened(_ test: TestPostgres) -> PostgresDatabase? {
        for _ in 0..<200 {
            if let database = try? test.open() { return database }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return nil
    }
}
