import Foundation
import Threads

/// The grey level co-occurrence matrix (IBSI 1, section 3.6, LFYI): pairs of voxels, symmetric; unless told otherwise at a Chebyshev
/// distance of 1.
///
/// N_g of the normalised inverse difference and its moment is the number of grey levels of the discretisation. Entropies are in bits, as are
/// those in the measures of information correlation.
public enum GreyLevelCooccurrence {
    /// The features in slot order.
    static let features: [Feature<CooccurrenceSummary>] = [
        feature("cm_joint_max", "Joint maximum", "GYBY", .one, slots: 512...517) { .value($0.largest) },
        feature("cm_joint_avg", "Joint average", "60VM", .one, slots: 520...525) { .value($0.mean) },
        feature("cm_joint_var", "Joint variance", "UR99", .one, slots: 528...533) { .value($0.variance) },
        feature("cm_joint_entr", "Joint entropy", "TU9B", .bit, slots: 536...541) { .value($0.entropy) },
        feature("cm_diff_avg", "Difference average", "TF7R", .one, slots: 544...549) { .value($0.differences.mean) },
        feature("cm_diff_var", "Difference variance", "D3YU", .one, slots: 552...557) { .value($0.differences.variance) },
        feature("cm_diff_entr", "Difference entropy", "NTRS", .bit, slots: 560...565) { .value($0.differences.entropy) },
        feature("cm_sum_avg", "Sum average", "ZGXS", .one, slots: 568...573) { .value($0.sums.mean) },
        feature("cm_sum_var", "Sum variance", "OEEB", .one, slots: 576...581) { .value($0.sums.variance) },
        feature("cm_sum_entr", "Sum entropy", "P6QZ", .bit, slots: 584...589) { .value($0.sums.entropy) },
        feature("cm_energy", "Angular second moment", "8ZQL", .one, slots: 592...597) { .value($0.squares) },
        feature("cm_contrast", "Contrast", "ACUI", .one, slots: 600...605) { .value($0.contrast) },
        feature("cm_dissimilarity", "Dissimilarity", "8S9J", .one, slots: 608...613) { .value($0.differences.total { k, p in k * p }) },
        feature("cm_inv_diff", "Inverse difference", "IB1Z", .one, slots: 616...621) {
            .value($0.differences.total { k, p in p / (1 + k) })
        },
        feature("cm_inv_diff_norm", "Normalised inverse difference", "NDRX", .one, slots: 624...629) { m in
            .value(m.differences.total { k, p in p / (1 + k / m.levelCount) })
        },
        feature("cm_inv_diff_mom", "Inverse difference moment", "WF0Z", .one, slots: 632...637) {
            .value($0.differences.total { k, p in p / (1 + k * k) })
        },
        feature("cm_inv_diff_mom_norm", "Normalised inverse difference moment", "1QCO", .one, slots: 640...645) { m in
            .value(m.differences.total { k, p in p / (1 + k * k / (m.levelCount * m.levelCount)) })
        },
        feature("cm_inv_var", "Inverse variance", "E8JP", .one, slots: 648...653) {
            .value($0.differences.total { k, p in k > 0 ? p / (k * k) : 0 })
        },
        feature("cm_corr", "Correlation", "NI2N", .one, slots: 656...661) {
            FeatureValue($0.covariance / $0.variance, otherwise: .flatRegion)
        },
        feature("cm_auto_corr", "Autocorrelation", "QWB0", .one, slots: 664...669) { .value($0.covariance + $0.mean * $0.mean) },
        feature("cm_clust_tend", "Cluster tendency", "DG8W", .one, slots: 672...677) { .value($0.sums.centralMoment(2)) },
        feature("cm_clust_shade", "Cluster shade", "7NFM", .one, slots: 680...685) { .value($0.sums.centralMoment(3)) },
        feature("cm_clust_prom", "Cluster prominence", "AE86", .one, slots: 688...693) { .value($0.sums.centralMoment(4)) },
        feature("cm_info_corr1", "First measure of information correlation", "R8DG", .one, slots: 696...701) {
            FeatureValue(($0.entropy - 2 * $0.levels.entropy) / $0.levels.entropy, otherwise: .flatRegion)
        },
        feature("cm_info_corr2", "Second measure of information correlation", "JN9H", .one, slots: 704...709) {
            .value((1 - exp(-2 * max(0, 2 * $0.levels.entropy - $0.entropy))).squareRoot())
        },
    ]

    /// What is written down about each feature, in slot order.
    public static var declarations: [FeatureDeclaration] { features.map(\.declaration) }

    /// Computes the features of a region in the aggregations asked for, in declaration order.
    ///
    /// Aggregations that the family does not have are ignored.
    public static func results(of region: DiscretisedRegion, aggregations: Set<Aggregation>) -> [FeatureResult] {
        let levels = TextureLevels(region)
        return values(of: levels, aggregations: aggregations.intersection(FeatureFamily.glcm.aggregations)).results(
            of: features, in: aggregations)
    }

    /// The features in the aggregations asked for.
    static func values(
        of levels: TextureLevels, aggregations: Set<Aggregation>, distances: TextureDistances = TextureDistances(),
        on threads: ThreadGrant = .one
    ) -> AggregatedValues {
        if !distances.hasPlainCooccurrence {
            aggregateCooccurrence(
                WeightedCooccurrence(levels, distances: distances), levels: levels, features: features, aggregations: aggregations,
                on: threads)
        } else if levels.usedCount <= CooccurrenceTables.levelLimit {
            aggregateCooccurrence(
                CooccurrenceTables(levels), levels: levels, features: features, aggregations: aggregations, on: threads)
        } else {
            aggregateCooccurrence(
                CooccurrenceGathering(levels), levels: levels, features: features, aggregations: aggregations, on: threads)
        }
    }

    private static func feature(
        _ tag: String, _ name: String, _ code: String, _ unit: FeatureUnit, slots: ClosedRange<Int>,
        formula: @escaping @Sendable (CooccurrenceSummary) -> FeatureValue
    ) -> Feature<CooccurrenceSummary> {
        Feature(
            declaration: FeatureDeclaration(tag: tag, name: name, family: .glcm, code: code, unit: unit, slots: slots), formula: formula)
    }
}
