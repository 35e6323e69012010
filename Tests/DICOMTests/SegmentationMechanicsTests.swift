import DICOM
import Foundation
import PhantomKit
import TestSupport
import Testing
import Voxels

@Suite("Segmentations, written and read") struct SegmentationMechanicsTests {
    private let code = CodedConcept(value: "4147007", scheme: "SCT", meaning: "Mass")

    /// A series of 13 × 11 × 6 voxels, so that frames do not begin on a byte, and two regions that overlap.
    private func sample(in folder: URL) throws -> (series: ImageSeries, one: Mask, other: Mask) {
        let grid = Grid(size: [13, 11, 6], spacing: [1.5, 1.5, 3], centre: [10, -20, 30], direction: .axial)
        let phantom = Phantom(
            name: "p", grid: grid, background: .uniform(0),
            part: Phantom.Part(name: "p", shape: Shape(.sphere(radius: 5), centre: [10, -20, 30]), pattern: .uniform(9)))
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "A", name: "A", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200202"))
        _ = try writer.write(volume: phantom.volume(), structures: phantom.structures, to: folder, imageFolder: "CT", structureSet: "RS")
        let series = try ImageSeries(try #require(try DICOMIndex.scan([folder.appending(path: "CT").path]).series.first))
        var generator = RepeatableGenerator(seed: 5)
        func random(_ lower: Index3, _ upper: Index3) -> Mask {
            let box = Box(lower: lower, upper: upper)
            return Mask(grid: series.grid, box: box, values: (0..<box.count).map { _ in UInt8.random(in: 0...1, using: &generator) })
        }
        return (series, random([0, 0, 0], [13, 11, 5]), random([4, 2, 2], [12, 9, 6]))
    }

    private func written(_ series: ImageSeries, _ masks: [(String, Mask)], to file: URL) throws -> SegmentationObject {
        let segments = masks.map { WrittenSegment(label: $0.0, type: code, mask: $0.1) }
        try SegmentationWriter(series, description: "Regions").write(segments, to: file.path)
        return try SegmentationObject(path: file.path)
    }

    @Test("overlapping segments come back apart, with label and codes, and the index knows the object")
    func thereAndBack() throws {
        try withFolder([:]) { folder in
            let (series, one, other) = try sample(in: folder)
            let file = folder.appending(path: "seg.dcm")
            let object = try written(series, [("one", one), ("other", other)], to: file)
            #expect(object.segments.map(\.label) == ["one", "other"] && object.segments[0].type == code)
            #expect(object.segments[0].category == WrittenSegment.tissue && object.header.kind == .binary)
            #expect(object.header.match(series) == .referencedSeries && object.header.instance.patient.id == "A")
            let decoded = try object.decoded(object.segments)
            let regions = try object.segments.map { try object.region(of: $0, decoded, on: SegmentationTarget(series)) }
            for (region, mask) in zip(regions, [one, other]) {
                #expect(region.mask.rebased(to: series.grid.bounds).values == mask.rebased(to: series.grid.bounds).values)
                #expect(region.placement.isExact && region.findings.isEmpty)
            }
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.segmentations == [object.header] && index.series.count == 1)
        }
    }

