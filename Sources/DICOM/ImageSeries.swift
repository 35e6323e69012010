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

    /// Sorts the slices, and proves the grid and the rescaling.
    ///
    /// - Throws: `geometry` with the verdict when the grid is not regular, `damaged-series` when a file of the series is damaged,
    ///   `invalid-rescale` when stored values cannot be turned into modality units.
    public init(_ series: SeriesHeaders, tolerance: GeometryTolerance = GeometryTolerance()) throws(DICOMError) {
        if let first = series.damaged.first {
            let message =
                "\(counted(series.damaged.count, "file")) of series \(shortened(series.seriesInstanceUID)) damaged: \(first.message)"
            throw DICOMError(.damagedSeries, message, path: first.path)
        }
        let folder = series.paths.first.map(parentFolder)
        let stack: SliceStack
        do {
            stack = try SliceStack(series.instances, tolerance: tolerance)
        } catch {
            let message = "series \(shortened(series.seriesInstanceUID)): \(error.verdict.message)"
            throw DICOMError(.geometry, message, path: folder, verdict: error.verdict)
        }
        try requireRescale(stack.slices)
        seriesInstanceUID = series.seriesInstanceUID
        self.stack = series.stack
        slices = stack.slices
        zIndices = stack.zIndices
        shears = stack.shears
        grid = stack.grid
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

/// CT and PET images always state how they are rescaled; others state both slope and intercept, or neither, in all slices alike.
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
            } else if !isStated && header.modality != "MR" {
                "Rescale Slope and Rescale Intercept are missing"
            } else if let slope = rescale.slope, let intercept = rescale.intercept, !isUsable(slope: slope, intercept: intercept) {
                "Rescale Slope or Rescale Intercept is no usable number"
            } else {
                nil
            }
        if let problem { throw DICOMError(.invalidRescale, "\(problem); correct the header", path: header.path) }
    }
}

/// Writes the modality values of stored values from `start` on: `stored * slope + intercept` in 64 bits, rounded once.
func rescale(_ stored: [Int32], of header: InstanceHeader, into values: inout [Float], at start: Int) throws(DICOMError) {
    let slope = header.rescale.slope ?? 1
    let intercept = header.rescale.intercept ?? 0
    let isWide = header.pixels.bitsStored > 24
    let isUnsigned = !header.pixels.isSigned
    let source = stored.span
    var target = values.mutableSpan
    var isExact = true
    for index in source.indices {
        let value = isUnsigned ? Double(UInt32(bitPattern: source[index])) : Double(source[index])
        if isWide && Double(Float(value)) != value { isExact = false }
        target[start &+ index] = Float(value * slope + intercept)
    }
    guard isExact else {
        throw DICOMError(.precision, "a stored value does not fit a 32-bit float; rescale the image beforehand", path: header.path)
    }
}

/// Whether all rescaled values of 32 stored bits fit a 32-bit float.
private func isUsable(slope: Double, intercept: Double) -> Bool {
    slope != 0 && abs(slope) * 4_294_967_296 + abs(intercept) <= Double(Float.greatestFiniteMagnitude)
}

private func parentFolder(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts.joined(separator: "/")
}
