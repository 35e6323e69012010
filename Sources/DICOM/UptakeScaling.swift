import Foundation
import Voxels

/// The factor from rescaled PET values to standardised uptake values, slice by slice.
///
/// After QIBA's vendor-neutral pseudo-code for SUV: <https://qibawiki.rsna.org/index.php/Standardized_Uptake_Value_(SUV)>. Where that guesses
/// between sources, fields that are missing or contradict each other are refused.
struct UptakeScaling {
    private let slices: [InstanceHeader]
    private let wanted: StandardisedUptake
    /// The time between injection and the moment to which values are decay-corrected can hold so many half lives.
    private static let longestElapsed = 10.0
    /// Half lives in s up to which a start time without a date tells the day.
    private static let longestDateless = 12.0 * 3600

    /// The scales of a PET series' slices, in their order.
    ///
    /// - Throws: `undetermined-uptake`, naming the field and its tag.
    static func scales(of slices: [InstanceHeader], for uptake: StandardisedUptake) throws(DICOMError) -> [IntensityScale] {
        guard uptake != .none, let first = slices.first else { return slices.map { IntensityScale(rescale: $0.rescale) } }
        do throws(UptakeProblem) {
            var plain: [InstanceHeader] = []
            for slice in slices { plain.append(try slice.withPlainUptake) }
            let factors = try UptakeScaling(slices: plain, wanted: uptake).factors
            return zip(plain, factors).map { slice, factor in
                var scale = IntensityScale(rescale: slice.rescale)
                scale.mapped = slice.emission?.enhanced?.realWorldMaps.first?.range
                return scale.multiplied(by: factor)
            }
        } catch {
            let message = "\(error.message); no SUV can be computed: correct the header, or set pet.suv to none"
            throw DICOMError(.undeterminedUptake, message, path: first.path)
        }
    }

    private var factors: [Double] {
        get throws(UptakeProblem) {
            let units = try common("Units (0054,1001)") { $0.rescale.units }
            switch units {
            case "BQML": return try concentrations(of: slices.map { _ in 1 })
            case "CNTS": return try philips
            case "GML": return try conversion(from: massType)
            case "CM2ML": return try conversion(from: .bodySurfaceArea)
            case let units?: throw UptakeProblem("Units (0054,1001) are \(units), which are not read")
            case nil: throw UptakeProblem("Units (0054,1001) are missing")
            }
        }
    }

    /// What GML stands for, by SUV Type; without one, per body weight (PS3.3 C.8.9.1.1.3).
    private var massType: StandardisedUptake {
        get throws(UptakeProblem) {
            switch try common("SUV Type (0054,1006)", \.uptakeType) {
            case nil, "BW": .bodyWeight
            case "LBMJANMA": .leanBodyMassJanmahasatian
            case "LBMJAMES128": .leanBodyMassJames
            case let type?: throw UptakeProblem("SUV Type (0054,1006) is \(type), whose formula is not known with Units GML")
            }
        }
    }

    /// Philips' counts: the private factor gives the SUV per body weight, else another one Bq/mL.
    private var philips: [Double] {
        get throws(UptakeProblem) {
            let uptake = emissions.compactMap(\.philipsUptakeFactor).filter { $0 > 0 }
            if uptake.count == slices.count { return zip(uptake, try conversion(from: .bodyWeight)).map { $0 * $1 } }
            let activity = emissions.compactMap(\.philipsActivityFactor).filter { $0 > 0 }
            guard activity.count == slices.count else {
                let (one, other) = (PrivateBlock.philipsPET.name(of: 0x00), PrivateBlock.philipsPET.name(of: 0x09))
                throw UptakeProblem("Units (0054,1001) are CNTS, and neither \(one) nor \(other) is there in every slice")
            }
            return try concentrations(of: activity)
        }
    }

    /// From one standard to another: the quotient of their measures.
    private func conversion(from stored: StandardisedUptake) throws(UptakeProblem) -> [Double] {
        guard stored != wanted else { return slices.map { _ in 1 } }
        let body = try body
        let factor = try body.measure(for: wanted) / body.measure(for: stored)
        return slices.map { _ in factor }
    }

    /// From activity concentrations: `factors` turn values into Bq/mL.
    private func concentrations(of factors: [Double]) throws(UptakeProblem) -> [Double] {
        let measure = try body.measure(for: wanted)
        return zip(factors, try doses).map { $0 * measure / $1 }
    }

    /// The dose that the values of each slice refer to, in Bq.
    private var doses: [Double] {
        get throws(UptakeProblem) {
            let dose = try injectedDose
            let corrections =
                try common("Corrected Image (0028,0051)", \.correctedImage)?.split(separator: "\\").map { String($0).trimmed } ?? []
            guard corrections.contains("ATTN") else {
                throw UptakeProblem("Corrected Image (0028,0051) does not contain ATTN, so that values are no activity concentrations")
            }
            let correction = try common("Decay Correction (0054,1102)", \.decayCorrection)
            let isCorrected = corrections.contains("DECY")
            let expected = correction == "NONE" ? false : true
            if ["START", "ADMIN", "NONE"].contains(correction), isCorrected != expected {
                throw UptakeProblem(
                    "Decay Correction (0054,1102) is \(correction ?? ""), but Corrected Image (0028,0051) \(isCorrected ? "contains" : "lacks") DECY"
                )
            }
            switch correction {
            case "ADMIN": return slices.map { _ in dose }
            case "START":
                let reference = try DecayReference(emissions, halfLife: halfLife).seriesStart
                let remaining = try decayed(dose, until: reference)
                return slices.map { _ in remaining }
            case "NONE":
                let reference = DecayReference(emissions, halfLife: try halfLife)
                var doses: [Double] = []
                for moment in try reference.averages { doses.append(try decayed(dose, until: moment)) }
                return doses
            case let other?: throw UptakeProblem("Decay Correction (0054,1102) is \(other), which is none of START, ADMIN and NONE")
            case nil: throw UptakeProblem("Decay Correction (0054,1102) is missing")
            }
        }
    }

