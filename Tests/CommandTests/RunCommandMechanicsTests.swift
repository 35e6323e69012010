import Foundation
import PhantomKit
import Testing
import Voxels

@Suite("voxmark run", .serialized) struct RunCommandMechanicsTests {
    @Test("an output folder in the archive, or the archive itself, is not read; no journal stays; the key lies below HOME")
    func outputInArchive() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try Self.write("good", to: program)
            for (archive, output) in [("archive", "archive/out"), ("archive", "archive")] {
                for expected in ["1 case: 1 done", "1 case: 0 done, 1 already done"] {
                    let ending = try program.run("run", archive, "--recipe", recipe, "--output", output)
                    #expect(ending.code == 0 && ending.output.contains(expected), "\(ending.output)\(ending.errors)")
                    #expect(!FileManager.default.fileExists(atPath: program.path("\(output)/omop.sqlite-journal")))
                    // As a killed run leaves it.
                    try program.write("", to: "\(output)/omop.sqlite-journal")
                }
                try FileManager.default.removeItem(atPath: program.path("\(output)/omop.sqlite-journal"))
            }
            let home = try program.shell(
                "XDG_CONFIG_HOME= HOME=$PWD/home \"$0\" run archive --recipe quick.yaml --output homed 2>/dev/null; ls home/.config/voxmark"
            )
            #expect(home.hasSuffix("pseudonym.key\n"))
        }
    }

    @Test("an output or recipe that is none is told in plain words and ends with 2; a place where no folder can be made with 4")
    func wrongPlaces() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try Self.write("good", to: program)
            try program.write("text", to: "file")
            try FileManager.default.createDirectory(atPath: program.path("other"), withIntermediateDirectories: true)
            try program.write(String(repeating: "this is no database\n", count: 100), to: "other/omop.sqlite")
            for (recipe, output, code, words) in [
                (recipe, "file", 2, "is a file; name a folder"), (recipe, "file/below", 4, "file is a file; name another folder"),
                (recipe, "other", 2, "omop.sqlite is not a database; name another output folder"),
                ("archive", "out", 2, "is a folder; name a file"), ("none.yaml", "out", 2, "does not exist; check the path"),
            ] {
                let ending = try program.run("run", "archive", "--recipe", recipe, "--output", output)
                #expect(ending.code == Int32(code) && ending.errors.contains(words), "\(output): \(ending.errors)")
                #expect(!ending.errors.contains("SQLite error") && !ending.errors.contains("NSCocoa"))
            }
        }
    }

    @Test("some bad cases end with 3, only bad ones with 4, nothing at all with 4 and a clear line")
    func exitCodes() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try Self.write("good", to: program)
            try Self.write("bad", defects: [.missingSlice(3)], to: program)
            let some = try program.run("run", "archive", "--recipe", recipe, "--output", "out")
            #expect(some.code == 3 && some.output.contains("refused, missing-slices (1):"))
            let bad = try program.run("run", "archive/bad", "--recipe", recipe, "--output", "out2")
            #expect(bad.code == 4)
            try FileManager.default.createDirectory(atPath: program.path("empty"), withIntermediateDirectories: true)
            let empty = try program.run("run", "empty", "--recipe", recipe, "--output", "out3")
            #expect(empty.code == 4 && empty.errors.contains("voxmark: nothing to do: "))
            let missing = try program.run("run", "nowhere", "--recipe", recipe, "--output", "out4")
            #expect(missing.code == 2 && missing.errors.contains("nowhere"))
            let selection = try program.write("voxmark: 1\nregions:\n  - name: GTV-9\n", to: "selection.yaml")
            let unknown = try program.run("run", "archive", "--recipe", recipe, "--selection", selection, "--output", "out5")
            #expect(unknown.code == 4 && unknown.output.contains("(did you mean GTV-1?); there are "))
            #expect(unknown.output.contains("0 cases: ") && unknown.output.contains("; 2 files or rows left out"))
            let labels = try program.write("voxmark: 1\nregions:\n  - label: 3\n    as: liver\n", to: "labels.yaml")
            let none = try program.run("run", "archive/good", "--recipe", recipe, "--selection", labels, "--output", "out6")
            #expect(none.code == 4 && none.errors.contains("nothing to do: RS.dcm: no region of it is selected"))
        }
    }

    @Test("features of one region as a table and as JSON; an unknown ROI lists the names there are")
    func features() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            let written = try Self.write("good", to: program)
            let mask = try #require(written.structureSet).path
            let table = try program.run("features", "--image", "archive/good/CT", "--mask", mask, "--recipe", recipe)
            #expect(table.code == 0 && table.output.contains("[hnsf'U]"))
            let json = try program.run(
                "features", "--image", "archive/good/CT", "--mask", mask, "--recipe", recipe, "--roi", "GTV-1", "--json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect((object["features"] as? [[String: Any]])?.count == 18 && object["region"] as? String == "GTV-1")
            let unknown = try program.run("features", "--image", "archive/good/CT", "--mask", mask, "--recipe", recipe, "--roi", "GTV")
            #expect(unknown.code == 4 && unknown.errors.contains("GTV-1"))
        }
    }

    @Test("killed in the middle and run again: the same database as without the kill")
    func killed() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            for number in 1...12 { try Self.write("P\(number)", to: program, seed: UInt64(number)) }
            let key = program.path("key")
            #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "calm", "--key-file", key).code == 0)
            let expected = try Self.contents("calm", of: program)
            #expect(expected.split(separator: "\n").count > 12 * 10)
            var interrupted = 0
            for cases in [1, 3, 6, 10] {
                let process = try program.start(
                    [
                        "run", "archive", "--recipe", recipe, "--output", "hard\(cases)", "--key-file", key, "--jobs", "1", "--progress",
                        "0.001",
                    ],
                    output: program.path("o"), errors: program.path("e\(cases)"))
                try Self.wait(for: "\(cases) of 12: ", in: program.path("e\(cases)"), process)
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                if process.terminationReason == .uncaughtSignal { interrupted += 1 }
                #expect(try program.run("run", "archive", "--recipe", recipe, "--output", "hard\(cases)", "--key-file", key).code == 0)
                #expect(try Self.contents("hard\(cases)", of: program) == expected, "killed after \(cases)")
            }
            #expect(interrupted > 0, "no run was killed in time")
        }
    }

    /// What the database holds on natural keys, without times.
    private static func contents(_ output: String, of program: Program) throws -> String {
        try program.shell(
            """
            sqlite3 \(output)/omop.sqlite "SELECT r.case_key, r.label, p.person_source_value, p.year_of_birth, m.measurement_date,
              m.measurement_concept_id, m.value_as_number, m.unit_source_value
              FROM measurement m JOIN voxmark_region r ON r.region_id = m.measurement_event_id JOIN person p ON p.person_id = m.person_id
              ORDER BY 1, 6;
              SELECT s.case_key, s.concept_id, s.status, s.reason FROM voxmark_status s ORDER BY 1, 2;
              SELECT case_key, state FROM voxmark_case ORDER BY 1;
              SELECT p.person_source_value, observation_period_start_date, observation_period_end_date
              FROM observation_period JOIN person p USING (person_id) ORDER BY 1;"
            cat \(output)/features.csv \(output)/records.csv
            """)
    }

    private static func wait(for text: String, in file: String, _ process: Process) throws {
        while process.isRunning {
            if try String(contentsOfFile: file, encoding: .utf8).contains(text) { return }
            usleep(200)
        }
    }

    @discardableResult
    static func write(
        _ id: String, defects: [SeriesDefect] = [], to program: Program, seed: UInt64 = 1
    ) throws -> DICOMSeriesWriter.Written {
        let grid = Grid(size: [32, 32, 10], spacing: [2, 2, 3], centre: .zero, direction: .axial)
        let phantom = Phantom(
            name: "ball", grid: grid, background: .uniform(-1000),
            part: Phantom.Part(
                name: "GTV-1", shape: Shape(.sphere(radius: 9)), pattern: .texture(mean: 40, amplitude: 50, cell: 6, seed: seed)))
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: id, name: "\(id)^Name", birthDate: "19600101", sex: "F"), study: ArchiveStudy(date: "20200202"),
            defects: defects)
        return try writer.write(
            volume: phantom.volume(), structures: phantom.structures, to: program.folder.appending(path: "archive/\(id)"),
            imageFolder: "CT",
            structureSet: "RS.dcm")
    }
}
