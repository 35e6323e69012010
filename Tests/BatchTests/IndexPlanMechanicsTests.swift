import DICOM
import Foundation
import IndexSupport
import PhantomKit
import Testing

@testable import Batch

@Suite("Plans of an index alone") struct IndexPlanMechanicsTests {
    @Test("the plan is that of the files, and is made without them")
    func withoutFiles() throws {
        let folder = try TemporaryFolder()
        for id in ["A", "B", "B.x", "C"] { try SamplePatient.write(id, to: folder) }
        try SamplePatient.write("X", reference: .otherSeries, to: folder)
        try folder.remove("archive/C/RS.dcm")
        let setup = try SampleSetup.make(in: folder)
        let plain = try Plan(archives: [folder.path("archive")], setup: setup)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        _ = try index.update([folder.path("archive")])
        try folder.remove("archive")
        let plan = try #require(try Plan.plans(of: index, setups: [setup]).first)
        #expect(plan.bundles == plain.bundles && plan.bundles.count == 3)
        #expect(plan.leftovers == plain.leftovers && plan.notes == plain.notes && plan.remarks == plain.remarks)
        #expect(plan.bundles[0].image.files.allSatisfy { $0.size != nil })
        #expect(try index.archives() == [folder.path("archive")])
    }

    @Test("an index of 20,000 synthetic headers is planned: every series with its three regions, each with a cost")
    func synthetic() throws {
        let folder = try TemporaryFolder()
        try SyntheticIndex(series: 100, slices: 200).write(to: folder.path("index.sqlite"))
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let plan = try #require(try Plan.plans(of: index, setups: [try SampleSetup.make(in: folder)]).first)
        #expect(plan.bundles.count == 100 && plan.caseCount == 300 && plan.leftovers.isEmpty && plan.notes.isEmpty)
        #expect(plan.bundles.allSatisfy { $0.image.files.count == 200 && $0.image.refusal == nil })
        for bundle in plan.bundles {
            let peaks = bundle.cases.map(\.cost.peakBytes)
            #expect(peaks == peaks.sorted() && bundle.cost.peakBytes == peaks[2] && bundle.cost.seconds > 0)
        }
    }

    @Test("what is there twice is remarked: a region in two masks, a region that two entries fit")
    func doubles() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let recipe = try SampleSetup.make(in: folder).recipe
        let drawn = try Plan(archives: [folder.path("archive")], recipe: recipe, selection: .all)
        _ = try MaskExport(plan: drawn, recipe: recipe, format: .seg, folder: folder.path("archive/seg")).execute()
        let chosen = "voxmark: 1\nregions:\n  - {name: GTV-1, as: GTV}\n  - {pattern: GTV, as: tumour}\n"
        let plan = try Plan(archives: [folder.path("archive")], setup: try SampleSetup.make(in: folder, selection: chosen))
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV"], ["GTV"]] && plan.leftovers.isEmpty)
        #expect(plan.remarks.map(\.reason.code) == ["ambiguous-selector", "ambiguous-selector", "ambiguous-mask"])
        #expect(plan.remarks[0].reason.message.contains("is called “GTV”, and not “tumour”"))
    }
}
