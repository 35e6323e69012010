/// The half spectra of a region's mask, deviations and squared deviations.
struct RegionSpectrum: ~Copyable {
    private static let fields = 3
    private static let chunkZ = 4
    private static let chunkY = 4
    private static let chunkX = 2

    private let width, height, depth: Int
    /// Vectors in a row of x, an even number: the first half of a row travels as real part, the second as imaginary part along z.
    private let rowVectors: Int
    private let columnVectors: Int
    private let plans: PairPlans
    private let spectrumReal, spectrumImaginary: LaneBuffer
    private let planeReal, planeImaginary: LaneBuffer
    private let first, second, third: RowBuffer

    init(input: PairInput, plans: PairPlans) {
        self.plans = plans
        width = input.layout.width
        height = input.layout.height
        depth = input.layout.depth
        rowVectors = 2 * ((width + 7) / 8)
        columnVectors = max(1, plans.y.length / 4)
        let kept = keptFrequencies(plans, parity: 0)
        spectrumReal = LaneBuffer(kept * Self.fields * height * rowVectors)
        spectrumImaginary = LaneBuffer(kept * Self.fields * height * rowVectors)
        planeReal = LaneBuffer(Self.fields * rowVectors * 4 * columnVectors)
        planeImaginary = LaneBuffer(Self.fields * rowVectors * 4 * columnVectors)
        let longest = max(plans.halfZ.length * Self.chunkZ, plans.y.length * Self.chunkY, plans.x.length * Self.chunkX)
        first = RowBuffer(length: longest, width: 1)
        second = RowBuffer(length: longest, width: 1)
        third = RowBuffer(length: longest, width: 1)
    }

    /// Transforms all columns along z; slab j then holds frequency 2j + parity.
    func transformAlongZ(_ input: PairInput, parity: Int) {
        let half = rowVectors / 2
        for y in 0..<height {
            for start in stride(from: 0, to: half, by: Self.chunkZ) {
                let chunk = min(Self.chunkZ, half &- start)
                for z in 0..<depth { fill(input, y: y, z: z, start: start, chunk: chunk) }
                transformColumns(first, field: 0, y: y, start: start, chunk: chunk, parity: parity)
                transformColumns(second, field: 1, y: y, start: start, chunk: chunk, parity: parity)
                transformColumns(third, field: 2, y: y, start: start, chunk: chunk, parity: parity)
            }
        }
    }

    private func fill(_ input: PairInput, y: Int, z: Int, start: Int, chunk: Int) {
        let image = input.image + input.layout.row(y, z)
        let mask = input.mask + (z &* height &+ y) &* width
        let left = 4 &* start
        let right = left &+ 2 &* rowVectors
        let lanes = 4 &* chunk
        let row = z &* lanes
        fill(image + left, mask + left, count: min(lanes, max(0, width &- left)), lanes: lanes, row, input.mean, real: true)
        fill(image + right, mask + right, count: min(lanes, max(0, width &- right)), lanes: lanes, row, input.mean, real: false)
    }

