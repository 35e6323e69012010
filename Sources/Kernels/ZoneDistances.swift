/// The city-block distance of every voxel to the nearest voxel outside the shape: 1 at the border, 0 outside.
///
/// Two passes, which is exact for the city-block distance. Distances must be below 2¹⁶.
///
/// - Parameters:
///   - shape: 1 inside, 0 outside, with the padding.
///   - inPlane: only steps within a slice (4-connected), else also between slices (6-connected).
public func cityBlockDistances(shape: [UInt8], crop: PaddedCrop, inPlane: Bool) -> [UInt16] {
    var distances = [UInt16](repeating: 0, count: crop.count)
    shape.withUnsafeBufferPointer { shape in
        distances.withUnsafeMutableBufferPointer { distances in
            guard let shape = shape.baseAddress, let distances = distances.baseAddress else { return }
            for slice in crop.slices {
                for y in crop.rows {
                    let row = crop.offset(0, y, slice)
                    passForward(shape + row, distances + row, crop, inPlane)
                }
            }
            for slice in crop.slices.reversed() {
                for y in crop.rows.reversed() { passBackward(distances + crop.offset(0, y, slice), crop, inPlane) }
            }
        }
    }
    return distances
}

@inline(__always)
private func passForward(_ shape: UnsafePointer<UInt8>, _ row: UnsafeMutablePointer<UInt16>, _ crop: PaddedCrop, _ inPlane: Bool) {
    let before = row - crop.width
    let under = inPlane ? before : row - crop.sliceStride
    for x in 1..<crop.width &- 1 {
        let inside: UInt16 = shape[x] != 0 ? 0xFFFF : 0
        row[x] = (min(before[x], under[x]) &+ 1) & inside
    }
    var last: UInt16 = 0
    for x in 1..<crop.width &- 1 {
        last = min(row[x], last &+ 1)
        row[x] = last
    }
}

@inline(__always)
private func passBackward(_ row: UnsafeMutablePointer<UInt16>, _ crop: PaddedCrop, _ inPlane: Bool) {
    let behind = row + crop.width
    let over = inPlane ? behind : row + crop.sliceStride
    for x in 1..<crop.width &- 1 { row[x] = min(row[x], min(behind[x], over[x]) &+ 1) }
    var last: UInt16 = 0
    for x in (1..<crop.width &- 1).reversed() {
        last = min(row[x], last &+ 1)
        row[x] = last
    }
}
