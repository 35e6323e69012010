import Testing

@testable import OMOP

@Suite("Statements and addresses for PostgreSQL") struct PostgresTextMechanicsTests {
    @Test(
        "parameters get dollars; texts, names and comments stay",
        arguments: [
            ("SELECT ?, ?", "SELECT $1, $2", 2), ("SELECT ?2, ?1, ?", "SELECT $2, $1, $3", 3), ("SELECT ?12", "SELECT $12", 12),
            ("SELECT 'a?''?', \"b?\", ? -- ?\n, ?", "SELECT 'a?''?', \"b?\", $1 -- ?\n, $2", 2),
            ("SELECT /* ? */ ?/2-1", "SELECT /* ? */ $1/2-1", 1), ("SELECT 1", "SELECT 1", 0), ("SELECT 'open?", "SELECT 'open?", 0),
            ("SELECT 'COLLATE BINARY' ORDER BY a COLLATE BINARY, ?", "SELECT 'COLLATE BINARY' ORDER BY a COLLATE \"C\", $1", 1),
        ])
    func parameters(sqlite: String, postgres: String, count: Int) {
        let text = PostgresText(sqlite)
        #expect(text.sql == postgres)
        #expect(text.parameterCount == count)
    }

    @Test(
        "an address with a password is refused without showing it",
        arguments: [
            "postgresql://me:hush@server/db", "postgres://me:hush@server/db", "POSTGRESQL://me:hush@server:5432/db",
            "postgresql://server/db?password=hush", "postgresql://server/db?user=me&password=hush",
            "postgresql://server/db?sslpassword=hush",
            "postgresql://me:hu/sh@server/db", "postgresql://me:hush?@server/db", "postgresql://me:hu%zzsh@server/db",
            "postgresql://server/db?%zz&password=hush", "postgresql://me:hush@one,two:5433/db", "postgresql://server/db?pass%77ord=hush",
        ])
    func secrets(address: String) throws {
        let message = try message(.databaseAddress) { _ = try PostgresAddress(address) }
        #expect(message.contains("PGPASSFILE"))
        #expect(!message.contains("hush") && !message.contains("sh@"))
    }

    @Test(
        "an address without a password is taken",
        arguments: [
            "postgresql://server/db", "postgresql://me@server:5433/db?sslmode=verify-full&sslrootcert=/etc/ca.pem", "postgresql:///db",
            "postgresql://me@[::1]:5432/db", "postgresql://one:5432,two:5433/db?target_session_attrs=read-write",
            "postgres://?service=omop",
        ])
    func plain(address: String) throws {
        #expect(PostgresAddress.isAddress(address))
        #expect(try PostgresAddress(address).uri == address)
    }

    @Test("what is no address, or no name of a schema, is refused")
    func others() throws {
        #expect(!PostgresAddress.isAddress("omop.sqlite"))
        #expect(try message(.databaseAddress) { _ = try PostgresAddress("mysql://server/db") }.contains("postgresql://"))
        for schema in ["", String(repeating: "s", count: 64)] {
            #expect(try message(.databaseAddress) { _ = try PostgresAddress("postgresql:///db", cdmSchema: schema) }.contains("schema"))
        }
    }

    @Test("rows become blocks of COPY's text format")
    func copyText() throws {
        var rows = SQLRows(columns: ["a", "b", "c", "d"])
        rows.append([1, "tab\tline\nreturn\rslash\\N", .null, .real(0.1)])
        rows.append([.integer(-7), "", .text("é"), .real(1e-300)])
        var text = try CopyText(rows)
        let block = try #require(try text.block())
        #expect(String(decoding: block, as: UTF8.self) == "1\ttab\\tline\\nreturn\\rslash\\\\N\t\\N\t0.1\n-7\t\té\t1e-300\n")
        #expect(try text.block() == nil)
        rows.append([.real(.nan), 1, 1, 1])
        #expect(
            try message(.notFinite) {
                var text = try CopyText(rows); _ = try text.block()
            }.contains("nan"))
        var many = SQLRows(columns: ["a"])
        for number in 0..<50_000 { many.append([.integer(number)]) }
        var blocks = try CopyText(many)
        var sizes: [Int] = []
        while let block = try blocks.block() { sizes.append(block.count) }
        #expect(sizes.count > 3 && sizes.dropLast().allSatisfy { $0 >= CopyText.blockSize && $0 < CopyText.blockSize + 16 })
    }
}
