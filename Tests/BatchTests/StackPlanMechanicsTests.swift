import Foundation
import PhantomKit
import Recipes
import Testing
import Voxels

@testable import Batch
@testable import DICOM

/// Stacks of one series are images of their own: the selection chooses, else the images that the mask references.
struct StackPlanMechanicsTests {
    private func instances(_ number: Int, echoTime: Double) -> [InstanceHeader] {
        (0..<3).map { z in
            var header = InstanceHeader(path: "/archive/\(number)/\(z)")
            header.sopClassUID = "1.2.840.10008.5.1.4.1.1.4"
            header.sopInstanceUID = "1.2.\(number).\(z)"
            header.seriesInstanceUID = "1.2.3"
            header.modality = "MR"
            header.pixels.rows = 20
            header.pixels.columns = 10
            header.plane.position = [0, 0, Double(3 * z)]
            header.plane.rowDirection = [1, 0, 0]
            header.plane.columnDirection = [0, 1, 0]
            header.plane.spacing = [1, 1]
            header.plane.frameOfReferenceUID = "1.9"
            header.attributes.echoTime = echoTime
            return header
        }
    }

    /// A mask of either kind that references images of a series.
    enum MaskKind: CaseIterable {
        case structureSet, segmentation

        func content(referencing uids: Set<String>, series: [String]) -> FileContent {
            let instance = InstanceHeader(path: "/archive/mask")
            return switch self {
            case .structureSet:
                .structureSet(
                    StructureSetHeader(
                        instance: instance, referencedSeriesUIDs: series, referencedSOPInstanceUIDs: uids, frameOfReferenceUIDs: ["1.9"],
                        rois: [ROI(number: 1, name: "GTV")]))
            case .segmentation:
                .segmentation(
                    SegmentationHeader(
                        instance: instance, kind: .binary, frameOfReferenceUID: "1.9", referencedSeriesUIDs: series,
                        referencedInstanceUIDs: uids, segments: [Segment(number: 1, label: "GTV")]))
            }
        }
    }

    private func plan(
        _ kind: MaskKind, referencing uids: Set<String>, series referenced: [String] = ["1.2.3"], selection: String? = nil
    ) throws -> Plan {
        let images = (instances(1, echoTime: 4.6) + instances(2, echoTime: 9.2)).map { FileContent.image($0, damage: nil) }
        let files = images + [kind.content(referencing: uids, series: referenced)]
        let source = ListedHeaders(files.compactMap { file in file.header.map { StoredHeader(path: $0.path, content: file) } })
        let folder = try TemporaryFolder()
        let setup = try SampleSetup.make(in: folder, selection: selection)
        let plans = ArchivePlanner.plans(
            ArchiveCatalogue(of: source), in: source, recipes: [setup.recipe], selection: setup.selection, place: Place(roots: ["/archive"])
        )
        return try #require(plans.first)
    }

    @Test(arguments: MaskKind.allCases) func referencedImagesDecide(kind: MaskKind) throws {
        let plan = try plan(kind, referencing: ["1.2.2.0", "1.2.2.1"])
        #expect(plan.bundles.map(\.image.place) == ["2"])
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV"]])
        #expect(plan.notes == ["1: MR series (TE 4.6) without a mask"])
    }

    @Test(arguments: MaskKind.allCases) func theSelectionDecidesBeforeTheReferences(kind: MaskKind) throws {
        let plan = try plan(kind, referencing: ["1.2.2.0"], selection: "voxmark: 1\nseries: {echo-time: 4.6}\n")
        #expect(plan.bundles.map(\.image.place) == ["1"])
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV"]])
    }

    @Test(arguments: MaskKind.allCases, [["1.2.3"], []])
    func undecidedStacksAreImagesOfTheirOwn(kind: MaskKind, series: [String]) throws {
        let plan = try plan(kind, referencing: ["1.7"], series: series)
        #expect(plan.bundles.map(\.image.place) == ["1", "2"])
        #expect(plan.bundles.map { $0.cases.map(\.label) } == [["GTV [TE 4.6]"], ["GTV [TE 9.2]"]])
        #expect(plan.leftovers.isEmpty)
    }

    @Test func aFolderWithSeveralStacksNeedsAChoice() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let grid = Grid(size: [4, 3, 2], spacing: [1, 1, 2])
        let frames = [4.6, 9.2].flatMap { time in
            (0..<2).map { z in
                var frame = PhantomFrame(
                    position: [0, 0, Double(2 * z)], intensities: [Float](repeating: Float(time), count: 12), slope: 0.1)
                frame.echoTime = time
                return frame
            }
        }
        let writer = MultiFrameWriter(
            object: .enhancedMR, patient: ArchivePatient(id: "A", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200202"))
        try writer.write(frames, grid: grid, to: folder.url.appending(path: "mr/object"))
        let recipe = try SampleSetup.make(in: folder).recipe
        let reason = #expect(throws: Reason.self) {
            try ManifestPlanner.bundle(image: folder.path("mr"), mask: folder.path("archive/A/RS.dcm"), region: "BOX", recipe: recipe)
        }
        #expect(reason?.code == "several-stacks" && reason?.message.contains("(TE 4.6; TE 9.2)") == true)
    }
}
