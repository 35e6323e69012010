import Foundation
import Voxels

/// The slices of a series in order, on their grid.
struct SliceStack {
    /// Why slices do not form a regular grid.
    struct Refusal: Error {
        let verdict: GeometryVerdict

        init(_ verdict: GeometryVerdict) {
            self.verdict = verdict
        }
    }

    /// The slices, sorted along the normal `direction.x × direction.y`.
    let slices: [InstanceHeader]
    let grid: Grid

    /// Whether objects of a SOP Class are read.
    static func isSupported(_ sopClassUID: String) -> Bool { supportedClasses.contains(sopClassUID) }

    /// Sorts the slices by the projection of Image Position on the slice normal and proves the grid.
    init(_ instances: [InstanceHeader], tolerance: GeometryTolerance) throws(Refusal) {
        guard let first = instances.first else { throw Refusal(.unsupportedObject("a series without image", path: "")) }
        try requireSupported(instances)
        let frame = try commonPlane(of: instances, like: first, tolerance: tolerance)
        let placed = try place(instances, in: frame)
        let sorted = placed.sorted { ($0.height, $0.header.path) < ($1.height, $1.header.path) }
        try requireDistinct(sorted)
        let spacing = try sliceSpacing(of: sorted, tolerance: tolerance)
        try requireUpright(sorted, tolerance: tolerance)

        slices = sorted.map(\.header)
        grid = Grid(
            size: Index3(first.pixels.columns, first.pixels.rows, sorted.count),
            spacing: SIMD3(frame.spacing.x, frame.spacing.y, spacing),
            origin: sorted[0].position, direction: frame.direction)
    }
}

/// What all slices of a stack share.
private struct CommonPlane {
    let direction: Grid.Direction
    let spacing: SIMD2<Double>
}

/// A slice, its origin, and its place in the coordinates of the common plane (mm).
private struct PlacedSlice {
    let header: InstanceHeader
    let position: SIMD3<Double>
    let sideways: SIMD2<Double>
    let height: Double

    var named: GeometryVerdict.Slice { GeometryVerdict.Slice(position: height, path: header.path) }
}

/// The SOP classes that are read: single-frame CT, MR and PET images.
private let supportedClasses: Set<String> = [
    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.128",
]

private func requireSupported(_ instances: [InstanceHeader]) throws(SliceStack.Refusal) {
    for header in instances {
        let pixels = header.pixels
        let reason: String? =
            if !supportedClasses.contains(header.sopClassUID) {
                header.sopClassName
            } else if pixels.numberOfFrames != 1 {
                "a multi-frame image"
            } else if pixels.samplesPerPixel != 1 || pixels.photometricInterpretation?.hasPrefix("MONOCHROME") == false {
                "a colour image"
            } else if !pixels.isDecodable {
                "an image in transfer syntax \(DICOMFile.name(ofUID: pixels.transferSyntaxUID))"
            } else if pixels.rows < 1 || pixels.columns < 1 {
                "an image without Rows or Columns"
            } else {
                nil
            }
        if let reason { throw SliceStack.Refusal(.unsupportedObject(reason, path: header.path)) }
    }
}

/// Proves that no two files are the same SOP instance.
private func requireDistinct(_ slices: [PlacedSlice]) throws(SliceStack.Refusal) {
    var known: [String: PlacedSlice] = [:]
    for slice in slices where !slice.header.sopInstanceUID.isEmpty {
        if let other = known.updateValue(slice, forKey: slice.header.sopInstanceUID) {
            throw SliceStack.Refusal(.duplicateSlices([[other.named, slice.named]]))
        }
    }
}

