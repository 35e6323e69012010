/// Row operations of separable interpolation; rows are given by where they start.
public enum InterpolationKernel {
    /// Interpolates along a row: `out[outStart + i] = Σ_t weights[taps·i + t] · source[start + indices[taps·i + t]]`.
    @inlinable
    public static func gather<Source: BinaryFloatingPoint>(
        source: Span<Source>, start: Int, indices: Span<Int>, weights: Span<Double>, taps: Int, count: Int,
        out: inout MutableSpan<Double>, outStart: Int
    ) {
        for i in 0..<count {
            var sum = 0.0
            for tap in (taps &* i)..<(taps &* i &+ taps) { sum += weights[tap] * Double(source[start &+ indices[tap]]) }
            out[outStart &+ i] = sum
        }
    }

    /// Starts a weighted sum of rows: `out[outStart + i] = weight · rows[start + i]`.
    public static func scale(
        rows: Span<Double>, start: Int, weight: Double, count: Int, out: inout MutableSpan<Double>, outStart: Int
    ) {
        for i in 0..<count { out[outStart &+ i] = weight * rows[start &+ i] }
    }

    /// Goes on with a weighted sum of rows: `out[outStart + i] += weight · rows[start + i]`.
    public static func accumulate(
        rows: Span<Double>, start: Int, weight: Double, count: Int, out: inout MutableSpan<Double>, outStart: Int
    ) {
        for i in 0..<count { out[outStart &+ i] += weight * rows[start &+ i] }
    }
}
