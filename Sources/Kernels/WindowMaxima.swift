/// For every row around a mask, reach and block of 8 columns, the highest sum over the windows of that reach around the block's columns.
///
/// As many slices are kept as a sphere has.
struct WindowMaxima: ~Copyable {
    private let input: SphereInput
    private let chords: ChordRange
    private let blocks, reaches, slots: Int
    private let origin: Float
    /// What chords hold beyond the window that stands for them, at most, per voxel.
    private let highest: Float
    private let maxima: UnsafeMutablePointer<Float>
    private let prefix: UnsafeMutablePointer<Float>
    /// For each chord where its windows begin, as seen from the first row of all, for the slice that was advanced to; and those of one row.
    private let offsets, rowOffsets: UnsafeMutablePointer<Int>
    private var nextSlice = 0

    init(_ input: SphereInput, _ chords: ChordRange, blocks: Int, origin: Float, highest: Float) {
        self.input = input
        self.chords = chords
        self.blocks = blocks
        self.origin = origin
        self.highest = max(highest - origin, 0)
        reaches = chords.longest / chords.step &+ 1
        slots = min(input.held.depth, 2 &* chords.reachZ &+ 1)
        maxima = .allocate(capacity: slots &* input.held.height &* reaches &* blocks)
        prefix = .allocate(capacity: 2 &* input.margin.x &+ 8 &* blocks &+ 8)
        offsets = .allocate(capacity: chords.all.count)
        rowOffsets = .allocate(capacity: chords.all.count)
    }

    deinit {
        maxima.deallocate()
        prefix.deallocate()
        offsets.deallocate()
        rowOffsets.deallocate()
    }

    private var rowSize: Int { reaches &* blocks }
    private var sliceSize: Int { rowSize &* input.held.height }

    /// Finds the windows of all slices that spheres around a slice's voxels reach; slices must be asked for in ascending order.
    mutating func advance(to z: Int) {
        let last = min(z &+ chords.reachZ &- input.start.z, input.held.depth &- 1)
        while nextSlice <= last {
            for v in 0..<input.held.height {
                sumRow(v, nextSlice)
                findWindows(into: maxima + ((nextSlice % slots) &* sliceSize &+ v &* rowSize))
            }
            nextSlice &+= 1
        }
        for (place, chord) in chords.all.enumerated() {
            let slice = z &+ chord.z &- input.start.z
            let isHeld = slice >= 0 && slice < input.held.depth
            offsets[place] = (isHeld ? slice % slots &* sliceSize : 0) &+ chord.y &* rowSize &+ chord.reach / chords.step &* blocks
        }
    }

    /// Puts the bounds of some blocks of a row into `row`.
    func addChords(y: Int, z: Int, blocks range: Range<Int>, into row: UnsafeMutablePointer<Float>) {
        let isHeld = chords.isHeld(input, y: y, z: z)
        var count = 0
        var beyond = 0
        for (place, chord) in chords.all.enumerated() where isHeld || input.holds(y: y &+ chord.y, z: z &+ chord.z) {
            rowOffsets[count] = offsets[place]
            beyond &+= chord.reach % chords.step
            count &+= 1
        }
        let first = maxima + (y &- input.start.y) &* rowSize
        let extra = SIMD4<Float>(repeating: 2 * Float(beyond) * highest)
        var group = range.lowerBound & ~3
        while group < range.upperBound {
            let bounds = extra + sum(first + group, count)
            for lane in 0..<4 where range.contains(group &+ lane) { row[group &+ lane] = bounds[lane] }
            group &+= 4
        }
    }

    /// The sums over the row's chords, for four blocks; four series are added at the end so that none waits for the one before.
    @inline(__always)
    private func sum(_ first: UnsafePointer<Float>, _ count: Int) -> SIMD4<Float> {
        let offsets = rowOffsets
        var sums = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
        var place = 0
        while place &+ 4 <= count {
            sums.0 += load(first + offsets[place])
            sums.1 += load(first + offsets[place &+ 1])
            sums.2 += load(first + offsets[place &+ 2])
            sums.3 += load(first + offsets[place &+ 3])
            place &+= 4
        }
        while place < count {
            sums.0 += load(first + offsets[place])
            place &+= 1
        }
        return (sums.0 + sums.1) + (sums.2 + sums.3)
    }

    /// The sums of all voxels of a row of the image before each place, less the origin for each voxel.
    private func sumRow(_ v: Int, _ w: Int) {
        let image = input.image + input.held.row(v, w)
        let width = input.held.width
        let lead = input.start.x &+ input.margin.x
        prefix.update(repeating: 0, count: lead &+ 1)
        let sums = prefix + (lead &+ 1)
        let origin = SIMD4<Float>(repeating: origin)
        var before = 0.0
        var x = 0
        while x &+ 4 <= width {
            var values = load(image + x) - origin
            values += SIMD4(0, values[0], values[1], values[2])
            values += SIMD4(0, 0, values[0], values[1])
            UnsafeMutableRawPointer(sums + x).storeBytes(of: values + Float(before), as: SIMD4<Float>.self)
            before += Double(values[3])
            x &+= 4
        }
        while x < width {
            before += Double(image[x] - origin[0])
            sums[x] = Float(before)
            x &+= 1
        }
        let end = 2 &* input.margin.x &+ 8 &* blocks &+ 8
        let filled = lead &+ 1 &+ width
        if filled < end { (prefix + filled).update(repeating: Float(before), count: end &- filled) }
    }

    /// The highest windows of the row that was summed last.
    private func findWindows(into row: UnsafeMutablePointer<Float>) {
        for index in 0..<reaches {
            let left = prefix + (input.margin.x &- index &* chords.step)
            let right = prefix + (input.margin.x &+ index &* chords.step &+ 1)
            let target = row + index &* blocks
            var block = 0
            while block < blocks {
                let x = block &* 8
                let a = highest(left + x, right + x)
                let b = highest(left + (x &+ 8), right + (x &+ 8))
                let c = highest(left + (x &+ 16), right + (x &+ 16))
                let d = highest(left + (x &+ 24), right + (x &+ 24))
                let first = higher(SIMD4(a[0], a[2], b[0], b[2]), SIMD4(a[1], a[3], b[1], b[3]))
                let second = higher(SIMD4(c[0], c[2], d[0], d[2]), SIMD4(c[1], c[3], d[1], d[3]))
                let all = higher(
                    SIMD4(first[0], first[2], second[0], second[2]), SIMD4(first[1], first[3], second[1], second[3]))
                UnsafeMutableRawPointer(target + block).storeBytes(of: all, as: SIMD4<Float>.self)
                block &+= 4
            }
        }
    }

    /// The highest of 8 windows in four lanes.
    @inline(__always)
    private func highest(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>) -> SIMD4<Float> {
        higher(load(right) - load(left), load(right + 4) - load(left + 4))
    }
}

@inline(__always) private func load(_ values: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(values).loadUnaligned(as: SIMD4<Float>.self)
}

@inline(__always) private func higher(_ a: SIMD4<Float>, _ b: SIMD4<Float>) -> SIMD4<Float> { a.replacing(with: b, where: a .< b) }