    private func decayed(_ dose: Double, until moment: DICOMMoment) throws(UptakeProblem) -> Double {
        let halfLives = try elapsed(until: moment) / halfLife
        guard (0...Self.longestElapsed).contains(halfLives) else {
            throw UptakeProblem(
                "the time from Radiopharmaceutical Start (0018,1072 or 0018,1078) to the image is \(rounded(halfLives)) half lives, so that one of them is wrong"
            )
        }
        return dose * exp2(-halfLives)
    }

    /// The seconds from the injection to a moment.
    private func elapsed(until moment: DICOMMoment) throws(UptakeProblem) -> Double {
        let time = try common("Radiopharmaceutical Start Time (0018,1072)", \.startTime)
        let second = time.flatMap(DICOMMoment.secondOfDay)
        if let time, second == nil { throw UptakeProblem("Radiopharmaceutical Start Time (0018,1072) is “\(time)”, which is no time") }
        guard let text = try common("Radiopharmaceutical Start DateTime (0018,1078)", \.startDateTime) else {
            guard let second else {
                throw UptakeProblem("Radiopharmaceutical Start DateTime (0018,1078) and Start Time (0018,1072) are missing")
            }
            guard try halfLife <= Self.longestDateless else {
                throw UptakeProblem(
                    "Radiopharmaceutical Start DateTime (0018,1078) is missing, and after a half life of \(rounded(try halfLife / 3600)) h a time without a date tells no day"
                )
            }
            // Without a date, the injection is the last moment with this time of day: scans can run past midnight.
            let seconds = moment.secondOfDay - second
            return seconds >= 0 ? seconds : seconds + 86_400
        }
        guard let start = DICOMMoment(dateTime: text) else {
            throw UptakeProblem("Radiopharmaceutical Start DateTime (0018,1078) is “\(text)”, which is no date with a time")
        }
        let hasOffset = text.contains("+") || text.contains("-")
        if let second {
            guard abs(start.secondOfDay - second) <= 1 else {
                throw UptakeProblem(
                    "Radiopharmaceutical Start DateTime (0018,1078) and Radiopharmaceutical Start Time (0018,1072) name different times")
            }
        } else if hasOffset {
            throw UptakeProblem(
                "Radiopharmaceutical Start DateTime (0018,1078) has a time zone, and no Radiopharmaceutical Start Time (0018,1072) says what it is on site"
            )
        }
        return moment.seconds(since: start)
    }

    private var body: BodyMeasure {
        get throws(UptakeProblem) {
            BodyMeasure(
                weight: try common("Patient's Weight (0010,1030)", \.weight), size: try common("Patient's Size (0010,1020)", \.size),
                sex: try common("Patient's Sex (0010,0040)") { $0.patient.sex })
        }
    }

    private var injectedDose: Double {
        get throws(UptakeProblem) {
            let count = try common("Radiopharmaceutical Information Sequence (0054,0016)") { $0.emission?.radiopharmaceuticals } ?? 0
            guard count == 1 else {
                throw UptakeProblem("Radiopharmaceutical Information Sequence (0054,0016) has \(count) items, where one is needed")
            }
            guard let dose = try common("Radionuclide Total Dose (0018,1074)", \.dose), dose != 0 else {
                throw UptakeProblem("Radionuclide Total Dose (0018,1074) is missing")
            }
            guard dose >= 1e4, dose <= 1e11 else {
                throw UptakeProblem("Radionuclide Total Dose (0018,1074) is \(dose), which is no dose in Bq")
            }
            return dose
        }
    }

    private var halfLife: Double {
        get throws(UptakeProblem) {
            guard let halfLife = try common("Radionuclide Half Life (0018,1075)", \.halfLife), halfLife != 0 else {
                throw UptakeProblem("Radionuclide Half Life (0018,1075) is missing")
            }
            guard halfLife >= 10 else {
                throw UptakeProblem("Radionuclide Half Life (0018,1075) is \(halfLife), which is no half life in s")
            }
            return halfLife
        }
    }

    private var emissions: [EmissionHeader] { slices.map { $0.emission ?? EmissionHeader() } }

    /// What all slices say alike.
    private func common<Value: Equatable>(_ name: String, _ value: (EmissionHeader) -> Value?) throws(UptakeProblem) -> Value? {
        try common(name) { header in header.emission.flatMap(value) }
    }

    private func common<Value: Equatable>(_ name: String, _ value: (InstanceHeader) -> Value?) throws(UptakeProblem) -> Value? {
        let first = slices.first.flatMap(value)
        guard slices.allSatisfy({ value($0) == first }) else { throw UptakeProblem("\(name) differs between slices") }
        return first
    }
}
