import Threads

/// Turns samples into cubic B-spline coefficients, in place, with the samples extended by their edge values.
///
/// Unser, Aldroubi and Eden, IEEE Trans. Signal Process. 41 (1993) 821: a causal and an anticausal recursion with the pole √3 − 2. The
/// initial values are those of a signal that stays constant beyond both ends.
public enum SplineKernel {
    /// The pole of the cubic B-spline's inverse filter.
    public static let pole = -0.267_949_192_431_122_7

    /// Filters lines that lie side by side: sample `i` of line `l` is `data[stride·i + l]`.
    private static func prefilter(_ data: UnsafeMutablePointer<Double>, count: Int, lines: Int, stride: Int) {
        if count < 2 { return }
        let gain = (1 - pole) * (1 - 1 / pole)
        let steadyGain = gain / (1 - pole)
        let last = data + stride &* (count &- 1)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: lines) { steady in
            for line in 0..<lines {
                steady[line] = last[line] * steadyGain
                data[line] *= steadyGain
            }
            for i in 1..<count {
                let row = data + i &* stride
                let before = row - stride
                for line in 0..<lines { row[line] = gain * row[line] + pole * before[line] }
            }
            for line in 0..<lines {
                let decaying = last[line] - steady[line]
                last[line] = -pole * (steady[line] / (1 - pole) + decaying / (1 - pole * pole))
            }
            for i in Swift.stride(from: count &- 2, through: 0, by: -1) {
                let row = data + i &* stride
                let behind = row + stride
                for line in 0..<lines { row[line] = pole * (behind[line] - row[line]) }
            }
        }
    }

    /// Filters a volume of `width`·`height`·`depth` samples, x fastest, along some of its axes.
    ///
    /// Lines are cut into parts that are filtered at the same time as far as threads are free.
    public static func prefilter(_ data: inout [Double], size: SIMD3<Int>, along axes: SIMDMask<SIMD3<Int>>, on threads: ThreadGrant) {
        let plane = size.x &* size.y
        let slices = Cut.ranges(count: size.z, weight: plane, size: samplesOfPart, most: .max)
        if axes[0] || axes[1] {
            threads.modify(&data, cut: slices, unit: plane) { slices, data in
                data.withUnsafeMutableBufferPointer { samples in
                    guard let samples = samples.baseAddress else { return }
                    for slice in 0..<slices.count {
                        if axes[0] { prefilterRows(samples + slice &* plane, width: size.x, rows: size.y) }
                        if axes[1] { prefilter(samples + slice &* plane, count: size.y, lines: size.x, stride: size.x) }
                    }
                }
            }
        }
        guard axes[2] else { return }
        data.withUnsafeMutableBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            let samples = Samples(base: base)
            let lines = Cut.ranges(count: plane, weight: size.z, size: samplesOfPart, most: .max)
            _ = threads.map(lines) { prefilter(samples.base + $0.lowerBound, count: size.z, lines: $0.count, stride: plane) }
        }
    }

    /// How many samples a part has at least.
    private static let samplesOfPart = 1 << 16

    /// Memory in which every part changes lines of its own.
    private struct Samples: @unchecked Sendable {
        let base: UnsafeMutablePointer<Double>
    }

    /// Filters the rows of a plane along x, eight rows at a time so that the recursion does not wait for itself.
    private static func prefilterRows(_ data: UnsafeMutablePointer<Double>, width: Int, rows: Int) {
        let block = 8
        withUnsafeTemporaryAllocation(of: Double.self, capacity: width &* block) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            for first in stride(from: 0, to: rows, by: block) {
                let lines = min(block, rows &- first)
                let base = data + first &* width
                for line in 0..<lines {
                    for x in 0..<width { scratch[x &* lines &+ line] = base[line &* width &+ x] }
                }
                prefilter(scratch, count: width, lines: lines, stride: lines)
                for line in 0..<lines {
                    for x in 0..<width { base[line &* width &+ x] = scratch[x &* lines &+ line] }
                }
            }
        }
    }
}
