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

    /// The slices, one frame each, sorted along the normal `direction.x × direction.y`.
    let slices: [InstanceHeader]
    /// The z index of each slice; an index between two of them is a missing slice.
    let zIndices: [Int]
    /// What to add to a column and row index of the grid for that of the slice; nil when all slices lie straight above each other.
    let shears: [SIMD2<Double>]?
    let grid: Grid

    /// Sorts the slices by the projection of Image Position on the slice normal and proves the grid.
    init(_ instances: [InstanceHeader], tolerance: GeometryTolerance) throws(Refusal) {
        guard let object = instances.first else { throw Refusal(.unsupportedObject("a series without image", path: "")) }
        try requireSupported(instances)
        try requireOnePatient(instances, like: object)
        let frames = instances.flatMap(\.ofFrames)
        guard let first = frames.first else { throw Refusal(.noPosition(instances.map(\.path))) }
        let common = try commonPlane(of: frames, like: first, tolerance: tolerance)
        let placed = try place(frames, in: common)
        let sorted = placed.sorted { ($0.height, $0.header.path, $0.header.frame) < ($1.height, $1.header.path, $1.header.frame) }
        try requireDistinct(sorted)
        let places = try SlicePlaces(of: sorted, tolerance: tolerance)
        let tilt = try Tilt(of: sorted, spacing: common.spacing, tolerance: tolerance)

        slices = sorted.map(\.header)
        zIndices = places.indices
        shears = tilt?.shears
        let upright = Grid(
            size: Index3(first.pixels.columns, first.pixels.rows, (places.indices.last ?? 0) + 1),
            spacing: SIMD3(common.spacing.x, common.spacing.y, places.spacing), origin: sorted[0].position, direction: common.direction)
        grid = tilt.map { $0.widened(upright) } ?? upright
    }
}

/// What all slices of a stack share.
private struct CommonPlane {
    let direction: Grid.Direction
    let spacing: SIMD2<Double>
}

/// A slice, its origin, and its place in the coordinates of the common plane (mm).
struct PlacedSlice {
    let header: InstanceHeader
    let position: SIMD3<Double>
    let sideways: SIMD2<Double>
    let height: Double

    var named: GeometryVerdict.Slice { GeometryVerdict.Slice(position: height, path: header.path) }
}

/// Proves that all files name the same Patient ID, or none.
private func requireOnePatient(_ instances: [InstanceHeader], like first: InstanceHeader) throws(SliceStack.Refusal) {
    guard let other = instances.first(where: { $0.patient.id != first.patient.id }) else { return }
    let count = Set(instances.map(\.patient.id)).count
    throw SliceStack.Refusal(.mixedPatients(count: count, first.path, other.path))
}

/// Proves that no two slices are the same frame of the same SOP instance.
private func requireDistinct(_ slices: [PlacedSlice]) throws(SliceStack.Refusal) {
    struct Identity: Hashable {
        let uid: String
        let frame: Int
    }
    var known: [Identity: PlacedSlice] = [:]
    for slice in slices where !slice.header.sopInstanceUID.isEmpty {
        if let other = known.updateValue(slice, forKey: Identity(uid: slice.header.sopInstanceUID, frame: slice.header.frame)) {
            throw SliceStack.Refusal(.duplicateSlices([[other.named, slice.named]]))
        }
    }
}

/// Proves that all slices have the first one's matrix, orientation, spacing and frame of reference.
private func commonPlane(
    of instances: [InstanceHeader], like first: InstanceHeader, tolerance: GeometryTolerance
) throws(SliceStack.Refusal) -> CommonPlane {
    func refuse(_ verdict: GeometryVerdict) -> SliceStack.Refusal { SliceStack.Refusal(verdict) }
    let unplaced = distinctPaths(instances.filter { !isPlaced($0.plane) })
    guard unplaced.isEmpty, let row = first.plane.rowDirection, let column = first.plane.columnDirection else {
        throw refuse(.noPosition(unplaced))
    }
    let unscaled = distinctPaths(instances.filter { !isScaled($0.plane) })
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

/// The files of some frames, each once.
private func distinctPaths(_ frames: [InstanceHeader]) -> [String] {
    var seen: Set<String> = []
    return frames.map(\.path).filter { seen.insert($0).inserted }
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
