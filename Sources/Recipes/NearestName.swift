/// The name that is most like a mistyped one, if any is like it: at most a third of its letters differ.
func nearestName(to name: String, among names: [String]) -> String? {
    let best = names.map { ($0, editDistance(Array(name.lowercased()), Array($0.lowercased()))) }.min { $0.1 < $1.1 }
    guard let best, best.1 <= max(1, best.0.count / 3) else { return nil }
    return best.0
}

/// How many letters must be put in, left out or replaced to make one word of another (Levenshtein 1966).
private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var row = Array(0...second.count)
    for (i, letter) in first.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in second.enumerated() {
            let replaced = diagonal + (letter == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[second.count]
}
