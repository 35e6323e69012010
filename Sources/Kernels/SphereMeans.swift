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

/// A mask's block inside an image, with the part of the image around it that spheres look at.
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

    /// The image's row at a place of the block, counted from the block's first column.
    @inline(__always) func row(_ y: Int, _ z: Int) -> UnsafePointer<Float> {
        image + (held.row(y &- start.y, z &- start.z) &- start.x)
    }

    @inline(__always) func maskRow(_ y: Int, _ z: Int) -> UnsafePointer<UInt8> { mask + (z &* size.y &+ y) &* size.x }

    /// Whether the image holds a row of the block or its margin.
    @inline(__always) func holds(y: Int, z: Int) -> Bool {
        y >= start.y && y < start.y &+ held.height && z >= start.z && z < start.z &+ held.depth
    }

    /// The first and last column of a row that the mask holds, or nil.
    @inline(__always) func span(_ y: Int, _ z: Int) -> Range<Int>? {
        let mask = maskRow(y, z)
        var first = 0
        while first < size.x && mask[first] == 0 { first &+= 1 }
        if first == size.x { return nil }
        var end = size.x
        while mask[end &- 1] == 0 { end &-= 1 }
        return first..<end
    }

    /// The first voxel of the highest intensity of the mask; nil when the mask is empty.
    fileprivate var peak: (x: Int, y: Int, z: Int, intensity: Float)? {
        var peak: (x: Int, y: Int, z: Int, intensity: Float)?
        for z in 0..<size.z {
            for y in 0..<size.y {
                let mask = maskRow(y, z)
                let image = row(y, z)
                var highest = -Float.infinity
                for x in 0..<size.x {
                    let value = mask[x] != 0 ? image[x] : -Float.infinity
                    highest = value > highest ? value : highest
                }
                guard highest > peak?.intensity ?? -.infinity else { continue }
                var x = 0
                while mask[x] == 0 || image[x] != highest { x &+= 1 }
                peak = (x, y, z, highest)
            }
        }
        return peak
    }
}

/// The highest mean over the spheres around a mask's voxels, and the highest over those voxels that have the mask's highest intensity.
///
/// Means are summed only where an upper bound of theirs leaves room for a new maximum; which ones are does not change any bit of the result.
///
/// - Returns: nil when the mask is empty.
public func sphereMeanMaxima(_ input: SphereInput, chords: UnsafeBufferPointer<SphereChord>) -> (global: Double, local: Double)? {
    guard let peak = input.peak else { return nil }
    let sums = SphereSums(input, chords)
    var maxima = SphereMaxima(global: -.infinity, local: -.infinity, peak: peak.intensity)
    sums.raise(&maxima, y: peak.y, z: peak.z, columns: peak.x..<peak.x &+ 1)
    let bounds = SphereBounds(input, chords, lowest: maxima.local)
    let best = bounds.highest
    sums.raise(&maxima, y: best.y, z: best.z, columns: best.columns)
    for z in 0..<input.size.z {
        for y in 0..<input.size.y {
            bounds.forEachCandidate(y: y, z: z, maxima: &maxima) { sums.raise(&$0, y: y, z: z, columns: $1) }
        }
    }
    return (maxima.global, maxima.local)
}

/// The highest means found so far.
struct SphereMaxima {
    var global, local: Double
    /// The intensity of the voxels that the local maximum is of.
    let peak: Float
}
