import Foundation
import PhantomKit
import Testing
import Voxels

@Suite("voxmark audit leaks", .serialized) struct AuditCommandMechanicsTests {
    @Test("a run leaves nothing that identifies a patient; an index does, and is found out")
    func clean() throws {
        try withProgram { program in
            try write("GTV-1", to: program)
            let run = try program.run("run", "scans", "--recipe", try program.recipe(), "--output", "out")
            try #require(run.code == 0, "\(run.errors)")
            let ending = try program.run("audit", "leaks", "scans", "out")
            #expect(ending.code == 0 && ending.output.contains(" 0 identifiers leaked"), "\(ending.output)\(ending.errors)")
            #expect(ending.output.contains("allowed: date in out/omop.sqlite, measurement.measurement_date"))
            try #require(try program.run("index", "scans", "--index", "index.sqlite").code == 0)
            let index = try program.run("audit", "leaks", "scans", "out", "index.sqlite", "--json")
            #expect(index.code == 3)
            let report = try JSONDecoder().decode(Report.self, from: Data(index.output.utf8))
            #expect(Set(report.leaks.map(\.class)).isSuperset(of: ["id", "uid", "date", "path"]), "\(index.output)")
            #expect(report.leaks.allSatisfy { $0.file == "index.sqlite" && !$0.excerpt.contains("PAT-0017") })
            #expect(report.unreadable.isEmpty && report.files == 7)
        }
    }

    @Test("a patient's name in the name of a region is a leak in every output that copies the name")
    func label() throws {
        try withProgram { program in
            try write("Tumour Mustermann", to: program)
            let run = try program.run("run", "scans", "--recipe", try program.recipe(), "--output", "out")
            try #require(run.code == 0, "\(run.errors)")
            let ending = try program.run("audit", "leaks", "scans", "out", "--json")
            #expect(ending.code == 3)
            let report = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
            #expect(report.leaks.allSatisfy { $0.class == "name" && !$0.excerpt.contains("Mustermann") })
            #expect(Set(report.leaks.map(\.file)).isSuperset(of: ["out/features.csv", "out/omop.sqlite", "out/records.csv"]))
            let revealed = try program.run("audit", "leaks", "scans", "out", "--reveal")
            #expect(revealed.code == 3 && revealed.output.contains("Tumour Mustermann"))
        }
    }

    @Test("wrong use ends with 2 and says why; an archive without headers, or outputs without files, with 4")
    func exitCodes() throws {
        try withProgram { program in
            try write("GTV-1", to: program)
            try FileManager.default.createDirectory(atPath: program.path("empty"), withIntermediateDirectories: true)
            let policy = try program.write("voxmark: 1\nallow:\n  - {class: nane, in: x}\n", to: "policy.yaml")
            for (arguments, code, words) in [
                (["scans", "nowhere"], 2, "nowhere: there is no such file"), (["nowhere", "empty"], 2, "nowhere: there is no such file"),
                (["scans", "empty", "--policy", policy], 2, "policy.yaml:3:"), (["scans", "postgresql://host/db"], 2, "pg_dump"),
                (["scans"], 2, "Missing"), (["empty", "scans"], 4, "no DICOM header"), (["scans", "empty"], 4, ""),
            ] {
                let ending = try program.run(["audit", "leaks"] + arguments)
                #expect(ending.code == Int32(code), "\(arguments): \(ending.errors)")
                #expect(words.isEmpty || ending.errors.contains(words), "\(arguments): \(ending.errors)")
            }
        }
    }

    /// What the tests look at of the JSON.
    private struct Report: Decodable {
        struct Leak: Decodable {
            let `class`: String
            let file: String
            let excerpt: String
        }
        let leaks: [Leak]
        let unreadable: [String]
        let files: Int
    }

    /// Writes one scan; not into `archive`, since the check of everything that tests leave must not find what is planted here.
    private func write(_ region: String, to program: Program) throws {
        let grid = Grid(size: [32, 32, 10], spacing: [2, 2, 3], centre: .zero, direction: .axial)
        let phantom = Phantom(
            name: "ball", grid: grid, background: .uniform(-1000),
            part: Phantom.Part(
                name: region, shape: Shape(.sphere(radius: 9)), pattern: .texture(mean: 40, amplitude: 50, cell: 6, seed: 1)))
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "PAT-0017", name: "Mustermann^Erika", birthDate: "19600101", sex: "F"),
            study: ArchiveStudy(date: "20200202"))
        _ = try writer.write(
            volume: phantom.volume(), structures: phantom.structures, to: program.folder.appending(path: "scans/PAT-0017"),
            imageFolder: "CT-0001", structureSet: "RS.dcm")
    }
}
