import Foundation
import Testing

@Suite("voxmark plan") struct PlanCommandMechanicsTests {
    @Test("the demonstration archive: every case and leftover has a line; plan file, shards and index-only plans agree")
    func demonstration() throws {
        try withProgram { program in
            #expect(try program.run("phantom", "write", program.path("archive")).code == 0)
            let recipe = try program.recipe()
            let text = try program.run("plan", program.path("archive"), "--recipe", recipe, "--output", program.path("plan.json"))
            #expect(text.code == 3, "\(text.errors)")
            #expect(text.output.contains(" will be computed, ") && text.output.split(separator: "\n").count <= 50)
            #expect(text.errors.contains("which names patients"))

            let csv = try program.run("plan", program.path("archive"), "--recipe", recipe, "--csv")
            let lines = csv.output.split(separator: "\n")
            #expect(lines[0] == "verdict,code,recipe,image,mask,region,patient,modality,peak_bytes,seconds,reason")
            let planned = lines.filter { $0.hasPrefix("planned,") }
            #expect(!planned.isEmpty && lines.contains { $0.hasPrefix("refused,other-series,") })

            let json = try program.run("plan", program.path("archive"), "--recipe", recipe, "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            let totals = try #require(object["totals"] as? [String: Any])
            #expect(totals["planned"] as? Int == planned.count && (object["lines"] as? [Any])?.count == lines.count - 1)

            #expect(try program.run("index", program.path("archive"), "--index", program.path("index")).code == 3)
            let indexed = try program.run("plan", "--index", program.path("index"), "--recipe", recipe, "--csv")
            #expect(indexed.code == 3 && indexed.output.filter { $0 == "\n" }.count == csv.output.filter { $0 == "\n" }.count)

            let sharded = try program.run(
                "plan", program.path("archive"), "--recipe", recipe, "--shards", "4", "--output", program.path("shards"))
            #expect(sharded.code == 3 && sharded.errors.contains("4 shards in"))
            let names = try FileManager.default.contentsOfDirectory(atPath: program.path("shards")).sorted()
            #expect(names == ["plan.json"] + (1...4).map { "shard-00\($0).json" })
        }
    }

    @Test("nothing to do is 4, wrong use is 2; an index that is not there is not made")
    func codes() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try FileManager.default.createDirectory(atPath: program.path("empty"), withIntermediateDirectories: true)
            #expect(try program.run("plan", program.path("empty"), "--recipe", recipe).code == 4)
            #expect(try program.run("plan", "--recipe", recipe).code == 2)
            #expect(try program.run("plan", program.path("empty"), "--recipe", recipe, "--json", "--csv").code == 2)
            #expect(try program.run("plan", program.path("empty"), "--recipe", recipe, "--shards", "2").code == 2)
            #expect(try program.run("plan", program.path("none"), "--recipe", recipe).code == 2)
            let missing = try program.run("plan", "--index", program.path("none"), "--recipe", recipe)
            #expect(missing.code == 4 && !FileManager.default.fileExists(atPath: program.path("none")))
        }
    }

    @Test("names of files do not reach the terminal as what it would obey, and a case stays one line")
    func names() throws {
        try withProgram { program in
            #expect(try program.run("phantom", "write", program.path("archive")).code == 0)
            let recipe = try program.recipe()
            let evil = program.path("archive/evil\n\u{1B}[31mred")
            try FileManager.default.moveItem(atPath: program.path("archive/PHANTOM-0001"), toPath: evil)
            for flag in ["--verbose", "--csv"] {
                let ending = try program.run("plan", program.path("archive"), "--recipe", recipe, flag)
                #expect(!ending.output.contains("\u{1B}") && ending.output.contains("evil\\n\\x1B[31mred"))
            }
        }
    }
}
