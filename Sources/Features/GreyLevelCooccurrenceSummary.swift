import Foundation

/// What the formulas need of one grey level co-occurrence matrix (symmetric, normalised to p_ij).
struct CooccurrenceSummary {
    /// A grey level, or a sum or difference of grey levels, with its probability.
    struct Entry {
        let value: Double
        let probability: Double
    }

    /// The number of grey levels N_g of the discretisation.
    let levelCount: Double
    /// The marginal probabilities of the grey levels, without zeros.
    let levels: [Entry]
    /// The diagonal probabilities p_{i−j} of the differences |i − j|, without zeros.
    let differences: [Entry]
    /// The cross-diagonal probabilities p_{i+j} of the sums i + j, without zeros.
    let sums: [Entry]
    /// The largest p_ij.
    let largest: Double
    /// Σ p_ij².
    let squares: Double
    /// −Σ p_ij log₂ p_ij.
    let entropy: Double

    /// The mean grey level μ.
    var mean: Double { levels.mean }
    /// The variance of the grey levels σ².
    var variance: Double { levels.variance }
    /// Σ (i − j)² p_ij.
    var contrast: Double { differences.total { k, p in k * k * p } }
    /// Σ (i − μ)(j − μ) p_ij, from (i + j − 2μ)² − (i − j)² = 4 (i − μ)(j − μ).
    var covariance: Double { (sums.centralMoment(2) - contrast) / 4 }
}

extension [CooccurrenceSummary.Entry] {
    /// The sum of a term over all entries.
    @inline(__always)
    func total(_ term: (_ value: Double, _ probability: Double) -> Double) -> Double {
        var total = 0.0
        for entry in self { total += term(entry.value, entry.probability) }
        return total
    }

    /// The mean value.
    var mean: Double { total { value, p in value * p } }

    /// The variance of the values.
    var variance: Double { centralMoment(2) }

    /// The mean of the n-th power of the distance to the mean.
    func centralMoment(_ order: Int) -> Double {
        let centre = mean
        return total { value, p in (0..<order).reduce(p) { product, _ in product * (value - centre) } }
    }

    /// The entropy in bits.
    var entropy: Double { Swift.max(0, total { _, p in -p * log2(p) }) }
}

/// Gathers the counts of one symmetric co-occurrence matrix, cell by cell of its lower triangle.
struct CooccurrenceAccumulator {
    private let levels: [Int]
    private let levelCount: Int
    private var marginal: [Int]
    private var differences: [Int]
    private var sums: [Int]
    private var total = 0
    private var largest = 0
    private var squares = 0.0
    private var logarithms = 0.0

    /// Starts an empty matrix over these grey levels (entry 0 stands for outside).
    init(_ levels: TextureLevels) {
        self.levels = levels.levels
        levelCount = levels.region.levelCount
        let range = (levels.levels.last ?? 0) - (levels.levels.dropFirst().first ?? 0)
        marginal = [Int](repeating: 0, count: levels.stride)
        differences = [Int](repeating: 0, count: range + 1)
        sums = [Int](repeating: 0, count: 2 * range + 1)
    }

    /// Adds the cell of two level indices: `count` is P_ij = P_ji.
    @inline(__always)
    mutating func add(_ i: Int, _ j: Int, count: Int) {
        let cells = i == j ? count : 2 * count
        let number = Double(count)
        total += cells
        largest = max(largest, count)
        squares += (i == j ? 1 : 2) * number * number
        if count > 1 { logarithms += Double(cells) * log2(number) }
        marginal[i] += count
        if i != j { marginal[j] += count }
        differences[abs(levels[i] - levels[j])] += cells
        sums[levels[i] + levels[j] - 2 * levels[1]] += cells
    }

    /// Adds the cells of rows that were gathered apart.
    mutating func add(_ other: CooccurrenceAccumulator) {
        total += other.total
        largest = max(largest, other.largest)
        squares += other.squares
        logarithms += other.logarithms
        for index in marginal.indices { marginal[index] += other.marginal[index] }
        for index in differences.indices { differences[index] += other.differences[index] }
        for index in sums.indices { sums[index] += other.sums[index] }
    }

    /// How much memory the counts of a matrix over these grey levels take.
    static func bytes(_ levels: TextureLevels) -> Int {
        let range = (levels.levels.last ?? 0) - (levels.levels.dropFirst().first ?? 0)
        return MemoryLayout<Int>.size * (levels.stride + 3 * range + 2)
    }

    /// The summary of the matrix, nil when it is empty; then starts anew.
    mutating func finish() -> CooccurrenceSummary? {
        guard total > 0 else { return nil }
        let lowest = levels[1]
        let number = Double(total)
        let summary = CooccurrenceSummary(
            levelCount: Double(levelCount),
            levels: Self.entries(of: &marginal, total: number) { Double(levels[$0]) },
            differences: Self.entries(of: &differences, total: number) { Double($0) },
            sums: Self.entries(of: &sums, total: number) { Double($0 + 2 * lowest) },
            largest: Double(largest) / number,
            squares: squares / (number * number),
            entropy: max(0, log2(number) - logarithms / number))
        total = 0
        largest = 0
        squares = 0
        logarithms = 0
        return summary
    }

    /// The counts that are not zero, as probabilities; empties the counts.
    private static func entries(of counts: inout [Int], total: Double, value: (Int) -> Double) -> [CooccurrenceSummary.Entry] {
        var entries: [CooccurrenceSummary.Entry] = []
        for index in counts.indices where counts[index] > 0 {
            entries.append(.init(value: value(index), probability: Double(counts[index]) / total))
            counts[index] = 0
        }
        return entries
    }
}
