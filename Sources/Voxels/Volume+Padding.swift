extension InterpolationMethod {
    /// How many voxels beyond its taps padding still spoils an intensity: the cubic spline's coefficients carry it on by |√3 − 2|ⁿ at distance n,
    /// which at 10 leaves less than 0.01 HU of a step of 4000 HU.
    var paddingReach: Int { self == .cubic ? 10 : 0 }
}

extension Volume {
    /// Whether the volume has padding.
    public var hasPadding: Bool { padding.contains(1) }

    /// The voxels of the mask that are no padding; both on the same grid, the mask's box inside the volume's.
    public func withoutPadding(_ mask: Mask) -> Mask {
        guard !padding.isEmpty else { return mask }
        precondition(box.contains(mask.box), "the volume holds the mask's box")
        var result = mask
        let size = mask.box.size
        for z in 0..<size.z {
            for y in 0..<size.y {
                let start = (z * size.y + y) * size.x
                let place = box.offset(of: mask.box.lower &+ Index3(0, y, z))
                for x in 0..<size.x where padding[place + x] != 0 { result.values[start + x] = 0 }
            }
        }
        return result
    }

    /// Marks the voxels that have padding within `margin` voxels along every axis.
    public func padding(within margin: Index3) -> [UInt8] {
        let spread = (0..<3).map { axis in
            (0..<box.size[axis]).map { max($0 - margin[axis], 0)..<min($0 + margin[axis] + 1, box.size[axis]) }
        }
        return spreadPadding(spread)
    }

    /// Marks the voxels of a box of another grid to whose interpolated value padding contributes.
    func reachedPadding(_ target: Grid, _ targetBox: Box, method: InterpolationMethod) -> [UInt8] {
        guard hasPadding else { return [] }
        let spread = (0..<3).map { axis in
            (targetBox.lower[axis]..<targetBox.upper[axis]).map { index in
                sources(of: index, axis: axis, target: target, method: method)
            }
        }
        return spreadPadding(spread)
    }

    /// The places in `box` that a target voxel depends on along one axis.
    private func sources(of index: Int, axis: Int, target: Grid, method: InterpolationMethod) -> Range<Int> {
        let sizes = (source: grid.size[axis], target: target.size[axis])
        let ratio = target.spacing[axis] / grid.spacing[axis]
        let (lower, count) = (box.lower[axis], box.size[axis])
        guard !AxisWeights.isIdentity(size: sizes, ratio: ratio) else { return index - lower..<index - lower + 1 }
        let (first, shares) = method.shares(at: AxisWeights.position(of: index, size: sizes, ratio: ratio))
        let used = shares.indices.filter { shares[$0] != 0 }
        let start = first + (used.first ?? 0) - method.paddingReach - lower
        let end = first + (used.last ?? 0) + 1 + method.paddingReach - lower
        // Beyond the image its edge voxels go on.
        return min(max(start, 0), count - 1)..<max(min(end, count), min(max(start, 0), count - 1) + 1)
    }

    /// For every voxel, whether any of the given ranges along x, y and z holds padding.
    private func spreadPadding(_ ranges: [[Range<Int>]]) -> [UInt8] {
        let size = box.size
        let alongX = spreadAxis(padding, ranges[0], length: size.x, outer: size.y * size.z)
        var alongY: [UInt8] = []
        let width = ranges[0].count
        alongY.reserveCapacity(width * ranges[1].count * size.z)
        for z in 0..<size.z {
            let plane = Array(alongX[z * size.y * width..<(z + 1) * size.y * width])
            alongY += spreadRows(plane, ranges[1], width: width)
        }
        return spreadRows(alongY, ranges[2], width: width * ranges[1].count)
    }

    private func spreadAxis(_ values: [UInt8], _ ranges: [Range<Int>], length: Int, outer: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(ranges.count * outer)
        var sums = [Int](repeating: 0, count: length + 1)
        for row in 0..<outer {
            for x in 0..<length { sums[x + 1] = sums[x] + Int(values[row * length + x]) }
            for range in ranges { result.append(sums[range.upperBound] > sums[range.lowerBound] ? 1 : 0) }
        }
        return result
    }

    /// The union of the rows of each range.
    private func spreadRows(_ rows: [UInt8], _ ranges: [Range<Int>], width: Int) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: ranges.count * width)
        for (index, range) in ranges.enumerated() {
            for row in range {
                for x in 0..<width { result[index * width + x] |= rows[row * width + x] }
            }
        }
        return result
    }
}
