import DICOM
import Foundation
import Testing
import Voxels

struct PixelOracleTests {
    /// Twelve values that rise by one.
    private func ramp(from first: Int) -> [Float] { (first..<first + 12).map(Float.init) }

    private func series(_ files: [[UInt8]], _ body: (ImageSeries) throws -> Void) throws {
        let named = files.enumerated().map { ("\($0.offset)", $0.element) }
        try withFolder(Dictionary(uniqueKeysWithValues: named)) { folder in
            try body(try ImageSeries(try #require(try DICOMIndex.scan([folder.path]).series.first)))
        }
    }

    @Test func aBoxHoldsWhatTheWholeImageHoldsThere() throws {
        try series([2, 0, 1, 3].map { DICOMBytes.file(slice($0)) }) { series in
            let whole = try series.volume(in: series.grid.bounds)
            #expect(whole.values == [-1000, -900, -800, -700].flatMap(ramp))
            for box in [
                Box(lower: [1, 1, 1], upper: [3, 3, 3]), Box(lower: [3, 0, 2], upper: [4, 1, 3]), Box(lower: [0, 0, 0], upper: [0, 3, 4]),
            ] {
                #expect(try series.volume(in: box).values == whole.cropped(to: box).values)
            }
        }
    }

    @Test func storedBitsHaveTheSignOfTheHeader() throws {
        let stored: [UInt16] = [0x0000, 0x0001, 0x07FF, 0x0800, 0x0FFF, 0xF001, 0xF800, 0x8FFE, 0, 0, 0, 0]
        let unsigned = DICOMBytes.file(slice(0, values: stored))
        let signed = DICOMBytes.file(slice(1, values: stored).with(0x0028, 0x0103, .init(0x0028, 0x0103, 1)))
        try series([unsigned, signed]) { series in
            let values = try series.volume(in: series.grid.bounds).values.map { $0 + 1000 }
            #expect(values[..<8] == [0, 1, 2047, 2048, 4095, 1, 2048, 4094])
            #expect(values[12..<20] == [0, 1, 2047, -2048, -1, 1, -2048, -2])
        }
    }

    @Test func bitsBelowTheHighBitAreKept() throws {
        let shifted = slice(0, values: (0..<12).map { UInt16($0) << 4 }).with(0x0028, 0x0102, .init(0x0028, 0x0102, 15))
        try series([DICOMBytes.file(shifted), DICOMBytes.file(slice(1))]) { series in
            let first = try series.volume(in: Box(lower: .zero, upper: [4, 3, 1]))
            #expect(first.values == ramp(from: -1000))
        }
    }

    @Test func everySliceHasItsOwnRescaleRoundedOnce() throws {
        let slopes = ["0.1", "5.123456789012e-5"]
        let files = slopes.enumerated().map { number, slope in
            DICOMBytes.file(slice(number).with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", slope)))
        }
        try series(files) { series in
            let values = try series.volume(in: series.grid.bounds).values
            #expect(values[..<12].elementsEqual((0..<12).map { Float(0.1 * Double($0) - 1000) }))
            #expect(values[12...].elementsEqual((0..<12).map { Float(5.123456789012e-5 * Double(100 + $0) - 1000) }))
        }
    }

    @Test func runLengthEncodingIsDecoded() throws {
        let native = (0..<12).map { UInt8($0) }
        func segment(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count - 1)] + bytes + (bytes.count % 2 == 0 ? [0x80] : []) }
        let high = segment([UInt8](repeating: 1, count: 12))
        let low = segment(native)
        let offsets: [UInt32] = [2, 64, UInt32(64 + high.count)] + [UInt32](repeating: 0, count: 13)
        let frame = offsets.flatMap { littleEndian($0) } + high + low
        let header = slice(0).with(0x7FE0, 0x0010, nil).with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "1.25"))
        let file = DICOMBytes.file(header, transferSyntax: "1.2.840.10008.1.2.5") + DICOMBytes.encapsulated([[], frame])
        try series([file]) { series in
            #expect(series.grid.spacing == [2, 3, 1.25])
            let whole = try series.volume(in: series.grid.bounds)
            #expect(whole.values == ramp(from: 256 - 1000))
            let part = try series.volume(in: Box(lower: [1, 1, 0], upper: [3, 2, 1]))
            #expect(part.values == [261 - 1000, 262 - 1000])
        }
    }

    @Test func valuesThatAFloatCannotHoldAreRefused() throws {
        func wide(_ value: UInt32) -> [UInt8] {
            let values = [value] + [UInt32](repeating: 0, count: 11)
            let elements = slice(0).with(0x0028, 0x0100, .init(0x0028, 0x0100, 32)).with(0x0028, 0x0101, .init(0x0028, 0x0101, 32))
                .with(0x0028, 0x0102, .init(0x0028, 0x0102, 31)).with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "1"))
            return DICOMBytes.file(elements.with(0x7FE0, 0x0010, .init(0x7FE0, 0x0010, "OW", values.flatMap { littleEndian($0) })))
        }
        try series([wide(4_294_967_040)]) { series in
            let values = try series.volume(in: series.grid.bounds).values
            #expect(values[0] == Float(4_294_966_040.0))
        }
        try series([wide(16_777_217)]) { series in
            let error = #expect(throws: DICOMError.self) { try series.volume(in: series.grid.bounds) }
            #expect(error?.code == .precision)
        }
    }

    /// Elements of an image of 8, 32 or 1 bits.
    private func image(bits: UInt16, bytes: [UInt8], isBigEndian: Bool = false) -> [UInt8] {
        var elements = slice(0).with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "1"))
        for (tag, number) in [(0x0100, bits), (0x0101, bits), (0x0102, bits - 1)] as [(UInt16, UInt16)] {
            elements = elements.with(0x0028, tag, .init(0x0028, tag, number))
        }
        return DICOMBytes.file(elements.with(0x7FE0, 0x0010, .init(0x7FE0, 0x0010, bits == 32 ? "OW" : "OB", bytes)))
    }

    @Test func eightAndThirtyTwoBitsAreRead() throws {
        try series([image(bits: 8, bytes: (0..<12).map { 250 - $0 })]) { series in
            let values = try series.volume(in: series.grid.bounds).values
            #expect(values == ramp(from: -761).reversed())
        }
        try series([image(bits: 32, bytes: (0..<12).flatMap { littleEndian(UInt32(100_000 + $0)) })]) { series in
            let values = try series.volume(in: series.grid.bounds).values
            #expect(values == ramp(from: 99_000))
        }
    }

    @Test func floatingPointPixelsAreRefused() throws {
        let floats = (0..<12).flatMap { littleEndian(Float($0).bitPattern) }
        let elements = slice(0).with(0x7FE0, 0x0010, nil).with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "1"))
            .with(0x0028, 0x0100, .init(0x0028, 0x0100, 32)).with(0x7FE0, 0x0008, .init(0x7FE0, 0x0008, "OF", floats))
        try series([DICOMBytes.file(elements)]) { series in
            let error = #expect(throws: DICOMError.self) { try series.volume(in: series.grid.bounds) }
            #expect(error?.code == .unsupportedPixelData && error?.cause == "floating-point pixel data")
        }
    }

    @Test func singleBitsAreReadLowestFirst() throws {
        // Columns 0 to 3 of rows 0 to 2.
        let bits: [Float] = [1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0]
        try series([image(bits: 1, bytes: [0b1011_1001, 0b0000_0100])]) { series in
            let whole = try series.volume(in: series.grid.bounds)
            #expect(whole.values == bits.map { $0 - 1000 })
            let box = Box(lower: [1, 1, 0], upper: [4, 3, 1])
            #expect(try series.volume(in: box).values == whole.cropped(to: box).values)
        }
    }

    @Test(arguments: [
        slice(0).with(0x0028, 0x1053, nil), slice(0).with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", "0")),
        slice(0).with(0x0028, 0x1053, nil).with(0x0028, 0x1052, nil),
        slice(0).with(0x0028, 0x3000, .init(0x0028, 0x3000, items: [[.init(0x0028, 0x3006, 1)]])),
    ])
    func rescalingThatIsNotCertainIsRefused(_ elements: [DICOMBytes.Element]) throws {
        let file = DICOMBytes.file(elements.with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "1")))
        let error = #expect(throws: DICOMError.self) { try series([file]) { _ in } }
        #expect(error?.code == .invalidRescale)
    }

    @Test func aFileThatChangedIsRefused() throws {
        try series([DICOMBytes.file(slice(0)), DICOMBytes.file(slice(1))]) { series in
            try Data(DICOMBytes.file(slice(7))).write(to: URL(filePath: series.paths[0]))
            let error = #expect(throws: DICOMError.self) { try series.volume(in: series.grid.bounds) }
            #expect(error?.code == .changedFile)
        }
    }
}
