/// The grey level distance zone matrix (IBSI 1, section 3.9, VMDZ): the zones of the size zone matrix by their distance to the border.
///
/// The distance of a zone is the smallest city-block distance of its voxels to the outside of the morphological mask, in voxels; a voxel at the
/// border, or at the edge of the image, has a distance of 1. In 2D and 2.5D distances are those within the slice.
public enum GreyLevelDistanceZone {
    /// The features in slot order.
    static let features: [Feature<ExtentSummary>] = [
        feature("dzm_sde", "Small distance emphasis", "0GBI", .one, slots: 1152...1154) { .value($0.lowExtents / $0.total) },
        feature("dzm_lde", "Large distance emphasis", "MB4I", .one, slots: 1156...1158) { .value($0.highExtents / $0.total) },
        feature("dzm_lgze", "Low grey level zone emphasis", "S1RA", .one, slots: 1160...1162) { .value($0.lowLevels / $0.total) },
        feature("dzm_hgze", "High grey level zone emphasis", "K26C", .one, slots: 1164...1166) { .value($0.highLevels / $0.total) },
        feature("dzm_sdlge", "Small distance low grey level emphasis", "RUVG", .one, slots: 1168...1170) {
            .value($0.lowExtentsLowLevels / $0.total)
        },
        feature("dzm_sdhge", "Small distance high grey level emphasis", "DKNJ", .one, slots: 1172...1174) {
            .value($0.lowExtentsHighLevels / $0.total)
        },
        feature("dzm_ldlge", "Large distance low grey level emphasis", "A7WM", .one, slots: 1176...1178) {
            .value($0.highExtentsLowLevels / $0.total)
        },
        feature("dzm_ldhge", "Large distance high grey level emphasis", "KLTH", .one, slots: 1180...1182) {
            .value($0.highExtentsHighLevels / $0.total)
        },
        feature("dzm_glnu", "Grey level non-uniformity", "VFT7", .one, slots: 1184...1186) { .value($0.levelSquares / $0.total) },
        feature("dzm_glnu_norm", "Normalised grey level non-uniformity", "7HP3", .one, slots: 1188...1190) {
            .value($0.levelSquares / ($0.total * $0.total))
        },
        feature("dzm_zdnu", "Zone distance non-uniformity", "V294", .one, slots: 1192...1194) { .value($0.extentSquares / $0.total) },
        feature("dzm_zdnu_norm", "Normalised zone distance non-uniformity", "IATH", .one, slots: 1196...1198) {
            .value($0.extentSquares / ($0.total * $0.total))
        },
        feature("dzm_z_perc", "Zone percentage", "VIWW", .one, slots: 1200...1202) { .value($0.total / $0.voxelCount) },
        feature("dzm_gl_var", "Grey level variance", "QK93", .one, slots: 1204...1206) { .value($0.levelVariance) },
        feature("dzm_zd_var", "Zone distance variance", "7WT1", .one, slots: 1208...1210) { .value($0.extentVariance) },
        feature("dzm_zd_entr", "Zone distance entropy", "GBDU", .bit, slots: 1212...1214) { .value($0.entropy) },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>) -> [FeatureResult] {
        let levels = TextureLevels(region)
        let aggregations = aggregations.intersection(FeatureFamily.gldzm.aggregations)
        return values(of: RegionZones(levels, aggregations: aggregations, withDistances: true)).results(of: features, in: aggregations)
    }

    /// The features in the aggregations for which there are zones.
    static func values(of zones: RegionZones) -> AggregatedValues {
        zones.aggregated(by: \.distances, features: features)
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (ExtentSummary) -> FeatureValue
    ) -> Feature<ExtentSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .gldzm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
