/// Copies the intensities of a mask's voxels, in index order.
///
/// - Parameter values: room for one more than the mask's voxels.
/// - Returns: how many there are.
public func gatherIntensities(
    _ image: UnsafePointer<Float>, layout: BlockLayout, mask: UnsafePointer<UInt8>, into values: UnsafeMutablePointer<Float>
) -> Int {
    var count = 0
    for z in 0..<layout.depth {
        for y in 0..<layout.height {
            let row = image + layout.row(y, z)
            let members = mask + (z &* layout.height &+ y) &* layout.width
            for x in 0..<layout.width {
                values[count] = row[x]
                count &+= Int(members[x])
            }
        }
    }
    return count
}

/// Sums over intensities, in four interleaved series that are added in a fixed order.
public struct IntensitySums: Sendable {
    /// The smallest intensity.
    public var minimum = Float.infinity
    /// The largest intensity.
    public var maximum = -Float.infinity
    /// Σx.
    public var sum = 0.0
    /// Σx².
    public var energy = 0.0
}

@inline(__always) private func lanes(_ values: UnsafePointer<Float>, _ index: Int) -> Lanes {
    Lanes(Double(values[index]), Double(values[index &+ 1]), Double(values[index &+ 2]), Double(values[index &+ 3]))
}

/// The extremes and plain sums of `count` intensities; the sum is Σ(x − x₀) + count·x₀ with the first intensity x₀, exact where all are equal.
public func intensitySums(_ values: UnsafePointer<Float>, count: Int) -> IntensitySums {
    var result = IntensitySums()
    guard count > 0 else { return result }
    let origin = Double(values[0])
    var sum = Lanes.zero
    var energy = Lanes.zero
    var low = SIMD4<Float>(repeating: .infinity)
    var high = SIMD4<Float>(repeating: -.infinity)
    var index = 0
    while index &+ 4 <= count {
        let value = lanes(values, index)
        let single = SIMD4<Float>(values[index], values[index &+ 1], values[index &+ 2], values[index &+ 3])
        sum += value - origin
        energy += value * value
        low.replace(with: single, where: single .< low)
        high.replace(with: single, where: single .> high)
        index &+= 4
    }
    result.minimum = low.min()
    result.maximum = high.max()
    var rest = sum.sum()
    result.energy = energy.sum()
    while index < count {
        let value = Double(values[index])
        rest += value - origin
        result.energy += value * value
        result.minimum = min(result.minimum, values[index])
        result.maximum = max(result.maximum, values[index])
        index &+= 1
    }
    result.sum = rest + Double(count) * origin
    return result
}

/// Sums of deviations of intensities from their mean and median.
public struct DeviationSums: Sendable {
    /// Σ|x − mean|.
    public var absolute = 0.0
    /// Σ|x − median|.
    public var absoluteFromMedian = 0.0
    /// Σ(x − mean)².
    public var second = 0.0
    /// Σ(x − mean)³.
    public var third = 0.0
    /// Σ(x − mean)⁴.
    public var fourth = 0.0
}

/// The sums of deviations of `count` intensities from `mean` and `median`.
public func deviationSums(_ values: UnsafePointer<Float>, count: Int, mean: Double, median: Double) -> DeviationSums {
    var absolute = Lanes.zero
    var fromMedian = Lanes.zero
    var second = Lanes.zero
    var third = Lanes.zero
    var fourth = Lanes.zero
    let whole = count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
        let value = lanes(values, index)
        let deviation = value - mean
        let other = value - median
        let square = deviation * deviation
        absolute += magnitude(deviation)
        fromMedian += magnitude(other)
        second += square
        third += square * deviation
        fourth += square * square
    }
    var result = DeviationSums(
        absolute: absolute.sum(), absoluteFromMedian: fromMedian.sum(), second: second.sum(), third: third.sum(), fourth: fourth.sum())
    for index in whole..<count {
        let deviation = Double(values[index]) - mean
        let square = deviation * deviation
        result.absolute += abs(deviation)
        result.absoluteFromMedian += abs(Double(values[index]) - median)
        result.second += square
        result.third += square * deviation
        result.fourth += square * square
    }
    return result
}

@inline(__always) private func magnitude(_ value: Lanes) -> Lanes { value.replacing(with: -value, where: value .< 0) }

/// The number and the sum (above `origin`) of the intensities inside a closed range.
public func sumInside(
    _ values: UnsafePointer<Float>, count: Int, lower: Double, upper: Double, origin: Double
) -> (count: Int, sum: Double) {
    var members = 0
    var sum = 0.0
    for index in 0..<count {
        let value = Double(values[index])
        let inside = value >= lower && value <= upper
        members &+= inside ? 1 : 0
        sum += inside ? value - origin : 0
    }
    return (members, sum)
}

/// Σ|x − centre| over the intensities inside a closed range.
public func absoluteDeviationInside(
    _ values: UnsafePointer<Float>, count: Int, lower: Double, upper: Double, centre: Double
) -> Double {
    var sum = 0.0
    for index in 0..<count {
        let value = Double(values[index])
        sum += value >= lower && value <= upper ? abs(value - centre) : 0
    }
    return sum
}

/// True when all of `count` intensities are integers.
public func areIntegers(_ values: UnsafePointer<Float>, count: Int) -> Bool {
    // From here on, floats have no fractions.
    let limit: Float = 8_388_608
    var areWhole = true
    for index in 0..<count {
        let value = values[index]
        let bounded = value > -limit ? (value < limit ? value : limit) : -limit
        areWhole = areWhole && Float(Int32(bounded)) == bounded
    }
    return areWhole
}
