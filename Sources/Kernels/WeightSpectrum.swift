/// The spectrum of the weights 1/distance on the padded box: real and even, so that one octant holds it.
struct WeightSpectrum: ~Copyable, Sendable {
    private let spacing: SIMD3<Double>
    let plans: PairPlans
    /// Distances along x and y: 0 … half the padded length.
    let countX, countY: Int
    /// Vectors in a row of x and in a column of y, even numbers: the halves travel as real and imaginary parts.
    let vectorsX, vectorsY: Int
    let alongZ: LaneBuffer

    init(spacing: SIMD3<Double>, plans: PairPlans) {
        self.spacing = spacing
        self.plans = plans
        countX = plans.x.length / 2 + 1
        countY = plans.y.length / 2 + 1
        vectorsX = 2 * ((countX + 7) / 8)
        vectorsY = 2 * ((countY + 7) / 8)
        alongZ = LaneBuffer(keptFrequencies(plans, parity: 0) * countY * vectorsX)
    }

    /// Transforms some rows of the octant along z; slab j then holds frequency 2j + parity.
    func transformAlongZ(rows: Range<Int>, parity: Int) {
        let buffer = RowBuffer(length: plans.halfZ.length, width: 1)
        let distances = LaneBuffer(2 * (plans.halfZ.length + 1))
        let half = vectorsX / 2
        for y in rows {
            for vector in 0..<half { transformColumns(buffer, distances, y: y, vector: vector, half: half, parity: parity) }
        }
    }

    private func transformColumns(
        _ buffer: borrowing RowBuffer, _ distances: borrowing LaneBuffer, y: Int, vector: Int, half: Int, parity: Int
    ) {
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
}
