import Voxels

/// How the axes of one grid run along those of another: converters reverse rows or slices, and the voxels stay where they are.
struct AxisOrder: Sendable, Hashable {
    /// For x, y and z of the wanted grid, the axis of the given grid that runs along it.
    private let axes: Index3
    /// For x, y and z of the wanted grid, whether the given grid's axis runs against it.
    private let isReversed: SIMDMask<Index3.MaskStorage>

    /// The order that leads from one grid to another, nil when their axes are not parallel.
    init?(from given: Grid, to wanted: Grid) {
        let (ours, theirs) = (given.direction.axes, wanted.direction.axes)
        var axes = Index3(repeating: -1)
        var isReversed = SIMDMask<Index3.MaskStorage>(repeating: false)
        for axis in 0..<3 {
            guard let match = (0..<3).first(where: { abs(ours[$0].dot(theirs[axis])) > 1 - 1e-4 }) else { return nil }
            axes[axis] = match
            isReversed[axis] = ours[match].dot(theirs[axis]) < 0
        }
        guard axes.x != axes.y, axes.y != axes.z, axes.z != axes.x else { return nil }
        self.axes = axes
        self.isReversed = isReversed
    }

    /// True when nothing has to be moved.
    var isIdentity: Bool { axes == Index3(0, 1, 2) && !any(isReversed) }

    /// The given grid with its axes in the wanted order: the same voxels at the same places.
    func applied(to grid: Grid) -> Grid {
        var result = grid
        var corner = SIMD3<Double>.zero
        let directions = grid.direction.axes
        var turned = directions
        for axis in 0..<3 {
            let source = axes[axis]
            result.size[axis] = grid.size[source]
            result.spacing[axis] = grid.spacing[source]
            turned[axis] = isReversed[axis] ? -directions[source] : directions[source]
            if isReversed[axis] { corner[source] = Double(grid.size[source] - 1) }
        }
        result.direction = Grid.Direction(x: turned[0], y: turned[1], z: turned[2])
        result.origin = grid.position(of: corner)
        return result
    }

    /// A mask of the given grid with its axes in the wanted order.
    func applied(to mask: Mask) -> Mask {
        if isIdentity { return mask }
        let grid = applied(to: mask.grid)
        var box = Box(lower: .zero, upper: .zero)
        for axis in 0..<3 {
            let (lower, upper, size) = (mask.box.lower[axes[axis]], mask.box.upper[axes[axis]], mask.grid.size[axes[axis]])
            box.lower[axis] = isReversed[axis] ? size - upper : lower
            box.upper[axis] = isReversed[axis] ? size - lower : upper
        }
        var result = Mask(grid: grid, box: box, values: [UInt8](repeating: 0, count: box.count))
        var source = Index3.zero
        for z in box.lower.z..<box.upper.z {
            for y in box.lower.y..<box.upper.y {
                for x in box.lower.x..<box.upper.x {
                    let index = Index3(x, y, z)
                    for axis in 0..<3 { source[axes[axis]] = isReversed[axis] ? grid.size[axis] - 1 - index[axis] : index[axis] }
                    result.values[box.offset(of: index)] = mask.values[mask.box.offset(of: source)]
                }
            }
        }
        return result
    }
}

extension Grid.Direction {
    fileprivate var axes: [SIMD3<Double>] { [x, y, z] }
}
