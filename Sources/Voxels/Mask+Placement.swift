/// A region brought from its own grid to an image's.
public struct PlacedMask: Sendable {
    /// The region on the image's grid, on its bounding box there.
    public let mask: Mask
    /// How that was done.
    public let placement: MaskPlacement

    /// Pairs a region with how it came to its grid.
    public init(mask: Mask, placement: MaskPlacement) {
        self.mask = mask
        self.placement = placement
    }
}

/// How a region came to an image's grid.
public struct MaskPlacement: Sendable, Hashable {
    /// True when the region's voxels are voxels of the image; false when the region was resampled.
    public let isExact: Bool
    /// The largest distance in mm of a voxel of the result from the voxel of the region that decided it.
    public let residual: Double
    /// The part of the region's voxels that lie outside the image, 0…1.
    public let outside: Double
    /// The region's volume on its own grid in mm³, the part outside the image included.
    public let ownVolume: Double

    /// Describes a placement.
    public init(isExact: Bool, residual: Double, outside: Double, ownVolume: Double) {
        self.isExact = isExact
        self.residual = residual
        self.outside = outside
        self.ownVolume = ownVolume
    }
}

extension Mask {
    /// Brings the region to another grid in the same space.
    ///
    /// Where the grids coincide, whatever the order and direction of their axes, every voxel stays what it is. On another grid a voxel belongs
    /// to the result when its centre lies in a voxel of the region (nearest neighbour); a centre between two voxels goes to the one with the
    /// larger index, and coordinates are rounded to 2⁻²⁰ voxel before, so that decimal noise does not decide.
    ///
    /// - Complexity: O(voxels of the region's box), on either grid.
    public func placed(on target: Grid) -> PlacedMask {
        let region = rebased(to: boundingBox)
        let volume = Double(region.count) * grid.voxelVolume
        guard !region.box.isEmpty else {
            return PlacedMask(
                mask: Mask(grid: target, box: Box(lower: .zero, upper: .zero), values: []),
                placement: MaskPlacement(isExact: true, residual: 0, outside: 0, ownVolume: 0))
        }
        if let map = LatticeMap(from: grid, to: target) {
            let (mask, outside) = region.moved(by: map, to: target)
            return PlacedMask(
                mask: mask, placement: MaskPlacement(isExact: true, residual: map.residual, outside: outside, ownVolume: volume))
        }
        let (mask, residual) = region.resampledNearest(on: target)
        let placement = MaskPlacement(
            isExact: false, residual: residual, outside: region.fraction(outside: target), ownVolume: volume)
        return PlacedMask(mask: mask, placement: placement)
    }

    /// The same voxels at their indices on the target, and the part of them that lies outside it.
    private func moved(by map: LatticeMap, to target: Grid) -> (mask: Mask, outside: Double) {
        let whole = map(box)
        let kept = whole.intersection(target.bounds)
        var result = Mask(grid: target, box: kept, values: [UInt8](repeating: 0, count: kept.count))
        var (all, inside) = (0, 0)
        forEachVoxel { index in
            all += 1
            let place = map(index)
            guard kept.contains(place) else { return }
            inside += 1
            result.values[kept.offset(of: place)] = 1
        }
        return (result.rebased(to: result.boundingBox), all == 0 ? 0 : Double(all - inside) / Double(all))
    }

    private func resampledNearest(on target: Grid) -> (mask: Mask, residual: Double) {
        let kept = reach(on: target).intersection(target.bounds)
        var result = Mask(grid: target, box: kept, values: [UInt8](repeating: 0, count: kept.count))
        let start = grid.index(of: target.position(of: .zero))
        let steps = (0..<3).map { axis in
            var unit = SIMD3<Double>.zero
            unit[axis] = 1
            return grid.index(of: target.position(of: unit)) - start
        }
        var farthest = 0.0
        var offset = 0
        for z in kept.lower.z..<max(kept.lower.z, kept.upper.z) {
            for y in kept.lower.y..<max(kept.lower.y, kept.upper.y) {
                let row = start + steps[1] * Double(y) + steps[2] * Double(z)
                for x in kept.lower.x..<kept.upper.x {
                    let place = row + steps[0] * Double(x)
                    let index = place.deciding
                    if self[index] {
                        result.values[offset] = 1
                        farthest = max(farthest, ((place - SIMD3<Double>(index)) * grid.spacing).length)
                    }
                    offset += 1
                }
            }
        }
        return (result.rebased(to: result.boundingBox), farthest)
    }

    /// The box of target indices outside which no voxel centre can lie in the region.
    private func reach(on target: Grid) -> Box {
        var lower = SIMD3<Double>(repeating: .infinity)
        var upper = SIMD3<Double>(repeating: -.infinity)
        for corner in 0..<8 {
            let side = SIMD3(
                Double(corner & 1 == 0 ? box.lower.x : box.upper.x), Double(corner & 2 == 0 ? box.lower.y : box.upper.y),
                Double(corner & 4 == 0 ? box.lower.z : box.upper.z))
            let place = target.index(of: grid.position(of: side - 0.5))
            lower = pointwiseMin(lower, place)
            upper = pointwiseMax(upper, place)
        }
        let limit = SIMD3<Double>(target.size)
        lower = (lower.rounded(.down) - 1).clamped(lowerBound: .zero, upperBound: limit)
        upper = (upper.rounded(.up) + 2).clamped(lowerBound: .zero, upperBound: limit)
        return Box(lower: Index3(Int(lower.x), Int(lower.y), Int(lower.z)), upper: Index3(Int(upper.x), Int(upper.y), Int(upper.z)))
    }

    /// The part of the region's voxels whose centres lie in no voxel of the target.
    private func fraction(outside target: Grid) -> Double {
        var (all, outside) = (0, 0)
        forEachVoxel { index in
            all += 1
            let place = target.index(of: grid.position(of: SIMD3<Double>(index)))
            if !target.bounds.contains(place.deciding) { outside += 1 }
        }
        return all == 0 ? 0 : Double(outside) / Double(all)
    }

    /// Calls `body` with the index of every voxel of the region, x fastest.
    public func forEachVoxel(_ body: (Index3) -> Void) {
        let size = box.size
        var offset = 0
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    if values[offset] != 0 { body(box.lower &+ Index3(x, y, z)) }
                    offset += 1
                }
            }
        }
    }
}

extension SIMD3 where Scalar == Double {
    /// The index of the voxel in which a fractional index lies.
    fileprivate var deciding: Index3 {
        let scale = 1_048_576.0
        let place = ((self * scale).rounded(.toNearestOrEven) / scale + 0.5).rounded(.down)
        let limit = SIMD3(repeating: 1e9)
        let near = place.clamped(lowerBound: -limit, upperBound: limit)
        return Index3(Int(near.x), Int(near.y), Int(near.z))
    }
}
