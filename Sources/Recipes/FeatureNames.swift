import Features

/// The names that recipes use for families and aggregations: IBSI's words, short-hand and codes.
enum FeatureName {
    /// Every family by its name.
    static let families: KeyValuePairs<String, [FeatureFamily]> = [
        "morphology": [.morphology], "local-intensity": [.localIntensity], "statistics": [.statistics],
        "intensity-histogram": [.intensityHistogram], "intensity-volume-histogram": [.intensityVolumeHistogram], "glcm": [.glcm],
        "glrlm": [.glrlm], "glszm": [.glszm], "gldzm": [.gldzm], "ngtdm": [.ngtdm], "ngldm": [.ngldm],
        "morphology-2D": [.planarMorphology],
    ]

    /// `2D`, `2.5D` and `3D` stand for every aggregation of that dimension; the others for one.
    static let aggregations: KeyValuePairs<String, [Aggregation]> = [
        "2D": [.averaged2D, .sliceMerged2D, .slices2D], "2.5D": [.directionMerged25D, .merged25D, .slices25D], "3D": volumetric,
        "BTW3": [.averaged2D], "SUJT": [.sliceMerged2D], "JJUI": [.directionMerged25D], "ZW7Z": [.merged25D], "ITBB": [.averaged3D],
        "IAZD": [.merged3D], "8QNN": [.slices2D], "62GR": [.slices25D], "KOBO": [.neighbourhood3D],
    ]

    /// The aggregations in three dimensions, which a recipe that names none gets.
    static let volumetric: [Aggregation] = [.averaged3D, .merged3D, .neighbourhood3D]

    /// The name of a family.
    static func name(of family: FeatureFamily) -> String {
        families.first { $0.value == [family] }?.key ?? family.rawValue
    }
}

extension FeatureFamily {
    /// True for the families that read grey levels.
    var needsGreyLevels: Bool {
        switch self {
        case .morphology, .localIntensity, .statistics, .intensityVolumeHistogram, .planarMorphology: false
        case .intensityHistogram, .glcm, .glrlm, .glszm, .gldzm, .ngtdm, .ngldm: true
        }
    }

    /// True for the families that are computed in aggregations.
    var isTexture: Bool { aggregations != [.volume] }
}

extension Aggregation {
    /// How IBSI abbreviates the aggregation.
    var shorthand: String {
        switch self {
        case .volume: "–"
        case .averaged2D: "2D:avg"
        case .sliceMerged2D: "2D:mrg"
        case .directionMerged25D: "2.5D:avg"
        case .merged25D: "2.5D:mrg"
        case .averaged3D: "3D:avg"
        case .merged3D: "3D:mrg"
        case .slices2D: "2D"
        case .slices25D: "2.5D"
        case .neighbourhood3D: "3D"
        }
    }

    /// True for aggregations whose matrices do not cross slices.
    var isWithinSlices: Bool { ![.volume, .averaged3D, .merged3D, .neighbourhood3D].contains(self) }
}
