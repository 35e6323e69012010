/// The stages of a discrete Fourier transform of one length 2^a·3^b·5^c.
public struct TransformPlan: Sendable {
    /// The number of points.
    public let length: Int
    /// The factors in the order of the stages; the first is 4 where the length allows it.
    let radices: [Int]
    /// For each stage and each group p, the powers 1 … radix−1 of the stage's root as (cos, sin) pairs.
    let twiddles: [SIMD2<Double>]

    /// Plans a transform.
    ///
    /// - Parameter roots: exp(−2πi·k/length) as (cos, sin) for k = 0 ..< length; their number is the length, which has no prime factor above 5.
    public init(roots: [SIMD2<Double>]) {
        length = roots.count
        var radices: [Int] = []
        var rest = roots.count
        for radix in [4, 5, 3, 2] {
            while rest % radix == 0 {
                radices.append(radix)
                rest /= radix
            }
        }
        self.radices = radices
        var twiddles: [SIMD2<Double>] = []
        var points = roots.count
        for radix in radices {
            let step = roots.count / points
            for group in 0..<points / radix {
                for power in 1..<radix { twiddles.append(roots[(group * power * step) % roots.count]) }
            }
            points /= radix
        }
        self.twiddles = twiddles
    }

    /// The smallest length of the form 4·2^a·3^b·5^c that is at least `count`; 1 for a count of 1, which needs no transform.
    public static func length(for count: Int) -> Int {
        guard count > 1 else { return 1 }
        var quarter = (count + 3) / 4
        while !isSmooth(quarter) { quarter += 1 }
        return 4 * quarter
    }

    private static func isSmooth(_ number: Int) -> Bool {
        var rest = number
        for factor in [2, 3, 5] {
            while rest % factor == 0 { rest /= factor }
        }
        return rest == 1
    }
}
