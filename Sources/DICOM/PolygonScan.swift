/// Visits the runs of whole numbers (x, y) inside polygons that combine by even-odd, row by row.
///
/// A point belongs to the inside when an odd number of edges cross its row at or left of it; an edge covers the rows `lower.y ≤ y < upper.y`.
/// An edge crosses at the same x in either direction, so neighbours that share it split the points between them.
///
/// - Complexity: O(crossings · log(crossings per row)).
func forEachRun(of polygons: [[SIMD2<Double>]], _ visit: (_ y: Int, _ x: Range<Int>) -> Void) {
    let edges = polygons.flatMap(risingEdges)
    guard let first = edges.map(\.rows.lowerBound).min(), let end = edges.map(\.rows.upperBound).max() else { return }

    var starts = [Int](repeating: 0, count: end - first + 1)
    for edge in edges {
        for y in edge.rows { starts[y - first + 1] += 1 }
    }
    for row in 1..<starts.count { starts[row] += starts[row - 1] }
    var crossings = [Double](repeating: 0, count: starts[end - first])
    var next = starts
    for edge in edges {
        for y in edge.rows {
            crossings[next[y - first]] = edge.x(at: Double(y))
            next[y - first] += 1
        }
    }
    for row in 0..<end - first {
        let range = starts[row]..<starts[row + 1]
        crossings[range].sort()
        for pair in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
            let run = Int(crossings[pair].rounded(.up))..<Int(crossings[pair + 1].rounded(.up))
            if !run.isEmpty { visit(first + row, run) }
        }
    }
}

/// An edge from its lower to its upper end, and the whole rows between.
private struct RisingEdge {
    let lower: SIMD2<Double>
    let upper: SIMD2<Double>
    let rows: Range<Int>

    func x(at y: Double) -> Double {
        lower.x + (y - lower.y) * (upper.x - lower.x) / (upper.y - lower.y)
    }
}

/// The edges of a closed polygon that cross at least one whole row.
private func risingEdges(of polygon: [SIMD2<Double>]) -> [RisingEdge] {
    var edges: [RisingEdge] = []
    for (index, end) in polygon.enumerated() {
        let start = polygon[index == 0 ? polygon.count - 1 : index - 1]
        let (lower, upper) = start.y <= end.y ? (start, end) : (end, start)
        let rows = Int(lower.y.rounded(.up))..<Int(upper.y.rounded(.up))
        if !rows.isEmpty { edges.append(RisingEdge(lower: lower, upper: upper, rows: rows)) }
    }
    return edges
}
