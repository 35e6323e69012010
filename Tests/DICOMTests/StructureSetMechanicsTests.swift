import DICOM
import Foundation
import Testing
import Voxels

struct StructureSetMechanicsTests {
    private typealias Element = DICOMBytes.Element

    private func contour(_ data: String, points: Int, type: String = "CLOSED_PLANAR") -> [Element] {
        [.init(0x3006, 0x0042, "CS", type), .init(0x3006, 0x0046, "IS", "\(points)"), .init(0x3006, 0x0050, "DS", data)]
    }

    /// Two regions whose contours come in the other order, on the series 1.2.3 in the frame 1.9 of `slice(_:)`.
    private var elements: [Element] {
        let series = [Element(0x0020, 0x000E, "UI", "1.2.3")]
        let study = [Element(0x0008, 0x1155, "UI", "1.2"), Element(0x3006, 0x0014, items: [series])]
        let frame = [Element(0x0020, 0x0052, "UI", "1.9"), Element(0x3006, 0x0012, items: [study])]
        let rois = [("7", "liver"), ("3", "tumour")].map { number, name in
            [Element(0x3006, 0x0022, "IS", number), Element(0x3006, 0x0024, "UI", "1.9"), Element(0x3006, 0x0026, "LO", name)]
        }
        let tumour: [Element] = [
            .init(0x3006, 0x0040, items: [contour("-11\\18\\5\\-7\\18\\5\\-7\\28\\5\\-11\\28\\5", points: 4)]),
            .init(0x3006, 0x0084, "IS", "3"),
        ]
        let liver: [Element] = [.init(0x3006, 0x0040, items: [contour("1\\2\\3\\4", points: 2)]), .init(0x3006, 0x0084, "IS", "7")]
        return [
            .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.481.3"), .init(0x0008, 0x0018, "UI", "1.7"),
            .init(0x0020, 0x000D, "UI", "1.2"),
            .init(0x0020, 0x000E, "UI", "1.8"), .init(0x3006, 0x0010, items: [frame]), .init(0x3006, 0x0020, items: rois),
            .init(0x3006, 0x0039, items: [tumour, liver]),
        ]
    }

    @Test func contoursAreJoinedByNumber() throws {
        try withFolder(["rs": DICOMBytes.file(elements), "0": DICOMBytes.file(slice(0)), "1": DICOMBytes.file(slice(1))]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            let header = try #require(index.structureSets.first)
            #expect(
                header.rois == [
                    ROI(
                        number: 7, name: "liver", frameOfReferenceUID: "1.9",
                        extent: ContourExtent(lower: [1, 2, 3], upper: [1, 2, 3], area: 0, contours: 1)),
                    ROI(
                        number: 3, name: "tumour", frameOfReferenceUID: "1.9",
                        extent: ContourExtent(lower: [-11, 18, 5], upper: [-7, 28, 5], area: 40, contours: 1)),
                ])
            #expect(header.referencedSeriesUIDs == ["1.2.3"] && header.frameOfReferenceUIDs == ["1.9"])

            let series = try ImageSeries(try #require(index.series.first))
            try header.requireMatch(series)
            let contradicting = StructureSetHeader(
                instance: header.instance, referencedSeriesUIDs: ["1.2.3"], frameOfReferenceUIDs: ["1.4"])
            let mismatch = #expect(throws: DICOMError.self) { try contradicting.requireMatch(series) }
            #expect(mismatch?.code == .otherFrame)
            #expect(mismatch?.message.contains("references this series but another frame of reference (1.4)") == true)
            let set = try StructureSet(path: header.instance.path)
            let tumour = try #require(try set.rois(named: "tumour").first)
            #expect(set.contours(of: tumour).map(\.points.count) == [4])
            let mask = try set.rasterise(tumour, on: series.grid).mask
            #expect(mask.box == Box(lower: [0, 0, 1], upper: [2, 3, 2]) && mask.count == 6)

            let sameFrame = try set.rasterise(tumour, on: series.grid, frameOfReferenceUID: series.frameOfReferenceUID).mask
            #expect(sameFrame.box == mask.box && sameFrame.values == mask.values)
            let otherFrame = #expect(throws: DICOMError.self) { try set.rasterise(tumour, on: series.grid, frameOfReferenceUID: "1.4") }
            #expect(otherFrame?.code == .otherFrame)

            let liver = try #require(try set.rois(named: "liver").first)
            let error = #expect(throws: DICOMError.self) { try set.rasterise(liver, on: series.grid) }
            #expect(error?.code == .malformedContour)
        }
    }

