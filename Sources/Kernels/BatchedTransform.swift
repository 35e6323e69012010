/// Four neighbouring transforms that run side by side; two SSE registers, one AVX register.
public typealias Lanes = SIMD4<Double>

/// Complex rows of `width` lanes each: row n of a transform is `real[n·width ..< (n+1)·width]` and the same in `imaginary`.
struct ComplexRows {
    var real: UnsafeMutablePointer<Lanes>
    var imaginary: UnsafeMutablePointer<Lanes>

    @inline(__always) func load(_ index: Int) -> (Lanes, Lanes) { (real[index], imaginary[index]) }

    @inline(__always) func store(_ index: Int, _ value: (Lanes, Lanes)) {
        real[index] = value.0
        imaginary[index] = value.1
    }

    func clear(from start: Int, to end: Int) {
        guard start < end else { return }
        (real + start).update(repeating: .zero, count: end &- start)
        (imaginary + start).update(repeating: .zero, count: end &- start)
    }
}

@inline(__always) private func times(_ value: (Lanes, Lanes), _ root: SIMD2<Double>) -> (Lanes, Lanes) {
    (root.x * value.0 - root.y * value.1, root.x * value.1 + root.y * value.0)
}

/// The forward transform exp(−2πi·nk/N) of 4·`width` sequences at once, by Stockham's self-sorting stages (radix 2, 3, 4, 5).
///
/// Destroys `rows`. With `halfZero` the upper half of the rows counts as zero and is not read; the length is then a multiple of 4, or 1.
///
/// - Returns: whichever of `rows` and `scratch` holds the result, in natural order.
func transform(
    _ plan: TransformPlan, _ rows: ComplexRows, _ scratch: ComplexRows, width: Int, halfZero: Bool
) -> ComplexRows {
    var source = rows
    var target = scratch
    var points = plan.length
    var stride = width
    var offset = 0
    for (stage, radix) in plan.radices.enumerated() {
        let groups = points / radix
        plan.twiddles.withUnsafeBufferPointer { all in
            guard let twiddles = all.baseAddress.map({ $0 + offset }) else { return }
            switch radix {
            case 4 where stage == 0 && halfZero: halfZeroRadix4(source, target, groups: groups, stride: stride, twiddles)
            case 4: radix4(source, target, groups: groups, stride: stride, twiddles)
            case 5: radix5(source, target, groups: groups, stride: stride, twiddles)
            case 3: radix3(source, target, groups: groups, stride: stride, twiddles)
            default: radix2(source, target, groups: groups, stride: stride, twiddles)
            }
        }
        offset &+= groups &* (radix &- 1)
        points = groups
        stride &*= radix
        swap(&source, &target)
    }
    return source
}

private func radix2(_ source: ComplexRows, _ target: ComplexRows, groups: Int, stride: Int, _ twiddles: UnsafePointer<SIMD2<Double>>) {
    for group in 0..<groups {
        let root = twiddles[group]
        let input = group &* stride
        let output = 2 &* input
        for lane in 0..<stride {
            let a = source.load(input &+ lane)
            let b = source.load(input &+ groups &* stride &+ lane)
            target.store(output &+ lane, (a.0 + b.0, a.1 + b.1))
            target.store(output &+ stride &+ lane, times((a.0 - b.0, a.1 - b.1), root))
        }
    }
}

private func radix3(_ source: ComplexRows, _ target: ComplexRows, groups: Int, stride: Int, _ twiddles: UnsafePointer<SIMD2<Double>>) {
    let height = 0.866_025_403_784_438_6
    let span = groups &* stride
    for group in 0..<groups {
        let root1 = twiddles[2 &* group]
        let root2 = twiddles[2 &* group &+ 1]
        let input = group &* stride
        let output = 3 &* input
        for lane in 0..<stride {
            let a = source.load(input &+ lane)
            let b = source.load(input &+ span &+ lane)
            let c = source.load(input &+ 2 &* span &+ lane)
            let sum = (b.0 + c.0, b.1 + c.1)
            let turned = (height * (b.1 - c.1), height * (c.0 - b.0))
            let middle = (a.0 - 0.5 * sum.0, a.1 - 0.5 * sum.1)
            target.store(output &+ lane, (a.0 + sum.0, a.1 + sum.1))
            target.store(output &+ stride &+ lane, times((middle.0 + turned.0, middle.1 + turned.1), root1))
            target.store(output &+ 2 &* stride &+ lane, times((middle.0 - turned.0, middle.1 - turned.1), root2))
        }
    }
}

