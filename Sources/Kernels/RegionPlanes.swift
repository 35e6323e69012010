/// The planes of one slab of a region's spectra, on their way along y and x.
struct RegionPlanes: ~Copyable {
    private static let chunkY = 4
    private static let chunkX = 2

    private let width, height, rowVectors, columnVectors: Int
    private let plans: PairPlans
    private let real, imaginary: LaneBuffer
    private let first, second, third: RowBuffer

    init(_ spectrum: borrowing RegionSpectrum) {
        plans = spectrum.plans
        width = spectrum.width
        height = spectrum.height
        rowVectors = spectrum.rowVectors
        columnVectors = max(1, plans.y.length / 4)
        real = LaneBuffer(RegionSpectrum.fields * rowVectors * 4 * columnVectors)
        imaginary = LaneBuffer(RegionSpectrum.fields * rowVectors * 4 * columnVectors)
        let longest = max(plans.y.length * Self.chunkY, plans.x.length * Self.chunkX)
        first = RowBuffer(length: longest, width: 1)
        second = RowBuffer(length: longest, width: 1)
        third = RowBuffer(length: longest, width: 1)
    }

    /// Transforms one slab along y and turns it, so that ky runs fastest.
    func transformSlabAlongY(_ slab: Int, of spectrum: borrowing RegionSpectrum) {
        for field in 0..<RegionSpectrum.fields {
            for start in stride(from: 0, to: rowVectors, by: Self.chunkY) {
                let chunk = min(Self.chunkY, rowVectors &- start)
                for y in 0..<height {
                    let place = ((slab &* RegionSpectrum.fields &+ field) &* height &+ y) &* rowVectors &+ start
                    for vector in 0..<chunk {
                        let value = (spectrum.real.base[place &+ vector], spectrum.imaginary.base[place &+ vector])
                        first.rows.store(y &* chunk &+ vector, value)
                    }
                }
                first.rows.clear(from: height &* chunk, to: plans.y.length / 2 &* chunk)
                let result = transform(plans.y, first.rows, first.scratch, width: chunk, halfZero: true)
                let place = (field &* rowVectors &+ start) &* 4 &* columnVectors
                turn(result.real, rows: plans.y.length, width: chunk, to: real.base + place, columns: columnVectors)
                turn(result.imaginary, rows: plans.y.length, width: chunk, to: imaginary.base + place, columns: columnVectors)
            }
        }
    }

    /// Transforms the turned slab along x, and sums the products of the spectra times the weights.
    func sumSlabAlongX(_ weights: borrowing WeightPlanes) -> (Lanes, Lanes, Lanes) {
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
                buffer.rows.store(x &* chunk &+ vector, (real.base[place &+ vector], imaginary.base[place &+ vector]))
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
