import Threads

/// The grey level run length matrix (IBSI 1, section 3.7, TP0I): runs of voxels of equal level along a direction.
public enum GreyLevelRunLength {
    /// The features in slot order.
    static let features: [Feature<ExtentSummary>] = [
        feature("rlm_sre", "Short runs emphasis", "22OV", .one, slots: 768...773) { .value($0.lowExtents / $0.total) },
        feature("rlm_lre", "Long runs emphasis", "W4KF", .one, slots: 776...781) { .value($0.highExtents / $0.total) },
        feature("rlm_lgre", "Low grey level run emphasis", "V3SW", .one, slots: 784...789) { .value($0.lowLevels / $0.total) },
        feature("rlm_hgre", "High grey level run emphasis", "G3QZ", .one, slots: 792...797) { .value($0.highLevels / $0.total) },
        feature("rlm_srlge", "Short run low grey level emphasis", "HTZT", .one, slots: 800...805) {
            .value($0.lowExtentsLowLevels / $0.total)
        },
        feature("rlm_srhge", "Short run high grey level emphasis", "GD3A", .one, slots: 808...813) {
            .value($0.lowExtentsHighLevels / $0.total)
        },
        feature("rlm_lrlge", "Long run low grey level emphasis", "IVPO", .one, slots: 816...821) {
            .value($0.highExtentsLowLevels / $0.total)
        },
        feature("rlm_lrhge", "Long run high grey level emphasis", "3KUM", .one, slots: 824...829) {
            .value($0.highExtentsHighLevels / $0.total)
        },
        feature("rlm_glnu", "Grey level non-uniformity", "R5YN", .one, slots: 832...837) { .value($0.levelSquares / $0.total) },
        feature("rlm_glnu_norm", "Normalised grey level non-uniformity", "OVBL", .one, slots: 840...845) {
            .value($0.levelSquares / ($0.total * $0.total))
        },
        feature("rlm_rlnu", "Run length non-uniformity", "W92Y", .one, slots: 848...853) { .value($0.extentSquares / $0.total) },
        feature("rlm_rlnu_norm", "Normalised run length non-uniformity", "IC23", .one, slots: 856...861) {
            .value($0.extentSquares / ($0.total * $0.total))
        },
        feature("rlm_r_perc", "Run percentage", "9ZK5", .one, slots: 864...869) { .value($0.total / $0.voxelCount) },
        feature("rlm_gl_var", "Grey level variance", "8CE5", .one, slots: 872...877) { .value($0.levelVariance) },
        feature("rlm_rl_var", "Run length variance", "SXLW", .one, slots: 880...885) { .value($0.extentVariance) },
        feature("rlm_rl_entr", "Run entropy", "HJ9O", .bit, slots: 888...893) { .value($0.entropy) },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>) -> [FeatureResult] {
        let levels = TextureLevels(region)
        return values(of: levels, aggregations: aggregations.intersection(FeatureFamily.glrlm.aggregations)).results(
            of: features, in: aggregations)
    }

    /// The features in the aggregations asked for.
    static func values(
        of levels: TextureLevels, aggregations: Set<Aggregation>, distances: TextureDistances = TextureDistances(),
        on threads: ThreadGrant = .one
    ) -> AggregatedValues {
        distances.hasPlainRunLengths
            ? RunLengthMatrices(levels).aggregated(features: features, aggregations: aggregations, on: threads)
            : WeightedRunLengths(levels, distances: distances).aggregated(features: features, aggregations: aggregations)
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (ExtentSummary) -> FeatureValue
    ) -> Feature<ExtentSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .glrlm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
