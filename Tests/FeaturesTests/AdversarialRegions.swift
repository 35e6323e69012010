import Voxels

/// Small regions of the kinds that are hard for a kernel: all or nothing joins, thousands of levels, one line of voxels.
enum AdversarialRegions {
    /// Each touches every border of its box, and has no padding of its own.
    static let all: [(name: String, region: RandomRegion)] = [
        ("one voxel", RandomRegion(size: Index3(1, 1, 1), levelCount: 5) { _ in 3 }),
        ("line along x", RandomRegion(size: Index3(70, 1, 1), levelCount: 2) { $0.x / 9 % 2 + 1 }),
        ("line along y", RandomRegion(size: Index3(1, 70, 1), levelCount: 2) { $0.y / 9 % 2 + 1 }),
        ("line along z", RandomRegion(size: Index3(1, 1, 70), levelCount: 2) { $0.z / 9 % 2 + 1 }),
        ("flat", RandomRegion(size: Index3(13, 11, 9), levelCount: 7) { _ in 7 }),
        ("flat plane", RandomRegion(size: Index3(30, 40, 1), levelCount: 1) { _ in 1 }),
        ("chequerboard", RandomRegion(size: Index3(9, 8, 7), levelCount: 2) { ($0.x + $0.y + $0.z) % 2 + 1 }),
        ("stripes along x", RandomRegion(size: Index3(9, 8, 7), levelCount: 3) { ($0.y + 2 * $0.z) % 3 + 1 }),
        ("stripes along y", RandomRegion(size: Index3(9, 8, 7), levelCount: 2) { $0.x % 2 + 1 }),
        ("stripes along z", RandomRegion(size: Index3(9, 8, 7), levelCount: 4) { ($0.x + 2 * $0.y) % 4 + 1 }),
        ("combs that meet at the end", RandomRegion(size: Index3(12, 10, 6), levelCount: 2, level: comb)),
        (
            "every voxel its own level",
            RandomRegion(size: Index3(17, 16, 15), levelCount: 65_535) { 16 * (($0.z * 16 + $0.y) * 17 + $0.x) % 65_521 + 1 }
        ),
        ("highest levels", RandomRegion(size: Index3(6, 7, 8), levelCount: 65_535) { 65_535 - ($0.x * $0.y + $0.z) % 5 }),
    ]

    /// Teeth of one level between teeth of another; those of the first join in the last slice only.
    private static func comb(_ index: Index3) -> Int { index.z == 5 || index.x % 2 == 0 ? 1 : 2 }
}
