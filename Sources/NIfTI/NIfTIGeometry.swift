import Voxels

/// The grid that a NIfTI header describes, in LPS mm.
///
/// The affine (`sform`) is used when there is one, else the quaternion (`qform`), else the spacing alone. NIfTI's x and y point to the right
/// and to the front (RAS), DICOM's to the left and to the back (LPS): both change sign.
struct NIfTIGeometry: Sendable, Hashable {
    /// The grid in LPS mm.
    let grid: Grid
    /// What the user should know about it.
    let findings: [NIfTIFinding]

    init(_ header: NIfTIHeader, path: String) throws(NIfTIError) {
        let tolerance = GeometryTolerance()
        let quaternion = header.sform == nil ? try Self.columns(ofQuaternion: header, path: path) : nil
        guard let columns = header.sform ?? quaternion else {
            let spacing = try Self.spacing(header, path: path) * header.millimetres
            grid = Grid(size: header.size, spacing: spacing)
            findings = [
                NIfTIFinding(
                    code: "no-orientation",
                    message: "neither sform nor qform is set: positions are unknown, only the spacing of pixdim is used")
            ]
            return
        }
        grid = try Self.grid(header.size, columns: columns, millimetres: header.millimetres, tolerance: tolerance, path: path)
        findings = Self.findings(header, used: grid, tolerance: tolerance, path: path)
    }

    private static func grid(
        _ size: Index3, columns: [SIMD3<Double>], millimetres: Double, tolerance: GeometryTolerance, path: String
    ) throws(NIfTIError) -> Grid {
        let lps = columns.map { $0 * SIMD3(-millimetres, -millimetres, millimetres) }
        let spacing = SIMD3(lps[0].length, lps[1].length, lps[2].length)
        guard [spacing.x, spacing.y, spacing.z].allSatisfy(Grid.plausibleSpacing.contains), lps[3].length.isFinite else {
            throw NIfTIError(
                .geometry, "the affine gives a spacing of \(text(spacing)) mm; mend the header: each must be positive and at most 10 m",
                path: path)
        }
        let direction = Grid.Direction(x: lps[0] / spacing.x, y: lps[1] / spacing.y, z: lps[2] / spacing.z)
        let products = [direction.x.dot(direction.y), direction.y.dot(direction.z), direction.z.dot(direction.x)].map(abs)
        guard let shear = products.max(), shear <= tolerance.orientation else {
            let cosines = products.map { "\($0)" }.joined(separator: ", ")
            throw NIfTIError(
                .geometry, "the axes are not orthogonal (cosines \(cosines)); resample the image to orthogonal axes", path: path)
        }
        return Grid(size: size, spacing: spacing, origin: lps[3], direction: direction)
    }

    /// The rotation of the unit quaternion (a, b, c, d), scaled by pixdim; qfac = pixdim[0] turns the third axis.
    private static func columns(ofQuaternion header: NIfTIHeader, path: String) throws(NIfTIError) -> [SIMD3<Double>]? {
        guard let qform = header.qform else { return nil }
        let (b, c, d) = (qform.quaternion.x, qform.quaternion.y, qform.quaternion.z)
        let rest = 1 - (b * b + c * c + d * d)
        guard rest >= -1e-5 else {
            throw NIfTIError(.geometry, "the quaternion (\(b), \(c), \(d)) is longer than 1; mend the header", path: path)
        }
        let a = max(rest, 0).squareRoot()
        let spacing = try spacing(header, path: path)
        let qfac: Double = header.pixdim.x < 0 ? -1 : 1
        return [
            spacing.x * SIMD3(a * a + b * b - c * c - d * d, 2 * (b * c + a * d), 2 * (b * d - a * c)),
            spacing.y * SIMD3(2 * (b * c - a * d), a * a + c * c - b * b - d * d, 2 * (c * d + a * b)),
            qfac * spacing.z * SIMD3(2 * (b * d + a * c), 2 * (c * d - a * b), a * a + d * d - b * b - c * c),
            qform.offset,
        ]
    }

    /// The spacing in the header's unit of length.
    private static func spacing(_ header: NIfTIHeader, path: String) throws(NIfTIError) -> SIMD3<Double> {
        let pixdim = SIMD3(header.pixdim.y, header.pixdim.z, header.pixdim.w)
        let spacing = pixdim * header.millimetres
        guard [spacing.x, spacing.y, spacing.z].allSatisfy(Grid.plausibleSpacing.contains) else {
            throw NIfTIError(
                .geometry, "pixdim gives a spacing of \(text(spacing)) mm; mend the header: each must be positive and at most 10 m",
                path: path)
        }
        return pixdim
    }

    private static func findings(_ header: NIfTIHeader, used: Grid, tolerance: GeometryTolerance, path: String) -> [NIfTIFinding] {
        guard header.sform != nil else { return [] }
        var findings: [NIfTIFinding] = []
        let pixdim = SIMD3(header.pixdim.y, header.pixdim.z, header.pixdim.w) * header.millimetres
        let difference = (pixdim - used.spacing) / used.spacing
        if [difference.x, difference.y, difference.z].contains(where: { !(abs($0) <= tolerance.spacing) }) {
            findings.append(
                NIfTIFinding(
                    code: "pixdim-differs",
                    message: "pixdim says \(text(pixdim)) mm, the affine (sform) \(text(used.spacing)) mm; the affine is used"))
        }
        if let columns = try? columns(ofQuaternion: header, path: path),
            let other = try? grid(header.size, columns: columns, millimetres: header.millimetres, tolerance: tolerance, path: path),
            let distance = used.largestCornerDistance(to: other), distance > tolerance.position
        {
            findings.append(
                NIfTIFinding(
                    code: "qform-differs", message: "sform and qform place corner voxels up to \(distance) mm apart; sform is used"))
        }
        return findings
    }

    private static func text(_ vector: SIMD3<Double>) -> String { "\(vector.x) × \(vector.y) × \(vector.z)" }
}
