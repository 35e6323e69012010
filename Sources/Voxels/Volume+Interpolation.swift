import Kernels
import Threads

extension Volume {
    /// Interpolates the volume on a box of another grid with the same centre and axes (IBSI VTM2); beyond the image, its edge voxels go on.
    ///
    /// The volume must hold `grid.sourceBox(for:of:method:)`. Sums are in `Double` and rounded once.
    ///
    /// - Parameters:
    ///   - target: the grid to interpolate on, as `Grid.resampled(to:)` makes it.
    ///   - targetBox: the part wanted.
    ///   - method: how intensities between voxel centres are found.
    ///   - threads: what may be computed at the same time.
    public func interpolated(
        to target: Grid, box targetBox: Box, method: InterpolationMethod, on threads: ThreadGrant = .one
    ) -> Volume {
        let ratio = target.spacing / grid.spacing
        let isIdentity = (0..<3).map { AxisWeights.isIdentity(size: (grid.size[$0], target.size[$0]), ratio: ratio[$0]) }
        if isIdentity.allSatisfy({ $0 }) {
            let crop = cropped(to: targetBox)
            return Volume(grid: target, box: targetBox, values: crop.values, padding: crop.padding)
        }
        let held = method == .cubic ? splineBox(isIdentity: isIdentity) : box
        let axes = (0..<3).map { axis in
            AxisWeights(
                targets: targetBox.lower[axis]..<targetBox.upper[axis], source: held.lower[axis]..<held.upper[axis],
                size: (grid.size[axis], target.size[axis]), ratio: ratio[axis], method: method)
        }
        let result =
            method == .cubic
            ? interpolate(
                splineCoefficients(on: held, isIdentity: isIdentity, threads), of: held.size, axes: axes, count: targetBox.size, threads)
            : interpolate(values, of: held.size, axes: axes, count: targetBox.size, threads)
        return Volume(grid: target, box: targetBox, values: result, padding: reachedPadding(target, targetBox, method: method))
    }

    /// The volume with every intensity rounded to the nearest integer, ties to even (IBSI 68QD).
    public func rounded() -> Volume {
        Volume(grid: grid, box: box, values: values.map { $0.rounded(.toNearestOrEven) }, padding: padding)
    }

    /// How many target slices, and how many voxels, are interpolated in one go at least: parts share source slices at their ends, which are
    /// interpolated twice.
    private static var smallestPart: (slices: Int, voxels: Int) { (16, 1 << 16) }

    private func interpolate<Source: BinaryFloatingPoint & Sendable>(
        _ source: [Source], of extent: Index3, axes: [AxisWeights], count: Index3, _ threads: ThreadGrant
    ) -> [Float] {
        var result = [Float](repeating: 0, count: count.product)
        let plane = count.x * count.y
        let smallest = max(Self.smallestPart.voxels, Self.smallestPart.slices * plane)
        let cut = Cut.ranges(count: count.z, weight: plane, size: smallest, most: .max)
        threads.modify(&result, cut: cut, unit: plane) { slices, out in
            interpolate(source, of: extent, axes: axes, count: count, slices: slices, into: &out)
        }
        return result
    }

    /// Interpolates x, then y, in every source slice that some target slices need, and keeps just those that the next target slice takes.
    private func interpolate<Source: BinaryFloatingPoint>(
        _ source: [Source], of extent: Index3, axes: [AxisWeights], count: Index3, slices: Range<Int>, into out: inout MutableSpan<Float>
    ) {
        let taps = axes[2].taps
        var planes = [[Double]](repeating: [], count: taps)
        var held = [Int](repeating: -1, count: taps)
        var sum = [Double](repeating: 0, count: count.x * count.y)
        var place = 0
        for z in slices {
            for tap in 0..<taps {
                let slice = axes[2].indices[z * taps + tap]
                let slot = slice % taps
                if held[slot] != slice {
                    planes[slot] = interpolatedPlane(source, of: extent, slice: slice, axes: axes, count: count)
                    held[slot] = slice
                }
                let plane = planes[slot]
                add(plane, from: 0, weight: axes[2].weights[z * taps + tap], count: plane.count, isFirst: tap == 0, to: &sum, at: 0)
            }
            for value in sum {
                out[place] = Float(value)
                place += 1
            }
        }
    }

    private func interpolatedPlane<Source: BinaryFloatingPoint>(
        _ source: [Source], of extent: Index3, slice: Int, axes: [AxisWeights], count: Index3
    ) -> [Double] {
        let (alongX, alongY) = (axes[0], axes[1])
        var rows = [Double](repeating: 0, count: count.x * extent.y)
        for y in 0..<extent.y {
            var out = rows.mutableSpan
            InterpolationKernel.gather(
                source: source.span, start: (slice * extent.y + y) * extent.x, indices: alongX.indices.span, weights: alongX.weights.span,
                taps: alongX.taps, count: count.x, out: &out, outStart: y * count.x)
        }
        var plane = [Double](repeating: 0, count: count.x * count.y)
        for y in 0..<count.y {
            for tap in y * alongY.taps..<(y + 1) * alongY.taps {
                add(
                    rows, from: alongY.indices[tap] * count.x, weight: alongY.weights[tap], count: count.x,
                    isFirst: tap == y * alongY.taps, to: &plane, at: y * count.x)
            }
        }
        return plane
    }

    private func add(
        _ rows: [Double], from start: Int, weight: Double, count: Int, isFirst: Bool, to sum: inout [Double], at outStart: Int
    ) {
        precondition(start + count <= rows.count && outStart + count <= sum.count)
        var out = sum.mutableSpan
        if isFirst {
            InterpolationKernel.scale(rows: rows.span, start: start, weight: weight, count: count, out: &out, outStart: outStart)
        } else {
            InterpolationKernel.accumulate(rows: rows.span, start: start, weight: weight, count: count, out: &out, outStart: outStart)
        }
    }

    /// The box on which spline coefficients are needed: at the image's edges two more, since the spline's taps reach beyond them.
    private func splineBox(isIdentity: [Bool]) -> Box {
        var result = box
        for axis in 0..<3 where !isIdentity[axis] {
            if box.lower[axis] == 0 { result.lower[axis] -= 2 }
            if box.upper[axis] == grid.size[axis] { result.upper[axis] += 2 }
        }
        return result
    }

    /// The B-spline coefficients of the volume, extended to `held` by its edge voxels, filtered along the axes that are resampled.
    private func splineCoefficients(on held: Box, isIdentity: [Bool], _ threads: ThreadGrant) -> [Double] {
        let extent = held.size
        var coefficients: [Double] = []
        coefficients.reserveCapacity(extent.product)
        for z in held.lower.z..<held.upper.z {
            for y in held.lower.y..<held.upper.y {
                let row = Index3(box.lower.x, min(max(y, box.lower.y), box.upper.y - 1), min(max(z, box.lower.z), box.upper.z - 1))
                let start = box.offset(of: row)
                let end = start + box.size.x
                for _ in held.lower.x..<box.lower.x { coefficients.append(Double(values[start])) }
                for place in start..<end { coefficients.append(Double(values[place])) }
                for _ in box.upper.x..<held.upper.x { coefficients.append(Double(values[end - 1])) }
            }
        }
        var isResampled = SIMDMask<Index3>(repeating: false)
        for axis in 0..<3 { isResampled[axis] = !isIdentity[axis] }
        SplineKernel.prefilter(&coefficients, size: extent, along: isResampled, on: threads)
        return coefficients
    }
}
