import DICOM
import Foundation
import Testing
import Voxels

/// The scalings of an MR header against their closed forms.
struct MagneticScaleOracleTests {
    /// An MR slice of stored values 0…11, with Rescale Slope 2 and Intercept -6.
    private func elements(_ extra: [DICOMBytes.Element]) -> [DICOMBytes.Element] {
        slice(0).with(0x0008, 0x0016, .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4"))
            .with(0x0008, 0x0060, .init(0x0008, 0x0060, "CS", "MR")).with(0x0028, 0x1052, .init(0x0028, 0x1052, "DS", "-6"))
            .with(0x0028, 0x1053, .init(0x0028, 0x1053, "DS", "2")).with(0x0018, 0x0050, .init(0x0018, 0x0050, "DS", "5")) + extra
    }

    private func values(_ extra: [DICOMBytes.Element], _ scaling: MagneticScaling) throws -> [Float] {
        var values: [Float] = []
        try withFolder(["0": DICOMBytes.file(elements(extra))]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let image = try ImageSeries(series, policy: ModalityPolicy(magnetic: scaling))
            values = try image.volume(in: image.grid.bounds).values
        }
        return values
    }

    private func philips(slope: Float, intercept: Float?, vr: String = "FL") -> [DICOMBytes.Element] {
        var elements = [DICOMBytes.Element(0x2005, 0x0010, "LO", "Philips MR Imaging DD 001")]
        elements.append(.init(0x2005, 0x100E, vr, littleEndian(slope.bitPattern)))
        if let intercept { elements.append(.init(0x2005, 0x100D, vr, littleEndian(intercept.bitPattern))) }
        return elements
    }

    private func realWorld(first: UInt16 = 0, last: UInt16 = 11, slope: Double = 0.5) -> [DICOMBytes.Element] {
        let unit: [DICOMBytes.Element] = [.init(0x0008, 0x0100, "SH", "mm2/s")]
        let item: [DICOMBytes.Element] = [
            .init(0x0040, 0x08EA, items: [unit]), .init(0x0040, 0x9211, last), .init(0x0040, 0x9216, first),
            .init(0x0040, 0x9224, "FD", littleEndian((100.0).bitPattern)), .init(0x0040, 0x9225, "FD", littleEndian(slope.bitPattern)),
        ]
        return [.init(0x0040, 0x9096, items: [item])]
    }

    @Test func rescaleAndStored() throws {
        #expect(try values([], .rescale) == (0..<12).map { Float(2 * $0 - 6) })
        #expect(try values([], .stored) == (0..<12).map(Float.init))
    }

    /// FP = (stored · RS + RI) / (RS · SS) (Chenevert and others, 2014).
    @Test(arguments: ["FL", "UN"]) func philipsFloatingPoint(vr: String) throws {
        let expected = (0..<12).map { Float((Double($0) * 2 - 6) / (2 * 0.25)) }
        #expect(try values(philips(slope: 0.25, intercept: 3, vr: vr), .philips) == expected)
        #expect(try values(philips(slope: 0.25, intercept: nil, vr: vr), .philips) == expected)
        #expect(refusal(philips(slope: 0.25, intercept: 4), .philips) == .undeterminedScaling, "contradicts Rescale Intercept")
        #expect(refusal([], .philips) == .undeterminedScaling)
    }

    @Test func realWorldValues() throws {
        #expect(try values(realWorld(), .realWorld) == (0..<12).map { Float(0.5 * Double($0) + 100) })
        #expect(refusal(realWorld(last: 10), .realWorld) == .unmappedValue)
        #expect(refusal(realWorld(slope: 0), .realWorld) == .undeterminedScaling)
        #expect(refusal([], .realWorld) == .undeterminedScaling)
        #expect(try values(realWorld(), .rescale) == (0..<12).map { Float(2 * $0 - 6) })
    }

    /// Two frames of an Enhanced MR object, each with a mapping of its own, which may also be shared.
    @Test(arguments: [false, true]) func realWorldValuesOfFrames(isShared: Bool) throws {
        func groups(_ frame: Int) -> [DICOMBytes.Element] {
            let position: [DICOMBytes.Element] = [.init(0x0020, 0x0032, "DS", "0\\0\\\(5 * frame)")]
            let own = realWorld(slope: isShared ? 0.25 : 0.5 * Double(frame + 1))
            return [.init(0x0020, 0x9113, items: [position])] + (isShared ? [] : own)
        }
        let geometry: [DICOMBytes.Element] = [.init(0x0028, 0x0030, "DS", "3\\2"), .init(0x0018, 0x0050, "DS", "5")]
        let orientation: [DICOMBytes.Element] = [.init(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")]
        let shared: [DICOMBytes.Element] = [.init(0x0020, 0x9116, items: [orientation]), .init(0x0028, 0x9110, items: [geometry])]
        let words = (0..<24).flatMap { littleEndian(UInt16($0 % 12)) }
        let multiFrame =
            elements([]).filter { $0.group != 0x0020 || $0.element > 0x0037 || $0.element < 0x0032 }
            .with(0x0008, 0x0016, .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.4.1"))
            .with(0x7FE0, 0x0010, .init(0x7FE0, 0x0010, "OW", words))
            + [
                .init(0x0028, 0x0008, "IS", "2"), .init(0x5200, 0x9229, items: [shared + (isShared ? realWorld(slope: 0.25) : [])]),
                .init(0x5200, 0x9230, items: [groups(0), groups(1)]),
            ]
        try withFolder(["0": DICOMBytes.file(multiFrame)]) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let image = try ImageSeries(series, policy: ModalityPolicy(magnetic: .realWorld))
            let slopes = isShared ? [0.25, 0.25] : [0.5, 1]
            let expected = slopes.flatMap { slope in (0..<12).map { Float(slope * Double($0) + 100) } }
            #expect(try image.volume(in: image.grid.bounds).values == expected)
        }
    }

    private func refusal(_ extra: [DICOMBytes.Element], _ scaling: MagneticScaling) -> DICOMError.Code? {
        #expect(throws: DICOMError.self) { try values(extra, scaling) }?.code
    }
}
