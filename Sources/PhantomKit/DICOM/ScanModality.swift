import Foundation

/// What kind of image a phantom is written as, and what only that kind says about itself.
public enum ScanModality: Sendable, Hashable {
    /// CT Image Storage in HU.
    case ct
    /// MR Image Storage: magnitudes in arbitrary units, without Rescale Slope and Intercept. Echo Time in ms.
    case mr(echoTime: Double)
    /// Positron Emission Tomography Image Storage in Bq/mL, decay-corrected to the start of the series.
    case pet(EmissionFacts)
    /// Digital Mammography X-Ray Image Storage, one image in detector pixels without a place in space.
    case mammogram(ProjectionFacts)

    /// Modality.
    public var code: String {
        switch self {
        case .ct: "CT"
        case .mr: "MR"
        case .pet: "PT"
        case .mammogram: "MG"
        }
    }

    /// SOP Class UID.
    var sopClassUID: String {
        switch self {
        case .ct: "1.2.840.10008.5.1.4.1.1.2"
        case .mr: "1.2.840.10008.5.1.4.1.1.4"
        case .pet: "1.2.840.10008.5.1.4.1.1.128"
        case .mammogram(let facts) where facts.isForProcessing: "1.2.840.10008.5.1.4.1.1.1.2.1"
        case .mammogram: "1.2.840.10008.5.1.4.1.1.1.2"
        }
    }

    /// What intensities are measured in, as answers give them.
    var unit: String {
        switch self {
        case .ct: "HU"
        case .mr, .mammogram: "arbitrary"
        case .pet: "SUV"
        }
    }

    /// Whether the image is a projection, which has no place in space and no thickness.
    var isProjection: Bool { if case .mammogram = self { true } else { false } }

    /// How many of the 16 bits of a pixel are used.
    var bitsStored: Int { isProjection ? 14 : 16 }

    /// Photometric Interpretation.
    var photometricInterpretation: String {
        if case .mammogram(let facts) = self, facts.isInverted { "MONOCHROME1" } else { "MONOCHROME2" }
    }
}

/// What a PET image says that SUV depends on.
public struct EmissionFacts: Sendable, Hashable {
    /// Patient's Weight in kg.
    public var weight: Double
    /// Radionuclide Total Dose in Bq at the time of injection.
    public var dose: Double
    /// Radionuclide Half Life in s.
    public var halfLife: Double
    /// Radiopharmaceutical Start Time as HHMMSS on the day of the study.
    public var injectionTime: String

    /// Describes an injection; the half life is that of fluorine-18.
    public init(weight: Double, dose: Double, halfLife: Double = 6586.2, injectionTime: String) {
        self.weight = weight
        self.dose = dose
        self.halfLife = halfLife
        self.injectionTime = injectionTime
    }

    /// The SUV by body weight of 1 Bq/mL in a series that starts at a time (HHMMSS, with or without a fraction) of the same day: weight in g by
    /// the dose that is left.
    public func uptake(perActivityAt time: String) -> Double {
        // Times hold microseconds.
        let elapsed = ((seconds(time) - seconds(injectionTime)) * 1e6).rounded() / 1e6
        return weight * 1000 / (dose * exp2(-elapsed / halfLife))
    }

    private func seconds(_ time: String) -> Double {
        let number = Double(time) ?? .nan
        let (hours, minutes) = ((number / 10_000).rounded(.down), (number / 100).rounded(.down))
        return hours * 3600 + (minutes - hours * 100) * 60 + number - minutes * 100
    }
}

/// What a mammogram says about its making.
public struct ProjectionFacts: Sendable, Hashable {
    /// Presentation Intent Type: For Processing, or For Presentation.
    public var isForProcessing: Bool
    /// Photometric Interpretation MONOCHROME1: the stored values are turned over.
    public var isInverted: Bool
    /// Image Laterality: R or L.
    public var laterality: String
    /// View Position: CC or MLO.
    public var view: String

    /// Describes a mammogram.
    public init(isForProcessing: Bool = false, isInverted: Bool = false, laterality: String, view: String) {
        self.isForProcessing = isForProcessing
        self.isInverted = isInverted
        self.laterality = laterality
        self.view = view
    }
}
