import Foundation

/// What the formulas need of a matrix of grey levels i by extents j, with counts n_ij.
///
/// The extent is a run's length, a zone's size, a zone's distance to the border, or a voxel's dependence count: the four families share their formulas.
/// All sums run over all i and j.
struct ExtentSummary {
    /// Σ n_ij, the number of runs, zones or neighbourhoods N_s.
    let total: Double
    /// The number of voxels N_v that the matrix describes; in merged matrices each voxel counts once per merged matrix.
    let voxelCount: Double
    /// Σ n_ij / j².
    let lowExtents: Double
    /// Σ n_ij j².
    let highExtents: Double
    /// Σ n_ij / i².
    let lowLevels: Double
    /// Σ n_ij i².
    let highLevels: Double
    /// Σ n_ij / (i² j²).
    let lowExtentsLowLevels: Double
    /// Σ n_ij i² / j².
    let lowExtentsHighLevels: Double
    /// Σ n_ij j² / i².
    let highExtentsLowLevels: Double
    /// Σ n_ij i² j².
    let highExtentsHighLevels: Double
    /// Σ over i of (Σ over j of n_ij)².
    let levelSquares: Double
    /// Σ over j of (Σ over i of n_ij)².
    let extentSquares: Double
    /// The variance of i.
    let levelVariance: Double
    /// The variance of j.
    let extentVariance: Double
    /// −Σ p_ij log₂ p_ij with p_ij = n_ij / N_s.
    let entropy: Double
    /// Σ p_ij².
    let squares: Double
}

/// Gathers a matrix of grey levels by extents, level by level.
struct ExtentAccumulator {
    private var total = 0
    private var lowExtents = 0.0
    private var highExtents = 0.0
    private var lowLevels = 0.0
    private var highLevels = 0.0
    private var cross = SIMD4<Double>.zero
    private var squares = 0.0
    private var logarithms = 0.0
    private var levelTotals: [(value: Int, count: Int)] = []
    private var extentTotals: [Int] = []
    private var largeExtents: [(value: Int, count: Int)] = []
    private var row = Row()

    /// Below this extents are added up in a table, so that one large zone takes no memory in proportion to its voxels.
    private static let tableSize = 1 << 10

    /// The sums over one level.
    private struct Row {
        var count = 0
        var low = 0.0
        var high = 0.0
    }

    /// Adds the count of an extent (from 1) to the level that is being gathered.
    @inline(__always)
    mutating func add(extent: Int, count: Int) {
        let number = Double(count)
        let square = Double(extent) * Double(extent)
        row.count += count
        row.low += number / square
        row.high += number * square
        squares += number * number
        if count > 1 { logarithms += number * log2(number) }
        if extent < extentTotals.count {
            extentTotals[extent] += count
        } else {
            addLarge(extent: extent, count: count)
        }
    }

    private mutating func addLarge(extent: Int, count: Int) {
        guard extent < Self.tableSize else { return largeExtents.append((extent, count)) }
        extentTotals.append(contentsOf: repeatElement(0, count: extent + 1 - extentTotals.count))
        extentTotals[extent] += count
    }

    /// The number of all extents that occur, in ascending order.
    private var sortedExtents: [(value: Int, count: Int)] {
        var extents = extentTotals.enumerated().filter { $0.element > 0 }.map { (value: $0.offset, count: $0.element) }
        for large in largeExtents.sorted(by: { $0.value < $1.value }) {
            if let last = extents.last, last.value == large.value {
                extents[extents.count - 1].count += large.count
            } else {
                extents.append(large)
            }
        }
        return extents
    }

    /// Ends the level that is being gathered.
    mutating func endLevel(_ level: Int) {
        guard row.count > 0 else { return }
        let square = Double(level) * Double(level)
        let number = Double(row.count)
        total += row.count
        lowExtents += row.low
        highExtents += row.high
        lowLevels += number / square
        highLevels += number * square
        cross += SIMD4(row.low / square, row.low * square, row.high / square, row.high * square)
        levelTotals.append((level, row.count))
        row = Row()
    }

    /// The summary, nil when nothing was added; then starts anew.
    mutating func finish(voxelCount: Int) -> ExtentSummary? {
        guard total > 0 else { return nil }
        let number = Double(total)
        let extents = sortedExtents
        let summary = ExtentSummary(
            total: number, voxelCount: Double(voxelCount), lowExtents: lowExtents, highExtents: highExtents, lowLevels: lowLevels,
            highLevels: highLevels, lowExtentsLowLevels: cross[0], lowExtentsHighLevels: cross[1], highExtentsLowLevels: cross[2],
            highExtentsHighLevels: cross[3], levelSquares: Self.squares(levelTotals), extentSquares: Self.squares(extents),
            levelVariance: Self.variance(levelTotals, total: number), extentVariance: Self.variance(extents, total: number),
            entropy: max(0, log2(number) - logarithms / number), squares: squares / (number * number))
        self = ExtentAccumulator()
        return summary
    }

    private static func squares(_ totals: [(value: Int, count: Int)]) -> Double {
        totals.reduce(0) { $0 + Double($1.count) * Double($1.count) }
    }

    private static func variance(_ totals: [(value: Int, count: Int)], total: Double) -> Double {
        let mean = totals.reduce(0) { $0 + Double($1.value) * Double($1.count) } / total
        return totals.reduce(0) { $0 + (Double($1.value) - mean) * (Double($1.value) - mean) * Double($1.count) } / total
    }
}
