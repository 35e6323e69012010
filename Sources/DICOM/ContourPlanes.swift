import Voxels

/// The closed contours of one plane, in voxel indices of a grid.
struct ContourPlane {
    /// The plane's place along z, in voxel indices.
    let z: Double
    var polygons: [[SIMD2<Double>]]
}

/// The closed contours that fall on one slice, in voxel indices of a grid.
struct ContourSlice {
    let index: Int
    let polygons: [[SIMD2<Double>]]

    /// The smallest box that holds all voxel centres inside the contours.
    var bounds: Box {
        var lower = SIMD2<Double>(repeating: .infinity)
        var upper = SIMD2<Double>(repeating: -.infinity)
        for point in polygons.joined() {
            lower = pointwiseMin(lower, point)
            upper = pointwiseMax(upper, point)
        }
        return Box(
            lower: Index3(Int(lower.x.rounded(.up)), Int(lower.y.rounded(.up)), index),
            upper: Index3(Int(upper.x.rounded(.up)), Int(upper.y.rounded(.up)), index + 1))
    }
}

/// Points further from the first voxel than this many voxels are no image positions.
private let farthestIndex = 1e5

/// Contours that cross more rows than this, one edge after the other, are no outlines.
private let mostCrossings = 1e7

/// The closed planar contours of a region; the others are reported.
func closedContours(_ contours: [Contour], findings: inout [DICOMFinding]) throws(RasterisationFailure) -> [Contour] {
    var closed: [Contour] = []
    var left: [DICOMFinding.Code: Int] = [:]
    for (index, contour) in contours.enumerated() {
        switch contour.geometricType {
        case "CLOSED_PLANAR", "CLOSEDPLANAR_XOR":
            try requireWhole(contour, number: index + 1)
            if contour.points.count < 3 { left[.degenerateContour, default: 0] += 1 } else { closed.append(contour) }
        case "OPEN_PLANAR", "OPEN_NONPLANAR": left[.openContour, default: 0] += 1
        case "POINT": left[.pointContour, default: 0] += 1
        default: left[.unknownContourType, default: 0] += 1
        }
    }
    let words: [(DICOMFinding.Code, String)] = [
        (.openContour, "open contour"), (.pointContour, "point contour"), (.unknownContourType, "contour of unknown type"),
        (.degenerateContour, "contour of fewer than three points"),
    ]
    for (code, noun) in words {
        if let count = left[code] {
            findings.append(DICOMFinding(code, "\(count) × \(noun) left out, since it encloses nothing that is certain"))
        }
    }
    guard !closed.isEmpty else {
        throw RasterisationFailure(.noClosedContour, "there is no closed planar contour; choose another ROI")
    }
    return closed
}

/// Proves that a contour, counted from 1 in the region, has the points that it claims.
private func requireWhole(_ contour: Contour, number: Int) throws(RasterisationFailure) {
    func refuse(_ problem: String) -> RasterisationFailure {
        let place = contour.points.first.map { " (z = \(millimetres($0.z)))" } ?? ""
        return RasterisationFailure(.malformedContour, "contour \(number)\(place): \(problem); export the structure set again")
    }
    guard contour.isComplete else { throw refuse("Contour Data is not a list of whole points") }
    guard let stated = contour.numberOfContourPoints, stated != contour.points.count else { return }
    throw refuse("Contour Data has \(counted(contour.points.count, "point")), but Number of Contour Points is \(stated)")
}

