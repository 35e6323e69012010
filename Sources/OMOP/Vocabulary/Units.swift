import Features

/// What an image's intensities are measured in.
public enum IntensityUnit: String, Sendable, Hashable, CaseIterable, Codable {
    /// Hounsfield units (CT).
    case hounsfield
    /// Standardised uptake value by body weight or lean body mass, g/mL (PET whose Units are GML, or as the recipe says).
    case standardisedUptake
    /// Standardised uptake value by body surface area, cm²/mL.
    case standardisedUptakeBySurface
    /// Activity concentration, Bq/mL (PET whose Units are BQML).
    case becquerelPerMillilitre
    /// No physical unit (MR and others).
    case arbitrary

    /// The unit of a series by its Modality (0008,0060) and, for PET, Units (0054,1001).
    public init(modality: String, units: String? = nil) {
        self =
            switch (modality, units) {
            case ("CT", _): .hounsfield
            case ("PT", "GML"?): .standardisedUptake
            case ("PT", "CM2ML"?): .standardisedUptakeBySurface
            case ("PT", "BQML"?): .becquerelPerMillilitre
            default: .arbitrary
            }
    }

    /// The UCUM code.
    var code: String {
        switch self {
        case .hounsfield: "[hnsf'U]"
        case .standardisedUptake: "g/mL"
        case .standardisedUptakeBySurface: "cm2/mL"
        case .becquerelPerMillilitre: "Bq/mL"
        case .arbitrary: "[arb'U]"
        }
    }
}

/// The unit of a measurement: its concept, 0 where UCUM's concepts hold none, and its text.
public struct MeasurementUnit: Sendable, Hashable {
    /// The UCUM concept, or 0.
    public let conceptID: Int
    /// The UCUM text.
    public let text: String

    /// The unit of a feature on an image of this intensity unit.
    ///
    /// Dimensionless features get UCUM `1` instead of NULL, since OHDSI's FeatureExtraction joins on the unit and would drop them.
    public init(_ unit: FeatureUnit, intensity: IntensityUnit) {
        text =
            switch unit {
            case .intensity: intensity.code
            case .squareIntensity: intensity.code.contains("/") ? "(\(intensity.code))2" : "\(intensity.code)2"
            case .intensityTimesCubicMillimetre: "\(intensity.code).mm3"
            default: unit.rawValue
            }
        conceptID = StandardConcept.units[text]?.id ?? 0
    }
}
