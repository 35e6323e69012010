import DICOM
import Foundation
import Testing
import Voxels

/// Uptake of Enhanced PET, whose units stand in Real World Value Mapping, against closed forms.
struct EnhancedUptakeOracleTests {
    /// The facts of an Enhanced PET image of one frame; nil leaves an element out.
    private struct Facts {
        var unit: String? = "Bq/ml"
        var mapped: ClosedRange<Int>? = 0...4095
        var decayCorrected: String? = "YES"
        var attenuationCorrected: String? = "YES"
        var reference: String? = "20240310100000"
        var start: String? = "20240310090000"
        var maps = 1

        func elements() -> [DICOMBytes.Element] {
            func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: String?) -> [DICOMBytes.Element] {
                value.map { [.init(group, element, vr, $0)] } ?? []
            }
            func double(_ element: UInt16, _ value: Double) -> DICOMBytes.Element {
                .init(0x0040, element, "FD", littleEndian(value.bitPattern))
            }
            let code: [DICOMBytes.Element] = text(0x0008, 0x0100, "SH", unit)
            var map: [DICOMBytes.Element] = [.init(0x0040, 0x08EA, items: [code])]
            if let mapped {
                map += [.init(0x0040, 0x9211, UInt16(mapped.upperBound)), .init(0x0040, 0x9216, UInt16(mapped.lowerBound))]
            }
            map += [double(0x9224, 10), double(0x9225, 4)]
            let drug =
                text(0x0018, 0x1074, "DS", "\(Int(PETBytes.dose))") + text(0x0018, 0x1075, "DS", "\(PETBytes.halfLife)")
                + text(0x0018, 0x1078, "DT", start)
            let frame: [DICOMBytes.Element] = [
                .init(0x0020, 0x9113, items: [[.init(0x0020, 0x0032, "DS", "0\\0\\0")]]),
                .init(0x0020, 0x9116, items: [[.init(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")]]),
                .init(0x0028, 0x9110, items: [[.init(0x0018, 0x0050, "DS", "3"), .init(0x0028, 0x0030, "DS", "3\\2")]]),
                .init(0x0028, 0x9145, items: [[.init(0x0028, 0x1052, "DS", "0"), .init(0x0028, 0x1053, "DS", "1")]]),
                .init(0x0040, 0x9096, items: [[DICOMBytes.Element]](repeating: map, count: maps)),
            ]
            return slice(0).filter { !($0.group == 0x0028 && [0x0030, 0x1052, 0x1053].contains($0.element)) }
                .with(0x0008, 0x0016, .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.130"))
                .with(0x0008, 0x0060, .init(0x0008, 0x0060, "CS", "PT"))
                + [
                    .init(0x0010, 0x0040, "CS", "F"), .init(0x0010, 0x1020, "DS", "1.75"), .init(0x0010, 0x1030, "DS", "70"),
                    .init(0x0054, 0x0016, items: [drug]), .init(0x5200, 0x9230, items: [frame]),
                ] + text(0x0018, 0x9701, "DT", reference) + text(0x0018, 0x9758, "CS", decayCorrected)
                + text(0x0018, 0x9759, "CS", attenuationCorrected)
        }

        /// The intensities of stored values 0…11.
        func values(_ uptake: StandardisedUptake = .bodyWeight) throws -> [Float] {
            var values: [Float] = []
            try withFolder(["0": DICOMBytes.file(elements())]) { folder in
                let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
                let image = try ImageSeries(series, policy: ModalityPolicy(uptake: uptake))
                values = try image.volume(in: image.grid.bounds).values
            }
            return values
        }

        func refusal(_ uptake: StandardisedUptake = .bodyWeight) -> String {
            let error = #expect(throws: DICOMError.self) { try values(uptake) }
            #expect(error?.code == .undeterminedUptake)
            return error?.message ?? ""
        }
    }

    private func expect(_ values: [Float], _ factor: Double, _ note: Comment? = nil) {
        #expect(values.count == 12)
        for (stored, value) in values.enumerated() {
            #expect(abs(Double(value) / ((Double(stored) * 4 + 10) * factor) - 1) < 1e-6, note)
        }
    }

    @Test func activityPerDoseIsCorrectedToTheMomentThatTheHeaderStates() throws {
        let afterAnHour = 70_000 / (PETBytes.dose * exp2(-3600 / PETBytes.halfLife))
        expect(try Facts().values(), afterAnHour)
        expect(try Facts(unit: "Bq/mL").values(), afterAnHour)
        expect(try Facts(reference: "20240311003000", start: "20240310233000").values(), afterAnHour, "past midnight")
        expect(try Facts(reference: "20240310090000").values(), 70_000 / PETBytes.dose, "corrected to the injection")
        expect(try Facts(reference: "20240310100000+0100", start: "20240310090000+0100").values(), afterAnHour)
    }

    @Test func uptakeIsKeptOrConverted() throws {
        let bare = Facts(unit: "g/ml{SUVbw}", decayCorrected: nil, attenuationCorrected: nil, reference: nil, start: nil)
        expect(try bare.values(), 1)
        let james = 1.07 * 70 - 148 * (70.0 / 175) * (70.0 / 175)
        expect(try bare.values(.leanBodyMassJames), james / 70)
    }

    @Test func withoutAnUptakeValuesAreRescaledOnly() throws {
        #expect(try Facts(maps: 0).values(.none) == (0..<12).map(Float.init))
    }

    @Test func whatIsMissingOrContradictoryIsNamed() throws {
        #expect(Facts(unit: nil).refusal().contains("(0040,08EA)"))
        #expect(Facts(unit: "g/ml{SUVlbm}").refusal().contains("SUVlbm"))
        #expect(Facts(mapped: nil).refusal().contains("(0040,9216)"))
        #expect(Facts(maps: 0).refusal().contains("(0040,9096)"))
        #expect(Facts(maps: 2).refusal().contains("(0040,9096)"))
        #expect(Facts(decayCorrected: "NO").refusal().contains("(0018,9758)"))
        #expect(Facts(attenuationCorrected: nil).refusal().contains("(0018,9759)"))
        #expect(Facts(reference: nil).refusal().contains("(0018,9701)"))
        #expect(Facts(start: nil).refusal().contains("(0018,1078)"))
        #expect(Facts(start: "20240310101500").refusal().contains("half lives"))
        #expect(Facts(reference: "20240310100000+0100", start: "20240310090000+0200").refusal().contains("time zone"))
        #expect(Facts(start: "20240310090000+0200").refusal().contains("time zone"))
        #expect(Facts(reference: "20240310100000+0200").refusal().contains("time zone"))
        let unmapped = #expect(throws: DICOMError.self) { try Facts(mapped: 0...10).values() }
        #expect(unmapped?.code == .unmappedValue)
    }
}
