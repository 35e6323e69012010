import DICOM
import Foundation
import Testing
import Voxels

/// The facts of a PET series of two slices, from which its files are written; nil leaves an element out.
struct PETBytes {
    var units: String? = "BQML"
    var uptakeType: String?
    var corrected: String? = "DECY\\ATTN\\SCAT"
    var decayCorrection: String? = "START"
    var series: (date: String, time: String)? = ("20240310", "100000")
    /// Of each slice.
    var acquisitions = [("20240310", "100000"), ("20240310", "100300")]
    /// Of each slice, in ms.
    var frameReferenceTimes: [Double] = []
    var frameDuration: Double? = 180_000
    var weight: String? = "70"
    var size: String? = "1.75"
    var sex: String? = "F"
    var dose: String? = "370000000"
    var halfLife: String? = "6586.2"
    var startTime: String? = "090000"
    var startDateTime: String?
    var privateElements: [DICOMBytes.Element] = []
    /// Removes or replaces elements of the second slice.
    var secondSlice: ([DICOMBytes.Element]) -> [DICOMBytes.Element] = { $0 }

    /// Half life in s.
    static let halfLife = 6586.2
    /// Bq.
    static let dose = 370_000_000.0

    private func elements(_ number: Int) -> [DICOMBytes.Element] {
        func text(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: String?) -> [DICOMBytes.Element] {
            value.map { [DICOMBytes.Element(group, element, vr, $0)] } ?? []
        }
        var drug = text(0x0018, 0x1072, "TM", startTime) + text(0x0018, 0x1074, "DS", dose)
        drug += text(0x0018, 0x1075, "DS", halfLife) + text(0x0018, 0x1078, "DT", startDateTime)
        var all = slice(number).filter { ![0x0016, 0x0060].contains($0.element) || $0.group != 0x0008 }
            .filter { $0.group != 0x0028 || ($0.element != 0x1052 && $0.element != 0x1053) }
        all += [
            .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.128"), .init(0x0008, 0x0060, "CS", "PT"),
            .init(0x0028, 0x1052, "DS", "0"), .init(0x0028, 0x1053, "DS", "2"), .init(0x0054, 0x0016, items: [drug]),
        ]
        all += text(0x0008, 0x0021, "DA", series?.date) + text(0x0008, 0x0031, "TM", series?.time)
        all += text(0x0008, 0x0022, "DA", acquisitions[number].0) + text(0x0008, 0x0032, "TM", acquisitions[number].1)
        all += text(0x0010, 0x0040, "CS", sex) + text(0x0010, 0x1020, "DS", size) + text(0x0010, 0x1030, "DS", weight)
        all += text(0x0018, 0x1242, "IS", frameDuration.map { "\(Int($0))" }) + text(0x0028, 0x0051, "CS", corrected)
        all += text(0x0054, 0x1001, "CS", units) + text(0x0054, 0x1006, "CS", uptakeType) + text(0x0054, 0x1102, "CS", decayCorrection)
        if !frameReferenceTimes.isEmpty { all += text(0x0054, 0x1300, "DS", "\(frameReferenceTimes[number])") }
        return all + privateElements
    }

    /// What the intensities of each slice are multiplied by.
    func factors(_ uptake: StandardisedUptake) throws -> [Double] {
        var result: [Double] = []
        let files = ["0": DICOMBytes.file(elements(0)), "1": DICOMBytes.file(secondSlice(elements(1)))]
        try withFolder(files) { folder in
            let series = try #require(try DICOMIndex.scan([folder.path]).series.first)
            let plain = try ImageSeries(series).volumeOfAll()
            let scaled = try ImageSeries(series, policy: ModalityPolicy(uptake: uptake)).volumeOfAll()
            result = [1, 13].map { Double(scaled[$0]) / Double(plain[$0]) }
            for (one, other) in zip(plain, scaled) where one != 0 {
                #expect(abs(Double(other) / Double(one) / (one < 30 ? result[0] : result[1]) - 1) < 1e-6)
            }
        }
        return result
    }

    /// Why there is no uptake.
    func refusal(_ uptake: StandardisedUptake = .bodyWeight) throws -> String {
        let error = #expect(throws: DICOMError.self) { try factors(uptake) }
        #expect(error?.code == .undeterminedUptake)
        return error?.message ?? ""
    }
}

extension ImageSeries {
    fileprivate func volumeOfAll() throws -> [Float] { try volume(in: grid.bounds).values }
}
