import Foundation
import Voxels

/// Who uptake is standardised by.
struct BodyMeasure: Sendable, Hashable {
    /// Patient's Weight in kg, Patient's Size in m, Patient's Sex.
    let weight, size: Double?
    let sex: String?

    /// What the activity concentration per dose is multiplied with: g for the masses, cm² for the surface.
    ///
    /// - Throws: `undetermined-uptake`, naming what is missing or impossible.
    func measure(for uptake: StandardisedUptake) throws(UptakeProblem) -> Double {
        switch uptake {
        case .none: 1
        case .bodyWeight: try kilograms * 1000
        case .leanBodyMassJanmahasatian: try janmahasatian * 1000
        case .leanBodyMassJames: try james * 1000
        case .bodySurfaceArea: try pow(kilograms, 0.425) * pow(metres * 100, 0.725) * 71.84
        }
    }

    private var kilograms: Double {
        get throws(UptakeProblem) {
            guard let weight, weight != 0 else { throw UptakeProblem("Patient's Weight (0010,1030) is missing") }
            guard weight > 0, weight <= 650 else {
                throw UptakeProblem("Patient's Weight (0010,1030) is \(weight), which is no weight in kg")
            }
            return weight
        }
    }

    private var metres: Double {
        get throws(UptakeProblem) {
            guard let size, size != 0 else { throw UptakeProblem("Patient's Size (0010,1020) is missing") }
            guard (0.2...2.8).contains(size) else { throw UptakeProblem("Patient's Size (0010,1020) is \(size), which is no height in m") }
            return size
        }
    }

    private var isFemale: Bool {
        get throws(UptakeProblem) {
            switch sex {
            case "F": true
            case "M": false
            default: throw UptakeProblem("Patient's Sex (0010,0040) is neither F nor M")
            }
        }
    }

    /// Janmahasatian et al., Clinical Pharmacokinetics 44 (2005) 1051, in kg.
    private var janmahasatian: Double {
        get throws(UptakeProblem) {
            let (weight, height) = (try kilograms, try metres)
            let index = weight / (height * height)
            return try isFemale ? 9270 * weight / (8780 + 244 * index) : 9270 * weight / (6680 + 216 * index)
        }
    }

    /// James, Research on Obesity (1976), in kg; DICOM's LBMJAMES128.
    private var james: Double {
        get throws(UptakeProblem) {
            let weight = try kilograms
            let ratio = weight / (try metres * 100)
            let mass = try isFemale ? 1.07 * weight - 148 * ratio * ratio : 1.10 * weight - 128 * ratio * ratio
            guard mass > 0 else {
                throw UptakeProblem("Patient's Weight (0010,1030) and Patient's Size (0010,1020) give no lean body mass by James")
            }
            return mass
        }
    }
}

/// Why uptake cannot be standardised.
struct UptakeProblem: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
