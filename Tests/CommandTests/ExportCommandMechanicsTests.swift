import Foundation
import Testing

@testable import OMOP

@Suite("The commands that check and export")
struct ExportCommandMechanicsTests {
    private static func database(_ program: Program) throws -> SQLiteDatabase {
        try SQLiteDatabase(path: program.path("out/omop.sqlite"), readOnly: true)
    }

    @Test("a run writes studies, images, features and acquisitions that the check finds sound")
    func check() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            for (number, id) in ["first", "second"].enumerated() {
                try RunCommandMechanicsTests.write(id, to: program, seed: UInt64(number + 1))
            }
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "out").code == 0)
            let database = try Self.database(program)
            #expect(try database.rows("SELECT count(*) FROM visit_occurrence") { $0.integer(0) } == [2])
            #expect(
                try database.rows(
                    """
                    SELECT mask_kind || ' ' || grid_columns || ' ' || grid_rows || ' ' || grid_slices || ' ' || spacing_x || ' ' || spacing_z
                    FROM voxmark_region
                    """
                ) { $0.text(0) } == ["RTSTRUCT 32 32 10 2.0 3.0", "RTSTRUCT 32 32 10 2.0 3.0"])
            #expect(
                try database.rows("SELECT DISTINCT name || '=' || coalesce(value_as_text, value_as_number) FROM voxmark_acquisition") {
                    $0.text(0) ?? ""
                }.filter { $0.hasPrefix("KVP") || $0.hasPrefix("ConvolutionKernel") }.sorted() == [
                    "ConvolutionKernel=PHANTOM", "KVP=120.0",
                ])
            let counts = try database.rows("SELECT (SELECT count(*) FROM image_feature), (SELECT count(*) FROM measurement)") {
                [$0.integer(0), $0.integer(1)]
            }
            #expect(counts[0][0] == counts[0][1] && counts[0][0] ?? 0 > 0)
            let sound = try program.run("omop", "check", "--output", "out")
            #expect(sound.code == 0 && sound.output.contains("nothing is wrong"), "\(sound.output)\(sound.errors)")
            let json = try program.run("omop", "check", "--database", "out/omop.sqlite", "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(json.code == 0 && (object["findings"] as? [Any])?.isEmpty == true)
            try SQLiteDatabase(path: program.path("out/omop.sqlite")).execute("DELETE FROM image_feature WHERE image_feature_id = 1")
            let damaged = try program.run("omop", "check", "--output", "out")
            #expect(damaged.code == 3 && damaged.output.contains("measurement-without-feature"), "\(damaged.output)")
            #expect(try program.run("omop", "check").code == 2)
            #expect(try program.run("omop", "check", "--output", "none").code == 2)
            let list = try program.run("omop", "check", "--list")
            #expect(list.code == 0 && list.output.contains("-- foreign-key measurement.person_id (keys)"))
        }
    }

    @Test("export writes a table of the loaded regions with its description, and the tables for DuckDB")
    func export() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try RunCommandMechanicsTests.write("good", to: program)
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "out").code == 0)
            let table = try program.run("export", "table", "--output", "out", "--to", "table.csv")
            #expect(table.code == 0 && table.output.hasPrefix("1 regions of 1 persons"), "\(table.output)\(table.errors)")
            let lines = try String(contentsOfFile: program.path("table.csv"), encoding: .utf8).split(separator: "\n")
            let header = lines[0].split(separator: ",")
            #expect(
                lines.count == 2 && header.prefix(6) == ["person", "study", "image", "region_date", "label", "modality"]
                    && header.contains("ConvolutionKernel"))
            #expect(!lines[1].contains("good") && lines[1].contains("GTV-1,CT,"))
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(contentsOf: program.folder.appending(path: "table.json"))) as? [String: Any])
            #expect((object["columns"] as? [Any])?.count == header.count && object["recipe"] as? String == "quick")
            let other = try program.run("export", "table", "--output", "out", "--recipe", "other", "--to", "table.csv")
            #expect(other.code == 2 && other.errors.contains("[no-recipe]"))
            #expect(try program.run("export", "table", "--output", "out", "--to", "table.txt").code == 2)
            let duck = try program.run("export", "duckdb", "--output", "out", "--to", "duck")
            #expect(duck.code == 0 && duck.output.contains("measurement"), "\(duck.output)\(duck.errors)")
            #expect(FileManager.default.fileExists(atPath: program.path("duck/load.sql")))
        }
    }

    @Test("the check looks at a plan before it is carried out")
    func plan() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            for id in ["first", "second"] { try RunCommandMechanicsTests.write(id, to: program) }
            #expect(try program.run("run", "archive/first", "--recipe", recipe, "--output", "out", "--key-file", "key").code == 0)
            #expect(try program.run("plan", "archive", "--recipe", recipe, "--output", "plan.json").code == 0)
            let check = try program.run("omop", "check", "--output", "out", "--plan", "plan.json", "--key-file", "key")
            #expect(
                check.code == 0 && check.output.contains("unknown-person: 1 of 2 patients are not in PERSON"),
                "\(check.output)\(check.errors)")
            #expect(!check.output.contains("second"))
            #expect(try program.run("omop", "check", "--output", "out", "--plan", "plan.json").output.contains("no-key"))
            #expect(try program.run("omop", "check", "--output", "out", "--plan", "plan.json", "--key-file", "none").code == 2)
        }
    }
}
