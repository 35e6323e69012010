/// Upper bounds of the sums over the spheres around a mask's voxels, less an origin for each of their voxels: one for each 8 columns of a row.
///
/// A chord's sum is at most the highest of the windows of its reach around the block's columns. The highest window of every row, block and
/// reach is found once, so that a bound takes one addition per chord instead of one per chord and voxel. Sums are in single precision;
/// `slack` is more than their rounding errors come to.
struct SphereBounds: ~Copyable {
    static let blockSize = 8
    /// About how many different reaches there are windows for; chords of others take the next smaller one and the highest intensity at its ends.
    private static let reachCount = 12

    private let input: SphereInput
    private let chords: ChordRange
    /// The number of blocks of a row, a multiple of 4.
    private let blocks: Int
    private let bounds: UnsafeMutablePointer<Float>
    private let origin: Float
    private let slack: Double

    /// Finds the bounds of all blocks that hold voxels of the mask; others have −∞.
    ///
    /// - Parameter lowest: what no mean that is looked for lies below; the origin is a little less.
    init(_ input: SphereInput, _ chords: UnsafeBufferPointer<SphereChord>, lowest: Double) {
        let blocks = (input.size.x &+ 31) / 32 &* 4
        let range = IntensityRange(input)
        let origin = max(Float(lowest).nextDown, -.greatestFiniteMagnitude)
        let chords = ChordRange(chords, steps: Self.reachCount)
        bounds = .allocate(capacity: blocks &* input.size.y &* input.size.z)
        slack = range.slack(origin: Double(origin), chords: chords.all.count, length: input.held.width)
        var windows = WindowMaxima(input, chords, blocks: blocks, origin: origin, highest: range.highest)
        for z in 0..<input.size.z {
            windows.advance(to: z)
            for y in 0..<input.size.y {
                let row = bounds + (z &* input.size.y &+ y) &* blocks
                row.update(repeating: -.infinity, count: blocks)
                guard let span = input.span(y, z) else { continue }
                let touched = span.lowerBound / Self.blockSize..<(span.upperBound &- 1) / Self.blockSize &+ 1
                windows.addChords(y: y, z: z, blocks: touched, into: row)
            }
        }
        self.input = input
        self.chords = chords
        self.blocks = blocks
        self.origin = origin
    }

    deinit { bounds.deallocate() }

    /// The block with the highest bound.
    var highest: (y: Int, z: Int, columns: Range<Int>) {
        var place = 0
        for other in 0..<blocks &* input.size.y &* input.size.z where bounds[other] > bounds[place] { place = other }
        let row = place / blocks
        let first = place % blocks &* Self.blockSize
        return (row % input.size.y, row / input.size.y, first..<min(first &+ Self.blockSize, input.size.x))
    }

    /// Calls `body` with the columns of a row's blocks whose means may exceed the maxima, as far as these have been raised by then.
    func forEachCandidate(y: Int, z: Int, maxima: inout SphereMaxima, body: (inout SphereMaxima, Range<Int>) -> Void) {
        let row = bounds + (z &* input.size.y &+ y) &* blocks
        let members = Double(chords.memberCount(input, y: y, z: z))
        let lower = input.start.x &+ chords.longest
        let upper = input.start.x &+ input.held.width &- chords.longest
        func isCandidate(_ block: Int) -> Bool {
            if row[block] == -.infinity { return false }
            let first = block &* Self.blockSize
            let end = min(first &+ Self.blockSize, input.size.x)
            // Spheres that the image cuts along x have fewer members, in the block's columns different ones.
            let fewest = first >= lower && end <= upper ? members : 0
            let bound = Double(row[block]) + slack
            if bound <= fewest * (maxima.local - Double(origin)) { return false }
            return !(bound <= fewest * (maxima.global - Double(origin))) || holdsPeak(maxima.peak, y, z, first..<end)
        }
        var block = 0
        while block < blocks {
            let first = block
            while block < blocks && isCandidate(block) { block &+= 1 }
            if first < block { body(&maxima, first &* Self.blockSize..<min(block &* Self.blockSize, input.size.x)) }
            block &+= 1
        }
    }

    private func holdsPeak(_ peak: Float, _ y: Int, _ z: Int, _ columns: Range<Int>) -> Bool {
        let mask = input.maskRow(y, z)
        let image = input.row(y, z)
        return columns.contains { mask[$0] != 0 && image[$0] == peak }
    }
}

/// A sphere's chords, with what rows need to know of them all.
struct ChordRange {
    let all: UnsafeBufferPointer<SphereChord>
    let longest: Int
    /// How far the chords lie from the centre along y and z.
    let reachY, reachZ: Int
    /// Windows are found for the reaches that are multiples of this.
    let step: Int
    private let memberCount: Int

    init(_ chords: UnsafeBufferPointer<SphereChord>, steps: Int) {
        all = chords
        longest = chords.reduce(0) { max($0, $1.reach) }
        reachY = chords.reduce(0) { max($0, $1.y) }
        reachZ = chords.reduce(0) { max($0, $1.z) }
        memberCount = chords.reduce(0) { $0 &+ 2 &* $1.reach &+ 1 }
        step = 1 &+ longest / steps
    }

    /// Whether the image holds all rows that a sphere around a row's voxels reaches.
    func isHeld(_ input: SphereInput, y: Int, z: Int) -> Bool {
        input.holds(y: y &- reachY, z: z &- reachZ) && input.holds(y: y &+ reachY, z: z &+ reachZ)
    }

    /// The number of voxels of a sphere around a row's voxels, unless the image cuts it along x.
    func memberCount(_ input: SphereInput, y: Int, z: Int) -> Int {
        if isHeld(input, y: y, z: z) { return memberCount }
        return all.reduce(0) { $0 &+ (input.holds(y: y &+ $1.y, z: z &+ $1.z) ? 2 &* $1.reach &+ 1 : 0) }
    }
}

/// The lowest and highest intensity that spheres look at, and whether all are whole numbers, whose sums are exact.
private struct IntensityRange {
    private(set) var lowest = Float.infinity
    private(set) var highest = -Float.infinity
    private(set) var isWhole = true

    init(_ input: SphereInput) {
        for z in 0..<input.held.depth {
            for y in 0..<input.held.height {
                let row = input.image + input.held.row(y, z)
                var fraction: Float = 0
                var low = lowest
                var high = highest
                for x in 0..<input.held.width {
                    let value = row[x]
                    low = value < low ? value : low
                    high = value > high ? value : high
                }
                lowest = low
                highest = high
                guard isWhole, max(abs(low), abs(high)) < Float(1 << 24) else {
                    isWhole = false
                    continue
                }
                for x in 0..<input.held.width {
                    let difference = row[x] - Float(Int32(row[x]))
                    fraction = difference != 0 ? 1 : fraction
                }
                if fraction != 0 { isWhole = false }
            }
        }
    }

    /// More than the rounding errors of a bound and of a sphere's own sum; without limit where single precision may overflow.
    func slack(origin: Double, chords: Int, length: Int) -> Double {
        let largest = max(Double(highest) - origin, origin - Double(lowest))
        let terms = Double(chords) * Double(length)
        if terms * largest > 1e37 { return .infinity }
        let magnitude = isWhole ? 0 : max(abs(Double(highest)), abs(Double(lowest)))
        return terms * (largest * (0x1p-19 + Double(chords) * 0x1p-23) + magnitude * 0x1p-44)
    }
}
