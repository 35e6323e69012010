/// The mean of each feature over parts of a region: slices, directions, or both.
///
/// A feature's mean is taken over the parts in which it has a value: parts without voxels, without pairs of voxels, or in which the
/// feature's formula has no value do not count. Without any such part it is undefined for the reason of the first part.
struct FeatureAverage {
    private var sums: [Double]
    private var counts: [Int]
    private var reasons: [UndefinedReason?]

    init(count: Int) {
        sums = [Double](repeating: 0, count: count)
        counts = [Int](repeating: 0, count: count)
        reasons = [UndefinedReason?](repeating: nil, count: count)
    }

    /// Adds the features of one part, in declaration order.
    mutating func add(_ values: [FeatureValue]) {
        for (feature, value) in values.enumerated() {
            switch value {
            case .value(let number):
                sums[feature] += number
                counts[feature] += 1
            case .undefined(let reason):
                reasons[feature] = reasons[feature] ?? reason
            case .failed:
                preconditionFailure("a texture formula gives a value or a reason")
            }
        }
    }

    /// The means, in declaration order; `reason` holds where no part was added.
    func values(otherwise reason: UndefinedReason) -> [FeatureValue] {
        sums.indices.map { feature in
            counts[feature] > 0 ? .value(sums[feature] / Double(counts[feature])) : .undefined(reasons[feature] ?? reason)
        }
    }
}

/// The values of a family's features in some aggregations.
struct AggregatedValues {
    private var values: [Aggregation: [FeatureValue]] = [:]

    /// The values in one aggregation, in declaration order.
    subscript(aggregation: Aggregation) -> [FeatureValue]? {
        get { values[aggregation] }
        set { values[aggregation] = newValue }
    }

    /// The results in declaration order, for those of `aggregations` that have values.
    func results<Input>(of features: [Feature<Input>], in aggregations: Set<Aggregation>) -> [FeatureResult] {
        features.enumerated().flatMap { index, feature in
            feature.declaration.columns.filter { aggregations.contains($0.aggregation) }.compactMap { column in
                values[column.aggregation].map { FeatureResult(column: column, value: $0[index]) }
            }
        }
    }
}

extension Array {
    /// The value of every feature of one matrix, or the reason when there is no matrix.
    func values<Input>(of input: Input?, otherwise reason: UndefinedReason) -> [FeatureValue] where Element == Feature<Input> {
        map { feature in input.map { feature.formula($0) } ?? .undefined(reason) }
    }
}
