/// Cuts of data into parts that do not depend on the number of threads.
public enum Cut {
    /// Cuts places into consecutive ranges of similar weight.
    ///
    /// - Parameters:
    ///   - weights: what each place costs.
    ///   - size: the weight that a part should have at least.
    ///   - most: the largest number of parts.
    /// - Returns: ranges that are not empty and together hold every place; none where there is no place.
    public static func ranges(weights: [Int], size: Int, most: Int) -> [Range<Int>] {
        let total = weights.reduce(0, +)
        let count = min(max(1, total / max(1, size)), max(1, most), weights.count)
        var ranges: [Range<Int>] = []
        var start = 0
        var passed = 0
        for place in weights.indices {
            passed += weights[place]
            let part = ranges.count + 1
            if part < count && passed * count >= total * part {
                ranges.append(start..<place + 1)
                start = place + 1
            }
        }
        if start < weights.count { ranges.append(start..<weights.count) }
        return ranges
    }

    /// Cuts `count` places of equal weight into consecutive ranges.
    public static func ranges(count: Int, weight: Int, size: Int, most: Int) -> [Range<Int>] {
        ranges(weights: [Int](repeating: weight, count: count), size: size, most: most)
    }
}
