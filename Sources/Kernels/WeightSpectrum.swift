/// The spectrum of the weights 1/distance on the padded box: real and even, so that one octant holds it.
struct WeightSpectrum: ~Copyable {
    private static let chunk = 4

    private let spacing: SIMD3<Double>
    private let plans: PairPlans
    /// Distances along x and y: 0 … half the padded length.
    private let countX, countY: Int
    /// Vectors in a row of x and in a column of y, even numbers: the halves travel as real and imaginary parts.
    private let vectorsX, vectorsY: Int
    private let columnVectors: Int
    private let alongZ, turned, octant, expanded: LaneBuffer
    private let buffer: RowBuffer
    private let distances: LaneBuffer

    init(spacing: SIMD3<Double>, plans: PairPlans) {
        self.spacing = spacing
        self.plans = plans
        countX = plans.x.length / 2 + 1
        countY = plans.y.length / 2 + 1
        vectorsX = 2 * ((countX + 7) / 8)
        vectorsY = 2 * ((countY + 7) / 8)
        columnVectors = max(1, plans.y.length / 4)
        alongZ = LaneBuffer(keptFrequencies(plans, parity: 0) * countY * vectorsX)
        turned = LaneBuffer(4 * vectorsX * vectorsY)
        octant = LaneBuffer(countX * vectorsY)
        expanded = LaneBuffer(countX * columnVectors)
        let longest = max(plans.x.length, plans.y.length, plans.halfZ.length)
        buffer = RowBuffer(length: longest, width: Self.chunk)
        distances = LaneBuffer(2 * (plans.halfZ.length + 1))
    }

    /// The weights' spectrum of the current slab at one kx: ky = 0 … as vectors.
    func row(_ frequency: Int) -> UnsafePointer<Lanes> { UnsafePointer(expanded.base + frequency &* columnVectors) }

    /// Transforms the octant along z; slab j then holds frequency 2j + parity.
    func transformAlongZ(parity: Int) {
        let half = vectorsX / 2
        for y in 0..<countY {
            for vector in 0..<half { transformColumns(y: y, vector: vector, half: half, parity: parity) }
        }
    }

    private func transformColumns(y: Int, vector: Int, half: Int, parity: Int) {
        let points = plans.halfZ.length
        let isFlat = plans.lengthZ == 1
        let left = distances.base
        let right = distances.base + points + 1
        for z in 0...points {
            left[z] = weight(vector: vector, y: y, z: z)
            right[z] = weight(vector: half &+ vector, y: y, z: z)
        }
        let rows = buffer.rows
        for z in 0..<points {
            switch (isFlat, parity) {
            case (true, _): rows.store(z, (left[z], right[z]))
            case (_, 0): rows.store(z, (left[z] + left[points &- z], right[z] + right[points &- z]))
            default:
                let real = left[z] - left[points &- z]
                let imaginary = right[z] - right[points &- z]
                let root = plans.odd[z]
                rows.store(z, (root.x * real - root.y * imaginary, root.x * imaginary + root.y * real))
            }
        }
        let result = transform(plans.halfZ, rows, buffer.scratch, width: 1, halfZero: false)
        for frequency in 0..<keptFrequencies(plans, parity: parity) {
            let place = (frequency &* countY &+ y) &* vectorsX &+ vector
            alongZ.base[place] = result.real[frequency]
            alongZ.base[place &+ half] = result.imaginary[frequency]
        }
    }

    private func weight(vector: Int, y: Int, z: Int) -> Lanes {
        let x = (Lanes(0, 1, 2, 3) + Double(4 &* vector)) * spacing.x
        let across = Double(y) * spacing.y
        let along = Double(z) * spacing.z
        var result = 1 / (x * x + (across * across + along * along)).squareRoot()
        if vector == 0 && y == 0 && z == 0 { result[0] = 0 }
        return result
    }

    /// Transforms one slab along y and x, and mirrors it so that every ky has its weight.
    func transformSlab(_ slab: Int) {
        transformAlongY(UnsafePointer(alongZ.base + slab &* countY &* vectorsX))
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
