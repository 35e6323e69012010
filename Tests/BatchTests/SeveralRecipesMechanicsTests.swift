import Foundation
import OMOP
import PhantomKit
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Batch

@Suite("Several recipes in one run") struct SeveralRecipesMechanicsTests {
    /// A CT patient A, an MR patient B and the stray files, planned by recipes for some modalities each.
    private func plans(
        _ recipes: [(name: String, modalities: String?)], in folder: TemporaryFolder, selection: String? = nil
    ) throws -> (plans: [Plan], setups: [RunSetup]) {
        let paths = try recipes.enumerated().map { number, recipe in
            let line = recipe.modalities.map { "modalities: [\($0)]" } ?? ""
            let text = """
                voxmark: 1
                name: \(recipe.name)
                block: \(90 + number)
                discretisation:
                  texture: {bin-number: 16}
                features:
                  families: [statistics]
                \(line)
                """
            let path = try folder.write(text, to: "\(number).yaml")
            var concepts = try ConceptList.load(beside: URL(filePath: path))
            try concepts.append(try Recipe.load(from: URL(filePath: path)).configuration, description: "sample")
            return path
        }
        let file = try selection.map { try folder.write($0, to: "selection.yaml") }
        let setups = try RunSetup.several(recipes: paths, selection: file)
        return (try Plan.plans(archives: [folder.path("archive")], setups: setups), setups)
    }

    private func archive() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try SamplePatient.write("C", reference: .otherSeries, to: folder)
        var phantom = SamplePatient.phantom()
        phantom.background = .uniform(0)
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "B", name: "B^Name", birthDate: "", sex: "F"), study: ArchiveStudy(date: "20200202"),
            seriesNumber: 5, modality: .mr(echoTime: 20), encoding: PixelEncoding(isSigned: true, intercept: 0))
        try writer.write(
            volume: phantom.volume(), structures: phantom.structures, to: folder.url.appending(path: "archive/B"), imageFolder: "MR",
            structureSet: "RS.dcm")
        _ = try folder.write("", to: "archive/empty.dcm")
        return folder
    }

    /// The modality of every bundle.
    private func modalities(_ plan: Plan) -> [String] { plan.bundles.map(\.image.modality) }

    @Test("each computes the series whose modality it names; what concerns no recipe alone is told once, with the first")
    func byModality() throws {
        let folder = try archive()
        let plans = try plans([("mr", "MR, PT"), ("ct", "CT")], in: folder).plans
        #expect(plans.map(modalities) == [["MR"], ["CT"]])
        #expect(plans[0].leftovers.map(\.reason.code) == ["other-series", "empty-file"])
        #expect(plans[0].leftovers.map(\.modality) == ["RTSTRUCT", nil])
        #expect(plans[1].leftovers.isEmpty && plans[1].notes.isEmpty && plans[1].nonDICOMCount == 0)
        #expect(plans[0].notes.filter { $0.hasSuffix("CT series without a mask") }.count == 1)
        #expect(!plans[0].notes.contains { $0.contains("none of the recipes") })
    }

    @Test("two that name a modality both compute it, and one that names none computes all")
    func overlapping() throws {
        let folder = try archive()
        let plans = try plans([("ct", "CT"), ("fine", "CT"), ("any", nil)], in: folder).plans
        #expect(plans.map { modalities($0).sorted() } == [["CT"], ["CT"], ["CT", "MR"]])
    }

    @Test("a series that no recipe names is left out with a note of its modality; one recipe alone refuses it")
    func foreign() throws {
        let folder = try archive()
        let several = try plans([("ct", "CT"), ("pet", "PT")], in: folder).plans
        #expect(several.map(modalities) == [["CT"], []])
        #expect(several[0].notes.contains { $0.contains("MR series left out, since none of the recipes names the modality MR") })
        let alone = try plans([("ct", "CT")], in: folder).plans
        #expect(modalities(try #require(alone.first)).sorted() == ["CT", "MR"])
        #expect(!alone[0].notes.contains { $0.contains("none of the recipes") })
    }

    @Test("what the selection leaves out is counted over all recipes")
    func unselected() throws {
        let folder = try archive()
        let plans = try plans([("mr", "MR"), ("ct", "CT")], in: folder, selection: "voxmark: 1\nseries: {modality: PT}\n").plans
        #expect(plans.allSatisfy { $0.bundles.isEmpty })
        #expect(plans[0].notes.contains("2 image series with a mask left out by the selection"))
    }

    @Test("two recipes of one name are refused with both files")
    func sameName() throws {
        let folder = try archive()
        let error = #expect(throws: BatchError.self) { try plans([("ct", "CT"), ("ct", "MR")], in: folder) }
        #expect(error?.code == .sameRecipe)
        #expect(error?.message.contains("0.yaml") == true && error?.message.contains("1.yaml") == true)
    }

    @Test("one summary: a line for each modality, recipe, verdict and reason; a case held in the first run is done by the second")
    func summary() async throws {
        let folder = try archive()
        // The MR of B tells no birth date, but a CT of B does.
        try SamplePatient.write("B", to: folder, folderName: "B2")
        let (plans, setups) = try plans([("mr", "MR"), ("ct", "CT")], in: folder)
        let alone = try await execute(plans[0], setups[0], in: folder, output: "alone")
        #expect(alone.count(.held) == 2)
        let summary = try await execute(zip(plans, setups).map { BatchRun.Part($0, $1) }, in: folder)
        #expect(summary.count(.held) == 0 && summary.count(.done) == 6 && summary.caseCount == 6)
        #expect(
            summary.table == [
                "modality  recipe  verdict  reason        count  measurements",
                "CT        ct      done                       4            72",
                "MR        mr      done                       2            36",
                "RTSTRUCT  –       refused  other-series      1             0",
                "–         –       failed   empty-file        1             0",
                "",
            ])
        #expect(summary.text().contains("6 cases: 6 done") && summary.outcome == .partial)
    }
}
