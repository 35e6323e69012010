import Features
import Voxels

/// An ellipsoid of about 60,000 voxels in blocks of noise, the same on every machine: no function of the mathematical library makes it.
enum CountedRegion {
    static var prepared: PreparedRegion {
        let size = Index3(78, 70, 62)
        let grid = Grid(size: size, spacing: [0.8, 0.8, 1.2])
        let centre = SIMD3<Double>(size &- 1) / 2
        var values: [Float] = []
        var members: [UInt8] = []
        values.reserveCapacity(size.product)
        members.reserveCapacity(size.product)
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    let coarse = 12 * noise(x / 4, y / 4, z / 3) + 5 * noise(x / 11, y / 9, z / 8)
                    values.append(40 + 10 * coarse + 30 * noise(x, y, z))
                    let offset = (SIMD3(Double(x), Double(y), Double(z)) - centre) / SIMD3(28, 25, 21)
                    members.append((offset * offset).sum() < 1 ? 1 : 0)
                }
            }
        }
        let mask = Mask(grid: grid, box: grid.bounds, values: members)
        let region = mask.rebased(to: mask.boundingBox)
        return PreparedRegion(image: Volume(grid: grid, box: grid.bounds, values: values), morphologicalMask: region, intensityMask: region)
    }

    /// A number between −1 and 1 that follows from the place (SplitMix64).
    private static func noise(_ x: Int, _ y: Int, _ z: Int) -> Float {
        var mixed = UInt64(x) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(y) &* 0xD1B5_4A32_D192_ED03 &+ UInt64(z) &* 0x8CB9_2BA7_2F3D_8DD7
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Float(mixed >> 40) / Float(1 << 23) - 1
    }
}
