/// The chords of a sphere along x: for each (y, z) offset, how many voxels the sphere reaches to either side.
public struct SphereChord: Sendable {
    /// The offset of the chord's row.
    public let y, z: Int
    /// The chord holds the offsets −reach … reach along x.
    public let reach: Int

    /// Describes a chord.
    public init(y: Int, z: Int, reach: Int) {
        self.y = y
        self.z = z
        self.reach = reach
    }
}

/// Running sums along x of the rows around a block, and the sphere means that follow from them.
///
/// The rows reach `margin` beyond the block; voxels that the image does not hold add nothing.
public struct SphereInput {
    let image: UnsafePointer<Float>
    /// The part of the block plus margin that the image holds, in the image's array.
    let held: BlockLayout
    /// Where that part begins, relative to the block; negative inside the margin.
    let start: SIMD3<Int>
    /// The mask of the block, dense.
    let mask: UnsafePointer<UInt8>
    let size: SIMD3<Int>
    let margin: SIMD3<Int>

    /// Groups the image, the held part, the mask and the margin.
    public init(
        image: UnsafePointer<Float>, held: BlockLayout, start: SIMD3<Int>, mask: UnsafePointer<UInt8>, size: SIMD3<Int>, margin: SIMD3<Int>
    ) {
        self.image = image
        self.held = held
        self.start = start
        self.mask = mask
        self.size = size
        self.margin = margin
    }
}

/// The highest mean over the spheres around a mask's voxels, and the highest over those voxels whose intensity is `peak`.
public func sphereMeanMaxima(
    _ input: SphereInput, chords: UnsafeBufferPointer<SphereChord>, peak: Float
) -> (global: Double, local: Double) {
    let sums = RunningSums(input)
    let width = input.size.x
    let total = UnsafeMutablePointer<Double>.allocate(capacity: width)
    let members = UnsafeMutablePointer<Double>.allocate(capacity: width)
    defer {
        total.deallocate()
        members.deallocate()
    }
    var global = -Double.infinity
    var local = -Double.infinity
    for z in 0..<input.size.z {
        for y in 0..<input.size.y {
            let mask = input.mask + (z &* input.size.y &+ y) &* width
            var first = 0
            while first < width && mask[first] == 0 { first &+= 1 }
            var end = width
            while end > first && mask[end &- 1] == 0 { end &-= 1 }
            if first == end { continue }
            (total + first).update(repeating: 0, count: end &- first)
            addChords(sums, chords, y: y, z: z, first: first, end: end, into: total)
            countMembers(input, chords, y: y, z: z, first: first, end: end, into: members)
            let image = input.image + (input.held.row(y &- input.start.y, z &- input.start.z) &- input.start.x)
            for x in first..<end where mask[x] != 0 {
                let mean = total[x] / members[x]
                global = max(global, mean)
                if image[x] == peak { local = max(local, mean) }
            }
        }
    }
    return (global, local)
}

/// Adds the chords' sums, two chords in one pass over the row.
private func addChords(
    _ sums: borrowing RunningSums, _ chords: UnsafeBufferPointer<SphereChord>, y: Int, z: Int, first: Int, end: Int,
    into total: UnsafeMutablePointer<Double>
) {
    var waiting: (left: UnsafePointer<Double>, right: UnsafePointer<Double>)?
    for chord in chords {
        guard let row = sums.row(y &+ chord.y, z &+ chord.z) else { continue }
        let left = row - chord.reach
        let right = row + (chord.reach &+ 1)
        guard let other = waiting else {
            waiting = (left, right)
            continue
        }
        for x in first..<end { total[x] += (other.right[x] - other.left[x]) + (right[x] - left[x]) }
        waiting = nil
    }
    if let last = waiting {
        for x in first..<end { total[x] += last.right[x] - last.left[x] }
    }
}

private func countMembers(
    _ input: SphereInput, _ chords: UnsafeBufferPointer<SphereChord>, y: Int, z: Int, first: Int, end: Int,
    into members: UnsafeMutablePointer<Double>
) {
    (members + first).update(repeating: 0, count: end &- first)
    var inner = 0
    let lower = input.start.x
    let upper = input.start.x &+ input.held.width
    for chord in chords where holds(input, y: y &+ chord.y, z: z &+ chord.z) {
        if first &- chord.reach >= lower && end &+ chord.reach <= upper {
            inner &+= 2 &* chord.reach &+ 1
        } else {
            for x in first..<end { members[x] += Double(min(x &+ chord.reach &+ 1, upper) &- max(x &- chord.reach, lower)) }
        }
    }
    for x in first..<end { members[x] += Double(inner) }
}

@inline(__always) private func holds(_ input: SphereInput, y: Int, z: Int) -> Bool {
    y >= input.start.y && y < input.start.y &+ input.held.height && z >= input.start.z && z < input.start.z &+ input.held.depth
}

/// For each row of the held part, the sums of all voxels before each place, from `margin` before the block to `margin` behind it.
private struct RunningSums: ~Copyable {
    private let base: UnsafeMutablePointer<Double>
    private let start: SIMD3<Int>
    private let height, depth, length, origin: Int

    init(_ input: SphereInput) {
        start = input.start
        height = input.held.height
        depth = input.held.depth
        length = input.size.x &+ 2 &* input.margin.x &+ 1
        origin = input.margin.x
        base = .allocate(capacity: max(1, length * height * depth))
        let lead = input.start.x &+ input.margin.x
        for z in 0..<depth {
            for y in 0..<height {
                let image = input.image + input.held.row(y, z)
                let row = base + (z &* height &+ y) &* length
                row.update(repeating: 0, count: lead &+ 1)
                var sum = 0.0
                for x in 0..<input.held.width {
                    sum += Double(image[x])
                    row[lead &+ 1 &+ x] = sum
                }
                for x in lead &+ 1 &+ input.held.width..<max(length, lead &+ 1 &+ input.held.width) { row[x] = sum }
            }
        }
    }

    deinit { base.deallocate() }

    /// Place x of the row holds the sum of all voxels before x; nil where the image holds no such row.
    @inline(__always) func row(_ y: Int, _ z: Int) -> UnsafePointer<Double>? {
        let v = y &- start.y
        let w = z &- start.z
        guard v >= 0, v < height, w >= 0, w < depth else { return nil }
        return UnsafePointer(base + ((w &* height &+ v) &* length &+ origin))
    }
}
