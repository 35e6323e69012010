import DICOM
import Foundation
import Testing
import Voxels

/// Pixel padding of CT images is marked, and nothing else is.
struct PaddingOracleTests {
    private typealias Element = DICOMBytes.Element

    private func volume(_ elements: [Element]) throws -> Volume {
        let file = DICOMBytes.file(elements.with(0x0018, 0x0050, Element(0x0018, 0x0050, "DS", "1")))
        var result: Volume?
        try withFolder(["0": file]) { folder in
            let series = try ImageSeries(try #require(try DICOMIndex.scan([folder.path]).series.first))
            result = try series.volume(in: series.grid.bounds)
        }
        return try #require(result)
    }

    private func padded(_ value: UInt16, limit: UInt16? = nil) -> [Element] {
        let limit = limit.map { Element(0x0028, 0x0121, $0) }
        return slice(0).with(0x0028, 0x0120, Element(0x0028, 0x0120, value)).with(0x0028, 0x0121, limit)
    }

    @Test func thePaddingValueIsMarked() throws {
        let found = try volume(padded(5))
        #expect(found.padding == (0..<12).map { $0 == 5 ? 1 : 0 })
        #expect(found.values == (0..<12).map { Float($0 - 1000) })
    }

    @Test(arguments: [(UInt16(3), UInt16(6)), (UInt16(6), UInt16(3))])
    func theRangeIsMarkedInEitherOrder(value: UInt16, limit: UInt16) throws {
        let found = try volume(padded(value, limit: limit))
        #expect(found.padding == (0..<12).map { 3...6 ~= $0 ? 1 : 0 })
    }

    @Test func imagesWithoutPaddingCarryNone() throws {
        #expect(try volume(padded(400)).padding.isEmpty)
        #expect(try volume(slice(0)).padding.isEmpty)
    }

    /// Signed pixels whose padding value was written as an unsigned word.
    @Test func thePaddingValueHasTheSignOfThePixels() throws {
        let stored = [UInt16(bitPattern: -2000)] + (1..<12).map { UInt16($0) }
        var elements = slice(0, values: stored).with(0x0028, 0x0103, Element(0x0028, 0x0103, 1))
        for (tag, number) in [(0x0101, 16), (0x0102, 15)] as [(UInt16, UInt16)] {
            elements = elements.with(0x0028, tag, Element(0x0028, tag, number))
        }
        let found = try volume(elements.with(0x0028, 0x0120, Element(0x0028, 0x0120, 63536)))
        #expect(found.padding == [1] + [UInt8](repeating: 0, count: 11))
        #expect(found.values[0] == -3000)
    }

    @Test func otherModalitiesMeasureEveryValue() throws {
        let image = padded(5).with(0x0008, 0x0060, Element(0x0008, 0x0060, "CS", "MR"))
            .with(0x0008, 0x0016, Element(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4"))
        #expect(try volume(image).padding.isEmpty)
    }
}