    @inline(__always)
    private func fill(
        _ image: UnsafePointer<Float>, _ mask: UnsafePointer<UInt8>, count: Int, lanes: Int, _ row: Int, _ mean: Double, real: Bool
    ) {
        let inside = scalars(real ? first.rows.real : first.rows.imaginary) + row
        let deviation = scalars(real ? second.rows.real : second.rows.imaginary) + row
        let square = scalars(real ? third.rows.real : third.rows.imaginary) + row
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
                spectrumReal.base[place &+ vector] = a + c
                spectrumImaginary.base[place &+ vector] = b - d
                spectrumReal.base[place &+ half &+ vector] = b + d
                spectrumImaginary.base[place &+ half &+ vector] = c - a
            }
        }
    }

    /// Transforms one slab along y and turns it, so that ky runs fastest.
    func transformSlabAlongY(_ slab: Int) {
        for field in 0..<Self.fields {
            for start in stride(from: 0, to: rowVectors, by: Self.chunkY) {
                let chunk = min(Self.chunkY, rowVectors &- start)
                for y in 0..<height {
                    let place = ((slab &* Self.fields &+ field) &* height &+ y) &* rowVectors &+ start
                    for vector in 0..<chunk {
                        let value = (spectrumReal.base[place &+ vector], spectrumImaginary.base[place &+ vector])
                        first.rows.store(y &* chunk &+ vector, value)
                    }
                }
                first.rows.clear(from: height &* chunk, to: plans.y.length / 2 &* chunk)
                let result = transform(plans.y, first.rows, first.scratch, width: chunk, halfZero: true)
                let place = (field &* rowVectors &+ start) &* 4 &* columnVectors
                turn(result.real, rows: plans.y.length, width: chunk, to: planeReal.base + place, columns: columnVectors)
                turn(result.imaginary, rows: plans.y.length, width: chunk, to: planeImaginary.base + place, columns: columnVectors)
            }
        }
    }

    /// Transforms the turned slab along x, and sums the products of the spectra times the weights.
    func sumSlabAlongX(_ weights: borrowing WeightSpectrum) -> (Lanes, Lanes, Lanes) {
        var sums = (Lanes.zero, Lanes.zero, Lanes.zero)
        let length = plans.x.length
        for start in stride(from: 0, to: columnVectors, by: Self.chunkX) {
            let chunk = min(Self.chunkX, columnVectors &- start)
            let inside = transformRows(first, field: 0, start: start, chunk: chunk)
            let deviation = transformRows(second, field: 1, start: start, chunk: chunk)
            let square = transformRows(third, field: 2, start: start, chunk: chunk)
            for frequency in 0..<length {
                let weight = weights.row(min(frequency, length &- frequency)) + start
                for vector in 0..<chunk {
                    let index = frequency &* chunk &+ vector
                    let m = inside.load(index)
                    let y = deviation.load(index)
                    let q = square.load(index)
                    sums.0 += weight[vector] * (m.0 * m.0 + m.1 * m.1)
                    sums.1 += weight[vector] * (y.0 * y.0 + y.1 * y.1)
                    sums.2 += weight[vector] * (m.0 * q.0 + m.1 * q.1)
                }
            }
        }
        return sums
    }

    private func transformRows(_ buffer: borrowing RowBuffer, field: Int, start: Int, chunk: Int) -> ComplexRows {
        for x in 0..<width {
            let place = (field &* rowVectors &* 4 &+ x) &* columnVectors &+ start
            for vector in 0..<chunk {
                buffer.rows.store(x &* chunk &+ vector, (planeReal.base[place &+ vector], planeImaginary.base[place &+ vector]))
            }
        }
        buffer.rows.clear(from: width &* chunk, to: plans.x.length / 2 &* chunk)
        return transform(plans.x, buffer.rows, buffer.scratch, width: chunk, halfZero: true)
    }
}

/// The same memory as single numbers.
@inline(__always) func scalars(_ lanes: UnsafeMutablePointer<Lanes>) -> UnsafeMutablePointer<Double> {
    UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self)
}

/// Transposes `rows` rows of `width` vectors into 4·`width` rows of `columns` vectors; what has no source becomes zero.
func turn(_ source: UnsafePointer<Lanes>, rows: Int, width: Int, to target: UnsafeMutablePointer<Lanes>, columns: Int) {
    for column in 0..<columns {
        for vector in 0..<width {
            let first = 4 &* column
            let a = first < rows ? source[first &* width &+ vector] : .zero
            let b = first &+ 1 < rows ? source[(first &+ 1) &* width &+ vector] : .zero
            let c = first &+ 2 < rows ? source[(first &+ 2) &* width &+ vector] : .zero
            let d = first &+ 3 < rows ? source[(first &+ 3) &* width &+ vector] : .zero
            let place = 4 &* vector &* columns &+ column
            target[place] = Lanes(a[0], b[0], c[0], d[0])
            target[place &+ columns] = Lanes(a[1], b[1], c[1], d[1])
            target[place &+ 2 &* columns] = Lanes(a[2], b[2], c[2], d[2])
            target[place &+ 3 &* columns] = Lanes(a[3], b[3], c[3], d[3])
        }
    }
}
