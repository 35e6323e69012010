/// The neighbourhood grey tone difference matrix (IBSI 1, section 3.10, IPET): voxels against the mean of their neighbours.
///
/// Unless told otherwise, neighbours are at a Chebyshev distance of 1. Voxels without neighbours do not count.
public enum NeighbourhoodGreyToneDifference {
    /// The features in slot order.
    static let features: [Feature<GreyToneDifferenceSummary>] = [
        feature("ngt_coarseness", "Coarseness", "QCDE", .one, slots: 1280...1282) { $0.ratio(1, $0.weightedDifferenceSum) },
        feature("ngt_contrast", "Contrast", "65HE", .one, slots: 1284...1286) { m in
            m.ratio(m.squaredDistance * m.differenceSum, m.levelCount * (m.levelCount - 1) * m.voxelCount)
        },
        feature("ngt_busyness", "Busyness", "NQ30", .one, slots: 1288...1290) {
            $0.ratio($0.weightedDifferenceSum, $0.weightedLevelDistance)
        },
        feature("ngt_complexity", "Complexity", "HDEZ", .one, slots: 1292...1294) { .value($0.complexitySum / $0.voxelCount) },
        feature("ngt_strength", "Strength", "1X9X", .one, slots: 1296...1298) { $0.ratio($0.strengthSum, $0.differenceSum) },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>) -> [FeatureResult] {
        let levels = TextureLevels(region)
        let aggregations = aggregations.intersection(FeatureFamily.ngtdm.aggregations)
        return values(of: RegionNeighbourhoods(levels, aggregations: aggregations, coarseness: 0)).results(of: features, in: aggregations)
    }

    /// The features in the aggregations for which there are neighbourhoods.
    static func values(of neighbourhoods: RegionNeighbourhoods) -> AggregatedValues {
        neighbourhoods.aggregated(of: \.differences, features: features, otherwise: .noNeighbours)
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (GreyToneDifferenceSummary) -> FeatureValue
    ) -> Feature<GreyToneDifferenceSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .ngtdm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
