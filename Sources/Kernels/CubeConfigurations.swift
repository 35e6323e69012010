/// Counts how often each of the 256 inside/outside patterns of eight neighbouring voxels occurs, over all cubes that touch the block.
///
/// Bit x + 2y + 4z of a pattern is set when the cube's corner (x, y, z) is inside. What lies around the block is outside.
///
/// - Parameters:
///   - mask: `width`·`height`·`depth` bytes of 0 or 1, x fastest.
///   - planes: which layers of cubes are counted; all are `0 ..< depth + 1`.
///   - counts: 256 counts, added to.
public func countCubeConfigurations(
    _ mask: UnsafePointer<UInt8>, width: Int, height: Int, depth: Int, planes: Range<Int>, counts: UnsafeMutablePointer<Int>
) {
    let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: width)
    let columns = UnsafeMutablePointer<UInt8>.allocate(capacity: width &+ 2)
    let partial = UnsafeMutablePointer<Int>.allocate(capacity: 512)
    defer {
        zeros.deallocate()
        columns.deallocate()
        partial.deallocate()
    }
    zeros.update(repeating: 0, count: width)
    columns.update(repeating: 0, count: width &+ 2)
    partial.update(repeating: 0, count: 512)
    for z in planes {
        for y in 0...height {
            let near = z > 0 && y > 0 ? mask + ((z &- 1) &* height &+ y &- 1) &* width : UnsafePointer(zeros)
            let nearNext = z > 0 && y < height ? mask + ((z &- 1) &* height &+ y) &* width : UnsafePointer(zeros)
            let far = z < depth && y > 0 ? mask + (z &* height &+ y &- 1) &* width : UnsafePointer(zeros)
            let farNext = z < depth && y < height ? mask + (z &* height &+ y) &* width : UnsafePointer(zeros)
            for x in 0..<width { columns[x &+ 1] = near[x] | nearNext[x] << 2 | far[x] << 4 | farNext[x] << 6 }
            // Two tables in turn: a run of equal patterns does not wait for its own last increment.
            var x = 0
            while x < width {
                partial[Int(columns[x] | columns[x &+ 1] << 1)] &+= 1
                partial[256 &+ Int(columns[x &+ 1] | columns[x &+ 2] << 1)] &+= 1
                x &+= 2
            }
            if x == width { partial[Int(columns[x] | columns[x &+ 1] << 1)] &+= 1 }
        }
    }
    for pattern in 0..<256 { counts[pattern] &+= partial[pattern] &+ partial[256 &+ pattern] }
}
