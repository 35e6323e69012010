import DICOM
import Foundation
import PhantomKit
import TestSupport
import Testing
import Voxels

/// What independent encoders wrote without loss is read back bit by bit.
struct TransferSyntaxOracleTests {
    private static let grid = Grid(size: [37, 29, 3], spacing: [0.75, 1.25, 2.5], origin: [-13, 8, 40])

    /// All stored values from end to end of the 16 bits, as noise and as a smooth ramp, so that predictors and run lengths both work.
    private func volume(isSigned: Bool) -> Volume {
        var generator = RepeatableGenerator(seed: 16)
        let range = isSigned ? -32768...32767 : 0...65535
        var values = (0..<Self.grid.size.product).map { index in
            Float(index % 2000 < 1000 ? Int.random(in: range, using: &generator) : range.lowerBound + 30 * (index % 1000))
        }
        values[0] = Float(range.lowerBound)
        values[1] = Float(range.upperBound)
        return Volume(grid: Self.grid, box: Self.grid.bounds, values: values)
    }

    @Test(arguments: TransferSyntax.allCases, [false, true])
    func storedValuesComeBackBitByBit(syntax: TransferSyntax, isSigned: Bool) throws {
        let written = volume(isSigned: isSigned)
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "P1", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: PixelEncoding(isSigned: isSigned, intercept: 0, transferSyntax: syntax))
        try withFolder([:]) { folder in
            try writer.write(volume: written, to: folder)
            let index = try DICOMIndex.scan([folder.path])
            #expect(index.findings.isEmpty)
            let series = try ImageSeries(try #require(index.series.first))
            #expect(series.slices.allSatisfy { $0.pixels.transferSyntaxUID == syntax.rawValue })
            #expect(try series.volume(in: series.grid.bounds).values == written.values)
            let box = Box(lower: [5, 7, 1], upper: [30, 11, 3])
            #expect(try series.volume(in: box).values == written.cropped(to: box).values)
        }
    }

    /// A codestream of signed values under a header that says unsigned, and the other way round: the header wins.
    @Test(arguments: [false, true])
    func theHeadersSignWins(isSigned: Bool) throws {
        let written = volume(isSigned: isSigned)
        let writer = DICOMSeriesWriter(
            patient: ArchivePatient(id: "P1", name: "", birthDate: "", sex: ""), study: ArchiveStudy(date: "20200101"),
            encoding: PixelEncoding(isSigned: isSigned, intercept: 0, transferSyntax: .jpeg2000Lossless))
        try withFolder([:]) { folder in
            for file in try writer.write(volume: written, to: folder).images {
                var bytes = try Data(contentsOf: file)
                let element = try #require(bytes.range(of: Data([0x28, 0, 0x03, 0x01, 0x55, 0x53, 2, 0])))
                bytes[element.upperBound] = isSigned ? 0 : 1
                try bytes.write(to: file)
            }
            let series = try ImageSeries(try #require(try DICOMIndex.scan([folder.path]).series.first))
            let values = try series.volume(in: series.grid.bounds).values
            let known = written.values.map { value in
                isSigned ? Float(UInt16(bitPattern: Int16(value))) : Float(Int16(bitPattern: UInt16(value)))
            }
            #expect(values == known)
        }
    }
}
