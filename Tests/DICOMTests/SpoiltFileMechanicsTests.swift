import DICOM
import Foundation
import PhantomKit
import TestSupport
import Testing
import Voxels

/// Damaged files give an error of one line, or what they still hold; anything else, such as a trap, ends the test run.
struct SpoiltFileMechanicsTests {
    private func archive(_ syntax: TransferSyntax, _ body: (_ folder: URL, _ image: Data, _ contours: Data) throws -> Void) throws {
        let grid = Grid(size: [9, 7, 2], spacing: [1, 1, 2])
        let part = Phantom.Part(name: "GTV-1", shape: Shape(.box(halfEdges: [2, 2, 2]), centre: [4, 3, 1]), pattern: .uniform(60))
        let phantom = Phantom(name: "box", grid: grid, background: .uniform(0), part: part)
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "Q7-SECRET", name: "Hidden^Name", birthDate: "19700101", sex: "F"),
            study: ArchiveStudy(date: "20200101"), encoding: PixelEncoding(transferSyntax: syntax))
        try withFolder([:]) { folder in
            let written = try writer.write(volume: phantom.volume(), structures: phantom.structures, to: folder)
            let contours = try Data(contentsOf: try #require(written.structureSet))
            let image = try Data(contentsOf: try #require(written.images.first))
            try body(folder, image, contours)
        }
    }

    /// Indexes, assembles, reads and rasterises whatever is there; returns the errors.
    private func use(_ folder: URL) throws -> [DICOMError] {
        let index = try DICOMIndex.scan([folder.path])
        #expect(index.findings.allSatisfy { !$0.description.contains("\n") })
        var errors: [DICOMError] = []
        func attempt(_ work: () throws -> Void) throws {
            do { try work() } catch let error as DICOMError { errors.append(error) }
        }
        for headers in index.series {
            try attempt {
                let series = try ImageSeries(headers)
                if series.grid.size.product < 1 << 20 { _ = try series.volume(in: series.grid.bounds) }
            }
        }
        let grid = Grid(size: [9, 7, 2], spacing: [1, 1, 2])
        for header in index.structureSets {
            try attempt {
                let set = try StructureSet(path: header.instance.path)
                for roi in set.rois { _ = try set.rasterise(roi, on: grid) }
            }
        }
        return errors
    }

    @Test(arguments: TransferSyntax.allCases)
    func spoiltBytesGiveAnErrorOrAnObject(syntax: TransferSyntax) throws {
        try archive(syntax) { folder, image, contours in
            var generator = RepeatableGenerator(seed: 0xD1C0)
            let target = folder.appending(path: "CT/noise")
            for round in 0..<50 {
                try spoilt(round % 3 == 0 ? contours : image, &generator).write(to: target)
                for error in try use(folder) {
                    let text = error.description
                    #expect(!text.contains("\n") && !text.contains("Hidden") && !text.contains("SECRET"))
                }
            }
        }
    }

    @Test(arguments: TransferSyntax.allCases, Encapsulation.OffsetTable.allCases)
    func spoiltMultiFrameObjectsGiveAnErrorOrAnObject(syntax: TransferSyntax, table: Encapsulation.OffsetTable) throws {
        let grid = Grid(size: [9, 7, 4], spacing: [1, 1, 2])
        var encoding = PixelEncoding(isSigned: true, transferSyntax: syntax)
        encoding.encapsulation = Encapsulation(fragmentsPerFrame: table == .none ? 1 : 2, table: table)
        let writer = MultiFrameWriter(
            object: .enhancedMR, patient: ArchivePatient(id: "P", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: encoding)
        let frames = (0..<8).map { number in
            var frame = PhantomFrame(
                position: [0, 0, Double(number % 4 * 2)], intensities: (0..<63).map { Float($0 * number % 400) })
            frame.echoTime = number < 4 ? 4.6 : 9.2
            return frame
        }
        try withFolder([:]) { folder in
            let file = folder.appending(path: "object")
            try writer.write(frames, grid: grid, to: file)
            let sound = try Data(contentsOf: file)
            #expect(try use(folder).isEmpty)
            var generator = RepeatableGenerator(seed: 0xF4A3)
            for _ in 0..<20 {
                try spoilt(sound, &generator).write(to: file)
                #expect(try use(folder).allSatisfy { !$0.description.contains("\n") })
            }
        }
    }

    /// Half a codestream, in a file that is otherwise sound, is no image.
    @Test(arguments: [TransferSyntax.jpegLossless, .jpegLS, .jpeg2000Lossless, .rle])
    func aCutCodestreamIsRefused(syntax: TransferSyntax) throws {
        let grid = Grid(size: [64, 64, 1], spacing: [1, 1, 2])
        var generator = RepeatableGenerator(seed: 3)
        let values = (0..<grid.size.product).map { _ in Float(Int.random(in: 0...4000, using: &generator)) }
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "P", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: PixelEncoding(intercept: 0, transferSyntax: syntax))
        try withFolder([:]) { folder in
            let file = try #require(try writer.write(volume: Volume(grid: grid, box: grid.bounds, values: values), to: folder).images.first)
            let data = try Data(contentsOf: file)
            let start = try #require(data.range(of: Data([0xE0, 0x7F, 0x10, 0x00]))).lowerBound
            let table = Int(data[start + 16]) | Int(data[start + 17]) << 8
            let stream = start + 20 + table + 8
            let half = Array(data[stream..<(stream + (data.count - stream) / 4 * 2)])
            try (data.prefix(start) + Data(DICOMBytes.encapsulated([[], half]))).write(to: file)
            let errors = try use(folder)
            #expect(errors.map(\.code) == [.undecodablePixelData])
        }
    }

    @Test func aClaimBeyondTheFileIsNotBelieved() throws {
        let claim: [UInt8] = [0x08, 0x00, 0x22, 0x00, 0x55, 0x4E, 0, 0, 0xF0, 0xFF, 0xFF, 0xEF, 1, 2, 3, 4]
        let head = slice(0).filter { ($0.group, $0.element) < (0x0008, 0x0020) }
        try withFolder(["0": DICOMBytes.file(head) + claim]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.damagedFile])
        }
    }

    /// A header of a few hundred bytes that claims terabytes is refused before memory is reserved, native or compressed.
    @Test(arguments: ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.70"])
    func aClaimOfManyPixelsIsRefusedAtOnce(syntax: String) throws {
        typealias Element = DICOMBytes.Element
        var elements = slice(0).with(0x7FE0, 0x0010, nil).with(0x0028, 0x0010, Element(0x0028, 0x0010, 65_535))
            .with(0x0028, 0x0011, Element(0x0028, 0x0011, 65_535)).with(0x0018, 0x0050, Element(0x0018, 0x0050, "DS", "1"))
        let isNative = syntax == "1.2.840.10008.1.2.1"
        let pixels = isNative ? Element(0x7FE0, 0x0010, "OW", [1, 2, 3, 4]).bytes : DICOMBytes.encapsulated([[], [1, 2, 3, 4]])
        for frames in ["1", "10000"] {
            elements = elements.with(0x0028, 0x0008, Element(0x0028, 0x0008, "IS", frames))
            try withFolder(["0": DICOMBytes.file(elements, transferSyntax: syntax) + pixels]) { folder in
                let start = ContinuousClock.now
                let errors = try use(folder)
                #expect(errors.count == 1 && errors.allSatisfy { [.damagedSeries, .geometry].contains($0.code) })
                #expect(ContinuousClock.now - start < .seconds(1))
            }
        }
        // A frame that could be decoded, but not from four bytes.
        let plausible = elements.with(0x0028, 0x0008, nil).with(0x0028, 0x0010, Element(0x0028, 0x0010, 8000))
            .with(0x0028, 0x0011, Element(0x0028, 0x0011, 8_000))
        try withFolder(["0": DICOMBytes.file(plausible, transferSyntax: syntax) + pixels]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            let error = #expect(throws: DICOMError.self) {
                let series = try ImageSeries(try #require(index.series.first))
                _ = try series.volume(in: Box(lower: .zero, upper: [1, 1, 1]))
            }
            #expect(error?.code == (isNative ? .damagedSeries : .undecodablePixelData))
        }
    }

    @Test func sequencesWithoutEndAreDamage() throws {
        let open: [UInt8] = [
            0x06, 0x30, 0x39, 0x00, 0x53, 0x51, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF,
        ]
        let nested = (0..<200).flatMap { _ in open }
        try withFolder(["deep": DICOMBytes.file(slice(0).with(0x7FE0, 0x0010, nil)) + nested]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.damagedFile])
        }
    }

    /// Far more levels than a stack holds, in every way of writing them.
    @Test(arguments: ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])
    func deepNestingIsDamage(syntax: String) throws {
        let sequence: [UInt8] =
            switch syntax {
            case "1.2.840.10008.1.2": [0x06, 0x30, 0x39, 0x00]
            case "1.2.840.10008.1.2.1": [0x06, 0x30, 0x39, 0x00, 0x53, 0x51, 0, 0]
            default: [0x30, 0x06, 0x00, 0x39, 0x53, 0x51, 0, 0]
            }
        let item: [UInt8] = syntax == "1.2.840.10008.1.2.2" ? [0xFF, 0xFE, 0xE0, 0x00] : [0xFE, 0xFF, 0x00, 0xE0]
        let endless = [UInt8](repeating: 0xFF, count: 4)
        let nested = [[UInt8]](repeating: sequence + endless + item + endless, count: 200_000).flatMap { $0 }
        try withFolder(["deep": DICOMBytes.file([], transferSyntax: syntax) + nested]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.damagedFile])
            #expect(index.findings.first?.message.contains("nested too deeply") == true)
            let error = #expect(throws: DICOMError.self) { try StructureSet(path: folder.appending(path: "deep").path) }
            #expect(error?.code == .damagedFile)
        }
    }

    /// Explicit lengths, and more levels than any object of the standard has.
    @Test func moderateNestingIsRead() throws {
        let inner = DICOMBytes.Element(0x0008, 0x1155, "UI", "1.2")
        let nested = (0..<40).reduce(inner) { element, _ in DICOMBytes.Element(0x0008, 0x1140, items: [[element]]) }
        try withFolder(["0": DICOMBytes.file(slice(0) + [nested])]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.isEmpty && index.series.count == 1)
        }
    }

    /// Codestreams that claim another size than the header, more components or more tiles than memory holds, or on which a decoder never ends.
    @Test func aClaimOfACodestreamIsRefusedAtOnce() throws {
        func jpeg(_ process: UInt8, precision: UInt8 = 12, rows: UInt16 = 3, columns: UInt16 = 4, components: UInt8 = 1) -> [UInt8] {
            let size = littleEndian(rows.byteSwapped) + littleEndian(columns.byteSwapped)
            return [0xFF, 0xD8, 0xFF, process, 0, 11, precision] + size + [components, 1, 0x11, 0, 0xFF, 0xD9]
        }
        func jpeg2000(_ edges: [UInt32], components: UInt16 = 1) -> [UInt8] {
            let numbers = edges.flatMap { littleEndian($0.byteSwapped) } + littleEndian(components.byteSwapped)
            return [0xFF, 0x4F, 0xFF, 0x51, 0, 41, 0, 0] + numbers + [11, 1, 1, 0xFF, 0xD9]
        }
        let streams: [(String, [UInt8])] = [
            ("70", [0xFF, 0xD8, 0xFF, 0x01, 0xFF, 0x01, 0xFF, 0x01]), ("70", jpeg(0xC3, rows: 65_535, columns: 65_535)),
            ("70", jpeg(0xC3, components: 3)), ("70", jpeg(0xC3, precision: 8)), ("51", jpeg(0xC2, rows: 65_535)),
            ("80", jpeg(0xF7, columns: 65_535)), ("90", jpeg2000([65_535, 65_535, 0, 0, 65_535, 65_535, 0, 0])),
            ("90", jpeg2000([4, 3, 0, 0, 0, 0, 0, 0])), ("90", jpeg2000([4, 3, 0, 0, 4, 3, 0, 0], components: 16_384)),
            ("90", jpeg2000([0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFB, 0x7FFF_FFFC, 1, 1, 0, 0])),
        ]
        let elements = slice(0).with(0x7FE0, 0x0010, nil) + [.init(0x0018, 0x0050, "DS", "1")]
        for (syntax, stream) in streams {
            let file = DICOMBytes.file(elements, transferSyntax: "1.2.840.10008.1.2.4.\(syntax)")
            let even = stream.count % 2 == 0 ? stream : stream + [0]
            try withFolder(["0": file + DICOMBytes.encapsulated([[], even])]) { folder in
                let start = ContinuousClock.now
                let errors = try use(folder)
                #expect(errors.map(\.code) == [.undecodablePixelData])
                #expect(ContinuousClock.now - start < .seconds(1))
            }
        }
    }

    /// Frames of many pixels, each with a codestream of a few bytes: no volume of terabytes is reserved.
    @Test func aClaimOfManyCompressedFramesIsDamage() throws {
        typealias Element = DICOMBytes.Element
        let elements =
            slice(0).with(0x7FE0, 0x0010, nil).with(0x0028, 0x0010, Element(0x0028, 0x0010, 8000))
            .with(0x0028, 0x0011, Element(0x0028, 0x0011, 8000)) + [Element(0x0028, 0x0008, "IS", "100")]
        let fragments = [[]] + [[UInt8]](repeating: [1, 2, 3, 4], count: 100)
        let file = DICOMBytes.file(elements, transferSyntax: "1.2.840.10008.1.2.4.90") + DICOMBytes.encapsulated(fragments)
        try withFolder(["0": file]) { folder in
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.map(\.code) == [.shortPixelData])
        }
    }
}
