/// Turns samples into cubic B-spline coefficients, in place, with the samples extended by their edge values.
///
/// Unser, Aldroubi and Eden, IEEE Trans. Signal Process. 41 (1993) 821: a causal and an anticausal recursion with the pole √3 − 2. The
/// initial values are those of a signal that stays constant beyond both ends.
public enum SplineKernel {
    /// The pole of the cubic B-spline's inverse filter.
    public static let pole = -0.267_949_192_431_122_7

    /// Filters interleaved lines at once: sample `i` of line `l` is `data[start + lanes·i + l]`.
    public static func prefilter(data: inout MutableSpan<Double>, start: Int, count: Int, lanes: Int) {
        if count < 2 { return }
        let gain = (1 - pole) * (1 - 1 / pole)
        let steadyGain = gain / (1 - pole)
        let last = start &+ lanes &* (count &- 1)
        var steady = [Double](repeating: 0, count: lanes)
        for lane in 0..<lanes {
            steady[lane] = data[last &+ lane] * steadyGain
            data[start &+ lane] *= steadyGain
        }
        for i in (start &+ lanes)..<(last &+ lanes) { data[i] = gain * data[i] + pole * data[i &- lanes] }
        for lane in 0..<lanes {
            let decaying = data[last &+ lane] - steady[lane]
            data[last &+ lane] = -pole * (steady[lane] / (1 - pole) + decaying / (1 - pole * pole))
        }
        var i = last &- 1
        while i >= start {
            data[i] = pole * (data[i &+ lanes] - data[i])
            i &-= 1
        }
    }

    /// Filters the rows of a plane along x, eight rows at a time so that the recursion does not wait for itself.
    public static func prefilterRows(data: inout MutableSpan<Double>, width: Int) {
        let block = 8
        let rows = data.count / width
        var scratch = [Double](repeating: 0, count: width &* block)
        var first = 0
        while first < rows {
            let lanes = min(block, rows &- first)
            let base = first &* width
            for lane in 0..<lanes {
                for x in 0..<width { scratch[x &* lanes &+ lane] = data[base &+ lane &* width &+ x] }
            }
            do {
                var span = scratch.mutableSpan
                prefilter(data: &span, start: 0, count: width, lanes: lanes)
            }
            for lane in 0..<lanes {
                for x in 0..<width { data[base &+ lane &* width &+ x] = scratch[x &* lanes &+ lane] }
            }
            first &+= block
        }
    }
}
