/// The city-block distances of a shape's voxels to the nearest voxel outside, slice by slice: 1 at the border, 0 outside.
///
/// The distance is separable: the smallest along the row, carried over the rows, gives that within the slice (4-connected steps), and this
/// carried over the slices that in the volume (6-connected steps). Both are exact. Distances must be below 2¹⁶.
public struct BorderDistances: ~Copyable {
    private let shape: [UInt8]
    private let crop: PaddedCrop
    private let inPlane: UnsafeMutablePointer<UInt16>
    /// For each slice the distances that only look ahead, turned into the final ones as slices are asked for; nil without.
    private let volume: UnsafeMutablePointer<UInt16>?

    /// Looks at the shape from behind where distances in the volume are wanted.
    ///
    /// - Parameters:
    ///   - shape: 1 inside, 0 outside, with the padding.
    ///   - across: whether distances in the volume are wanted besides those within slices.
    public init(shape: [UInt8], crop: PaddedCrop, across: Bool) {
        self.shape = shape
        self.crop = crop
        let plane = crop.sliceStride
        inPlane = .allocate(capacity: plane)
        inPlane.initialize(repeating: 0, count: plane)
        guard across else {
            volume = nil
            return
        }
        let volume = UnsafeMutablePointer<UInt16>.allocate(capacity: crop.count)
        (volume + (crop.depth &- 1) &* plane).initialize(repeating: 0, count: plane)
        volume.initialize(repeating: 0, count: plane)
        self.volume = volume
        for slice in crop.slices.reversed() {
            measure(slice)
            let here = volume + slice &* plane
            let behind = here + plane
            for voxel in 0..<plane { here[voxel] = min(inPlane[voxel], behind[voxel] &+ 1) }
        }
    }

    deinit {
        inPlane.deallocate()
        volume?.deallocate()
    }

    /// The distances of a slice's voxels; slices must be asked for in ascending order, none left out.
    mutating func advance(to slice: Int) -> SliceDistances {
        measure(slice)
        guard let volume else { return SliceDistances(inPlane: inPlane, across: nil) }
        let plane = crop.sliceStride
        let here = volume + slice &* plane
        let before = here - plane
        for voxel in 0..<plane { here[voxel] = min(here[voxel], before[voxel] &+ 1) }
        return SliceDistances(inPlane: inPlane, across: here)
    }

    /// The distances of all voxels, padding included, within slices or in the volume.
    public static func all(shape: [UInt8], crop: PaddedCrop, inPlane: Bool) -> [UInt16] {
        var border = BorderDistances(shape: shape, crop: crop, across: !inPlane)
        var all = [UInt16](repeating: 0, count: crop.count)
        for slice in crop.slices {
            let distances = border.advance(to: slice)
            let wanted = distances.across ?? distances.inPlane
            for voxel in 0..<crop.sliceStride { all[slice &* crop.sliceStride &+ voxel] = wanted[voxel] }
        }
        return all
    }

    private func measure(_ slice: Int) {
        let width = crop.width
        shape.withUnsafeBufferPointer { shape in
            guard let base = shape.baseAddress else { return }
            for y in crop.rows {
                let row = inPlane + y &* width
                measureRow(base + crop.offset(0, y, slice), row, width)
                lower(row, to: row - width, width)
            }
        }
        for y in crop.rows.reversed() { lower(inPlane + y &* width, to: inPlane + (y &+ 1) &* width, width) }
    }
}

/// The distances of one slice's voxels to the border, within the slice and in the volume; as long as the border's own distances live.
struct SliceDistances {
    let inPlane: UnsafePointer<UInt16>
    let across: UnsafePointer<UInt16>?
}

/// The distances along a row, run by run of voxels inside; the row begins and ends outside.
@inline(__always)
private func measureRow(_ shape: UnsafePointer<UInt8>, _ row: UnsafeMutablePointer<UInt16>, _ width: Int) {
    var x = 0
    while x < width {
        if shape[x] == 0 {
            row[x] = 0
            x &+= 1
            continue
        }
        let first = x
        while shape[x] != 0 { x &+= 1 }
        let count = x &- first
        let run = row + first
        for place in 0..<count {
            let ahead = UInt16(truncatingIfNeeded: place) &+ 1
            run[place] = min(ahead, UInt16(truncatingIfNeeded: count) &- ahead &+ 1)
        }
    }
}

@inline(__always)
private func lower(_ row: UnsafeMutablePointer<UInt16>, to other: UnsafePointer<UInt16>, _ width: Int) {
    for x in 0..<width { row[x] = min(row[x], other[x] &+ 1) }
}

/// Whether every voxel with a level lies inside the shape; both arrays have the same extent.
public func levelsLieInside(levels: [UInt16], shape: [UInt8]) -> Bool {
    var outside: UInt16 = 0
    levels.withUnsafeBufferPointer { levels in
        shape.withUnsafeBufferPointer { shape in
            for voxel in 0..<levels.count { outside |= shape[voxel] == 0 ? levels[voxel] : 0 }
        }
    }
    return outside == 0
}