    @Test("regions of a multi-frame object with an interpolated slice come back; its frames are named as sources")
    func framesThereAndBack() throws {
        try withFolder([:]) { folder in
            let grid = Grid(size: [5, 3, 4], spacing: [1, 1, 2])
            let frames = [0.0, 2, 4, 8].map { PhantomFrame(position: [0, 0, $0], intensities: [Float](repeating: Float($0), count: 15)) }
            let writer = MultiFrameWriter(
                object: .enhancedCT, patient: ArchivePatient(id: "A", name: "A", birthDate: "", sex: ""),
                study: ArchiveStudy(date: "20200202"))
            try writer.write(frames, grid: grid, to: folder.appending(path: "ct"))
            var tolerance = GeometryTolerance()
            tolerance.missingSlices = .interpolate(1)
            let series = try ImageSeries(try #require(try DICOMIndex.scan([folder.path]).series.first), tolerance: tolerance)
            #expect(series.grid.size.z == 5 && series.zIndices == [0, 1, 2, 4])
            let mask = Mask(grid: series.grid, box: series.grid.bounds, values: (0..<75).map { $0 % 7 < 3 ? 1 : 0 })
            let file = folder.appending(path: "seg.dcm")
            let object = try written(series, [("one", mask)], to: file)
            #expect(object.header.match(series) == .referencedSeries)
            #expect(object.header.referencedInstanceUIDs == [series.slices[0].sopInstanceUID])
            let found = try object.region(of: object.segments[0], on: SegmentationTarget(series), tolerance: tolerance)
            #expect(found.mask.rebased(to: series.grid.bounds).values == mask.values && found.placement.isExact)
        }
    }

    @Test("the same regions give the same bytes, others another UID")
    func repeatable() throws {
        try withFolder([:]) { folder in
            let (series, one, other) = try sample(in: folder)
            let files = ["a", "b", "c"].map { folder.appending(path: "\($0).dcm") }
            let first = try written(series, [("one", one)], to: files[0])
            _ = try written(series, [("one", one)], to: files[1])
            let third = try written(series, [("one", other)], to: files[2])
            #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
            #expect(first.header.instance.sopInstanceUID != third.header.instance.sopInstanceUID)
            #expect(first.header.instance.sopInstanceUID.hasPrefix("2.25."))
        }
    }

    @Test("on a turned, on a shifted and on a smaller image: exact, resampled, partly outside; each said in words")
    func otherImages() throws {
        try withFolder([:]) { folder in
            let (series, one, _) = try sample(in: folder)
            let object = try written(series, [("one", one)], to: folder.appending(path: "seg.dcm"))
            let segment = object.segments[0]
            func place(_ change: (inout Grid) -> Void) throws -> SegmentedRegion {
                var target = SegmentationTarget(series)
                change(&target.grid)
                return try object.region(of: segment, on: target)
            }
            let turned = try place {
                $0.origin = $0.position(of: [12, 0, 5])
                $0.direction.x = -$0.direction.x
                $0.direction.z = -$0.direction.z
            }
            #expect(turned.mask.count == one.count && turned.placement.isExact && turned.findings.isEmpty)
            let shifted = try place { $0.origin.x += 0.25 }
            #expect(shifted.mask.count == one.count && shifted.findings.map(\.code) == [.otherGrid])
            #expect(shifted.findings[0].message.contains("up to 0.25 mm away"))
            let smaller = try place { $0.size.z = 3 }
            #expect(smaller.placement.isExact && smaller.findings.map(\.code) == [.partlyOutside])
            #expect(smaller.mask.count == one.rebased(to: Box(lower: .zero, upper: [13, 11, 3])).count)
            let away = #expect(throws: DICOMError.self) { try place { $0.origin.x += 500 } }
            #expect(away?.code == .outsideImage)
        }
    }

    @Test("another frame of reference is refused, an unknown one too unless the object names the image; a recipe can trust both")
    func frames() throws {
        try withFolder([:]) { folder in
            let (series, one, _) = try sample(in: folder)
            let object = try written(series, [("one", one)], to: folder.appending(path: "seg.dcm"))
            let segment = object.segments[0]
            var target = SegmentationTarget(series)
            target.frameOfReferenceUID = "1.2.3"
            func code(_ target: SegmentationTarget) -> DICOMError.Code? {
                do throws(DICOMError) {
                    _ = try object.region(of: segment, on: target)
                    return nil
                } catch {
                    return error.code
                }
            }
            #expect(code(target) == .otherFrame)
            let trusted = try object.region(of: segment, on: target, reading: SegmentationReading(trustsUnknownFrame: true))
            #expect(trusted.mask.count == one.count && trusted.findings.map(\.code) == [.unknownFrame])
            target.frameOfReferenceUID = nil
            #expect(code(target) == nil)
            target.sopInstanceUIDs = ["1.2.3"]
            #expect(code(target) == .unknownFrame)
            // An image that is not DICOM, named together with the segmentation: the grid is evidence enough.
            target.sopInstanceUIDs = []
            #expect(code(target) == nil)
            target.grid.origin.y += 0.5
            #expect(code(target) == .unknownFrame)
        }
    }

    @Test("a cut file, missing frames and an empty region are refused before anything is decoded")
    func spoilt() throws {
        try withFolder([:]) { folder in
            let (series, one, _) = try sample(in: folder)
            let file = folder.appending(path: "seg.dcm")
            _ = try written(series, [("one", one)], to: file)
            let bytes = try Data(contentsOf: file)
            func code(_ data: Data) throws -> DICOMError.Code? {
                try data.write(to: file)
                let error = #expect(throws: DICOMError.self) { try SegmentationObject(path: file.path) }
                return error?.code
            }
            #expect(try code(bytes.dropLast(40)) == .damagedFile)
            // Number of Frames says 9 instead of 5.
            var frames = bytes
            let place = try #require(frames.range(of: Data([0x28, 0, 0x08, 0, 0x49, 0x53, 2, 0, 0x35, 0x20])))
            frames[place.upperBound - 2] = 0x39
            #expect(try code(frames) == .shortPixelData)
            frames[place.upperBound - 2] = 0x34
            #expect(try code(frames) == .malformedSegmentation)
            let nothing = Mask(grid: series.grid, box: Box(lower: .zero, upper: [1, 1, 1]), values: [0])
            let empty = #expect(throws: DICOMError.self) {
                try SegmentationWriter(series, description: "").write([WrittenSegment(label: "none", mask: nothing)], to: file.path)
            }
            #expect(empty?.code == .emptySegment)
        }
    }

