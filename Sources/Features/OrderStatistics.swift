import Kernels

/// Chosen percentiles of a list of numbers.
///
/// The p-th percentile lies at rank p·(n − 1) of the sorted numbers, between two ranks by linear interpolation: the convention that gives
/// the IBSI reference values (4, not 4.2, for the 90th percentile of the digital phantom).
struct Percentiles {
    private let ranks: [Int]
    private let values: [Float]
    private let last: Int

    /// Selects what the percentiles of `fractions` need.
    ///
    /// - Parameters:
    ///   - numbers: at least one number, all finite, in any order.
    ///   - fractions: between 0 and 1.
    init(of numbers: [Float], at fractions: [Double]) {
        let last = numbers.count - 1
        self.init(of: numbers, ranks: fractions.flatMap { [Self.lower($0, last), min(Self.lower($0, last) + 1, last)] })
    }

    /// Selects the numbers at `ranks`, counted from 0.
    init(of numbers: [Float], ranks: [Int]) {
        let ranks = Set(ranks).sorted()
        last = numbers.count - 1
        self.ranks = ranks
        values = [Float](unsafeUninitializedCapacity: ranks.count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            selectOrderStatistics(numbers, count: numbers.count, ranks: ranks, rankCount: ranks.count, results: base)
            initialized = ranks.count
        }
    }

    private static func lower(_ fraction: Double, _ last: Int) -> Int { Int((fraction * Double(last)).rounded(.down)) }

    /// The percentile at a fraction that was asked for.
    subscript(fraction: Double) -> Double {
        let rank = Self.lower(fraction, last)
        let low = self[rank: rank]
        let high = self[rank: min(rank + 1, last)]
        return low + (high - low) * (fraction * Double(last) - Double(rank))
    }

    /// The number at a rank that was asked for.
    subscript(rank rank: Int) -> Double {
        guard let place = ranks.firstIndex(of: rank) else { preconditionFailure("rank \(rank) was not selected") }
        return Double(values[place])
    }
}
