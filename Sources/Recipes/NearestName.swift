/// The name that is most like a mistyped one, if any is like it: at most a third of its letters differ.
func nearestName(to name: String, among names: [String]) -> String? {
    let best = names.map { ($0, editDistance(Array(name.lowercased()), Array($0.lowercased()))) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, best.0.count / 3) else { return nil }
    return best.0
}

/// How many letters must be put in, left out, replaced or swapped with their neighbour to make one word of another.
///
/// Optimal string alignment (Damerau 1964).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var rows = [Array(0...second.count)]
    for i in first.indices {
        var row = [i + 1]
        for j in second.indices {
            let replaced = rows[i][j] + (first[i] == second[j] ? 0 : 1)
            var best = min(replaced, rows[i][j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] { best = min(best, rows[i - 1][j - 1] + 1) }
            row.append(best)
        }
        rows.append(row)
    }
    return rows[first.count][second.count]
}
