import Voxels

/// A series whose slices form a regular grid; its intensities are read when they are asked for.
public struct ImageSeries: ImageSource {
    /// Series Instance UID.
    public let seriesInstanceUID: String
    /// The slices in the order of growing z index.
    public let slices: [InstanceHeader]
    /// The grid: x along growing column index, y along growing row index, z along x × y; spacing along z from the slices' positions.
    public let grid: Grid
    /// True for a projection image, which has no thickness: its spacing along z is nominal.
    public let isProjection: Bool
    /// How the stored values of each slice become intensities.
    private let scales: [IntensityScale]

    /// Sorts the slices, and proves the grid and the scaling of intensities.
    ///
    /// - Parameters:
    ///   - series: the headers.
    ///   - tolerance: how far slices may be from a perfect grid.
    ///   - policy: what the recipe says about modalities.
    /// - Throws: `geometry` with the verdict when the grid is not regular, `damaged-series` when a file of the series is damaged,
    ///   `invalid-rescale` when stored values cannot be turned into modality units, `other-modality`, `other-intent`,
    ///   `undetermined-uptake`, `undetermined-scaling` or `undetermined-spacing` when the header does not hold what the policy asks for.
    public init(
        _ series: SeriesHeaders, tolerance: GeometryTolerance = GeometryTolerance(), policy: ModalityPolicy = ModalityPolicy()
    ) throws(DICOMError) {
        try policy.requireModality(of: series)
        if let first = series.damaged.first {
            let message =
                "\(counted(series.damaged.count, "file")) of series \(shortened(series.seriesInstanceUID)) damaged: \(first.message)"
            throw DICOMError(.damagedSeries, message, path: first.path)
        }
        let folder = series.paths.first.map(parentFolder)
        isProjection = ProjectionGeometry.applies(to: series.instances)
        if isProjection {
            grid = try ProjectionGeometry.grid(of: series.instances, policy: policy.projection)
            slices = series.instances
        } else {
            do {
                let stack = try SliceStack(series.instances, tolerance: tolerance)
                (slices, grid) = (stack.slices, stack.grid)
            } catch {
                let message = "series \(shortened(series.seriesInstanceUID)): \(error.verdict.message)"
                throw DICOMError(.geometry, message, path: folder, verdict: error.verdict)
            }
            for slice in slices {
                if let projection = slice.projection {
                    try ProjectionGeometry.requireIntent(of: slice, projection, policy.projection.intent)
                }
            }
        }
        try requireRescale(slices)
        seriesInstanceUID = series.seriesInstanceUID
        scales = try IntensityScale.scales(of: slices, policy: policy)
    }

    /// The files in the order of growing z index.
    public var paths: [String] { slices.map(\.path) }

    /// Frame of Reference UID.
    public var frameOfReferenceUID: String? { slices.first?.plane.frameOfReferenceUID }

    /// Reads the intensities of a box in modality units: only its slices and, where the pixels are not compressed, only its rows.
    ///
    /// Each stored value is rescaled in 64 bits and rounded once to 32. Padding values stay as they are.
    ///
    /// - Parameter box: a box inside `grid.bounds`.
    /// - Throws: `DICOMError` when a file has changed or is damaged, or when a value does not fit a 32-bit float (`precision`).
    public func volume(in box: Box) throws -> Volume {
        precondition(grid.bounds.contains(box), "the box lies inside the grid")
        let size = box.size
        var values = [Float](repeating: 0, count: box.count)
        var stored = [Int32](repeating: 0, count: size.x * size.y)
        for z in box.lower.z..<max(box.lower.z, box.upper.z) where !stored.isEmpty {
            let file = try DICOMFile(path: slices[z].path)
            try requireUnchanged(file, slices[z])
            try file.readFrame(0, x: box.lower.x..<box.upper.x, y: box.lower.y..<box.upper.y, into: &stored)
            try rescale(stored, of: slices[z], by: scales[z], into: &values, at: (z - box.lower.z) * stored.count)
        }
        return Volume(grid: grid, box: box, values: values)
    }
}

extension ModalityPolicy {
    /// Refuses a series of another modality than the recipe is meant for.
    fileprivate func requireModality(of series: SeriesHeaders) throws(DICOMError) {
        guard let modalities, let header = series.instances.first, !modalities.contains(header.modality ?? "") else { return }
        let found = header.modality ?? "a series without Modality"
        throw DICOMError(
            .otherModality,
            "the recipe is meant for \(modalities.joined(separator: ", ")), not for \(found); choose another recipe or series",
            path: header.path)
    }
}

/// CT and PET images always state how they are rescaled; MR and projection images state both slope and intercept, or neither, in all slices alike.
private func requireRescale(_ slices: [InstanceHeader]) throws(DICOMError) {
    let isStated = slices.first?.rescale.slope != nil
    for header in slices {
        let rescale = header.rescale
        let problem: String? =
            if rescale.hasLookupTable {
                "a Modality LUT Sequence is not read"
            } else if (rescale.slope == nil) != (rescale.intercept == nil) {
                "only one of Rescale Slope and Rescale Intercept is there"
            } else if (rescale.slope != nil) != isStated {
                "Rescale Slope is missing in some slices"
            } else if !isStated && header.modality != "MR" && header.projection == nil {
                "Rescale Slope and Rescale Intercept are missing"
            } else if let slope = rescale.slope, let intercept = rescale.intercept,
                !IntensityScale(slope: slope, intercept: intercept).isUsable
            {
                "Rescale Slope or Rescale Intercept is no usable number"
            } else {
                nil
            }
        if let problem { throw DICOMError(.invalidRescale, "\(problem); correct the header", path: header.path) }
    }
}

private func requireUnchanged(_ file: DICOMFile, _ header: InstanceHeader) throws(DICOMError) {
    let current = try InstanceHeader(file: file)
    guard current == header else {
        throw DICOMError(.changedFile, "the file has changed since its header was read; index the archive again", path: header.path)
    }
}

/// Writes the intensities of stored values from `start` on: `stored * slope + intercept` in 64 bits, rounded once.
private func rescale(
    _ stored: [Int32], of header: InstanceHeader, by scale: IntensityScale, into values: inout [Float], at start: Int
) throws(DICOMError) {
    let (slope, intercept) = (scale.slope, scale.intercept)
    let isWide = header.pixels.bitsStored > 24
    let isUnsigned = !header.pixels.isSigned
    let source = stored.span
    var target = values.mutableSpan
    var isExact = true
    var isMapped = true
    for index in source.indices {
        let value = isUnsigned ? Double(UInt32(bitPattern: source[index])) : Double(source[index])
        if isWide && Double(Float(value)) != value { isExact = false }
        if let mapped = scale.mapped, !mapped.contains(value) { isMapped = false }
        target[start &+ index] = Float(value * slope + intercept)
    }
    guard isMapped else {
        throw DICOMError(
            .unmappedValue,
            "a stored value lies outside those that the Real World Value Mapping (0040,9096) is stated for; "
                + "choose another mr.scaling in the recipe", path: header.path)
    }
    guard isExact else {
        throw DICOMError(.precision, "a stored value does not fit a 32-bit float; rescale the image beforehand", path: header.path)
    }
}

private func parentFolder(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
}
