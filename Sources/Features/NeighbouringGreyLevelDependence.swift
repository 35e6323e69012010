/// The neighbouring grey level dependence matrix (IBSI 1, section 3.11, REK0): how many neighbours at a Chebyshev distance of 1 have a similar level.
///
/// A neighbour is dependent when its level differs by at most the coarseness α (VXRR). The voxel itself counts, so dependences begin at 1.
public enum NeighbouringGreyLevelDependence {
    /// The features in slot order.
    static let features: [Feature<ExtentSummary>] = [
        feature("ngl_lde", "Low dependence emphasis", "SODN", .one, slots: 1408...1410) { .value($0.lowExtents / $0.total) },
        feature("ngl_hde", "High dependence emphasis", "IMOQ", .one, slots: 1412...1414) { .value($0.highExtents / $0.total) },
        feature("ngl_lgce", "Low grey level count emphasis", "TL9H", .one, slots: 1416...1418) { .value($0.lowLevels / $0.total) },
        feature("ngl_hgce", "High grey level count emphasis", "OAE7", .one, slots: 1420...1422) { .value($0.highLevels / $0.total) },
        feature("ngl_ldlge", "Low dependence low grey level emphasis", "EQ3F", .one, slots: 1424...1426) {
            .value($0.lowExtentsLowLevels / $0.total)
        },
        feature("ngl_ldhge", "Low dependence high grey level emphasis", "JA6D", .one, slots: 1428...1430) {
            .value($0.lowExtentsHighLevels / $0.total)
        },
        feature("ngl_hdlge", "High dependence low grey level emphasis", "NBZI", .one, slots: 1432...1434) {
            .value($0.highExtentsLowLevels / $0.total)
        },
        feature("ngl_hdhge", "High dependence high grey level emphasis", "9QMG", .one, slots: 1436...1438) {
            .value($0.highExtentsHighLevels / $0.total)
        },
        feature("ngl_glnu", "Grey level non-uniformity", "FP8K", .one, slots: 1440...1442) { .value($0.levelSquares / $0.total) },
        feature("ngl_glnu_norm", "Normalised grey level non-uniformity", "5SPA", .one, slots: 1444...1446) {
            .value($0.levelSquares / ($0.total * $0.total))
        },
        feature("ngl_dcnu", "Dependence count non-uniformity", "Z87G", .one, slots: 1448...1450) { .value($0.extentSquares / $0.total) },
        feature("ngl_dcnu_norm", "Normalised dependence count non-uniformity", "OKJI", .one, slots: 1452...1454) {
            .value($0.extentSquares / ($0.total * $0.total))
        },
        feature("ngl_dc_perc", "Dependence count percentage", "6XV8", .one, slots: 1456...1458) { .value($0.total / $0.voxelCount) },
        feature("ngl_gl_var", "Grey level variance", "1PFV", .one, slots: 1460...1462) { .value($0.levelVariance) },
        feature("ngl_dc_var", "Dependence count variance", "DNX2", .one, slots: 1464...1466) { .value($0.extentVariance) },
        feature("ngl_dc_entr", "Dependence count entropy", "FCBV", .bit, slots: 1468...1470) { .value($0.entropy) },
        feature("ngl_dc_energy", "Dependence count energy", "CAS9", .one, slots: 1472...1474) { .value($0.squares) },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>, coarseness: Int = 0) -> [FeatureResult] {
        let levels = TextureLevels(region)
        let aggregations = aggregations.intersection(FeatureFamily.ngldm.aggregations)
        return values(of: RegionNeighbourhoods(levels, aggregations: aggregations, coarseness: coarseness)).results(
            of: features, in: aggregations)
    }

    /// The features in the aggregations for which there are neighbourhoods.
    static func values(of neighbourhoods: RegionNeighbourhoods) -> AggregatedValues {
        neighbourhoods.aggregated(of: \.dependences, features: features, otherwise: .emptyRegion)
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (ExtentSummary) -> FeatureValue
    ) -> Feature<ExtentSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .ngldm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
