import Features
import Voxels

/// The IBSI 1 digital phantom: 5 × 4 × 4 voxels of 2 mm, 74 of them in the region.
public enum DigitalPhantom {
    /// The number of voxels along x, y and z.
    public static let size = Index3(5, 4, 4)
    /// The grid.
    public static let grid = Grid(size: size, spacing: SIMD3(2, 2, 2))
    /// The number of grey levels.
    public static let levelCount = 6

    /// The grey levels of all voxels, x fastest.
    public static let levels: [UInt16] = [
        // slice 0
        1, 4, 4, 1, 1,
        1, 4, 6, 1, 1,
        4, 1, 6, 4, 1,
        4, 4, 6, 4, 1,
        // slice 1
        1, 4, 4, 1, 1,
        1, 1, 6, 1, 1,
        1, 1, 3, 1, 1,
        4, 4, 6, 1, 1,
        // slice 2
        1, 4, 4, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 9, 1, 1,
        1, 1, 6, 1, 1,
        // slice 3
        1, 4, 4, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 6, 1, 1,
    ]

    /// The mask of all voxels, x fastest: 1 inside.
    public static let mask: [UInt8] = [
        // slice 0
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        // slice 1
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        0, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        // slice 2
        1, 1, 1, 0, 0,
        1, 1, 1, 1, 1,
        1, 1, 0, 1, 1,
        1, 1, 1, 1, 1,
        // slice 3
        1, 1, 1, 0, 0,
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
        1, 1, 1, 1, 1,
    ]

    /// The region with its grey levels.
    public static var region: DiscretisedRegion {
        DiscretisedRegion(size: size, levelCount: levelCount, levels: zip(levels, mask).map { $0 * UInt16($1) }, shape: mask)
    }
}

extension DiscretisedRegion {
    /// Pads grey levels (0 outside) and a shape that are given without padding, x fastest.
    public init(size: Index3, levelCount: Int, levels: [UInt16], shape: [UInt8]) {
        let padded = size &+ 2
        var paddedLevels = [UInt16](repeating: 0, count: padded.product)
        var paddedShape = [UInt8](repeating: 0, count: padded.product)
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    let source = (z * size.y + y) * size.x + x
                    let target = ((z + 1) * padded.y + y + 1) * padded.x + x + 1
                    paddedLevels[target] = levels[source]
                    paddedShape[target] = shape[source]
                }
            }
        }
        self.init(size: size, levels: paddedLevels, shape: paddedShape, levelCount: levelCount)
    }
}
