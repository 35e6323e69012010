/// A three-dimensional index (x, y, z): columns, rows, slices, counted from 0.
public typealias Index3 = SIMD3<Int>

extension SIMD3 where Scalar == Int {
    /// The product of the three components: how many voxels a block of this size holds.
    @inlinable public var product: Int { x * y * z }
}

/// A half-open block of voxel indices, `lower ..< upper` along each axis.
public struct Box: Sendable, Hashable {
    /// The first index inside the box.
    public var lower: Index3
    /// The first index behind the box.
    public var upper: Index3

    /// Makes the box `lower ..< upper`; an axis with `upper <= lower` makes it empty.
    public init(lower: Index3, upper: Index3) {
        self.lower = lower
        self.upper = upper
    }

    /// The number of voxels along each axis, never negative.
    public var size: Index3 {
        let extent = upper &- lower
        return Index3(max(extent.x, 0), max(extent.y, 0), max(extent.z, 0))
    }

    /// The number of voxels inside.
    public var count: Int { size.product }

    /// True when the box holds no voxel.
    public var isEmpty: Bool { count == 0 }

    /// The part that both boxes share.
    public func intersection(_ other: Box) -> Box {
        Box(
            lower: Index3(max(lower.x, other.lower.x), max(lower.y, other.lower.y), max(lower.z, other.lower.z)),
            upper: Index3(min(upper.x, other.upper.x), min(upper.y, other.upper.y), min(upper.z, other.upper.z)))
    }

    /// The smallest box that holds both.
    public func union(_ other: Box) -> Box {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return Box(
            lower: Index3(min(lower.x, other.lower.x), min(lower.y, other.lower.y), min(lower.z, other.lower.z)),
            upper: Index3(max(upper.x, other.upper.x), max(upper.y, other.upper.y), max(upper.z, other.upper.z)))
    }

    /// The box grown by `margin` voxels on every side.
    public func expanded(by margin: Index3) -> Box {
        Box(lower: lower &- margin, upper: upper &+ margin)
    }

    /// True when `other` lies wholly inside.
    public func contains(_ other: Box) -> Bool {
        other.isEmpty || intersection(other) == other
    }

    /// True when the index lies inside.
    public func contains(_ index: Index3) -> Bool {
        contains(Box(lower: index, upper: index &+ 1))
    }

    /// The place of `index` in an array that holds this box, x fastest.
    @inlinable public func offset(of index: Index3) -> Int {
        let local = index &- lower
        let extent = upper &- lower
        return (local.z &* extent.y &+ local.y) &* extent.x &+ local.x
    }
}
