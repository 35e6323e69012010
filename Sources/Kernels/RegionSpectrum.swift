/// The half spectra along z of a region's mask, deviations and squared deviations.
struct RegionSpectrum: ~Copyable, Sendable {
    static let fields = 3
    private static let chunkZ = 4

    let width, height, depth: Int
    /// Vectors in a row of x, an even number: the first half of a row travels as real part, the second as imaginary part along z.
    let rowVectors: Int
    let plans: PairPlans
    let real, imaginary: LaneBuffer

    init(input: PairInput, plans: PairPlans) {
        self.plans = plans
        width = input.layout.width
        height = input.layout.height
        depth = input.layout.depth
        rowVectors = 2 * ((width + 7) / 8)
        let kept = keptFrequencies(plans, parity: 0)
        real = LaneBuffer(kept * Self.fields * height * rowVectors)
        imaginary = LaneBuffer(kept * Self.fields * height * rowVectors)
    }

    /// Transforms the columns of some rows along z; slab j then holds frequency 2j + parity.
    func transformAlongZ(_ input: PairInput, rows: Range<Int>, parity: Int) {
        let columns = RegionColumns(length: plans.halfZ.length * Self.chunkZ)
        let half = rowVectors / 2
        for y in rows {
            for start in stride(from: 0, to: half, by: Self.chunkZ) {
                let chunk = min(Self.chunkZ, half &- start)
                for z in 0..<depth { fill(columns, input, y: y, z: z, start: start, chunk: chunk) }
                transformColumns(columns.inside, field: 0, y: y, start: start, chunk: chunk, parity: parity)
                transformColumns(columns.deviation, field: 1, y: y, start: start, chunk: chunk, parity: parity)
                transformColumns(columns.square, field: 2, y: y, start: start, chunk: chunk, parity: parity)
            }
        }
    }

    private func fill(_ columns: borrowing RegionColumns, _ input: PairInput, y: Int, z: Int, start: Int, chunk: Int) {
        let image = input.image + input.layout.row(y, z)
        let mask = input.mask + (z &* height &+ y) &* width
        let left = 4 &* start
        let right = left &+ 2 &* rowVectors
        let lanes = 4 &* chunk
        let row = z &* lanes
        fill(columns, image + left, mask + left, count: min(lanes, max(0, width &- left)), lanes: lanes, row, input.mean, real: true)
        fill(columns, image + right, mask + right, count: min(lanes, max(0, width &- right)), lanes: lanes, row, input.mean, real: false)
    }

    @inline(__always)
    private func fill(
        _ columns: borrowing RegionColumns, _ image: UnsafePointer<Float>, _ mask: UnsafePointer<UInt8>, count: Int, lanes: Int, _ row: Int,
        _ mean: Double, real: Bool
    ) {
        let inside = scalars(real ? columns.inside.rows.real : columns.inside.rows.imaginary) + row
        let deviation = scalars(real ? columns.deviation.rows.real : columns.deviation.rows.imaginary) + row
        let square = scalars(real ? columns.square.rows.real : columns.square.rows.imaginary) + row
        for lane in 0..<count {
            let member = Double(mask[lane])
            let difference = mask[lane] == 0 ? 0 : Double(image[lane]) - mean
            inside[lane] = member
            deviation[lane] = difference
            square[lane] = difference * difference
        }
        for lane in count..<max(count, lanes) {
            inside[lane] = 0
            deviation[lane] = 0
            square[lane] = 0
        }
    }

    private func transformColumns(_ buffer: borrowing RowBuffer, field: Int, y: Int, start: Int, chunk: Int, parity: Int) {
        let points = plans.halfZ.length
        let rows = buffer.rows
        if parity == 1 {
            for z in 0..<depth {
                let root = plans.odd[z]
                for index in z &* chunk..<(z &+ 1) &* chunk {
                    let (real, imaginary) = rows.load(index)
                    rows.store(index, (root.x * real - root.y * imaginary, root.x * imaginary + root.y * real))
                }
            }
        }
        rows.clear(from: depth &* chunk, to: points &* chunk)
        let result = transform(plans.halfZ, rows, buffer.scratch, width: chunk, halfZero: false)
        let half = rowVectors / 2
        for frequency in 0..<keptFrequencies(plans, parity: parity) {
            let mirror = parity == 0 ? (points &- frequency) % points : points &- 1 &- frequency
            let place = ((frequency &* Self.fields &+ field) &* height &+ y) &* rowVectors &+ start
            for vector in 0..<chunk {
                let (a, b) = result.load(frequency &* chunk &+ vector)
                let (c, d) = result.load(mirror &* chunk &+ vector)
                real.base[place &+ vector] = a + c
                imaginary.base[place &+ vector] = b - d
                real.base[place &+ half &+ vector] = b + d
                imaginary.base[place &+ half &+ vector] = c - a
            }
        }
    }
}

/// Columns of mask, deviations and squared deviations that are transformed along z together.
private struct RegionColumns: ~Copyable {
    let inside, deviation, square: RowBuffer

    init(length: Int) {
        inside = RowBuffer(length: length, width: 1)
        deviation = RowBuffer(length: length, width: 1)
        square = RowBuffer(length: length, width: 1)
    }
}
