/// How intensities x become grey levels: min(⌊factor·(x − lowest) / width⌋, last) + 1, computed in `Double`.
public struct GreyLevelScale: Sendable {
    let factor, lowest, width, last: Double

    /// Makes a scale.
    ///
    /// - Parameters:
    ///   - lowest: the lower bound of grey level 1; no intensity of the mask lies below.
    ///   - width: what `factor` grey levels are wide, above zero.
    ///   - levelCount: the highest grey level, at most 65,535.
    public init(factor: Double, lowest: Double, width: Double, levelCount: Int) {
        self.factor = factor
        self.lowest = lowest
        self.width = width
        last = Double(levelCount - 1)
    }

    @inline(__always) func level(_ intensity: Float) -> UInt16 {
        let place = factor * (Double(intensity) - lowest) / width
        // Voxels outside the mask may lie anywhere; a number in range needs no check.
        let bounded = place > 0 ? (place < last ? place : last) : 0
        return UInt16(truncatingIfNeeded: Int32(bounded)) &+ 1
    }
}

/// Writes the grey levels of a mask's voxels into a padded crop, 0 for all others.
///
/// - Parameters:
///   - layout: where the mask's box lies in the image.
///   - levels: the crop of the mask's box with its padding, all 0.
public func assignLevels(
    _ image: UnsafePointer<Float>, layout: BlockLayout, mask: UnsafePointer<UInt8>, scale: GreyLevelScale,
    levels: UnsafeMutablePointer<UInt16>
) {
    let crop = PaddedCrop(width: layout.width &+ 2, height: layout.height &+ 2, depth: layout.depth &+ 2)
    for z in 0..<layout.depth {
        for y in 0..<layout.height {
            let values = image + layout.row(y, z)
            let members = mask + (z &* layout.height &+ y) &* layout.width
            let row = levels + crop.offset(1, y &+ 1, z &+ 1)
            for x in 0..<layout.width { row[x] = scale.level(values[x]) & (0 &- UInt16(members[x])) }
        }
    }
}

/// Copies a mask of `width`·`height`·`depth` bytes into a crop that is padded by one voxel on every side.
public func padMask(_ mask: UnsafePointer<UInt8>, width: Int, height: Int, depth: Int, padded: UnsafeMutablePointer<UInt8>) {
    let crop = PaddedCrop(width: width &+ 2, height: height &+ 2, depth: depth &+ 2)
    for z in 0..<depth {
        for y in 0..<height {
            (padded + crop.offset(1, y &+ 1, z &+ 1)).update(from: mask + (z &* height &+ y) &* width, count: width)
        }
    }
}

/// How many voxels have each grey level from 1 to `levelCount`, and, as the last entry, how many have a higher one.
public func countLevels(_ levels: UnsafePointer<UInt16>, count: Int, levelCount: Int) -> [Int] {
    let above = UInt16(truncatingIfNeeded: min(levelCount &+ 1, 65_535))
    let stride = levelCount &+ 2
    // Two tables take turns, so that equal neighbours do not wait for each other's increments; entry 0 counts what is outside.
    let tables = UnsafeMutablePointer<Int>.allocate(capacity: 2 &* stride)
    defer { tables.deallocate() }
    tables.update(repeating: 0, count: 2 &* stride)
    var voxel = 0
    while voxel &+ 2 <= count {
        tables[Int(min(levels[voxel], above))] &+= 1
        tables[stride &+ Int(min(levels[voxel &+ 1], above))] &+= 1
        voxel &+= 2
    }
    if voxel < count { tables[Int(min(levels[voxel], above))] &+= 1 }
    return (1..<stride).map { tables[$0] &+ tables[stride &+ $0] }
}
