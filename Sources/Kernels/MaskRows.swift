/// The place of the first byte of a row that is not 0; `width` when there is none.
@inline(__always) func firstMember(_ row: UnsafePointer<UInt8>, width: Int) -> Int {
    let bytes = UnsafeRawPointer(row)
    var x = 0
    while x &+ 8 <= width {
        let word = bytes.loadUnaligned(fromByteOffset: x, as: UInt64.self).littleEndian
        if word != 0 { return x &+ word.trailingZeroBitCount >> 3 }
        x &+= 8
    }
    while x < width && row[x] == 0 { x &+= 1 }
    return x
}

/// The place of the last byte of a row that is not 0; −1 when there is none.
@inline(__always) func lastMember(_ row: UnsafePointer<UInt8>, width: Int) -> Int {
    let bytes = UnsafeRawPointer(row)
    var end = width
    while end >= 8 {
        let word = bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self).littleEndian
        if word != 0 { return end &- 1 &- word.leadingZeroBitCount >> 3 }
        end &-= 8
    }
    while end > 0 && row[end &- 1] == 0 { end &-= 1 }
    return end &- 1
}

/// Finds each row's first and last voxel inside; −1 in `first` for a row without any.
public func rowExtremes(
    _ mask: UnsafePointer<UInt8>, width: Int, rows: Int, first: UnsafeMutablePointer<Int32>, last: UnsafeMutablePointer<Int32>
) {
    for index in 0..<rows {
        let row = mask + index &* width
        let right = lastMember(row, width: width)
        first[index] = right < 0 ? -1 : Int32(firstMember(row, width: width))
        last[index] = Int32(right)
    }
}

/// The smallest block, `lower ..< upper`, that holds the voxels of a mask of `width`·`height`·`depth` bytes; nil when there are none.
public func maskExtent(
    _ mask: UnsafePointer<UInt8>, width: Int, height: Int, depth: Int
) -> (lower: SIMD3<Int>, upper: SIMD3<Int>)? {
    var lower = SIMD3(width, height, depth)
    var upper = SIMD3<Int>.zero
    for z in 0..<depth {
        for y in 0..<height {
            let row = mask + (z &* height &+ y) &* width
            let right = lastMember(row, width: width)
            if right < 0 { continue }
            let left = firstMember(row, width: width)
            lower = SIMD3(min(lower.x, left), min(lower.y, y), min(lower.z, z))
            upper = SIMD3(max(upper.x, right &+ 1), max(upper.y, y &+ 1), z &+ 1)
        }
    }
    return upper.x > 0 ? (lower, upper) : nil
}

/// The number of ones among `count` bytes of 0 or 1.
public func countMembers(_ mask: UnsafePointer<UInt8>, count: Int) -> Int {
    let bytes = UnsafeRawPointer(mask)
    var total = 0
    var place = 0
    while place &+ 8 <= count {
        // Each of the eight sums of at most 255 ones fits its byte.
        let end = min(place &+ 8 &* 255, count & ~7)
        var sums: UInt64 = 0
        while place < end {
            sums &+= bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            place &+= 8
        }
        for _ in 0..<8 {
            total &+= Int(sums & 0xFF)
            sums >>= 8
        }
    }
    while place < count {
        total &+= Int(mask[place])
        place &+= 1
    }
    return total
}

/// True when each of `count` bytes is 0 or 1.
public func isBinary(_ mask: UnsafePointer<UInt8>, count: Int) -> Bool {
    var bits: UInt8 = 0
    for place in 0..<count { bits |= mask[place] }
    return bits <= 1
}

/// Takes those voxels out of a mask whose intensities lie outside a closed range.
public func keepInside(
    _ image: UnsafePointer<Float>, layout: BlockLayout, lower: Double, upper: Double, mask: UnsafeMutablePointer<UInt8>
) {
    for z in 0..<layout.depth {
        for y in 0..<layout.height {
            let values = image + layout.row(y, z)
            let row = mask + (z &* layout.height &+ y) &* layout.width
            for x in 0..<layout.width {
                let value = Double(values[x])
                row[x] &= value >= lower && value <= upper ? 1 : 0
            }
        }
    }
}