/// Gathers contours that lie in one plane parallel to the slices, sorted along z.
///
/// - Parameter tolerance: how far points of a plane may be from it in mm.
func contourPlanes(_ contours: [Contour], on grid: Grid, tolerance: Double) throws(RasterisationFailure) -> [ContourPlane] {
    var single: [ContourPlane] = []
    var crossings = 0.0
    for contour in contours {
        let indices = contour.points.map { snapped(grid.index(of: $0)) }
        guard indices.allSatisfy({ max(abs($0.x), abs($0.y), abs($0.z)) < farthestIndex }) else {
            throw RasterisationFailure(.malformedContour, "a contour lies more than 100,000 voxels away; export the structure set again")
        }
        crossings += zip(indices, indices.dropFirst()).reduce(0) { $0 + abs($1.1.y - $1.0.y) }
        guard crossings < mostCrossings else {
            throw RasterisationFailure(.malformedContour, "the contours wind too often to be outlines; export the structure set again")
        }
        let z = indices.reduce(0) { $0 + $1.z } / Double(indices.count)
        let deviation = indices.reduce(0) { max($0, abs($1.z - z)) } * grid.spacing.z
        guard deviation <= tolerance else {
            let place = millimetres(z * grid.spacing.z)
            throw RasterisationFailure(
                .nonPlanarContour,
                "the contour \(place) from the first slice leaves its plane by \(millimetres(deviation)); draw it parallel to the slices of this series"
            )
        }
        single.append(ContourPlane(z: z, polygons: [indices.map { SIMD2($0.x, $0.y) }]))
    }
    let order = single.indices.sorted { (single[$0].z, $0) < (single[$1].z, $1) }
    var planes: [ContourPlane] = []
    for contour in order.map({ single[$0] }) {
        if let last = planes.last, (contour.z - last.z) * grid.spacing.z <= tolerance {
            planes[planes.count - 1].polygons += contour.polygons
        } else {
            planes.append(contour)
        }
    }
    return planes
}

/// Leaves out contours that repeat another of their plane edge by edge: by even-odd, a contour drawn twice would erase itself.
func withoutRepeats(_ planes: [ContourPlane], findings: inout [DICOMFinding]) -> [ContourPlane] {
    var distinct = planes
    var repeats = 0
    for index in planes.indices where planes[index].polygons.count > 1 {
        var known: Set<[SIMD4<Double>]> = []
        distinct[index].polygons.removeAll { !known.insert(sortedEdges(of: $0)).inserted }
        repeats += planes[index].polygons.count - distinct[index].polygons.count
    }
    if repeats > 0 {
        findings.append(
            DICOMFinding(.repeatedContour, "\(counted(repeats, "contour")) drawn twice on one plane, point for point, and counted once"))
    }
    return distinct
}

/// The edges of a closed polygon, whatever its first point and its direction; repeated points count once.
private func sortedEdges(of polygon: [SIMD2<Double>]) -> [SIMD4<Double>] {
    let edges = polygon.indices.compactMap { index -> SIMD4<Double>? in
        let (start, end) = (polygon[index], polygon[index == 0 ? polygon.count - 1 : index - 1])
        guard start != end else { return nil }
        let (first, second) = (start.x, start.y) < (end.x, end.y) ? (start, end) : (end, start)
        return SIMD4(lowHalf: first, highHalf: second)
    }
    return edges.sorted { ($0.x, $0.y, $0.z, $0.w) < ($1.x, $1.y, $1.z, $1.w) }
}

/// Assigns each plane to its nearest slice, and reports planes outside the image and slices between without contour.
func slicesOfPlanes(_ planes: [ContourPlane], on grid: Grid, findings: inout [DICOMFinding]) throws(RasterisationFailure) -> [ContourSlice]
{
    var slices: [ContourSlice] = []
    var previous: ContourPlane?
    var outside = 0
    for plane in planes {
        let index = Int((plane.z + 0.5).rounded(.down))
        guard index >= 0, index < grid.size.z else {
            outside += 1
            continue
        }
        if let last = slices.last, let before = previous, last.index == index {
            throw RasterisationFailure(
                .severalPlanesOnSlice,
                "contours \(millimetres((plane.z - before.z) * grid.spacing.z)) apart fall on slice \(index); they were drawn on another series than this: choose that one"
            )
        }
        slices.append(ContourSlice(index: index, polygons: plane.polygons))
        previous = plane
    }
    guard let first = slices.first, let last = slices.last else {
        throw RasterisationFailure(.outsideImage, "all contours lie beyond the first or last slice; choose the matching series")
    }
    if outside > 0 {
        findings.append(
            DICOMFinding(.outsideSlices, "contours on \(counted(outside, "plane")) beyond the first or last slice are left out"))
    }
    let missing = Set(first.index...last.index).subtracting(slices.map(\.index)).sorted()
    if let one = missing.first {
        findings.append(
            DICOMFinding(.sliceWithoutContour, "\(counted(missing.count, "slice")) between contours without contour, first slice \(one)"))
    }
    return slices
}

/// Rounds to 2⁻²⁰ voxel.
private func snapped(_ index: SIMD3<Double>) -> SIMD3<Double> {
    let scale = 1_048_576.0
    return (index * scale).rounded(.toNearestOrAwayFromZero) / scale
}