private func radix4(_ source: ComplexRows, _ target: ComplexRows, groups: Int, stride: Int, _ twiddles: UnsafePointer<SIMD2<Double>>) {
    let span = groups &* stride
    for group in 0..<groups {
        let root1 = twiddles[3 &* group]
        let root2 = twiddles[3 &* group &+ 1]
        let root3 = twiddles[3 &* group &+ 2]
        let input = group &* stride
        let output = 4 &* input
        for lane in 0..<stride {
            let a = source.load(input &+ lane)
            let b = source.load(input &+ span &+ lane)
            let c = source.load(input &+ 2 &* span &+ lane)
            let d = source.load(input &+ 3 &* span &+ lane)
            let even = (a.0 + c.0, a.1 + c.1)
            let odd = (b.0 + d.0, b.1 + d.1)
            let evenRest = (a.0 - c.0, a.1 - c.1)
            let oddRest = (b.1 - d.1, d.0 - b.0)
            target.store(output &+ lane, (even.0 + odd.0, even.1 + odd.1))
            target.store(output &+ stride &+ lane, times((evenRest.0 + oddRest.0, evenRest.1 + oddRest.1), root1))
            target.store(output &+ 2 &* stride &+ lane, times((even.0 - odd.0, even.1 - odd.1), root2))
            target.store(output &+ 3 &* stride &+ lane, times((evenRest.0 - oddRest.0, evenRest.1 - oddRest.1), root3))
        }
    }
}

private func halfZeroRadix4(
    _ source: ComplexRows, _ target: ComplexRows, groups: Int, stride: Int, _ twiddles: UnsafePointer<SIMD2<Double>>
) {
    let span = groups &* stride
    for group in 0..<groups {
        let root1 = twiddles[3 &* group]
        let root2 = twiddles[3 &* group &+ 1]
        let root3 = twiddles[3 &* group &+ 2]
        let input = group &* stride
        let output = 4 &* input
        for lane in 0..<stride {
            let a = source.load(input &+ lane)
            let b = source.load(input &+ span &+ lane)
            target.store(output &+ lane, (a.0 + b.0, a.1 + b.1))
            target.store(output &+ stride &+ lane, times((a.0 + b.1, a.1 - b.0), root1))
            target.store(output &+ 2 &* stride &+ lane, times((a.0 - b.0, a.1 - b.1), root2))
            target.store(output &+ 3 &* stride &+ lane, times((a.0 - b.1, a.1 + b.0), root3))
        }
    }
}

private func radix5(_ source: ComplexRows, _ target: ComplexRows, groups: Int, stride: Int, _ twiddles: UnsafePointer<SIMD2<Double>>) {
    let cosine1 = 0.309_016_994_374_947_4
    let cosine2 = -0.809_016_994_374_947_4
    let sine1 = 0.951_056_516_295_153_6
    let sine2 = 0.587_785_252_292_473_1
    let span = groups &* stride
    for group in 0..<groups {
        let roots = twiddles + 4 &* group
        let input = group &* stride
        let output = 5 &* input
        for lane in 0..<stride {
            let a = source.load(input &+ lane)
            let b = source.load(input &+ span &+ lane)
            let c = source.load(input &+ 2 &* span &+ lane)
            let d = source.load(input &+ 3 &* span &+ lane)
            let e = source.load(input &+ 4 &* span &+ lane)
            let outer = (b.0 + e.0, b.1 + e.1)
            let inner = (c.0 + d.0, c.1 + d.1)
            let outerRest = (b.0 - e.0, b.1 - e.1)
            let innerRest = (c.0 - d.0, c.1 - d.1)
            let middle1 = (a.0 + cosine1 * outer.0 + cosine2 * inner.0, a.1 + cosine1 * outer.1 + cosine2 * inner.1)
            let middle2 = (a.0 + cosine2 * outer.0 + cosine1 * inner.0, a.1 + cosine2 * outer.1 + cosine1 * inner.1)
            let turned1 = (sine1 * outerRest.1 + sine2 * innerRest.1, -(sine1 * outerRest.0 + sine2 * innerRest.0))
            let turned2 = (sine2 * outerRest.1 - sine1 * innerRest.1, -(sine2 * outerRest.0 - sine1 * innerRest.0))
            target.store(output &+ lane, (a.0 + outer.0 + inner.0, a.1 + outer.1 + inner.1))
            target.store(output &+ stride &+ lane, times((middle1.0 + turned1.0, middle1.1 + turned1.1), roots[0]))
            target.store(output &+ 2 &* stride &+ lane, times((middle2.0 + turned2.0, middle2.1 + turned2.1), roots[1]))
            target.store(output &+ 3 &* stride &+ lane, times((middle2.0 - turned2.0, middle2.1 - turned2.1), roots[2]))
            target.store(output &+ 4 &* stride &+ lane, times((middle1.0 - turned1.0, middle1.1 - turned1.1), roots[3]))
        }
    }
}
