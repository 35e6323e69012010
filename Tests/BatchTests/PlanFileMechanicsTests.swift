import Foundation
import PhantomKit
import Testing

@testable import Batch

@Suite("Plan files") struct PlanFileMechanicsTests {
    /// An archive with two patients and something left over, planned.
    private func planned(_ folder: TemporaryFolder, patients: [String] = ["A", "B"]) throws -> (file: PlanFile, setup: RunSetup) {
        for id in patients { try SamplePatient.write(id, to: folder) }
        try SamplePatient.write("X", reference: .otherSeries, to: folder)
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        let file = PlanFile(
            plans: [plan], recipes: [folder.path("sample.yaml")], setups: [setup], selection: nil, archives: [folder.path("archive")])
        return (file, setup)
    }

    /// Edits the text of a plan file.
    private func edit(_ path: String, _ change: (inout String) -> Void) throws {
        var text = try String(contentsOfFile: path, encoding: .utf8)
        let before = text
        change(&text)
        #expect(text != before)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("what is written comes back, with its digest; its owner alone can read it")
    func thereAndBack() throws {
        let folder = try TemporaryFolder()
        let (file, _) = try planned(folder)
        let path = folder.path("plan.json")
        let digest = try file.write(to: path)
        let read = try PlanFile(path: path)
        #expect(read.plans[0].bundles == file.plans[0].bundles && !read.plans[0].bundles.isEmpty)
        #expect(read.plans[0].leftovers == file.plans[0].leftovers && !read.plans[0].leftovers.isEmpty)
        #expect(read.plans[0].remarks == file.plans[0].remarks && !read.plans[0].remarks.isEmpty)
        #expect(read.plans[0].notes == file.plans[0].notes && read.archives == file.archives && read.made == file.made)
        #expect(read.digest == digest && file.digest == digest && read.statedDigest == digest && !read.isEdited)
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(rights == 0o600)
        #expect(try read.setups().map(\.recipe.name) == ["sample"])
    }

    @Test("the same plan is the same digest, whenever it was made")
    func stable() throws {
        let folder = try TemporaryFolder()
        var (file, _) = try planned(folder)
        let digest = file.digest
        file.made = "1999-01-01T00:00:00Z"
        #expect(file.digest == digest)
    }

    @Test("bundles and cases can be taken out, labels renamed, costs left out")
    func edited() throws {
        let folder = try TemporaryFolder()
        var (file, _) = try planned(folder)
        let path = folder.path("plan.json")
        file.parts[0].plan.bundles[0].cases.remove(at: 1)
        file.parts[0].plan.bundles[1].cases = []
        let digest = try file.write(to: path)
        try edit(path) { $0 = $0.replacing("\"label\": \"GTV-1\"", with: "\"label\": \"lesion\"") }
        try edit(path) { $0 = $0.replacing(/"cost": \{[^}]*\},/, with: "") }
        let read = try PlanFile(path: path)
        #expect(read.plans[0].bundles.map { $0.cases.map(\.label) } == [["lesion"]])
        #expect(read.plans[0].bundles[0].cases[0].cost == .unknown)
        #expect(read.isEdited && read.digest != digest && read.statedDigest == digest)
    }

    @Test("an edited plan is carried out")
    func carriedOut() async throws {
        let folder = try TemporaryFolder()
        let (file, _) = try planned(folder)
        let path = folder.path("plan.json")
        try file.write(to: path)
        try edit(path) { $0 = $0.replacing("\"label\": \"GTV-1\"", with: "\"label\": \"lesion\"") }
        let read = try PlanFile(path: path)
        let setup = try #require(try read.setups().first)
        _ = try await execute(read.plans[0], setup, in: folder)
        #expect(try rows("SELECT DISTINCT label FROM voxmark_region ORDER BY 1", in: folder) == ["BOX", "lesion"])
    }

    @Test(
        "what makes no sense is refused, and the message says where",
        arguments: [
            (
                "\"label\": \"GTV-1\"", "\"lable\": \"GTV-1\"",
                "recipes[0].bundles[0].cases[0]: there is no key “lable”; the keys are cost, label, region"
            ),
            ("\"label\": \"GTV-1\"", "\"label\": \"BOX\"", "recipes[0].bundles[0].cases: two cases are called “BOX”"),
            ("\"hasContours\": true", "\"hasContours\": 1", "recipes[0].bundles[0].cases[0].region.roi.hasContours: "),
            ("\"sex\": \"F\"", "\"sex\": \"F\", \"name\": \"x\"", "recipes[0].bundles[0].image.patient: there is no key “name”"),
            ("\"version\": 1", "\"version\": 2", "version: version 2 is not read, only 1"),
            ("\"format\": \"voxmark plan\"", "\"format\": \"other\"", "format: this is no plan"),
            ("\"bundles\": [", "\"bundles\": [,", "this is not JSON, line "),
        ])
    func refused(old: String, new: String, message: String) throws {
        let folder = try TemporaryFolder()
        let (file, _) = try planned(folder)
        let path = folder.path("plan.json")
        try file.write(to: path)
        try edit(path) { $0 = $0.replacing(old, with: new, maxReplacements: 1) }
        let error = #expect(throws: BatchError.self) { try PlanFile(path: path) }
        #expect(error?.code == .plan && error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test("a plan whose recipe has another digest now is refused, naming the recipe; so is one of other numerics")
    func stale() throws {
        let folder = try TemporaryFolder()
        var (file, _) = try planned(folder)
        _ = try SampleSetup.make(in: folder, binNumber: 32)
        let changed = #expect(throws: BatchError.self) { try file.setups() }
        #expect(changed?.code == .stalePlan && changed?.message.contains("sample.yaml no longer says") == true)
        _ = try SampleSetup.make(in: folder)
        #expect(try file.setups().count == 1)
        file.numericsVersion += 1
        #expect(throws: BatchError.self) { try file.setups() }
    }

    @Test("a file that is not there, and a place that cannot be written, are told")
    func trouble() throws {
        let folder = try TemporaryFolder()
        let (file, _) = try planned(folder)
        #expect(throws: BatchError.self) { try PlanFile(path: folder.path("none.json")) }
        let error = #expect(throws: BatchError.self) { try file.write(to: folder.path("none/plan.json")) }
        #expect(error?.code == .output)
    }

    @Test(
        "lines are broken between what belongs apart, and a list of plain values never",
        arguments: [
            (#"{"a":[1,2,3],"b":"x,:{}[]\"y"}"#, "{\"a\": [1, 2, 3], \"b\": \"x,:{}[]\\\"y\"}"), ("[]", "[]"), ("{}", "{}"), ("12", "12"),
        ])
    func layout(compact: String, wanted: String) {
        #expect(String(decoding: JSONLayout(Array(compact.utf8), depth: 0).text, as: UTF8.self) == wanted)
    }

    @Test("long objects take a line for each key, and say the same")
    func longLayout() throws {
        let value = ["one": [String](repeating: "é\"\\ ,:{", count: 100), "two": (0..<60).map { "\($0)" }]
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = JSONLayout(Array(try encoder.encode(value)), depth: 0).text
        #expect(text.filter { $0 == UInt8(ascii: "\n") }.count == 3)
        #expect(try JSONDecoder().decode([String: [String]].self, from: Data(text)) == value)
    }
}
