import DICOM
import Foundation
import PhantomKit
import Recipes
import TestSupport
import Testing

@testable import Batch

@Suite("The index of an archive keeps what headers say") struct SeriesIndexMechanicsTests {
    private func written(_ folder: TemporaryFolder) throws {
        try SamplePatient.write("A", to: folder)
        let recipe = Recipe(name: "masks", block: 0, textureDiscretisation: .none)
        let plan = try Plan(archives: [folder.path("archive")], recipe: recipe, selection: .all)
        _ = try MaskExport(plan: plan, recipe: recipe, format: .seg, folder: folder.path("archive/seg")).execute()
    }

    @Test("images, structure sets and segmentations have their kind and verdict; an unchanged archive is not read again")
    func kindsAndVerdicts() throws {
        let folder = try TemporaryFolder()
        try written(folder)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        #expect(try index.update([folder.path("archive")]).added == 13)
        let lines = try index.summary().lines
        #expect(lines.map { "\($0.modality) \($0.verdict) \($0.instances)" } == ["CT regular 10", "RTSTRUCT no-image 1", "SEG no-image 1"])
        #expect(try index.summary().remainders.map(\.code) == ["not-dicom"], "masks.csv")
        let again = try index.update([folder.path("archive")])
        #expect(again.unchanged == 13 && again.added == 0 && again.changed == 0)
    }

    @Test("an update that was broken off before the series were described is made up for by the next")
    func brokenOff() throws {
        let folder = try TemporaryFolder()
        try written(folder)
        let file = folder.path("index.sqlite")
        let lines = try { () throws -> [IndexSummary.Line] in
            let index = try SeriesIndex(path: file)
            _ = try index.update([folder.path("archive")])
            let lines = try index.summary().lines
            try index.database.execute("DELETE FROM series")
            #expect(try index.summary().lines.isEmpty)
            return lines
        }()
        let again = try SeriesIndex(path: file)
        #expect(try again.update([folder.path("archive")]).unchanged == 13)
        #expect(try again.summary().lines == lines && lines.count == 3)
    }

    /// A content through the bytes of the index.
    private func thereAndBack(_ content: FileContent) -> FileContent? {
        let bytes = HeaderBytes.of(content)
        var reader = HeaderBytesReader()
        return bytes.withUnsafeBytes { reader.content(of: $0, path: content.header?.path ?? "") }
    }

    @Test("a segmentation's header comes back from the index as it was read")
    func segmentationThereAndBack() throws {
        let folder = try TemporaryFolder()
        try written(folder)
        let found = try #require(try DICOMIndex.scan([folder.path("archive/seg")]).segmentations.first)
        #expect(found.segments.map(\.label) == ["GTV-1", "BOX"])
        let kept = thereAndBack(.segmentation(found))
        guard case .segmentation(let header)? = kept else {
            Issue.record("\(String(describing: kept))")
            return
        }
        #expect(header == found)
    }

    @Test("headers of PET, MR, CT and projections come back from the index as they were read", .enabled(if: PhantomFolder.url != nil))
    func modalitiesThereAndBack() throws {
        let root = try #require(PhantomFolder.url)
        let paths = ["clinical/sts/sts_002", "clinical/dx_canine", "clinical/mr_breast_seg", "derived/mammography_mg"]
        let series = try DICOMIndex.scan(paths.map { root.appending(path: $0).path }).series
        #expect(Set(series.compactMap { $0.instances.first?.modality }) == ["CT", "DX", "MG", "MR", "PT"])
        for header in series.flatMap(\.instances) {
            let kept = thereAndBack(.image(header, damage: nil))
            #expect(kept?.header == header)
        }
    }

    @Test("a projection has a verdict of its own, and every image of a series its own row", .enabled(if: PhantomFolder.url != nil))
    func projections() throws {
        let root = try #require(PhantomFolder.url)
        let folder = try TemporaryFolder()
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let mammograms = root.appending(path: "derived/mammography_mg").path
        _ = try index.update([mammograms, root.appending(path: "clinical/dx_canine").path])
        let lines = try index.summary().lines.filter { $0.verdict != "no-image" }
        #expect(Set(lines.map(\.modality)) == ["DX", "MG"] && lines.allSatisfy { $0.verdict == "projection" })
        let images = try DICOMIndex.scan([mammograms]).series
        #expect(lines.first { $0.modality == "MG" }?.series == images.count && images.allSatisfy { $0.instances.count == 1 })
    }
}
