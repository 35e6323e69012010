/// Floats from here on have no fractions.
@usableFromInline let wholeFrom = 4_503_599_627_370_496.0

/// `value.rounded(.down)` without the call into the mathematical library that plain x86-64 needs.
@inlinable @inline(__always) public func roundedDown(_ value: Double) -> Double {
    guard abs(value) < wholeFrom else { return value }
    let whole = Double(Int(value))
    return whole > value ? whole - 1 : whole
}

/// `value.rounded()`, halves away from zero, without the call into the mathematical library that plain x86-64 needs.
@inlinable @inline(__always) public func roundedToNearest(_ value: Double) -> Double {
    guard abs(value) < wholeFrom else { return value }
    let whole = Double(Int(value))
    let rest = value - whole
    return rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole
}
