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

extension FeatureUnit {
    /// The unit's UCUM code on an image of this intensity unit.
    ///
    /// Dimensionless features have UCUM `1` instead of nothing, since OHDSI's FeatureExtraction joins on the unit and would drop them.
    public func ucum(on intensity: IntensityUnit) -> String {
        switch self {
        case .intensity: intensity.code
        case .squareIntensity: intensity.code.contains("/") ? "(\(intensity.code))2" : "\(intensity.code)2"
        case .intensityTimesCubicMillimetre: "\(intensity.code).mm3"
        default: rawValue
        }
    }
}

extension FeatureUnit {
    /// The unit in words, whatever the image.
    var readable: String {
        switch self {
        case .one: "without dimension"
        case .intensity: "in the image's own unit"
        case .squareIntensity: "in the square of the image's own unit"
        case .intensityTimesCubicMillimetre: "in the image's own unit times mm3"
        default: "in \(rawValue)"
        }
    }
}

/// The unit of a measurement: its concept, 0 where the database has none, and its text.
struct MeasurementUnit: Sendable, Hashable {
    /// The UCUM concept, or 0.
    let conceptID: Int
    /// The UCUM text.
    let text: String

    /// The unit of a feature on an image of this intensity unit.
    init(_ unit: FeatureUnit, intensity: IntensityUnit, in concepts: UnitConcepts) {
        text = unit.ucum(on: intensity)
        conceptID = concepts.id(of: text)
    }
}
