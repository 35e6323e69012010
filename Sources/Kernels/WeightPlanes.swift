/// The planes of one slab of the weights' spectrum, on their way along y and x.
struct WeightPlanes: ~Copyable {
    private static let chunk = 4

    private let plans: PairPlans
    private let countX, countY, vectorsX, vectorsY, columnVectors: Int
    private let turned, octant, expanded: LaneBuffer
    private let buffer: RowBuffer

    init(_ spectrum: borrowing WeightSpectrum) {
        plans = spectrum.plans
        countX = spectrum.countX
        countY = spectrum.countY
        vectorsX = spectrum.vectorsX
        vectorsY = spectrum.vectorsY
        columnVectors = max(1, plans.y.length / 4)
        turned = LaneBuffer(4 * vectorsX * vectorsY)
        octant = LaneBuffer(countX * vectorsY)
        expanded = LaneBuffer(countX * columnVectors)
        buffer = RowBuffer(length: max(plans.x.length, plans.y.length), width: Self.chunk)
    }

    /// The weights' spectrum of the slab at one kx: ky = 0 … as vectors.
    func row(_ frequency: Int) -> UnsafePointer<Lanes> { UnsafePointer(expanded.base + frequency &* columnVectors) }

    /// Transforms one slab along y and x, and mirrors it so that every ky has its weight.
    func transformSlab(_ slab: Int, of spectrum: borrowing WeightSpectrum) {
        transformAlongY(UnsafePointer(spectrum.alongZ.base + slab &* countY &* vectorsX))
        transformAlongX()
        let length = plans.y.length
        for x in 0..<countX {
            let source = scalars(octant.base + x &* vectorsY)
            let target = scalars(expanded.base + x &* columnVectors)
            for y in 0..<4 &* columnVectors { target[y] = y < length ? source[min(y, length &- y)] : 0 }
        }
    }

    private func transformAlongY(_ slab: UnsafePointer<Lanes>) {
        let half = vectorsX / 2
        let length = plans.y.length
        for start in stride(from: 0, to: half, by: Self.chunk) {
            let width = min(Self.chunk, half &- start)
            for y in 0..<length {
                let row = slab + (min(y, length &- y) &* vectorsX &+ start)
                for vector in 0..<width { buffer.rows.store(y &* width &+ vector, (row[vector], row[half &+ vector])) }
            }
            let result = transform(plans.y, buffer.rows, buffer.scratch, width: width, halfZero: false)
            turn(result.real, rows: countY, width: width, to: turned.base + 4 &* start &* vectorsY, columns: vectorsY)
            turn(result.imaginary, rows: countY, width: width, to: turned.base + 4 &* (half &+ start) &* vectorsY, columns: vectorsY)
        }
    }

    private func transformAlongX() {
        let half = vectorsY / 2
        let length = plans.x.length
        for start in stride(from: 0, to: half, by: Self.chunk) {
            let width = min(Self.chunk, half &- start)
            for x in 0..<length {
                let row = turned.base + (min(x, length &- x) &* vectorsY &+ start)
                for vector in 0..<width { buffer.rows.store(x &* width &+ vector, (row[vector], row[half &+ vector])) }
            }
            let result = transform(plans.x, buffer.rows, buffer.scratch, width: width, halfZero: false)
            for x in 0..<countX {
                for vector in 0..<width {
                    let value = result.load(x &* width &+ vector)
                    octant.base[x &* vectorsY &+ start &+ vector] = value.0
                    octant.base[x &* vectorsY &+ half &+ start &+ vector] = value.1
                }
            }
        }
    }
}
