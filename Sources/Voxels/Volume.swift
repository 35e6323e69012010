import Kernels

/// The intensities of one box of a grid: 32-bit floats in modality units (HU, SUV or arbitrary), x fastest, then y, then z.
///
/// A volume knows the whole grid it was cut from, so that cropping loses no geometry; it is whole when `box == grid.bounds`.
public struct Volume: Sendable {
    /// The whole image's grid.
    public let grid: Grid
    /// The part of the grid that is held.
    public let box: Box
    /// The intensities of `box`, x fastest.
    public var values: [Float]
    /// 1 for voxels that are no measurement, such as a scanner's padding outside its field of view, else 0; empty when all are.
    ///
    /// Their intensities are finite, so that they spoil no arithmetic, and mean nothing: NaN would spread through filters and splines to the whole
    /// image. Interpolation marks all voxels that such a voxel reaches, and the marked ones count in no intensity feature. The shape of a region
    /// does not depend on them.
    public let padding: [UInt8]

    /// Makes a volume; `values` must hold exactly `box.count` values, and `padding` as many or none.
    public init(grid: Grid, box: Box, values: [Float], padding: [UInt8] = []) {
        precondition(values.count == box.count, "a volume holds one value per voxel of its box")
        precondition(padding.isEmpty || padding.count == box.count, "padding is marked for every voxel or for none")
        self.grid = grid
        self.box = box
        self.values = values
        self.padding = padding
    }

    /// The intensity at an index of the whole grid, which must lie in `box`.
    @inlinable public subscript(index: Index3) -> Float {
        get { values[box.offset(of: index)] }
        set { values[box.offset(of: index)] = newValue }
    }

    /// The part inside `target`, which must lie in `box`.
    public func cropped(to target: Box) -> Volume {
        Volume(
            grid: grid, box: target, values: cropRows(values, from: box, to: target),
            padding: padding.isEmpty ? [] : cropRows(padding, from: box, to: target))
    }
}

/// A binary region on one box of a grid: 1 inside, 0 outside, x fastest, then y, then z; all that lies outside `box` is outside the region.
public struct Mask: Sendable {
    /// The whole image's grid.
    public let grid: Grid
    /// The part of the grid that is held.
    public let box: Box
    /// 1 for voxels of the region, else 0, x fastest.
    public var values: [UInt8]

    /// Makes a mask; `values` must hold exactly `box.count` values of 0 or 1.
    public init(grid: Grid, box: Box, values: [UInt8]) {
        precondition(values.count == box.count, "a mask holds one value per voxel of its box")
        self.grid = grid
        self.box = box
        self.values = values
    }

    /// Whether an index of the grid belongs to the region; false outside `box`.
    @inlinable public subscript(index: Index3) -> Bool {
        box.contains(index) && values[box.offset(of: index)] != 0
    }

    /// The number of voxels of the region.
    public var count: Int { countMembers(values, count: values.count) }

    /// The smallest box of the grid that holds the region; empty when the region is.
    public var boundingBox: Box {
        let size = box.size
        guard let extent = maskExtent(values, width: size.x, height: size.y, depth: size.z) else {
            return Box(lower: box.lower, upper: box.lower)
        }
        return Box(lower: box.lower &+ extent.lower, upper: box.lower &+ extent.upper)
    }

    /// The same region held on another box, which may be smaller or larger than `box`.
    public func rebased(to target: Box) -> Mask {
        if target == box { return self }
        let shared = box.intersection(target)
        var result = Mask(grid: grid, box: target, values: [UInt8](repeating: 0, count: target.count))
        guard !shared.isEmpty else { return result }
        let width = shared.size.x
        for z in shared.lower.z..<shared.upper.z {
            for y in shared.lower.y..<shared.upper.y {
                let from = box.offset(of: Index3(shared.lower.x, y, z))
                let to = target.offset(of: Index3(shared.lower.x, y, z))
                result.values.replaceSubrange(to..<to + width, with: values[from..<from + width])
            }
        }
        return result
    }
}

private func cropRows<T>(_ values: [T], from box: Box, to target: Box) -> [T] {
    precondition(box.contains(target), "a crop lies inside the box that it is cut from")
    if box == target { return values }
    var result: [T] = []
    result.reserveCapacity(target.count)
    for z in target.lower.z..<max(target.lower.z, target.upper.z) {
        for y in target.lower.y..<max(target.lower.y, target.upper.y) {
            let start = box.offset(of: Index3(target.lower.x, y, z))
            result.append(contentsOf: values[start..<start + target.size.x])
        }
    }
    return result
}
