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
    /// The files have several Patient IDs, an absent one counted as well: how many, and two files that differ.
    case mixedPatients(count: Int, String, String)
    /// Image Orientation of a file is not a pair of orthogonal unit vectors.
    case invalidOrientation(String)
    /// The slices move steadily sideways: the tilt in degrees against the normal, and the largest shift in mm.
    case sheared(angle: Double, shift: Double)
    /// Slices that lie sideways of the others, and the largest shift in mm.
    case displacedSlices([Slice], shift: Double)
    /// Files without usable Image Position or Image Orientation.
    case noPosition([String])
    /// Files without usable Pixel Spacing or slice distance, or a single slice without thickness.
    case noSpacing([String])
    /// A projection image, which has no place in space; whether its spacing is known is up to the recipe.
    case projection
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
        case .mixedPatients: "mixed-patients"
        case .invalidOrientation: "invalid-orientation"
        case .sheared: "sheared"
        case .displacedSlices: "displaced-slices"
        case .noPosition: "no-position"
        case .noSpacing: "no-spacing"
        case .projection: "projection"
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
            "slices are missing: \(listed(gaps)), where the spacing is \(millimetres(spacing)); fetch the series again from the archive, or set geometry.missing-slices in the recipe"
        case .irregularSpacing(let gaps, let spacing):
            "the slice spacing varies: \(listed(gaps)), where it is usually \(millimetres(spacing)); split the series, or resample it beforehand"
        case .mixedOrientation(let one, let other):
            "Image Orientation differs between \(pair(one, other)); split the series"
        case .mixedMatrix(let one, let other):
            "Rows or Columns differ between \(pair(one, other)); split the series"
        case .mixedSpacing(let one, let other):
            "Pixel Spacing differs between \(pair(one, other)); split the series"
        case .mixedFrameOfReference(let one, let other):
            "Frame of Reference differs between \(pair(one, other)); split the series"
        case .mixedPatients(let count, let one, let other):
            "the files have \(count) different Patient IDs, such as \(pair(one, other)); correct the headers or split the series"
        case .invalidOrientation(let path):
            "Image Orientation of \(fileName(path)) is not a pair of orthogonal unit vectors; correct the header"
        case .sheared(let angle, let shift):
            "the slices move sideways by up to \(millimetres(shift)) (\(rounded(angle))° of tilt); set geometry.tilt: resample in the recipe, or straighten a tilted gantry beforehand"
        case .displacedSlices(let slices, let shift):
            "\(counted(slices.count, "slice")) sideways of the others by up to \(millimetres(shift)): \(separately(slices)); fetch the series again, or correct Image Position"
        case .noPosition(let paths):
            "\(counted(paths.count, "file")) without Image Position or Image Orientation, first \(paths.first.map(fileName) ?? ""); the geometry is unknown: export the series again with them"
        case .noSpacing(let paths):
            "\(counted(paths.count, "file")) without usable Pixel Spacing or slice thickness, first \(paths.first.map(fileName) ?? ""); the geometry is unknown: export the series again with them"
        case .projection:
            "a projection image without a place in space; the recipe says which intent and spacing it reads"
        case .unsupportedObject(let name, let path):
            "\(name) is not read (\(fileName(path))); \(advice(for: name))"
        }
    }

    /// The verdict on the slices of one series, which may come in any order.
    public static func of(_ instances: [InstanceHeader], tolerance: GeometryTolerance = GeometryTolerance()) -> GeometryVerdict {
        if ProjectionGeometry.applies(to: instances) { return ProjectionGeometry.verdict(on: instances) }
        do {
            _ = try SliceStack(instances, tolerance: tolerance)
            return .regular
        } catch {
            return error.verdict
        }
    }
}

/// Names two files.
private func pair(_ one: String, _ other: String) -> String { fileNames([one, other]).joined(separator: " and ") }

/// What to do about an object that is not read.
private func advice(for object: String) -> String {
    if object.contains("transfer syntax") { return "export the series uncompressed (Explicit VR Little Endian)" }
    if object.contains("Hologic") { return "export it from the mammography system as Breast Tomosynthesis Image objects" }
    if object.contains("BreastProjection") { return "choose the Breast Tomosynthesis series reconstructed from it" }
    if object.contains("projection image") { return "export one greyscale image per series" }
    if object.contains("multi-frame") { return "export it as single-frame CT, MR or PET images" }
    if object.contains("colour") || object.contains("Secondary") { return "choose the original greyscale CT, MR or PET series" }
    return "choose a series of CT, MR or PET images"
}

/// Names at most three gaps.
private func listed(_ gaps: [GeometryVerdict.Gap]) -> String {
    let shown = gaps.prefix(3).map { gap in
        "\(millimetres(gap.distance)) from \(millimetres(gap.before.position)) (\(fileName(gap.before.path)))"
            + " to \(millimetres(gap.after.position)) (\(fileName(gap.after.path)))"
    }
    return shown.joined(separator: ", ") + (gaps.count > 3 ? " and \(gaps.count - 3) more" : "")
}

/// Names at most three slices with their places.
private func separately(_ slices: [GeometryVerdict.Slice]) -> String {
    let shown = slices.prefix(3)
    let places = zip(shown, fileNames(shown.map(\.path))).map { "at \(millimetres($0.position)) (\($1))" }
    return places.joined(separator: ", ") + (slices.count > 3 ? " and \(slices.count - 3) more" : "")
}

/// Names at most three slices at one place.
private func listed(_ slices: [GeometryVerdict.Slice]) -> String {
    let names = fileNames(slices.prefix(3).map(\.path)).joined(separator: ", ")
    return "at \(slices.first.map { millimetres($0.position) } ?? "") (\(names)\(slices.count > 3 ? ", …" : ""))"
}
