import Voxels

/// A series whose slices form a regular grid; its intensities are read when they are asked for.
public struct ImageSeries: ImageSource {
    /// Series Instance UID.
    public let seriesInstanceUID: String
    /// Which of the series' stacks this is; nil when the series is one stack.
    public let stack: String?
    /// The slices in the order of growing z index, each with its frame in its file.
    public let slices: [InstanceHeader]
    /// The z index of each slice: 0, 1, 2 … unless the geometry's policy has missing slices interpolated.
    public let zIndices: [Int]
    /// What to add to a column and row index of the grid for that of the slice; nil when the gantry was not tilted.
    let shears: [SIMD2<Double>]?
    /// The grid: x along growing column index, y along growing row index, z along x × y; spacing along z from the slices' positions.
    public let grid: Grid
    /// True for a projection image, which has no thickness: its spacing along z is nominal.
    public let isProjection: Bool
    /// How the stored values of each slice become intensities.
    let scales: [IntensityScale]
    /// Called whenever a slice has been read, so that somebody who waits knows that the work goes on.
    public var onSlice: (@Sendable () -> Void)?

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
            (slices, zIndices, shears) = (series.instances, [0], nil)
        } else {
            do {
                let stack = try SliceStack(series.instances, tolerance: tolerance)
                (slices, zIndices, shears, grid) = (stack.slices, stack.zIndices, stack.shears, stack.grid)
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
        self.stack = series.stack
        scales = try IntensityScale.scales(of: slices, policy: policy)
    }

    /// The files in the order of growing z index, each once.
    public var paths: [String] {
        var seen: Set<String> = []
        return slices.map(\.path).filter { seen.insert($0).inserted }
    }

    /// What the geometry's policy let pass and how.
    public var findings: [DICOMFinding] {
        var findings: [DICOMFinding] = []
        let missing = grid.size.z - slices.count
        if missing > 0 {
            findings.append(
                DICOMFinding(
                    .interpolatedSlices, "\(missing) of \(grid.size.z) slices are missing and interpolated between their neighbours"))
        }
        if shears != nil {
            findings.append(
                DICOMFinding(.straightenedTilt, "the slices of a tilted gantry are moved back in their planes by linear interpolation"))
        }
        return findings
    }

    /// The slice of a z index; nil where a missing one is interpolated.
    public func slice(at z: Int) -> InstanceHeader? {
        zIndices.firstIndex(of: z).map { slices[$0] }
    }

    /// Frame of Reference UID.
    public var frameOfReferenceUID: String? { slices.first?.plane.frameOfReferenceUID }
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

/// Writes the intensities of stored values from `start` on: `stored * slope + intercept` in 64 bits, rounded once.
func rescale(
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
                + "correct the header, or choose another scaling in the recipe", path: header.path)
    }
    guard isExact else {
        throw DICOMError(.precision, "a stored value does not fit a 32-bit float; rescale the image beforehand", path: header.path)
    }
}

private func parentFolder(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
}
