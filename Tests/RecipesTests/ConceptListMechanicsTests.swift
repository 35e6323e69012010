import Foundation
import Testing

@testable import Recipes

/// Where this run's files go; removed when the process ends.
private let scratch: URL = {
    atexit { try? FileManager.default.removeItem(at: scratch) }
    return FileManager.default.temporaryDirectory.appending(path: "voxmark-recipes-\(UUID().uuidString)")
}()

/// A new folder that no other test uses.
private func temporaryFolder() throws -> URL {
    let url = scratch.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
}

struct ConceptListMechanicsTests {
    private func recipeURL(_ csv: String? = nil) throws -> URL {
        let folder = try temporaryFolder()
        if let csv { try Data(csv.utf8).write(to: folder.appending(path: "lab.v2.concepts.csv")) }
        return folder.appending(path: "lab.v2.yaml")
    }

    @Test func listLiesBesideTheRecipe() throws {
        #expect(ConceptList.url(beside: URL(filePath: "/a/ct.yaml")).path == "/a/ct.concepts.csv")
        #expect(ConceptList.url(beside: try recipeURL()).lastPathComponent == "lab.v2.concepts.csv")
    }

    @Test func unlistedConfigurationSaysWhichCommandAddsIt() throws {
        let url = try recipeURL()
        let list = try ConceptList.load(beside: url)
        let error = #expect(throws: RecipeError.self) { try list.number(of: "a=1") }
        #expect(error?.code == .configurationUnlisted)
        #expect(error?.description.contains("voxmark vocabulary \(url.path)") == true)
    }

    @Test func appendingKeepsEveryByteThatIsThere() throws {
        let url = try recipeURL()
        var list = try ConceptList.load(beside: url)
        var before = Data()
        for (n, configuration) in ["a=1", "a=2; b=\"x\", y", "a=3"].enumerated() {
            #expect(try list.append(configuration, description: "number, \"\(n)\"") == n)
            let after = try Data(contentsOf: list.url)
            #expect(after.count > before.count)
            #expect(after.starts(with: before))
            before = after
        }
        #expect(try list.append("a=2; b=\"x\", y", description: "again") == 1)
        #expect(try Data(contentsOf: list.url) == before)
        let read = try ConceptList.load(beside: url)
        #expect(read == list)
        #expect(try read.number(of: "a=3") == 2)
        #expect(read.entries[1].description == "number, \"1\"")
    }

    @Test func appendingMendsAMissingLineEnd() throws {
        let url = try recipeURL("n,configuration,description\n4,a=1,x")
        var list = try ConceptList.load(beside: url)
        #expect(try list.append("a=2", description: "y") == 5)
        #expect(try String(contentsOf: list.url, encoding: .utf8) == "n,configuration,description\n4,a=1,x\n5,a=2,y\n")
    }

    @Test func fullBlockIsAnError() throws {
        var list = try ConceptList.load(beside: recipeURL("n,configuration,description\n127,a=1,x\n"))
        let error = #expect(throws: RecipeError.self) { try list.append("a=2", description: "") }
        #expect(error?.code == .conceptRange)
    }

    @Test(arguments: [
        ("number,text\n", 1), ("n,configuration,description\n128,a,b\n", 2), ("n,configuration,description\n0,a,b\n0,c,d\n", 3),
        ("n,configuration,description\n1,a,b\n2,a,d\n", 3), ("n,configuration,description\n1,a\n", 2),
        ("n,configuration,description\n3,a,b\n\n2,c,d\n", 4),
    ])
    func malformedListNamesTheLine(csv: String, line: Int) throws {
        let url = try recipeURL(csv)
        let error = #expect(throws: RecipeError.self) { try ConceptList.load(beside: url) }
        #expect(error?.code == .badConcepts)
        #expect(error?.problems.first?.line == line)
    }

    @Test func conceptIDsFollowTheFormula() throws {
        #expect(try ConceptID.id(block: 0, n: 0, slot: 0) == 2_050_000_000)
        #expect(try ConceptID.id(block: 0, n: 1, slot: 7) == 2_050_004_103)
        #expect(try ConceptID.id(block: 1, n: 0, slot: 0) == 2_050_524_288)
        #expect(try ConceptID.id(block: 127, n: 127, slot: 4095) == 2_117_108_863)
        #expect(ConceptID.largest == 2_117_108_863)
        #expect(ConceptID.largest < Int(Int32.max))
    }

    @Test(arguments: [(-1, 0, 0), (128, 0, 0), (0, -1, 0), (0, 128, 0), (0, 0, -1), (0, 0, 4096)])
    func partsOutsideTheirRangeAreErrors(block: Int, n: Int, slot: Int) {
        let error = #expect(throws: RecipeError.self) { try ConceptID.id(block: block, n: n, slot: slot) }
        #expect(error?.code == .conceptRange)
    }
}
