extension Grid {
    /// The grid of another spacing whose centre falls on this grid's centre (IBSI 3WE3), with ceil(extent / spacing) voxels along each axis.
    ///
    /// An extent that exceeds a whole number of voxels by less than a millionth of a voxel counts as whole, so that rounding adds no voxel.
    public func resampled(to target: SIMD3<Double>) -> Grid {
        let ratio = target / spacing
        let extent = SIMD3<Double>(size) / ratio
        let count = (extent - 1e-6).rounded(.up)
        var result = self
        result.size = Index3(max(1, Int(count.x)), max(1, Int(count.y)), max(1, Int(count.z)))
        result.spacing = target
        result.origin = position(of: sourceIndex(of: .zero, in: result))
        return result
    }

    /// The fractional index on this grid of voxel `index` of a grid with the same centre and axes.
    func sourceIndex(of index: SIMD3<Double>, in other: Grid) -> SIMD3<Double> {
        let ratio = other.spacing / spacing
        return (SIMD3<Double>(size) - 1) / 2 + (index - (SIMD3<Double>(other.size) - 1) / 2) * ratio
    }
}

/// Which source voxels, with which weights, make each target voxel along one axis.
struct AxisWeights {
    /// How many source voxels a target voxel takes.
    let taps: Int
    /// Source indices relative to the source box, `taps` per target voxel.
    let indices: [Int]
    /// Their weights.
    let weights: [Double]
    /// True when every target voxel is a source voxel, because the axis is not resampled.
    let isIdentity: Bool

    /// Prepares one axis.
    ///
    /// - Parameters:
    ///   - targets: the target indices wanted.
    ///   - source: the source indices held; indices beyond them take the edge voxel.
    ///   - size: the number of voxels of the source image and the target grid.
    ///   - ratio: target spacing over source spacing.
    init(targets: Range<Int>, source: Range<Int>, size: (source: Int, target: Int), ratio: Double, method: InterpolationMethod) {
        isIdentity = AxisWeights.isIdentity(size: size, ratio: ratio)
        let taps = isIdentity ? 1 : method.taps
        self.taps = taps
        var indices: [Int] = []
        var weights: [Double] = []
        for target in targets {
            let position = AxisWeights.position(of: target, size: size, ratio: ratio)
            let (first, shares) = isIdentity ? (target, [1.0]) : method.shares(at: position)
            for (tap, share) in shares.enumerated() {
                indices.append(min(max(first + tap, source.lowerBound), source.upperBound - 1) - source.lowerBound)
                weights.append(share)
            }
        }
        self.indices = indices
        self.weights = weights
    }

    static func isIdentity(size: (source: Int, target: Int), ratio: Double) -> Bool {
        size.source == size.target && ratio == 1
    }

    static func position(of target: Int, size: (source: Int, target: Int), ratio: Double) -> Double {
        Double(size.source - 1) / 2 + (Double(target) - Double(size.target - 1) / 2) * ratio
    }
}

extension InterpolationMethod {
    var taps: Int {
        switch self {
        case .nearest: 1
        case .linear: 2
        case .cubic: 4
        }
    }

    /// How many voxels beyond its taps a method looks at: the cubic spline's coefficients depend on all voxels, but by |√3 − 2|ⁿ at distance n,
    /// which at 28 is below the precision of a Double.
    var reach: Int {
        self == .cubic ? 28 : 0
    }

    /// The first source voxel and the weights of the taps for a fractional position.
    func shares(at position: Double) -> (first: Int, shares: [Double]) {
        switch self {
        case .nearest:
            return (Int((position + 0.5).rounded(.down)), [1])
        case .linear:
            let base = position.rounded(.down)
            let t = position - base
            return (Int(base), [1 - t, t])
        case .cubic:
            let base = position.rounded(.down)
            let t = position - base
            let u = 1 - t
            return (Int(base) - 1, [u * u * u / 6, 2.0 / 3 - t * t * (2 - t) / 2, 2.0 / 3 - u * u * (2 - u) / 2, t * t * t / 6])
        }
    }
}

extension Grid {
    /// The box of this grid that holds everything needed to interpolate `box` of `target`, clipped to the image.
    public func sourceBox(for box: Box, of target: Grid, method: InterpolationMethod) -> Box {
        var lower = Index3.zero
        var upper = Index3.zero
        for axis in 0..<3 {
            let sizes = (source: size[axis], target: target.size[axis])
            let ratio = target.spacing[axis] / spacing[axis]
            if AxisWeights.isIdentity(size: sizes, ratio: ratio) {
                lower[axis] = box.lower[axis]
                upper[axis] = box.upper[axis]
                continue
            }
            let first = method.shares(at: AxisWeights.position(of: box.lower[axis], size: sizes, ratio: ratio)).first
            let last = method.shares(at: AxisWeights.position(of: box.upper[axis] - 1, size: sizes, ratio: ratio)).first
            lower[axis] = min(max(first - method.reach, 0), size[axis] - 1)
            upper[axis] = min(max(last + method.taps + method.reach, lower[axis] + 1), size[axis])
        }
        return Box(lower: lower, upper: upper)
    }

    /// The box of `target` whose voxels lie within one source voxel of `box`: outside it, an interpolated mask is zero.
    public func targetBox(for box: Box, of target: Grid) -> Box {
        var lower = Index3.zero
        var upper = Index3.zero
        for axis in 0..<3 {
            let ratio = target.spacing[axis] / spacing[axis]
            let shift = Double(target.size[axis] - 1) / 2 - Double(size[axis] - 1) / 2 / ratio
            let first = box.lower[axis] == 0 ? 0 : (Double(box.lower[axis] - 1) / ratio + shift).rounded(.down)
            let last =
                box.upper[axis] == size[axis] ? Double(target.size[axis] - 1) : (Double(box.upper[axis]) / ratio + shift).rounded(.up)
            lower[axis] = min(max(Int(first), 0), target.size[axis] - 1)
            upper[axis] = min(max(Int(last) + 1, lower[axis] + 1), target.size[axis])
        }
        return Box(lower: lower, upper: upper)
    }
}
