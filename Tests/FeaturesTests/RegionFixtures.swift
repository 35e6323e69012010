import Features
import TestSupport
import Voxels

/// Regions for tests.
enum RegionFixtures {
    /// A region of every voxel whose index satisfies `inside`, held on its whole grid, with intensities from `intensity`.
    static func region(
        size: Index3, spacing: SIMD3<Double>, intensity: (Index3) -> Float = { _ in 1 }, inside: (Index3) -> Bool = { _ in true }
    ) -> PreparedRegion {
        let grid = Grid(size: size, spacing: spacing)
        let indices = indices(of: grid.bounds)
        let mask = Mask(grid: grid, box: grid.bounds, values: indices.map { inside($0) ? 1 : 0 })
        let image = Volume(grid: grid, box: grid.bounds, values: indices.map(intensity))
        let shape = mask.rebased(to: mask.boundingBox)
        return PreparedRegion(image: image, morphologicalMask: shape, intensityMask: shape)
    }

    /// A region with about the given share of a box's voxels, intensities of both signs, and an intensity mask that lacks some of the shape.
    static func random(
        size: Index3, spacing: SIMD3<Double>, share: Double, generator: inout RepeatableGenerator
    ) -> PreparedRegion {
        let grid = Grid(size: size &+ 6, spacing: spacing)
        let box = Box(lower: Index3(3, 3, 3), upper: size &+ 3)
        let values = (0..<grid.bounds.count).map { _ in Float.random(in: -90...160, using: &generator) }
        let image = Volume(grid: grid, box: grid.bounds, values: values)
        let members: [UInt8] = (0..<box.count).map { _ in Double.random(in: 0..<1, using: &generator) < share ? 1 : 0 }
        var shape = Mask(grid: grid, box: box, values: members)
        shape.values[box.count / 2] = 1
        shape.values[0] = 1
        var intensities = shape
        for index in 1..<box.count where Int.random(in: 0..<8, using: &generator) == 0 { intensities.values[index] = 0 }
        intensities.values[box.count / 2] = 1
        return PreparedRegion(image: image, morphologicalMask: shape, intensityMask: intensities)
    }

    /// All indices of a box, x fastest.
    static func indices(of box: Box) -> [Index3] {
        (box.lower.z..<box.upper.z).flatMap { z in
            (box.lower.y..<box.upper.y).flatMap { y in (box.lower.x..<box.upper.x).map { Index3($0, y, z) } }
        }
    }

    /// The indices of a mask's voxels.
    static func voxels(of mask: Mask) -> [Index3] { indices(of: mask.box).filter { mask[$0] } }

    /// Every feature that needs no discretisation.
    static func results(of region: PreparedRegion) -> [FeatureResult] {
        Morphology.results(of: region) + LocalIntensity.results(of: region) + IntensityStatistics.results(of: region)
            + IntensityVolumeHistogram.results(of: region, discretisation: .fixedBinSize(width: 2.5, minimum: nil), range: nil)
    }
}

extension [FeatureResult] {
    /// The value of a tag.
    subscript(tag: String) -> FeatureValue? { first { $0.column.tag == tag }?.value }
}

/// True when two values are the same reason, or numbers within a relative distance (absolute below 1).
func agree(_ left: FeatureValue, _ right: FeatureValue, within tolerance: Double) -> Bool {
    guard let a = left.number, let b = right.number else { return left == right }
    return abs(a - b) <= tolerance * Swift.max(1, abs(a), abs(b))
}