    @Test("frames kilometres apart, and frames of more pixels than memory holds, are refused before memory is reserved")
    func claims() throws {
        typealias Element = DICOMBytes.Element
        func file(rows: UInt16, columns: UInt16, isCompressed: Bool) -> [UInt8] {
            let frames = (0..<2).map { frame in
                [
                    Element(0x0020, 0x9113, items: [[Element(0x0020, 0x0032, "DS", "0\\0\\\(1_999_998 * frame)")]]),
                    Element(0x0062, 0x000A, items: [[Element(0x0062, 0x000B, 1)]]),
                ]
            }
            let shared = [
                Element(0x0020, 0x9116, items: [[Element(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")]]),
                Element(0x0028, 0x9110, items: [[Element(0x0018, 0x0088, "DS", "2"), Element(0x0028, 0x0030, "DS", "1\\1")]]),
            ]
            let elements = [
                Element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.66.4"), Element(0x0008, 0x0018, "UI", "1.2.9"),
                Element(0x0028, 0x0002, 1), Element(0x0028, 0x0004, "CS", "MONOCHROME2"), Element(0x0028, 0x0008, "IS", "2"),
                Element(0x0028, 0x0010, rows), Element(0x0028, 0x0011, columns), Element(0x0028, 0x0100, 8), Element(0x0028, 0x0101, 8),
                Element(0x0028, 0x0102, 7), Element(0x0028, 0x0103, 0), Element(0x0062, 0x0001, "CS", "BINARY"),
                Element(0x0062, 0x0002, items: [[Element(0x0062, 0x0004, 1), Element(0x0062, 0x0005, "LO", "S")]]),
                Element(0x5200, 0x9229, items: [shared]), Element(0x5200, 0x9230, items: frames),
            ]
            let pixels = [UInt8](repeating: 1, count: isCompressed ? 2 : 2 * Int(rows) * Int(columns))
            guard isCompressed else { return DICOMBytes.file(elements + [Element(0x7FE0, 0x0010, "OB", pixels)]) }
            return DICOMBytes.file(elements, transferSyntax: "1.2.840.10008.1.2.5") + DICOMBytes.encapsulated([[], pixels, pixels])
        }
        let grid = Grid(size: [5, 9, 7], spacing: [2.5, 1.25, 0.75])
        for (bytes, expected) in [
            (file(rows: 64, columns: 64, isCompressed: false), DICOMError.Code.malformedSegmentation),
            (file(rows: 65_535, columns: 65_535, isCompressed: true), .malformedSegmentation),
            (file(rows: 8000, columns: 8000, isCompressed: true), .undecodablePixelData),
        ] {
            try withFolder(["seg": bytes]) { folder in
                let start = ContinuousClock.now
                let error = #expect(throws: DICOMError.self) {
                    let object = try SegmentationObject(path: folder.appending(path: "seg").path)
                    let reading = SegmentationReading(trustsUnknownFrame: true)
                    _ = try object.region(of: object.segments[0], on: SegmentationTarget(grid: grid), reading: reading)
                }
                #expect(error?.code == expected)
                #expect(ContinuousClock.now - start < .seconds(2))
            }
        }
    }
}
