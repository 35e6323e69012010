import Voxels

/// The IBSI 1 digital phantom (theibsi/data_sets, CC BY 4.0): 5 × 4 × 4 voxels of 2 mm, 74 of them in the region.
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

    /// The region: 1 inside, x fastest.
    public static let region: [UInt8] = [
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

    /// The grey levels as an image.
    public static var image: Volume { Volume(grid: grid, box: grid.bounds, values: levels.map(Float.init)) }

    /// The region as a mask.
    public static var mask: Mask { Mask(grid: grid, box: grid.bounds, values: region) }
}
