import Foundation
import PhantomKit
import Testing
import Voxels

@Suite("Codes on the command line", .serialized) struct CodesCommandMechanicsTests {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("one code is explained in a line, all as JSON, and what is no code is wrong use")
    func explain() throws {
        try withProgram { program in
            let one = try program.run("codes", "missing-slices")
            #expect(one.code == 0 && one.output.hasPrefix("missing-slices (refused): ") && one.output.split(separator: "\n").count == 1)
            let all = try program.run("codes", "--json")
            let entries = try #require(try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]])
            #expect(entries.count > 100 && entries.allSatisfy { Set($0.keys) == ["code", "kinds", "meaning", "remedy"] })
            let none = try program.run("codes", "no-such-code", "--json")
            #expect(none.code == 2 && none.errors.contains("there is no code 'no-such-code'"))
            let error = try #require(try object(none.output)["error"] as? [String: String])
            #expect(error["code"] == "wrong-use" && error["message"]?.contains("no-such-code") == true)
        }
    }

    @Test("with --json an error is an object with the code that the line for people ends with")
    func jsonError() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try program.write("no image", to: "image.nii")
            try program.write("no mask", to: "mask.nii")
            for (image, code, status) in [("image.nii", "not-nifti", Int32(4)), ("missing.nii", "not-found", 2)] {
                let ending = try program.run(
                    "features", "--image", image, "--mask", "mask.nii", "--recipe", recipe, "--json")
                let error = try #require(try object(ending.output)["error"] as? [String: String])
                #expect(error["code"] == code && ending.code == status)
                #expect(ending.errors == "voxmark: \(error["message"] ?? "") [\(code)]\n")
            }
            let plain = try program.run("features", "--image", "missing.nii", "--mask", "mask.nii", "--recipe", recipe)
            #expect(plain.output.isEmpty && plain.errors.hasSuffix(" [not-found]\n"))
        }
    }

    @Test("a run with an index makes it, and finds everything done the second time")
    func indexedRun() throws {
        try withProgram { program in
            let recipe = try program.recipe()
            try #require(try program.run("phantom", "write", "archive").code == 0)
            let plain = try program.run("run", "archive", "--recipe", recipe, "--output", "plain")
            let first = try program.run("run", "archive", "--recipe", recipe, "--output", "out", "--index", "index.sqlite")
            let second = try program.run("run", "archive", "--recipe", recipe, "--output", "out", "--index", "index.sqlite")
            #expect(plain.code == first.code && first.code == second.code)
            for name in ["features.csv", "records.csv"] {
                let (one, other) = (program.path("plain/\(name)"), program.path("out/\(name)"))
                #expect(try Data(contentsOf: URL(filePath: one)) == Data(contentsOf: URL(filePath: other)), "\(name)")
            }
            #expect(second.output.contains(" 0 done"))
            let masks = try program.run("masks", "archive", "--to", "nifti", "--output", "masks", "--index", "index.sqlite")
            let others = try program.run("masks", "archive", "--to", "nifti", "--output", "others")
            #expect(masks.code == others.code && masks.output.replacing("masks", with: "") == others.output.replacing("others", with: ""))
        }
    }
}
