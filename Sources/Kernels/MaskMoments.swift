/// The number of a mask's voxels, and the sums of their index coordinates and of the coordinates' products.
public struct MaskMoments: Sendable {
    /// The number of voxels.
    public var count = 0
    /// Σx, Σy, Σz.
    public var sum = SIMD3<Int>.zero
    /// Σx², Σy², Σz².
    public var squares = SIMD3<Int>.zero
    /// Σyz, Σxz, Σxy.
    public var products = SIMD3<Int>.zero
}

/// The moments of a mask of `width`·`height`·`depth` bytes of 0 or 1, relative to the index `centre`; exact while the sums fit in 64 bits.
public func maskMoments(_ mask: UnsafePointer<UInt8>, width: Int, height: Int, depth: Int, centre: SIMD3<Int>) -> MaskMoments {
    var total = MaskMoments()
    for z in 0..<depth {
        for y in 0..<height {
            let row = mask + (z &* height &+ y) &* width
            var count = 0
            var sum = 0
            var squares = 0
            for x in 0..<width {
                let member = Int(row[x])
                let weighted = member &* (x &- centre.x)
                count &+= member
                sum &+= weighted
                squares &+= weighted &* weighted
            }
            let v = y &- centre.y
            let w = z &- centre.z
            total.count &+= count
            total.sum &+= SIMD3(sum, count &* v, count &* w)
            total.squares &+= SIMD3(squares, count &* v &* v, count &* w &* w)
            total.products &+= SIMD3(count &* v &* w, sum &* w, sum &* v)
        }
    }
    return total
}

/// Σf, Σf·x, Σf·y and Σf·z over the voxels of a mask, with f the intensity above `shift` and x, y, z the indices in the block.
public func intensityMoments(
    _ image: UnsafePointer<Float>, layout: BlockLayout, mask: UnsafePointer<UInt8>, shift: Double
) -> (sum: Double, position: SIMD3<Double>) {
    var sum = 0.0
    var position = SIMD3<Double>.zero
    for z in 0..<layout.depth {
        for y in 0..<layout.height {
            let values = image + layout.row(y, z)
            let row = mask + (z &* layout.height &+ y) &* layout.width
            var total = 0.0
            var weighted = 0.0
            for x in 0..<layout.width where row[x] != 0 {
                let intensity = Double(values[x]) - shift
                total += intensity
                weighted += intensity * Double(x)
            }
            sum += total
            position += SIMD3(weighted, total * Double(y), total * Double(z))
        }
    }
    return (sum, position)
}

/// The largest squared distance between two of `count` points, and 0 for fewer than two.
public func largestSquaredDistance(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ z: UnsafePointer<Double>, count: Int
) -> Double {
    var largest = Lanes.zero
    var rest = 0.0
    for i in 0..<count {
        var j = i &+ 1
        while j &+ 4 <= count {
            let dx = Lanes(x[j], x[j &+ 1], x[j &+ 2], x[j &+ 3]) - x[i]
            let dy = Lanes(y[j], y[j &+ 1], y[j &+ 2], y[j &+ 3]) - y[i]
            let dz = Lanes(z[j], z[j &+ 1], z[j &+ 2], z[j &+ 3]) - z[i]
            let distance = dx * dx + dy * dy + dz * dz
            largest.replace(with: distance, where: distance .> largest)
            j &+= 4
        }
        while j < count {
            let dx = x[j] - x[i]
            let dy = y[j] - y[i]
            let dz = z[j] - z[i]
            rest = max(rest, dx * dx + dy * dy + dz * dz)
            j &+= 1
        }
    }
    return max(largest.max(), rest)
}
