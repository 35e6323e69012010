import DICOM
import Foundation
import NIfTI
import PhantomKit
import Recipes
import TestSupport
import Testing
import Voxels

@testable import Batch

/// Writes the regions of a sample patient's RTSTRUCT as a segmentation `archive/ID/SEG.dcm`.
func exportSegmentation(_ id: String, in folder: TemporaryFolder) throws {
    let recipe = Recipe(name: "masks", block: 0, textureDiscretisation: .none)
    let plan = try Plan(archives: [folder.path("archive/\(id)")], recipe: recipe, selection: .all)
    let outcomes = try MaskExport(plan: plan, recipe: recipe, format: .seg, folder: folder.path("export")).execute()
    let file = try #require(outcomes.first?.file)
    try FileManager.default.moveItem(atPath: folder.path("export/\(file)"), toPath: folder.path("archive/\(id)/SEG.dcm"))
}

@Suite("Segmentations, label images and made regions as cases") struct MaskMechanicsTests {
    @Test("a segmentation is paired with the series that it references, and gives the same values as the contours that it was made of")
    func segmentationInArchive() async throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try exportSegmentation("A", in: folder)
        let setup = try SampleSetup.make(in: folder)
        let plan = try Plan(archives: [folder.path("archive")], setup: setup)
        #expect(plan.bundles.map(\.place) == ["A/{CT, RS.dcm}", "A/{CT, SEG.dcm}"] && plan.leftovers.isEmpty && plan.notes.isEmpty)
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV-1", "BOX"], ["GTV-1", "BOX"]])
        let summary = try await execute(plan, setup, in: folder)
        #expect(summary.reports.map(\.verdict) == [.done, .done, .done, .done])
        let lines = try String(contentsOf: folder.url.appending(path: "out/features.csv"), encoding: .utf8).split(separator: "\n")
        let rows = lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for label in ["GTV-1", "BOX"] {
            let values = rows.filter { $0[5] == label }.map { $0.suffix(18) }
            #expect(values.count == 2 && values[0].elementsEqual(values[1]))
        }
        // Done is done, for segmentations too.
        let again = try await execute(try Plan(archives: [folder.path("archive")], setup: setup), setup, in: folder)
        #expect(again.reports.allSatisfy { $0.verdict == .alreadyDone })
    }

    @Test("segments are chosen by number and by code")
    func segmentsByNumberAndCode() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        try exportSegmentation("A", in: folder)
        try folder.remove("archive/A/RS.dcm")
        func labels(_ selection: String) throws -> [String] {
            let setup = try SampleSetup.make(in: folder, selection: "voxmark: 1\nregions:\n  - \(selection)\n")
            return try Plan(archives: [folder.path("archive")], setup: setup).bundles.flatMap { $0.cases.map(\.label) }
        }
        #expect(try labels("{label: 2, as: box}") == ["box"])
        #expect(try labels("{code: 'SCT:85756007'}") == ["GTV-1", "BOX"])
    }

    @Test("regions that the recipe makes are cases of their own, in archives and single cases; a missing operand is refused")
    func madeRegions() throws {
        let folder = try TemporaryFolder()
        let set = try #require(try SamplePatient.write("A", to: folder).structureSet)
        var recipe = Recipe(name: "made", block: 90, textureDiscretisation: .none)
        recipe.features.families = [.statistics]
        recipe.masks.regions = [
            .init(name: "around", operation: .difference(["BOX", "GTV-1"])),
            .init(name: "rim", operation: .ring(of: "GTV-1", outside: 4, inside: 0, within: "around")),
            .init(name: "no", operation: .union(["GTV-1", "elsewhere"])), .init(name: "not here", operation: .union(["x", "y"])),
        ]
        let plan = try Plan(archives: [folder.path("archive")], recipe: recipe, selection: .all)
        #expect(plan.bundles.flatMap { $0.cases.map(\.label) } == ["GTV-1", "BOX", "around", "rim"])
        #expect(plan.leftovers.map(\.reason.code) == ["missing-operand"] && plan.leftovers[0].reason.message.contains("'elsewhere'"))
        let image = folder.path("archive/A/CT")
        func count(_ name: String) throws -> Int {
            try SingleCase(image: image, mask: set.path, region: name, recipe: recipe).extraction.morphologicalVoxelCount
        }
        let phantom = SamplePatient.phantom()
        let (ball, box) = (phantom.mask(), phantom.surroundings[0].shape.mask(on: phantom.grid))
        #expect(try count("around") == box.count - ball.count)
        #expect(try count("rim") == ball.ring(outside: 4, inside: 0).count && count("rim") < count("around"))
    }

    @Test("label images with a dictionary: names become regions, those that the image does not hold are left out")
    func dictionary() throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii.gz"))
        try NIfTIWriter.write(phantom.mask(), to: folder.path("mask.nii.gz"), label: 3)
        _ = try folder.write(#"{"labels": {"background": 0, "liver": 1, "lesion": 3, "whole": [1, 3]}}"#, to: "dataset.json")
        let manifest = try folder.write("image,mask,label\nimage.nii.gz,mask.nii.gz,\nimage.nii.gz,mask.nii.gz,lesion\n", to: "list.csv")
        var recipe = Recipe(name: "made", block: 90, textureDiscretisation: .none)
        recipe.features.families = [.statistics]
        let plan = try Plan(manifest: manifest, recipe: recipe, selection: .all)
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["whole", "lesion"], ["lesion"]])
        #expect(plan.notes.contains { $0.contains("liver") })
        let one = try SingleCase(image: folder.path("image.nii.gz"), mask: folder.path("mask.nii.gz"), region: "whole", recipe: recipe)
        #expect(one.extraction.morphologicalVoxelCount == phantom.mask().count)
        let selection = try Selection.parse("voxmark: 1\nregions:\n  - {pattern: '^les', as: GTV}\n")
        #expect(try Plan(manifest: manifest, recipe: recipe, selection: selection).bundles[0].cases.map(\.label) == ["GTV"])
    }

    @Test("a folder of NIfTI masks offers a region for each file that is not empty; the recipe can combine them")
    func maskFolder() async throws {
        let folder = try TemporaryFolder()
        let phantom = SamplePatient.phantom()
        let (ball, box) = (phantom.mask(), phantom.surroundings[0].shape.mask(on: phantom.grid))
        try FileManager.default.createDirectory(atPath: folder.path("organs"), withIntermediateDirectories: true)
        try NIfTIWriter.write(phantom.volume(), to: folder.path("image.nii.gz"))
        try NIfTIWriter.write(ball, to: folder.path("organs/spleen.nii.gz"))
        try NIfTIWriter.write(box, to: folder.path("organs/liver.nii"))
        let nothing = Mask(grid: phantom.grid, box: phantom.grid.bounds, values: [UInt8](repeating: 0, count: phantom.grid.bounds.count))
        try NIfTIWriter.write(nothing, to: folder.path("organs/heart.nii.gz"))
        let list = "image,mask,label,patient,date\nimage.nii.gz,organs,,A,2020-02-02\n"
        let manifest = try folder.write(list, to: "list.csv")
        let setup = try SampleSetup.make(in: folder, section: "regions:\n  - {name: rest, difference: [liver, spleen]}")
        let plan = try Plan(manifest: manifest, setup: setup)
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["liver", "spleen", "rest"]] && plan.leftovers.isEmpty)
        #expect(plan.notes.contains { $0.contains("heart") })
        let summary = try await execute(plan, setup, in: folder)
        #expect(summary.reports.count == 3 && summary.reports.allSatisfy { $0.verdict == .done || $0.verdict == .held })
        func count(_ name: String?) throws -> Int {
            try SingleCase(image: folder.path("image.nii.gz"), mask: folder.path("organs"), region: name, recipe: setup.recipe)
                .extraction.morphologicalVoxelCount
        }
        #expect(try count("spleen") == ball.count && count("rest") == box.count - ball.count)
        let empty = #expect(throws: Reason.self) { try count("heart") }
        #expect(empty?.code == "empty-mask")
        let unknown = #expect(throws: Reason.self) { try count("splen") }
        #expect(unknown?.message.contains("did you mean spleen") == true)
    }

    @Test("a made region that is asked for by name is refused for what it lacks itself")
    func madeRegionByName() throws {
        let folder = try TemporaryFolder()
        let set = try #require(try SamplePatient.write("A", to: folder).structureSet)
        var recipe = Recipe(name: "made", block: 90, textureDiscretisation: .none)
        recipe.features.families = [.statistics]
        recipe.masks.regions = [
            .init(name: "first", operation: .union(["GTV-1", "elsewhere"])), .init(name: "second", operation: .union(["x", "y"])),
            .init(name: "third", operation: .union(["first", "BOX"])),
        ]
        func refusal(_ name: String) -> String? {
            let reason = #expect(throws: Reason.self) {
                try SingleCase(image: folder.path("archive/A/CT"), mask: set.path, region: name, recipe: recipe)
            }
            return reason.flatMap { $0.code == "missing-operand" ? $0.message : nil }
        }
        #expect(refusal("second")?.contains("has no 'x', 'y'") == true)
        #expect(refusal("third")?.contains("has no 'first'") == true)
    }

    @Test("masks as NIfTI are the regions on their image's grid")
    func exportNIfTI() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let recipe = Recipe(name: "masks", block: 0, textureDiscretisation: .none)
        let plan = try Plan(archives: [folder.path("archive")], recipe: recipe, selection: .all)
        let outcomes = try MaskExport(plan: plan, recipe: recipe, format: .nifti, folder: folder.path("export")).execute()
        #expect(outcomes.map(\.label) == ["GTV-1", "BOX"] && outcomes.allSatisfy { $0.reason == nil })
        let written = try NIfTIMask(path: folder.path("export/\(try #require(outcomes[0].file))")).mask(label: 1)
        let ball = SamplePatient.phantom().mask()
        #expect(written.rebased(to: ball.box).values == ball.values && written.count == ball.count)
        #expect(try String(contentsOf: folder.url.appending(path: "export/masks.csv"), encoding: .utf8).split(separator: "\n").count == 3)
    }
}

