import Extraction
import Foundation
import NIfTI
import OMOP
import PhantomKit
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Batch

@Suite("Runs whose recipe is about a modality") struct ModalityRunMechanicsTests {
    private func mean(_ summary: SampleRun, of label: String, in folder: TemporaryFolder) throws -> Double? {
        let query = """
            SELECT value_as_number FROM measurement JOIN voxmark_region ON region_id = measurement_event_id
            WHERE label = '\(label)' AND measurement_source_value = 'stat_mean'
            """
        return try rows(query, in: folder).first.flatMap(Double.init)
    }

    @Test("a recipe for another modality refuses the series by name")
    func otherModality() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let setup = try SampleSetup.make(in: folder, section: "modalities: [MR, PT]")
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        #expect(summary.count(.refused) == 2 && summary.count(.done) == 0)
        #expect(summary.reports.allSatisfy { $0.reason?.code == "other-modality" && $0.reason?.message.contains("MR, PT") == true })
        let list = try folder.write("image,mask,modality\nimage.nii,mask.nii,CT\n", to: "list.csv")
        let phantom = SamplePatient.phantom()
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii"))
        try NIfTIWriter.write(phantom.mask(), to: folder.path("mask.nii"), label: 1)
        let manifest = try await execute(try Plan(manifest: list, setup: setup), setup, in: folder, output: "listed")
        #expect(manifest.reports.map(\.reason?.code) == ["other-modality"])
    }

    @Test("intensities are normalised by another region of the mask, selected or not, and have no unit")
    func referenceRegion() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let archive = [folder.path("archive")]
        let plain = try SampleSetup.make(in: folder)
        let first = try await execute(try Plan(archives: archive, setup: plain), plain, in: folder)
        let (ball, box) = (try mean(first, of: "GTV-1", in: folder), try mean(first, of: "BOX", in: folder))
        let expected = try #require(ball) / (try #require(box)) * 10
        for selection in [nil, "voxmark: 1\nregions: [{name: GTV-1}]\n"] {
            let other = try TemporaryFolder()
            let section = "normalise: {method: reference, from: {region: BOX}, scale: 10}"
            let setup = try SampleSetup.make(in: other, selection: selection, section: section)
            let summary = try await execute(try Plan(archives: archive, setup: setup), setup, in: other)
            #expect(summary.count(.done) == (selection == nil ? 2 : 1))
            let found = try #require(try mean(summary, of: "GTV-1", in: other))
            #expect(abs(found - expected) < 1e-5)
            let units = try rows(
                "SELECT DISTINCT unit_source_value FROM measurement WHERE measurement_source_value = 'stat_mean'", in: other)
            #expect(units == ["[arb'U]"])
        }
    }

    @Test("the region to normalise by may be a segment that is not selected")
    func referenceSegment() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try exportSegmentation("A", in: folder)
        let section = "normalise: {method: reference, from: {region: BOX}, scale: 10}"
        let setup = try SampleSetup.make(in: folder, selection: "voxmark: 1\nregions: [{name: GTV-1}]\n", section: section)
        let summary = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        #expect(summary.reports.map(\.verdict) == [.done, .done])
        let means = try rows("SELECT value_as_number FROM measurement WHERE measurement_source_value = 'stat_mean'", in: folder)
        #expect(means.count == 2 && means[0] == means[1])
    }

    @Test("a segmentation goes with the mammogram that it names", .enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func mammogramWithSegmentation() throws {
        let folder = try #require(PhantomFolder.url).appending(path: "derived/mammography_mg")
        let recipe = try Recipe.load(from: shippedRecipes.appending(path: "mg.yaml"))
        let plan = try Plan(archives: [folder.path], recipe: recipe, selection: .all)
        #expect(plan.bundles.flatMap(\.image.paths) == [folder.appending(path: "for_presentation.dcm").path] && plan.leftovers.isEmpty)
        let one = try SingleCase(
            image: folder.appending(path: "for_presentation.dcm").path, mask: folder.appending(path: "seg_for_presentation.dcm").path,
            region: nil, recipe: recipe)
        #expect(one.extraction.morphologicalVoxelCount == 11_289)
    }

    private var shippedRecipes: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Pipelines/recipes")
    }

    @Test("a mammogram has shape in the plane, and its making is kept", .enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
    func mammogram() throws {
        let folder = try TemporaryFolder()
        let image = try #require(PhantomFolder.url).appending(path: "derived/mammography_mg/for_presentation.dcm").path
        let grid = Grid(size: [660, 409, 1], spacing: [0.05, 0.05, 1])
        let disc = (0..<660 * 409).map { index -> UInt8 in
            let (x, y) = (index % 660 - 560, index / 660 - 180)
            return x * x + y * y <= 3600 ? 1 : 0
        }
        try NIfTIWriter.write(Mask(grid: grid, box: grid.bounds, values: disc), to: folder.path("disc.nii"), label: 1)
        let recipe = try Recipe.load(from: shippedRecipes.appending(path: "mg.yaml"))
        let one = try SingleCase(image: image, mask: folder.path("disc.nii"), region: nil, recipe: recipe)
        let values = Dictionary(uniqueKeysWithValues: one.extraction.features.map { ($0.column.tag, $0.value) })
        #expect(values["morph2d_area_pixel"] == .value(11_289 * 0.05 * 0.05))
        let diameter = try #require(values["morph2d_diam"]?.number)
        #expect(abs(diameter - 6.05) < 0.01, "60 pixels each way and half a pixel at each end")
        #expect(one.extraction.morphologicalVoxelCount == 11_289)
        #expect(one.extraction.features.allSatisfy { $0.value.number != nil })

        var volumetric = recipe
        volumetric.features.families = [.morphology]
        let refused = #expect(throws: Reason.self) {
            try SingleCase(image: image, mask: folder.path("disc.nii"), region: nil, recipe: volumetric)
        }
        #expect(refused?.code == "no-thickness")
        var raw = recipe
        raw.modality.projection.intent = .processing
        let intent = #expect(throws: Reason.self) {
            try SingleCase(image: image, mask: folder.path("disc.nii"), region: nil, recipe: raw)
        }
        #expect(intent?.code == "other-intent")
    }
}
