import Voxels

/// A region of interest as voxels of an image's grid.
public struct RasterisedRegion: Sendable {
    /// The region of interest.
    public let roi: ROI
    /// The voxels whose centres lie inside the contours, held on the contours' bounding box within the grid only.
    public let mask: Mask
    /// What a person should know about the region.
    public let findings: [DICOMFinding]
}

extension StructureSet {
    /// Finds the voxels whose centres lie inside the closed planar contours of a region.
    ///
    /// Contours are placed by their position: each plane belongs to the nearest slice, within half the slice spacing. Contours of one plane
    /// combine by even-odd; one that repeats another point for point counts once and is reported. A centre on a contour belongs to the side of
    /// growing x and y, so that of two regions that share an edge exactly one has it; coordinates are rounded to 2⁻²⁰ voxel before, so that decimal noise does not decide.
    ///
    /// - Parameters:
    ///   - roi: a region of this structure set.
    ///   - grid: the image's grid.
    ///   - tolerance: `position` is how far points of one plane may be apart along the normal in mm.
    /// - Throws: `malformed-contour`, `no-closed-contour`, `non-planar-contour`, `several-planes-on-slice` or `outside-image`.
    public func rasterise(
        _ roi: ROI, on grid: Grid, tolerance: GeometryTolerance = GeometryTolerance()
    ) throws(DICOMError) -> RasterisedRegion {
        var findings: [DICOMFinding] = []
        do throws(RasterisationFailure) {
            let closed = try closedContours(contours(of: roi), findings: &findings)
            let planes = try contourPlanes(closed, on: grid, tolerance: min(tolerance.position, grid.spacing.z / 10))
            let slices = try slicesOfPlanes(withoutRepeats(planes, findings: &findings), on: grid, findings: &findings)
            let mask = fill(slices, on: grid, findings: &findings)
            let named = findings.map { DICOMFinding($0.code, "ROI '\(roi.name)': \($0.message)", path: path) }
            return RasterisedRegion(roi: roi, mask: mask, findings: named)
        } catch {
            throw DICOMError(error.code, "ROI '\(roi.name)': \(error.message)", path: path)
        }
    }
}

/// Why contours make no region.
struct RasterisationFailure: Error {
    let code: DICOMError.Code
    let message: String

    init(_ code: DICOMError.Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// Fills the slices on the bounding box of their contours within the grid.
private func fill(_ slices: [ContourSlice], on grid: Grid, findings: inout [DICOMFinding]) -> Mask {
    let box = slices.reduce(Box(lower: .zero, upper: .zero)) { $0.union($1.bounds) }.intersection(grid.bounds)
    var values = [UInt8](repeating: 0, count: box.count)
    var all = 0
    var inside = 0
    for slice in slices {
        forEachRun(of: slice.polygons) { y, x in
            all += x.count
            let kept = x.clamped(to: box.lower.x..<max(box.lower.x, box.upper.x))
            guard !kept.isEmpty, y >= box.lower.y, y < box.upper.y else { return }
            inside += kept.count
            let start = box.offset(of: Index3(kept.lowerBound, y, slice.index))
            for offset in start..<start + kept.count { values[offset] = 1 }
        }
    }
    if inside < all {
        let percent = rounded(Double(all - inside) / Double(all) * 100)
        findings.append(DICOMFinding(.outsidePlane, "\(percent) % of the region lies beyond the image's rows or columns and is left out"))
    }
    if inside == 0 { findings.append(DICOMFinding(.emptyRegion, "no voxel centre lies inside the contours")) }
    return Mask(grid: grid, box: box, values: values)
}
