import Foundation
import PhantomKit
import Testing

@Suite("The demo archive", .serialized) struct DemoOracleTests {
    /// Recipes without interpolation, whose means have a closed form, in the order in which they are given.
    private static let recipes = [
        ("ct", "CT", ""), ("mr", "MR", ""), ("pet", "PT", "pet: {suv: body-weight}"),
        ("mg", "MG", "projection: {intent: presentation, spacing: detector}"),
    ]

    /// Runs the archive by four recipes into `out`.
    private func run(_ program: Program) throws -> Program.Ending {
        var arguments = ["run", "archive", "--output", "out"]
        for (number, (name, modality, section)) in Self.recipes.enumerated() {
            let families = modality == "MG" ? "[morphology-2D, statistics]" : "[statistics]"
            let file = try program.write(
                """
                voxmark: 1
                name: \(name)
                block: \(91 + number)
                modalities: [\(modality)]
                \(section)
                discretisation:
                  texture: {bin-number: 16}
                features:
                  families: \(families)
                """, to: "\(name).yaml")
            if !FileManager.default.fileExists(atPath: program.path("\(name).concepts.csv")) {
                try #require(try program.run("vocabulary", file).code == 0)
            }
            arguments += ["--recipe", file]
        }
        return try program.run(arguments)
    }

    /// The fields of a CSV table without quotes, by the names in its header.
    private func table(_ name: String, of program: Program) throws -> [[String: String]] {
        let lines = try String(contentsOfFile: program.path(name), encoding: .utf8).split(separator: "\n")
            .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let header = try #require(lines.first)
        return lines.dropFirst().map { Dictionary(zip(header, $0)) { first, _ in first } }
    }

    @Test("by four recipes every modality is done, and every spoilt file is told; a second run finds everything done")
    func summary() throws {
        try withProgram { program in
            #expect(try program.run("phantom", "write", "archive").code == 0)
            let first = try run(program)
            #expect(first.code == 3 && first.output.contains("23 cases: 20 done, 0 already done, 1 failed, 2 refused, 0 held"))
            let rows = first.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
            for row in [
                "CT ct done 10 180", "CT ct failed damaged-series 1 0", "MR mr done 2 36", "PT pet done 4 72",
                "MG mg refused other-intent 2 0",
                "RTSTRUCT – refused other-series 1 0", "– – failed empty-file 1 0", "also: 4 files not DICOM",
                "PHANTOM-0008/20230403_SCREEN: OT series without a mask",
            ] {
                #expect(rows.contains(row), "\(row): \(first.output)")
            }
            #expect(rows.contains { $0.hasPrefix("MG mg done 4 ") })
            #expect(first.errors.contains("23 of 23: ") && first.errors.contains("results in out"))
            for name in ["omop.sqlite", "run.log"] + Self.recipes.flatMap({ ["features-\($0.0).csv", "records-\($0.0).csv"] }) {
                #expect(FileManager.default.fileExists(atPath: program.path("out/\(name)")), "\(name)")
            }
            #expect(FileManager.default.fileExists(atPath: program.path("config/voxmark/pseudonym.key")))
            let second = try run(program)
            #expect(second.code == 3 && second.output.contains("23 cases: 0 done, 20 already done, 1 failed, 2 refused"))
        }
    }

    @Test("the means in HU, SUV and stored values, and the areas of mammograms, are the closed forms")
    func closedForms() throws {
        try withProgram { program in
            #expect(try program.run("phantom", "write", "archive").code == 0)
            #expect(try run(program).code == 3)
            let answers = try table("archive/answers.csv", of: program)
            var compared: [String: Int] = [:]
            for (name, modality, _) in Self.recipes {
                for row in try table("out/features-\(name).csv", of: program) {
                    let (date, label) = (row["date"]?.replacing("-", with: ""), row["label"])
                    let answer = try #require(
                        answers.first { $0["study_date"] == date && $0["region"] == label && $0["modality"] == modality })
                    // The lesion of the CT ramp is not in the middle of a voxel, so that its voxels do not have its mean.
                    guard let mean = answer["mean"].flatMap(Double.init), modality != "CT" else { continue }
                    let found = try #require(row["stat_mean"].flatMap(Double.init))
                    #expect(abs(found / mean - 1) < 1e-6, "\(modality) \(label ?? ""): \(found), not \(mean)")
                    compared[modality, default: 0] += 1
                    guard modality == "MG" else { continue }
                    let area = try #require(answer["area_mm2"].flatMap(Double.init))
                    let pixels = try #require(row["morph2d_area_pixel"].flatMap(Double.init))
                    // 173 pixels of 0.04 mm² are cut by the edge, each wrong by half a pixel at most, and with both signs alike.
                    #expect(abs(pixels - area) < 3 * 173.0.squareRoot() / 2 * 0.04)
                }
            }
            #expect(compared == ["MR": 1, "PT": 2, "MG": 2])
        }
    }
}
