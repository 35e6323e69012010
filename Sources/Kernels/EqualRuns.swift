/// The end of the run of equal elements that begins at `start`: the next element that differs, or `count`.
///
/// Elements are compared by their bytes, 64 of them at a time.
///
/// - Parameters:
///   - elements: `count` elements of `width` bytes.
///   - width: 1, 2, 4 or 8.
///   - start: below `count`.
public func endOfRun(_ elements: UnsafeRawPointer, width: Int, start: Int, count: Int) -> Int {
    let shift = width.trailingZeroBitCount
    let pattern = repeatedElement(elements + start << shift, width: width)
    let patterns = SIMD8(repeating: pattern)
    let end = count << shift
    var byte = start << shift
    while byte &+ 64 <= end && elements.loadUnaligned(fromByteOffset: byte, as: SIMD8<UInt64>.self) == patterns { byte &+= 64 }
    while byte &+ 8 <= end {
        let difference = (elements.loadUnaligned(fromByteOffset: byte, as: UInt64.self) ^ pattern).littleEndian
        if difference != 0 { return (byte &+ difference.trailingZeroBitCount >> 3) >> shift }
        byte &+= 8
    }
    // Fewer than eight bytes are left, and they begin where the pattern does.
    var rest = pattern.littleEndian
    while byte < end && elements.load(fromByteOffset: byte, as: UInt8.self) == UInt8(truncatingIfNeeded: rest) {
        rest >>= 8
        byte &+= 1
    }
    return byte >> shift
}

/// Eight bytes that hold an element as often as it fits.
@inline(__always) private func repeatedElement(_ element: UnsafeRawPointer, width: Int) -> UInt64 {
    switch width {
    case 1: UInt64(element.load(as: UInt8.self)) &* 0x0101_0101_0101_0101
    case 2: UInt64(element.loadUnaligned(as: UInt16.self)) &* 0x0001_0001_0001_0001
    case 4: UInt64(element.loadUnaligned(as: UInt32.self)) &* 0x0000_0001_0000_0001
    default: element.loadUnaligned(as: UInt64.self)
    }
}
