import Features

extension FeatureConcept {
    /// Other names under which the concept is searched for: IBSI's long name, IBSI's codes of family, feature and aggregation, and the tag of
    /// IBSI's reference tables.
    var synonyms: [String] {
        let feature = column.declaration
        let long = "\(feature.family.readable): \(feature.name), \(column.aggregation.readable)"
        let codes = "IBSI \(feature.family.code) \(feature.code) \(column.aggregation.rawValue)"
        return feature.code.isEmpty ? [long, column.tag] : [long, codes, column.tag]
    }
}

extension FeatureFamily {
    /// The family as IBSI calls it.
    public var readable: String {
        switch self {
        case .morphology: "Morphological features"
        case .localIntensity: "Local intensity features"
        case .statistics: "Intensity-based statistical features"
        case .intensityHistogram: "Intensity histogram features"
        case .intensityVolumeHistogram: "Intensity-volume histogram features"
        case .glcm: "Grey level co-occurrence based features"
        case .glrlm: "Grey level run length based features"
        case .glszm: "Grey level size zone based features"
        case .gldzm: "Grey level distance zone based features"
        case .ngtdm: "Neighbourhood grey tone difference based features"
        case .ngldm: "Neighbouring grey level dependence based features"
        case .planarMorphology: "Morphological features in the plane (not IBSI)"
        }
    }
}