/// One region of a patient in three formats, through the same path as a case of a run.
@Suite(.enabled(if: PhantomFolder.url != nil, "\(PhantomFolder.missing)"))
struct MaskFormatsOracleTests {
    @Test("RTSTRUCT, SEG and NIfTI of one region give identical features")
    func threeFormats() throws {
        let root = try #require(PhantomFolder.url)
        let series = root.appending(path: "clinical/sts/sts_002/ct")
        let contours = try #require(
            try FileManager.default.contentsOfDirectory(atPath: series.appending(path: "dicom/mask").path).sorted().first)
        var recipe = Recipe(name: "formats", block: 90, textureDiscretisation: .fixedBinNumber(16))
        recipe.features.spatialAutocorrelation = false
        let masks = [
            series.appending(path: "dicom/mask/\(contours)"), root.appending(path: "derived/sts_002_ct_seg/seg.dcm"),
            series.appending(path: "nifti/mask.nii.gz"),
        ]
        let cases = try masks.map { mask in
            try SingleCase(image: series.appending(path: "dicom/image").path, mask: mask.path, region: nil, recipe: recipe)
        }
        #expect(cases[0].extraction.morphologicalVoxelCount == 17_090 && cases[0].extraction.features.count > 200)
        for other in cases.dropFirst() {
            #expect(other.extraction.features.map(\.value) == cases[0].extraction.features.map(\.value))
        }
    }
}
