/// The bits of a number, changed so that unsigned order is numerical order.
@inline(__always) private func orderedBits(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits ^ (bits >> 31 == 0 ? 0x8000_0000 : 0xFFFF_FFFF)
}

/// Finds the values that would stand at `ranks` if the values were sorted: a radix selection in two passes over the upper and lower 16 bits.
///
/// - Parameters:
///   - values: `count` finite numbers, fewer than 2³².
///   - ranks: `rankCount` places, counted from 0, ascending and below `count`.
///   - results: room for `rankCount` values.
public func selectOrderStatistics(
    _ values: UnsafePointer<Float>, count: Int, ranks: UnsafePointer<Int>, rankCount: Int, results: UnsafeMutablePointer<Float>
) {
    let buckets = 1 << 16
    let upper = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 &* buckets)
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: buckets)
    defer {
        upper.deallocate()
        table.deallocate()
    }
    upper.update(repeating: 0, count: 2 &* buckets)
    table.update(repeating: 0, count: buckets)
    // Two tables take turns, so that neighbours of one bucket do not wait for each other's increments.
    for index in 0..<count { upper[(index & 1) &* buckets &+ Int(orderedBits(values[index]) >> 16)] &+= 1 }
    for bucket in 0..<buckets { upper[bucket] &+= upper[buckets &+ bucket] }

    // Table t (from 1) holds the lower halves of the one bucket that it was made for.
    var tables = 0
    var bucket = 0
    var before = 0
    for rank in 0..<rankCount {
        while before &+ Int(upper[bucket]) <= ranks[rank] {
            before &+= Int(upper[bucket])
            bucket &+= 1
        }
        if table[bucket] == 0 {
            tables &+= 1
            table[bucket] = UInt8(tables)
        }
    }
    let lower = UnsafeMutablePointer<UInt32>.allocate(capacity: buckets &* tables)
    defer { lower.deallocate() }
    lower.update(repeating: 0, count: buckets &* tables)
    for index in 0..<count {
        let bits = orderedBits(values[index])
        let target = Int(table[Int(bits >> 16)])
        if target != 0 { lower[(target &- 1) &* buckets &+ Int(bits & 0xFFFF)] &+= 1 }
    }

    bucket = 0
    before = 0
    for rank in 0..<rankCount {
        while before &+ Int(upper[bucket]) <= ranks[rank] {
            before &+= Int(upper[bucket])
            bucket &+= 1
        }
        let counts = lower + (Int(table[bucket]) &- 1) &* buckets
        var low = 0
        var passed = before
        while passed &+ Int(counts[low]) <= ranks[rank] {
            passed &+= Int(counts[low])
            low &+= 1
        }
        let bits = UInt32(bucket << 16 | low)
        results[rank] = Float(bitPattern: bits ^ (bits >> 31 == 0 ? 0xFFFF_FFFF : 0x8000_0000))
    }
}
