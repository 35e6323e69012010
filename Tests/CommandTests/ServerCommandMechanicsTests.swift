import Foundation
import TestSupport
import Testing

@testable import OMOP

@Suite(
    "Commands on a server's database", .serialized, .enabled(if: PostgresServer.isInstalled, "\(PostgresServer.missing)"))
struct ServerCommandMechanicsTests {
    /// A program, and the address of an empty database.
    private func withServer(_ body: (Program, _ address: String) throws -> Void) throws {
        let server = try PostgresServer()
        defer { server.stop() }
        try PostgresDatabase(PostgresAddress(server.place.address("postgres"))).execute("CREATE DATABASE omop")
        try withProgram { try body($0, server.place.address("omop")) }
    }

    private static let schemas = ["--cdm-schema", "my cdm", "--results-schema", "results"]

    private func run(_ program: Program, _ recipe: String, _ archive: String = "archive", output: String, _ place: [String] = []) throws {
        let ending = try program.run(["run", archive, "--recipe", recipe, "--output", output] + place)
        try #require(ending.code == 0 || ending.code == 3, "\(ending.output)\(ending.errors)")
        guard !place.isEmpty else { return }
        #expect(ending.errors.contains("rows in the database omop at 127.0.0.1:") && !ending.errors.contains("omop.sqlite"))
        let hint = try #require(ending.errors.firstMatch(of: /how it stands: voxmark (.*)/)).1
        let shell = try program.shell("\"$0\" \(hint)")
        #expect(shell.contains("complete"), "\(hint): \(shell)")
    }

    @Test("tell of it, compare, check and export it, and take a run out of it, as of an output's own")
    func commands() throws {
        try withServer { program, address in
            let recipe = try program.recipe()
            for (number, id) in ["first", "second"].enumerated() {
                try RunCommandMechanicsTests.write(id, to: program, seed: UInt64(number + 1))
            }
            try RunCommandMechanicsTests.write("bad", defects: [.missingSlice(3)], to: program)
            let place = ["--database", address] + Self.schemas
            try run(program, recipe, output: "file")
            try run(program, recipe, output: "served", place)
            let text = try program.run(["status", "--cases"] + place)
            #expect(text.code == 0 && text.output.contains("refused  quick   missing-slices  1"), "\(text.output)\(text.errors)")
            #expect(text.output.contains("voxmark retry --failed --output FOLDER"))
            let missing = try program.run("status", "--database", address)
            #expect(missing.code == 2 && missing.errors.contains("[no-database]") && missing.errors.contains("--results-schema"))

            let diff = try program.run(["diff", "file", address] + Self.schemas)
            #expect(diff.code == 0 && diff.output.hasPrefix("equal: 3 cases"), "\(diff.output)\(diff.errors)")
            let check = try program.run(["omop", "check"] + place)
            #expect(check.code == 0 && check.output.contains("disk-room"), "\(check.output)\(check.errors)")
            for (name, output) in [("file", ["--output", "file"]), ("served", place)] {
                #expect(try program.run(["export", "table", "--to", "\(name).csv"] + output).code == 0)
                #expect(try program.run(["export", "duckdb", "--to", "\(name)-duck"] + output).code == 0)
            }
            // Ids follow the order in which workers end.
            let tables = ["concept", "vocabulary", "voxmark_acquisition", "voxmark_configuration"].map { "-duck/\($0).csv" }
            for file in [".csv", ".json"] + tables {
                let texts = try ["file", "served"].map { try String(contentsOfFile: program.path($0 + file), encoding: .utf8) }
                #expect(texts[0] == texts[1] && !texts[0].isEmpty, "\(file)")
            }

            let runs = try StoredDatabase(
                .server(PostgresAddress(address, cdmSchema: "my cdm", resultsSchema: "results"))
            ).runs()
            #expect(runs.count == 1)
            let same = try program.run(["diff", "\(address)#\(runs[0].id.prefix(20))", address] + Self.schemas)
            #expect(same.code == 0, "\(same.output)\(same.errors)")
            let removed = try program.run(["omop", "remove", "--run", runs[0].id] + place)
            #expect(removed.code == 0 && removed.output.contains("3 cases"), "\(removed.output)\(removed.errors)")
            let different = try program.run(["diff", "file", address, "--json"] + Self.schemas)
            #expect(different.code == 3)
            #expect(try program.run(["omop", "check"] + place).code == 0)
        }
    }

    @Test("the check looks at a plan with the options of the run, before and after rows are written")
    func plan() throws {
        try withServer { program, address in
            let recipe = try program.recipe()
            for id in ["first", "second"] { try RunCommandMechanicsTests.write(id, to: program) }
            #expect(try program.run("plan", "archive", "--recipe", recipe, "--output", "plan.json").code == 0)
            let place = ["--database", address] + Self.schemas
            let before = try program.run(["omop", "check", "--plan", "plan.json"] + place)
            #expect(before.code == 0 && before.output.contains("new-database") && before.output.contains("no-key"), "\(before.output)")
            let site = try program.run(["omop", "check", "--plan", "plan.json", "--append"] + place)
            #expect(site.code == 3 && site.output.contains("other-mode"), "\(site.output)")
            try run(program, recipe, "archive/first", output: "served", place)
            let after = try program.run(["omop", "check", "--plan", "plan.json"] + place)
            #expect(after.code == 0 && after.output.contains("planned new-person: 1 of 2 patients"), "\(after.output)\(after.errors)")
            try program.write("patient_id,days\nfirst,3\n", to: "shifts.csv")
            let shifted = try program.run(["omop", "check", "--plan", "plan.json", "--date-shift", "shifts.csv"] + place)
            #expect(shifted.code == 3 && shifted.output.contains("other-dates") && shifted.output.contains("planned no-date-shift"))
            #expect(!(before.output + after.output + shifted.output).contains("second"))
        }
    }

    @Test(
        "a password in an address is refused and not shown, and so are schemas without a server",
        arguments: [
            ["status", "--database", "postgresql://u:hush@h/d"], ["diff", "postgresql://u:hu#sh@h/d", "out"],
            ["diff", "out", "postgresql://h/d?password=hush#run"], ["omop", "check", "--database", "postgresql://u:hush@h/d"],
            ["omop", "remove", "--run", "r", "--database", "postgresql://u:hush@h/d"],
            ["export", "table", "--to", "t.csv", "--database", "postgresql://u:hush@h/d"],
            ["export", "duckdb", "--to", "t", "--database", "postgresql://u:hush@h/d", "--verbose"],
            ["status", "--output", "postgresql://u:hush@h/d"], ["diff", "a", "b", "--cdm-schema", "cdm"],
            ["status", "--output", "a", "--cdm-schema", "cdm"], ["omop", "check", "--output", "a", "--database", "b"],
            ["omop", "check", "--database", "b", "--append"], ["export", "duckdb", "--to", "t"],
        ])
    func refusals(arguments: [String]) throws {
        try withProgram { program in
            let ending = try program.run(arguments)
            #expect(ending.code == 2 && ending.errors.hasPrefix("voxmark: "), "\(ending.errors)")
            #expect(!["hush", "hu#", "sh@"].contains(where: (ending.output + ending.errors).contains), "\(ending.errors)")
        }
    }
}
