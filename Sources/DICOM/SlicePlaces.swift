import Voxels

/// Where sorted slices lie on a regular stack.
struct SlicePlaces {
    /// The distance of neighbouring z indices in mm, rounded to 10⁻⁹ mm, so that the sums of decimal positions leave no trace.
    let spacing: Double
    /// The z index of each slice.
    let indices: [Int]

    /// Finds the spacing; a slice may be off by the tolerance, but never by more than a tenth of the spacing.
    init(of slices: [PlacedSlice], tolerance: GeometryTolerance) throws(SliceStack.Refusal) {
        guard slices.count > 1 else {
            spacing = try thickness(of: slices[0].header)
            indices = [0]
            return
        }
        do throws(SliceStack.Refusal) {
            spacing = try regularSpacing(of: slices, indices: Array(slices.indices), tolerance: tolerance)
            indices = Array(slices.indices)
        } catch {
            guard case .interpolate(let most) = tolerance.missingSlices, case .missingSlices(let gaps, let usual) = error.verdict,
                gaps.allSatisfy({ ($0.distance / usual).rounded() - 1 <= Double(most) })
            else { throw error }
            var indices = [0]
            for (slice, next) in zip(slices, slices.dropFirst()) {
                indices.append(indices[indices.count - 1] + Int(((next.height - slice.height) / usual).rounded()))
            }
            spacing = try regularSpacing(of: slices, indices: indices, tolerance: tolerance)
            self.indices = indices
        }
    }
}

/// The distance of neighbouring z indices in mm.
private func regularSpacing(
    of slices: [PlacedSlice], indices: [Int], tolerance: GeometryTolerance
) throws(SliceStack.Refusal) -> Double {
    let gaps = zip(slices, slices.dropFirst()).map { GeometryVerdict.Gap(before: $0.named, after: $1.named) }
    let widest = gaps.reduce(0) { max($0, $1.distance) }
    let touching = min(tolerance.position, widest / 10)
    if let groups = groupsOfDuplicates(slices, within: touching) { throw SliceStack.Refusal(.duplicateSlices(groups)) }

    let distances = gaps.map(\.distance).sorted()
    let usual = distances[distances.count / 2]
    let slack = min(tolerance.position, usual / 10)
    let steps = Double(indices[indices.count - 1])
    let spacing = ((slices[slices.count - 1].height - slices[0].height) / steps * 1e9).rounded() / 1e9
    let isRegular = zip(slices, indices).allSatisfy { abs($0.height - slices[0].height - Double($1) * spacing) <= slack }
    if isRegular {
        guard Grid.plausibleSpacing.contains(spacing) else { throw SliceStack.Refusal(.noSpacing(slices.map(\.header.path))) }
        return spacing
    }

    let odd = gaps.filter { abs($0.distance - usual) > slack }
    let areWhole = odd.allSatisfy { gap in
        let steps = (gap.distance / usual).rounded()
        return steps >= 2 && abs(gap.distance - steps * usual) <= max(slack, usual / 10)
    }
    if !odd.isEmpty && areWhole { throw SliceStack.Refusal(.missingSlices(odd, spacing: usual)) }
    let worst = gaps.max { abs($0.distance - usual) < abs($1.distance - usual) }
    throw SliceStack.Refusal(.irregularSpacing(odd.isEmpty ? worst.map { [$0] } ?? [] : odd, spacing: usual))
}

/// The thickness of a single slice in mm.
private func thickness(of header: InstanceHeader) throws(SliceStack.Refusal) -> Double {
    let stated = [header.plane.sliceThickness, header.plane.spacingBetweenSlices].compactMap { $0 }.first(
        where: Grid.plausibleSpacing.contains)
    guard let stated else { throw SliceStack.Refusal(.noSpacing([header.path])) }
    return stated
}

/// Runs of sorted slices that are no further apart than `distance`; nil when there is none.
private func groupsOfDuplicates(_ slices: [PlacedSlice], within distance: Double) -> [[GeometryVerdict.Slice]]? {
    var groups: [[GeometryVerdict.Slice]] = []
    var run = [slices[0].named]
    for slice in slices.dropFirst() {
        if let last = run.last, slice.height - last.position <= distance {
            run.append(slice.named)
        } else {
            if run.count > 1 { groups.append(run) }
            run = [slice.named]
        }
    }
    if run.count > 1 { groups.append(run) }
    return groups.isEmpty ? nil : groups
}