/// Proves that all slices have the first one's matrix, orientation, spacing and frame of reference.
private func commonPlane(
    of instances: [InstanceHeader], like first: InstanceHeader, tolerance: GeometryTolerance
) throws(SliceStack.Refusal) -> CommonPlane {
    func refuse(_ verdict: GeometryVerdict) -> SliceStack.Refusal { SliceStack.Refusal(verdict) }
    let unplaced = instances.filter { !isPlaced($0.plane) }.map(\.path)
    guard unplaced.isEmpty, let row = first.plane.rowDirection, let column = first.plane.columnDirection else {
        throw refuse(.noPosition(unplaced))
    }
    let unscaled = instances.filter { !isScaled($0.plane) }.map(\.path)
    guard unscaled.isEmpty, let spacing = first.plane.spacing else { throw refuse(.noSpacing(unscaled)) }

    for header in instances {
        let plane = header.plane
        if header.pixels.rows != first.pixels.rows || header.pixels.columns != first.pixels.columns {
            throw refuse(.mixedMatrix(first.path, header.path))
        }
        if let own = plane.rowDirection, let other = plane.columnDirection {
            let skew = max(abs(own.length - 1), abs(other.length - 1), abs(own.dot(other)))
            if skew > tolerance.orientation { throw refuse(.invalidOrientation(header.path)) }
            let turn = max(largestComponent(own - row), largestComponent(other - column))
            if turn > tolerance.orientation { throw refuse(.mixedOrientation(first.path, header.path)) }
        }
        if let own = plane.spacing {
            let relative = max(abs(own.x / spacing.x - 1), abs(own.y / spacing.y - 1))
            if relative > tolerance.spacing { throw refuse(.mixedSpacing(first.path, header.path)) }
        }
        if plane.frameOfReferenceUID != first.plane.frameOfReferenceUID { throw refuse(.mixedFrameOfReference(first.path, header.path)) }
    }
    let x = row / row.length
    let upright = column - x * column.dot(x)
    let y = upright / upright.length
    return CommonPlane(direction: Grid.Direction(x: x, y: y, z: x.cross(y)), spacing: spacing)
}

private func isPlaced(_ plane: InstanceHeader.Plane) -> Bool {
    guard let position = plane.position, let row = plane.rowDirection, let column = plane.columnDirection else { return false }
    return [position, row, column].allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }
}

private func isScaled(_ plane: InstanceHeader.Plane) -> Bool {
    guard let spacing = plane.spacing else { return false }
    return Grid.plausibleSpacing.contains(spacing.x) && Grid.plausibleSpacing.contains(spacing.y)
}

private func largestComponent(_ vector: SIMD3<Double>) -> Double { max(abs(vector.x), abs(vector.y), abs(vector.z)) }

private func place(_ instances: [InstanceHeader], in frame: CommonPlane) throws(SliceStack.Refusal) -> [PlacedSlice] {
    var placed: [PlacedSlice] = []
    for header in instances {
        guard let position = header.plane.position else { throw SliceStack.Refusal(.noPosition([header.path])) }
        let sideways = SIMD2(position.dot(frame.direction.x), position.dot(frame.direction.y))
        placed.append(PlacedSlice(header: header, position: position, sideways: sideways, height: position.dot(frame.direction.z)))
    }
    return placed
}

/// The distance of neighbouring slices in mm, rounded to 10⁻⁹ mm, so that the sums of decimal positions leave no trace.
///
/// A slice may be off by the tolerance, but never by more than a tenth of the spacing.
private func sliceSpacing(of slices: [PlacedSlice], tolerance: GeometryTolerance) throws(SliceStack.Refusal) -> Double {
    guard slices.count > 1 else { return try thickness(of: slices[0].header) }
    let gaps = zip(slices, slices.dropFirst()).map { GeometryVerdict.Gap(before: $0.named, after: $1.named) }
    let widest = gaps.reduce(0) { max($0, $1.distance) }
    let touching = min(tolerance.position, widest / 10)
    if let groups = groupsOfDuplicates(slices, within: touching) { throw SliceStack.Refusal(.duplicateSlices(groups)) }

    let distances = gaps.map(\.distance).sorted()
    let usual = distances[distances.count / 2]
    let slack = min(tolerance.position, usual / 10)
    let spacing = ((slices[slices.count - 1].height - slices[0].height) / Double(slices.count - 1) * 1e9).rounded() / 1e9
    let isRegular = slices.indices.allSatisfy { abs(slices[$0].height - slices[0].height - Double($0) * spacing) <= slack }
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

/// Proves that the slices' origins lie above each other.
private func requireUpright(_ slices: [PlacedSlice], tolerance: GeometryTolerance) throws(SliceStack.Refusal) {
    let shifts = slices.map { slice -> Double in
        let shift = slice.sideways - slices[0].sideways
        return (shift * shift).sum().squareRoot()
    }
    guard let largest = shifts.max(), largest > tolerance.shear, let last = shifts.last else { return }
    let height = slices[slices.count - 1].height - slices[0].height
    throw SliceStack.Refusal(.sheared(angle: atan2(last, height) * 180 / .pi, shift: largest))
}
