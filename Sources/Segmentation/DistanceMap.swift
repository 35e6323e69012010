import Voxels

/// The exact Euclidean distance in mm from every voxel centre of a mask's box to the nearest voxel centre with a given value.
///
/// One lower envelope of parabolas along each axis (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, Theory of
/// Computing 8, 2012), with the spacing of each axis.
///
/// - Complexity: O(voxels of the box).
public struct DistanceMap: Sendable {
    /// The box, x fastest.
    public let box: Box
    /// The squared distances in mm²; infinite where no voxel has the value.
    public let squared: [Double]

    /// Measures distances to the voxels with `value` (0 or 1) in the mask's box; what lies outside the box does not count.
    public init(to mask: Mask, value: UInt8) {
        box = mask.box
        var distances = mask.values.map { ($0 != 0) == (value != 0) ? 0 : Double.infinity }
        let size = box.size
        let strides = Index3(1, size.x, size.x * size.y)
        for axis in 0..<3 where size[axis] > 1 {
            let others = (0..<3).filter { $0 != axis }
            var line = EnvelopeLine(count: size[axis], spacing: mask.grid.spacing[axis])
            for second in 0..<size[others[1]] {
                for first in 0..<size[others[0]] {
                    line.transform(&distances, from: first * strides[others[0]] + second * strides[others[1]], stride: strides[axis])
                }
            }
        }
        squared = distances
    }
}

/// One line of the transform, with the memory it needs.
private struct EnvelopeLine {
    private let count: Int
    private let spacing: Double
    /// The values of the line.
    private var values: [Double]
    /// The places whose parabolas make the envelope.
    private var feet: [Int]
    /// Where each of them begins, in mm.
    private var starts: [Double]

    init(count: Int, spacing: Double) {
        self.count = count
        self.spacing = spacing
        values = [Double](repeating: 0, count: count)
        feet = [Int](repeating: 0, count: count)
        starts = [Double](repeating: 0, count: count)
    }

    mutating func transform(_ distances: inout [Double], from start: Int, stride: Int) {
        for place in 0..<count { values[place] = distances[start + place * stride] }
        var last = -1
        for place in 0..<count where values[place] < .infinity {
            while last >= 0, crossing(feet[last], place) <= starts[last] { last -= 1 }
            starts[last + 1] = last < 0 ? -.infinity : crossing(feet[last], place)
            last += 1
            feet[last] = place
        }
        guard last >= 0 else { return }
        var current = 0
        for place in 0..<count {
            let position = Double(place) * spacing
            while current < last, starts[current + 1] < position { current += 1 }
            let step = Double(place - feet[current]) * spacing
            distances[start + place * stride] = step * step + values[feet[current]]
        }
    }

    /// Where the parabolas over two places cross, in mm.
    private func crossing(_ one: Int, _ other: Int) -> Double {
        let (near, far) = (Double(one) * spacing, Double(other) * spacing)
        return ((values[other] + far * far) - (values[one] + near * near)) / (2 * (far - near))
    }
}
