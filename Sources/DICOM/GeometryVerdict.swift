import Voxels

/// Whether the slices of a series form one regular grid and, if not, why.
public enum GeometryVerdict: Sendable, Hashable {
    /// A slice and its place along the slice normal.
    public struct Slice: Sendable, Hashable {
        /// The projection of Image Position on the slice normal in mm.
        public var position: Double
        /// The file.
        public var path: String

        /// Makes a slice.
        public init(position: Double, path: String) {
            self.position = position
            self.path = path
        }
    }

    /// The space between two neighbouring slices.
    public struct Gap: Sendable, Hashable {
        /// The slice before the gap.
        public var before: Slice
        /// The slice behind the gap.
        public var after: Slice

        /// Makes a gap.
        public init(before: Slice, after: Slice) {
            self.before = before
            self.after = after
        }

        /// The distance of the two slices in mm.
        public var distance: Double { after.position - before.position }
    }

    /// The slices form a regular grid.
    case regular
    /// Slices lie at one place, or share one SOP Instance UID.
    case duplicateSlices([[Slice]])
    /// Gaps are whole multiples of the usual slice spacing (mm).
    case missingSlices([Gap], spacing: Double)
    /// Gaps differ from the usual slice spacing (mm).
    case irregularSpacing([Gap], spacing: Double)
    /// Two files differ in Image Orientation.
    case mixedOrientation(String, String)
    /// Two files differ in Rows or Columns.
    case mixedMatrix(String, String)
    /// Two files differ in Pixel Spacing.
    case mixedSpacing(String, String)
    /// Two files differ in Frame of Reference.
    case mixedFrameOfReference(String, String)
    /// Image Orientation of a file is not a pair of orthogonal unit vectors.
    case invalidOrientation(String)
    /// The slices move sideways: the tilt in degrees against the normal, and the largest shift in mm.
    case sheared(angle: Double, shift: Double)
    /// Files without usable Image Position or Image Orientation.
    case noPosition([String])
    /// Files without usable Pixel Spacing or slice distance, or a single slice without thickness.
    case noSpacing([String])
    /// An object that is not read: what it is, and its file.
    case unsupportedObject(String, path: String)

    /// The stable code of the verdict.
    public var code: String {
        switch self {
        case .regular: "regular"
        case .duplicateSlices: "duplicate-slices"
        case .missingSlices: "missing-slices"
        case .irregularSpacing: "irregular-spacing"
        case .mixedOrientation: "mixed-orientation"
        case .mixedMatrix: "mixed-matrix"
        case .mixedSpacing: "mixed-spacing"
        case .mixedFrameOfReference: "mixed-frame-of-reference"
        case .invalidOrientation: "invalid-orientation"
        case .sheared: "sheared"
        case .noPosition: "no-position"
        case .noSpacing: "no-spacing"
        case .unsupportedObject: "unsupported-object"
        }
    }

    /// One line: what was found, where, and what to do.
    public var message: String {
        switch self {
        case .regular:
            "the slices form a regular grid"
        case .duplicateSlices(let groups):
            "\(counted(groups.count, "slice")) more than once, first \(groups.first.map(listed) ?? ""); remove the copies or split the series"
        case .missingSlices(let gaps, let spacing):
            "slices are missing: \(listed(gaps)), where the spacing is \(millimetres(spacing)); fetch the series again from the archive"
        case .irregularSpacing(let gaps, let spacing):
            "the slice spacing varies: \(listed(gaps)), where it is usually \(millimetres(spacing)); split the series, or resample it beforehand"
        case .mixedOrientation(let one, let other):
            "Image Orientation differs between \(fileName(one)) and \(fileName(other)); split the series"
        case .mixedMatrix(let one, let other):
            "Rows or Columns differ between \(fileName(one)) and \(fileName(other)); split the series"
        case .mixedSpacing(let one, let other):
            "Pixel Spacing differs between \(fileName(one)) and \(fileName(other)); split the series"
        case .mixedFrameOfReference(let one, let other):
            "Frame of Reference differs between \(fileName(one)) and \(fileName(other)); split the series"
        case .invalidOrientation(let path):
            "Image Orientation of \(fileName(path)) is not a pair of orthogonal unit vectors; correct the header"
        case .sheared(let angle, let shift):
            "the slices move sideways by up to \(millimetres(shift)) (\(rounded(angle))° of tilt); straighten a tilted gantry beforehand"
        case .noPosition(let paths):
            "\(counted(paths.count, "file")) without Image Position or Image Orientation, first \(paths.first.map(fileName) ?? ""); the geometry is unknown"
        case .noSpacing(let paths):
            "\(counted(paths.count, "file")) without usable Pixel Spacing or slice thickness, first \(paths.first.map(fileName) ?? ""); the geometry is unknown"
        case .unsupportedObject(let name, let path):
            "\(name) is not read (\(fileName(path))); choose a series of single-frame CT, MR or PET images"
        }
    }

    /// The verdict on the slices of one series, which may come in any order.
    public static func of(_ instances: [InstanceHeader], tolerance: GeometryTolerance = GeometryTolerance()) -> GeometryVerdict {
        do {
            _ = try SliceStack(instances, tolerance: tolerance)
            return .regular
        } catch {
            return error.verdict
        }
    }
}

/// Names at most three gaps.
private func listed(_ gaps: [GeometryVerdict.Gap]) -> String {
    let shown = gaps.prefix(3).map { gap in
        "\(millimetres(gap.distance)) from \(millimetres(gap.before.position)) (\(fileName(gap.before.path)))"
            + " to \(millimetres(gap.after.position)) (\(fileName(gap.after.path)))"
    }
    return shown.joined(separator: ", ") + (gaps.count > 3 ? " and \(gaps.count - 3) more" : "")
}

/// Names at most three slices at one place.
private func listed(_ slices: [GeometryVerdict.Slice]) -> String {
    let names = slices.prefix(3).map { fileName($0.path) }.joined(separator: ", ")
    return "at \(slices.first.map { millimetres($0.position) } ?? "") (\(names)\(slices.count > 3 ? ", …" : ""))"
}
