import DICOM
import Foundation
import Testing
import Voxels

/// Standardised uptake values against their closed forms: SUV = activity concentration · measure / decayed dose.
struct UptakeOracleTests {
    /// 70 kg in g over the dose after `hours`.
    private func bodyWeight(after hours: Double) -> Double { 70_000 / (PETBytes.dose * exp2(-hours * 3600 / PETBytes.halfLife)) }

    private func expect(_ factors: [Double], _ expected: Double, _ note: Comment? = nil) {
        for factor in factors { #expect(abs(factor / expected - 1) < 1e-6, note) }
    }

    @Test func doseDecaysUntilTheSeriesBegins() throws {
        expect(try PETBytes().factors(.bodyWeight), bodyWeight(after: 1))
    }

    @Test func valuesCorrectedToTheInjectionNeedNoTime() throws {
        let pet = PETBytes(decayCorrection: "ADMIN", series: nil, acquisitions: [("", ""), ("", "")], startTime: nil)
        expect(try pet.factors(.bodyWeight), bodyWeight(after: 0))
    }

    /// An activity that decays: each slice is stored as START, ADMIN or NONE would store it, and gives one SUV.
    @Test func startAdminAndNoneAgree() throws {
        let decay = log(2) / PETBytes.halfLife
        // Counts of a frame of 180 s, relative to the rate at its beginning.
        let average = (1 - exp(-decay * 180)) / (decay * 180)
        let start = try PETBytes().factors(.bodyWeight)
        let admin = try PETBytes(decayCorrection: "ADMIN").factors(.bodyWeight)
        let none = try PETBytes(corrected: "ATTN", decayCorrection: "NONE").factors(.bodyWeight)
        for (number, begin) in [0.0, 180].enumerated() {
            let atInjection = 5000.0
            let stored = atInjection * exp(-decay * (3600 + begin)) * average
            let uptake = atInjection * admin[number]
            #expect(abs(atInjection * exp(-decay * 3600) * start[number] / uptake - 1) < 1e-6)
            #expect(abs(stored * none[number] / uptake - 1) < 1e-6)
        }
    }

    @Test func theScanMayRunPastMidnight() throws {
        let late = [("20240310", "233000"), ("20240311", "003000")]
        let beforeMidnight = PETBytes(series: ("20240310", "233000"), acquisitions: late, startTime: "223000")
        expect(try beforeMidnight.factors(.bodyWeight), bodyWeight(after: 1))
        let early = [("20240311", "003000"), ("20240311", "003300")]
        let afterMidnight = PETBytes(series: ("20240311", "003000"), acquisitions: early, startTime: "233000.5")
        expect(try afterMidnight.factors(.bodyWeight), bodyWeight(after: 1 - 0.5 / 3600))
        let dated = PETBytes(
            series: ("20240301", "003000"), acquisitions: [("20240301", "003000"), ("20240301", "003300")],
            startTime: nil, startDateTime: "20240229233000.000")
        expect(try dated.factors(.bodyWeight), bodyWeight(after: 1), "over the leap day")
    }

    @Test func aSeriesMadeLaterCountsFromItsFrames() throws {
        let decay = log(2) / PETBytes.halfLife
        let middle = log(decay * 180 / (1 - exp(-decay * 180))) / decay
        let times = [0, 180].map { (Double($0) + middle) * 1000 }
        let later = PETBytes(series: ("20240312", "080000"), frameReferenceTimes: times)
        expect(try later.factors(.bodyWeight), bodyWeight(after: 1))
        #expect(try PETBytes(series: ("20240312", "080000")).refusal().contains("(0054,1300)"))
        #expect(
            try PETBytes(series: ("20240312", "080000"), frameReferenceTimes: [90_000, 90_000]).refusal().contains("different beginnings"))
    }

    @Test func leanBodyMassAndSurface() throws {
        let dose = PETBytes.dose * exp2(-3600 / PETBytes.halfLife)
        let index = 70 / (1.75 * 1.75)
        expect(try PETBytes().factors(.leanBodyMassJanmahasatian), 9270 * 70 / (8780 + 244 * index) * 1000 / dose)
        expect(try PETBytes(sex: "M").factors(.leanBodyMassJanmahasatian), 9270 * 70 / (6680 + 216 * index) * 1000 / dose)
        expect(try PETBytes().factors(.leanBodyMassJames), (1.07 * 70 - 148 * 0.16) * 1000 / dose)
        expect(try PETBytes(sex: "M").factors(.leanBodyMassJames), (1.1 * 70 - 128 * 0.16) * 1000 / dose)
        // Du Bois: 0.007184 · 70^0.425 · 175^0.725 = 1.8481 m².
        expect(try PETBytes().factors(.bodySurfaceArea), 0.007184 * pow(70, 0.425) * pow(175, 0.725) * 10_000 / dose)
        #expect(try PETBytes(sex: "O").refusal(.leanBodyMassJames).contains("(0010,0040)"))
        #expect(try PETBytes(size: nil).refusal(.bodySurfaceArea).contains("(0010,1020)"))
        #expect(try PETBytes(size: "175").refusal(.bodySurfaceArea).contains("(0010,1020)"))
        #expect(try PETBytes(size: nil, sex: nil).factors(.bodyWeight).count == 2)
    }

