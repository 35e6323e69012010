import Foundation
import PhantomKit
import Testing

@testable import OMOP

@Suite("voxmark status, diff, merge and omop remove", .serialized) struct LedgerCommandMechanicsTests {
    private static let secrets = ["PATIENT-", "1.2.826."]

    @Test("status tells the run, the cases by state and reason, and how to go on; nobody is named")
    func status() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try RunCommandMechanicsTests.write("good", to: program)
            try RunCommandMechanicsTests.write("bad", defects: [.missingSlice(3)], to: program)
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "out").code == 3)
            let ending = try program.run("status", "--output", "out", "--cases")
            #expect(ending.code == 0 && ending.errors.isEmpty, "\(ending.errors)")
            for words in [
                "complete", "2 cases planned", "refused  quick   missing-slices  1", "done     quick", "voxmark codes CODE",
                "voxmark retry --failed --output out computes",
            ] {
                #expect(ending.output.contains(words), "\(words) in \(ending.output)")
            }
            for secret in Self.secrets { #expect(!ending.output.contains(secret)) }
            let json = try program.run("status", "--output", "out/omop.sqlite", "--cases", "--json").output
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
            #expect((object["cases"] as? [Any])?.count == 2)
            let ledger = try #require(object["ledger"] as? [String: Any])
            #expect((ledger["lastRun"] as? [String: Any])?["state"] as? String == "complete")
        }
    }

    @Test("a database that is missing, no database, or damaged is told in plain words")
    func unusable() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try RunCommandMechanicsTests.write("good", to: program)
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "out").code == 0)
            let bytes = try Data(contentsOf: program.folder.appending(path: "out/omop.sqlite"))
            try bytes.prefix(bytes.count / 2).write(to: program.folder.appending(path: "half.sqlite"))
            try program.write(String(repeating: "this is no database\n", count: 100), to: "text.sqlite")
            for (path, code, words) in [
                ("none", 2, "[no-database]"), ("half.sqlite", 4, "is damaged; put back a copy"), ("text.sqlite", 2, "is not a database"),
            ] {
                let commands = [
                    ["status", "--output", path], ["diff", path, "out"], ["omop", "remove", "--run", "x", "--output", path],
                ]
                for arguments in commands {
                    let ending = try program.run(arguments)
                    #expect(ending.code == Int32(code) && ending.errors.contains(words), "\(arguments): \(ending.code) \(ending.errors)")
                }
            }
            #expect(try program.run("omop", "remove", "--run", "x", "--output", "out").errors.contains("[no-run]"))
            #expect(try program.run("merge", "out", "--output", "merged").errors.contains("[other-part]"))
            #expect(try program.run("diff", "out", "out", "--tolerance", "-1").code == 2)
        }
    }

    /// Changes the program's recipe, which gets another configuration.
    private static func changeRecipe(_ recipe: String, _ program: Program) throws {
        let text = try String(contentsOfFile: recipe, encoding: .utf8)
        try program.write("\(text)\nresegmentation:\n  range: [0, 60]\n", to: "quick.yaml")
        try #require(try program.run("vocabulary", recipe).code == 0)
    }

    @Test("diff ends with 0 for equal runs, with 3 for others, feature by feature; with the second run removed, the first is there again")
    func diff() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try RunCommandMechanicsTests.write("good", to: program)
            for output in ["one", "two"] {
                #expect(try program.run("run", "archive", "--recipe", recipe, "--output", output).code == 0)
            }
            let equal = try program.run("diff", "one", "two")
            #expect(equal.code == 0 && equal.output.hasPrefix("equal: 1 cases"), "\(equal.output)\(equal.errors)")
            try Self.changeRecipe(recipe, program)
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "two").code == 0)
            let runs = try StoredDatabase(path: program.path("two/omop.sqlite")).runs().map(\.id)
            for (first, second) in [("one", "two"), ("two/omop.sqlite#\(runs[1])", "two#\(runs[0])")] {
                let different = try program.run("diff", first, second)
                #expect(different.code == 3 && different.output.contains("quick.0:stat_mean"), "\(different.output)\(different.errors)")
            }
            let json = try program.run("diff", "one", "two", "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(json.code == 3 && object["casesCompared"] as? Int == 1)
            let removed = try program.run("omop", "remove", "--run", runs[0], "--output", "two")
            #expect(removed.code == 0 && removed.output.contains("1 cases; 1 cases"), "\(removed.output)\(removed.errors)")
            #expect(try program.run("diff", "one", "two").code == 0)
        }
    }

    @Test("merge brings shards together, equal to a whole run, with its tables; a set with a gap is refused")
    func merge() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            for (number, id) in ["first", "second"].enumerated() {
                try RunCommandMechanicsTests.write(id, to: program, seed: UInt64(number + 1))
            }
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "whole").code == 0)
            try FileManager.default.createDirectory(atPath: program.path("plan/parts"), withIntermediateDirectories: true)
            try program.write("{\"shards\": 2, \"digest\": \"p1\"}", to: "plan/plan.json")
            for (number, id) in [(1, "first"), (2, "second")] {
                let part = "plan/parts/shard-00\(number)"
                #expect(try program.run("run", "archive/\(id)", "--recipe", recipe, "--output", part).code == 0)
                try SQLiteDatabase(path: program.path("\(part)/omop.sqlite")).execute(
                    "UPDATE voxmark_run SET shard = '\(number)/2', plan_digest = 'p1'")
                guard number == 1 else { continue }
                let gap = try program.run("merge", "plan", "--output", "merged")
                #expect(gap.code == 2 && gap.errors.contains("shard 2 (no output)"), "\(gap.errors)")
            }
            let merged = try program.run("merge", "plan", "--output", "merged")
            #expect(merged.code == 0 && merged.output.contains("2 parts: 2 cases written"), "\(merged.output)\(merged.errors)")
            let diff = try program.run("diff", "whole", "merged")
            #expect(diff.code == 0 && diff.output.hasPrefix("equal: 2 cases"), "\(diff.output)\(diff.errors)")
            for table in ["features.csv", "records.csv"] {
                #expect(
                    try Data(contentsOf: program.folder.appending(path: "whole/\(table)"))
                        == Data(contentsOf: program.folder.appending(path: "merged/\(table)")))
            }
            #expect(try program.run("merge", "plan", "--output", "merged").output.contains("0 cases written, 2 there already"))
        }
    }
}
