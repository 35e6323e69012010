/// The grey level size zone matrix (IBSI 1, section 3.8, 9SAK): zones of touching voxels of equal level, 8-connected in a slice, 26-connected in 3D.
public enum GreyLevelSizeZone {
    /// The features in slot order.
    static let features: [Feature<ExtentSummary>] = [
        feature("szm_sze", "Small zone emphasis", "5QRC", .one, slots: 1024...1026) { .value($0.lowExtents / $0.total) },
        feature("szm_lze", "Large zone emphasis", "48P8", .one, slots: 1028...1030) { .value($0.highExtents / $0.total) },
        feature("szm_lgze", "Low grey level zone emphasis", "XMSY", .one, slots: 1032...1034) { .value($0.lowLevels / $0.total) },
        feature("szm_hgze", "High grey level zone emphasis", "5GN9", .one, slots: 1036...1038) { .value($0.highLevels / $0.total) },
        feature("szm_szlge", "Small zone low grey level emphasis", "5RAI", .one, slots: 1040...1042) {
            .value($0.lowExtentsLowLevels / $0.total)
        },
        feature("szm_szhge", "Small zone high grey level emphasis", "HW1V", .one, slots: 1044...1046) {
            .value($0.lowExtentsHighLevels / $0.total)
        },
        feature("szm_lzlge", "Large zone low grey level emphasis", "YH51", .one, slots: 1048...1050) {
            .value($0.highExtentsLowLevels / $0.total)
        },
        feature("szm_lzhge", "Large zone high grey level emphasis", "J17V", .one, slots: 1052...1054) {
            .value($0.highExtentsHighLevels / $0.total)
        },
        feature("szm_glnu", "Grey level non-uniformity", "JNSA", .one, slots: 1056...1058) { .value($0.levelSquares / $0.total) },
        feature("szm_glnu_norm", "Normalised grey level non-uniformity", "Y1RO", .one, slots: 1060...1062) {
            .value($0.levelSquares / ($0.total * $0.total))
        },
        feature("szm_zsnu", "Zone size non-uniformity", "4JP3", .one, slots: 1064...1066) { .value($0.extentSquares / $0.total) },
        feature("szm_zsnu_norm", "Normalised zone size non-uniformity", "VB3A", .one, slots: 1068...1070) {
            .value($0.extentSquares / ($0.total * $0.total))
        },
        feature("szm_z_perc", "Zone percentage", "P30P", .one, slots: 1072...1074) { .value($0.total / $0.voxelCount) },
        feature("szm_gl_var", "Grey level variance", "BYLV", .one, slots: 1076...1078) { .value($0.levelVariance) },
        feature("szm_zs_var", "Zone size variance", "3NSA", .one, slots: 1080...1082) { .value($0.extentVariance) },
        feature("szm_zs_entr", "Zone size entropy", "GU8N", .bit, slots: 1084...1086) { .value($0.entropy) },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>) -> [FeatureResult] {
        let levels = TextureLevels(region)
        let aggregations = aggregations.intersection(FeatureFamily.glszm.aggregations)
        return values(of: RegionZones(levels, aggregations: aggregations, withDistances: false)).results(of: features, in: aggregations)
    }

    /// The features in the aggregations for which there are zones.
    static func values(of zones: RegionZones) -> AggregatedValues {
        zones.aggregated(by: \.sizes, features: features)
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (ExtentSummary) -> FeatureValue
    ) -> Feature<ExtentSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .glszm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