    @Test func valuesThatAreUptakeAlreadyAreKeptOrConverted() throws {
        let bare = PETBytes(units: "GML", corrected: nil, decayCorrection: nil, weight: nil, dose: nil)
        #expect(try bare.factors(.bodyWeight) == [1, 1])
        #expect(try bare.refusal(.leanBodyMassJames).contains("(0010,1030)"))
        var stored = PETBytes(units: "GML", uptakeType: "BW")
        let james = (1.07 * 70 - 148 * 0.16)
        expect(try stored.factors(.leanBodyMassJames), james / 70)
        stored.uptakeType = "LBMJAMES128"
        expect(try stored.factors(.bodyWeight), 70 / james)
        stored.uptakeType = "LBM"
        #expect(try stored.refusal().contains("(0054,1006)"))
        expect(try PETBytes(units: "CM2ML").factors(.bodyWeight), 70_000 / (71.84 * pow(70, 0.425) * pow(175, 0.725)))
    }

    @Test(arguments: ["DS", "UN"]) func philipsCountsHavePrivateFactors(vr: String) throws {
        let creator = DICOMBytes.Element(0x7053, 0x0010, "LO", "Philips PET Private Group")
        let uptake = DICOMBytes.Element(0x7053, 0x1000, vr, "0.000125")
        let activity = DICOMBytes.Element(0x7053, 0x1009, vr, "1.5")
        expect(try PETBytes(units: "CNTS", weight: nil, dose: nil, privateElements: [creator, uptake]).factors(.bodyWeight), 0.000125)
        expect(try PETBytes(units: "CNTS", privateElements: [creator, activity]).factors(.bodyWeight), 1.5 * bodyWeight(after: 1))
        #expect(try PETBytes(units: "CNTS", privateElements: [uptake]).refusal().contains("7053"))
    }

    @Test func vendorsKeepTheMomentOfDecayCorrection() throws {
        let made = ("20240312", "080000")
        let ge = PETBytes(
            series: made,
            privateElements: [.init(0x0009, 0x0010, "LO", "GEMS_PETD_01"), .init(0x0009, 0x100D, "DT", "20240310100000.00")])
        expect(try ge.factors(.bodyWeight), bodyWeight(after: 1))
        let siemens = PETBytes(
            series: made,
            privateElements: [.init(0x0071, 0x0011, "LO", "SIEMENS MED PT"), .init(0x0071, 0x1122, "DT", "20240310103000")])
        expect(try siemens.factors(.bodyWeight), bodyWeight(after: 1.5))
    }

    @Test func whatIsMissingOrContradictoryIsNamed() throws {
        #expect(try PETBytes(units: nil).refusal().contains("(0054,1001)"))
        #expect(try PETBytes(units: "PROPCPS").refusal().contains("PROPCPS"))
        #expect(try PETBytes(corrected: "DECY").refusal().contains("ATTN"))
        #expect(try PETBytes(corrected: "ATTN").refusal().contains("(0054,1102)"))
        #expect(try PETBytes(decayCorrection: "NONE").refusal().contains("(0028,0051)"))
        #expect(try PETBytes(decayCorrection: nil).refusal().contains("(0054,1102)"))
        #expect(try PETBytes(weight: "0").refusal().contains("(0010,1030)"))
        #expect(try PETBytes(dose: "370").refusal().contains("(0018,1074)"), "370 MBq are no 370 Bq")
        #expect(try PETBytes(halfLife: nil).refusal().contains("(0018,1075)"))
        #expect(try PETBytes(startTime: nil).refusal().contains("(0018,1072)"))
        #expect(try PETBytes(startTime: "nine").refusal().contains("(0018,1072)"))
        #expect(try PETBytes(startDateTime: "20240310091500").refusal().contains("different times"))
        #expect(try PETBytes(startTime: "103000", startDateTime: "20240310103000").refusal().contains("half lives"))
        #expect(try PETBytes(startTime: "103000").refusal().contains("half lives"), "the scan would begin 23.5 h later")
        #expect(try PETBytes(halfLife: "282240").refusal().contains("(0018,1078)"), "zirconium-89 is imaged days later")
        #expect(try PETBytes(startTime: nil, startDateTime: "20240310080000+0100").refusal().contains("time zone"))
        var mixed = PETBytes()
        mixed.secondSlice = { $0.with(0x0010, 0x1030, .init(0x0010, 0x1030, "DS", "71")) }
        #expect(try mixed.refusal().contains("differs between slices"))
    }

    @Test func withoutAnUptakeNothingIsAsked() throws {
        #expect(try PETBytes(units: nil, corrected: nil, decayCorrection: nil, weight: nil).factors(.none) == [1, 1])
    }
}
