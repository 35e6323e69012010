/// The means over the spheres around voxels of a row, from running sums along x, summed in one fixed order.
struct SphereSums: ~Copyable {
    private let input: SphereInput
    private let chords: UnsafeBufferPointer<SphereChord>
    private let sums: RunningSums
    private let total, members: UnsafeMutablePointer<Double>

    init(_ input: SphereInput, _ chords: UnsafeBufferPointer<SphereChord>) {
        self.input = input
        self.chords = chords
        sums = RunningSums(input)
        total = .allocate(capacity: input.size.x)
        members = .allocate(capacity: input.size.x)
    }

    deinit {
        total.deallocate()
        members.deallocate()
    }

    /// Raises the maxima to the means around the mask's voxels among some columns of a row.
    func raise(_ maxima: inout SphereMaxima, y: Int, z: Int, columns: Range<Int>) {
        let first = columns.lowerBound
        let end = columns.upperBound
        (total + first).update(repeating: 0, count: columns.count)
        addChords(y: y, z: z, first: first, end: end)
        countMembers(y: y, z: z, first: first, end: end)
        let mask = input.maskRow(y, z)
        let image = input.row(y, z)
        for x in columns where mask[x] != 0 {
            let mean = total[x] / members[x]
            maxima.global = max(maxima.global, mean)
            if image[x] == maxima.peak { maxima.local = max(maxima.local, mean) }
        }
    }

    /// Adds the chords' sums, two chords in one pass over the row.
    private func addChords(y: Int, z: Int, first: Int, end: Int) {
        let total = total
        var waiting: (left: UnsafePointer<Double>, right: UnsafePointer<Double>)?
        for chord in chords where input.holds(y: y &+ chord.y, z: z &+ chord.z) {
            let row = sums.row(y &+ chord.y, z &+ chord.z)
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

    private func countMembers(y: Int, z: Int, first: Int, end: Int) {
        let members = members
        (members + first).update(repeating: 0, count: end &- first)
        var inner = 0
        let lower = input.start.x
        let upper = input.start.x &+ input.held.width
        for chord in chords where input.holds(y: y &+ chord.y, z: z &+ chord.z) {
            if first &- chord.reach >= lower && end &+ chord.reach <= upper {
                inner &+= 2 &* chord.reach &+ 1
            } else {
                for x in first..<end { members[x] += Double(min(x &+ chord.reach &+ 1, upper) &- max(x &- chord.reach, lower)) }
            }
        }
        for x in first..<end { members[x] += Double(inner) }
    }
}

/// The sums of all voxels before each place of a row, from `margin` before the block to `margin` behind it.
///
/// A row is summed when it is first asked for. As many slices are kept as a sphere has, each until its place is taken by another.
private struct RunningSums: ~Copyable {
    private let input: SphereInput
    private let base: UnsafeMutablePointer<Double>
    /// The slice that each kept row is of.
    private let slices: UnsafeMutablePointer<Int>
    private let length, slots: Int

    init(_ input: SphereInput) {
        self.input = input
        length = input.size.x &+ 2 &* input.margin.x &+ 1
        slots = min(input.held.depth, 2 &* input.margin.z &+ 1)
        let rows = max(1, slots * input.held.height)
        base = .allocate(capacity: rows * length)
        slices = .allocate(capacity: rows)
        slices.initialize(repeating: -1, count: rows)
    }

    deinit {
        base.deallocate()
        slices.deallocate()
    }

    /// Place x of the row holds the sum of all voxels before x; the image must hold the row.
    @inline(__always) func row(_ y: Int, _ z: Int) -> UnsafePointer<Double> {
        let v = y &- input.start.y
        let w = z &- input.start.z
        let place = (w % slots) &* input.held.height &+ v
        let row = base + place &* length
        if slices[place] != w {
            slices[place] = w
            sum(v, w, into: row)
        }
        return UnsafePointer(row + input.margin.x)
    }

    private func sum(_ v: Int, _ w: Int, into row: UnsafeMutablePointer<Double>) {
        let image = input.image + input.held.row(v, w)
        let lead = input.start.x &+ input.margin.x
        row.update(repeating: 0, count: lead &+ 1)
        var sum = 0.0
        for x in 0..<input.held.width {
            sum += Double(image[x])
            row[lead &+ 1 &+ x] = sum
        }
        for x in lead &+ 1 &+ input.held.width..<max(length, lead &+ 1 &+ input.held.width) { row[x] = sum }
    }
}
