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
}