    @Test func anUnknownNameListsTheNames() throws {
        try withFolder(["rs": DICOMBytes.file(elements)]) { folder in
            let set = try StructureSet(path: folder.appending(path: "rs").path)
            let error = #expect(throws: DICOMError.self) { try set.rois(named: "Tumour") }
            #expect(error?.code == .unknownROI)
            #expect(error?.message == "no ROI is named 'Tumour'; there are 'liver', 'tumour'")
        }
    }

    @Test func otherFilesAreNoStructureSets() throws {
        try withFolder(["0": DICOMBytes.file(slice(0)), "cut": DICOMBytes.file(elements).dropLast(30)]) { folder in
            let image = #expect(throws: DICOMError.self) { try StructureSet(path: folder.appending(path: "0").path) }
            #expect(image?.code == .notStructureSet)
            let cut = #expect(throws: DICOMError.self) { try StructureSet(path: folder.appending(path: "cut").path) }
            #expect(cut?.code == .damagedFile)
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.damagedFile])
        }
    }

    @Test func aLengthBeyondTheFileIsDamage() throws {
        let lying: [UInt8] = [0x06, 0x30, 0x39, 0x00, 0x4F, 0x42, 0, 0, 0xFE, 0xFF, 0xFF, 0xEF, 1, 2, 3, 4]
        try withFolder(["rs": DICOMBytes.file(elements.with(0x3006, 0x0039, nil)) + lying]) { folder in
            let error = #expect(throws: DICOMError.self) { try StructureSet(path: folder.appending(path: "rs").path) }
            #expect(error?.code == .damagedFile)
        }
    }

    @Test func matchesAreToldApart() {
        func match(series: [String], frames: [String]) -> SeriesMatch {
            StructureSetHeader(instance: InstanceHeader(path: ""), referencedSeriesUIDs: series, frameOfReferenceUIDs: frames)
                .match(seriesInstanceUID: "1", frameOfReferenceUID: "9")
        }
        #expect(match(series: ["1"], frames: ["9"]) == .referencedSeries)
        #expect(match(series: ["2", "1"], frames: []) == .referencedSeries)
        #expect(match(series: ["1"], frames: ["8"]) == .contradictingFrame)
        #expect(match(series: [], frames: ["8", "9"]) == .frameOfReference)
        #expect(match(series: ["2"], frames: ["9"]) == .otherSeriesInFrame)
        #expect(match(series: ["2"], frames: ["8"]) == .none)
        #expect(match(series: [], frames: []) == .none)
    }

    @Test func anotherSeriesIsRefused() throws {
        try withFolder(["0": DICOMBytes.file(slice(0, series: "5.5")), "1": DICOMBytes.file(slice(1, series: "5.5"))]) { folder in
            let series = try ImageSeries(try #require(try DICOMIndex.scan([folder.path]).series.first))
            let header = StructureSetHeader(
                instance: InstanceHeader(path: "/rs"), referencedSeriesUIDs: ["1.2.3"], frameOfReferenceUIDs: ["1.4"])
            let error = #expect(throws: DICOMError.self) { try header.requireMatch(series) }
            #expect(error?.code == .otherSeries)
            #expect(error?.message.contains("1.2.3") == true && error?.message.contains("5.5") == true)
        }
    }
}
