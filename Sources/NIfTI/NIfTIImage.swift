import Voxels

/// A NIfTI-1 image (`.nii`, `.nii.gz`) of one volume.
///
/// Intensity = `scl_slope` · stored + `scl_inter`, computed in 64 bits and rounded once to 32. A stored value that a 32-bit float cannot hold
/// exactly is refused: integers beyond 2²⁴ that do not round-trip, and 64-bit floats with more than 24 significant bits. Who accepts the
/// rounding converts the file to 32-bit floats, and then the file says so.
public struct NIfTIImage: ImageSource, Sendable, Hashable {
    private let file: NIfTIFile

    /// Reads and checks the header and the file's length; no voxel is kept.
    ///
    /// - Throws: `NIfTIError`.
    public init(path: String) throws(NIfTIError) {
        file = try NIfTIFile(path: path)
    }

    /// The file.
    public var path: String { file.path }
    /// The grid in LPS mm: from the sform if it is set, else from the qform, else from pixdim alone.
    public var grid: Grid { file.geometry.grid }
    /// How the voxels are stored.
    public var dataType: NIfTIDataType { file.header.dataType }
    /// What the user should know about the header.
    public var findings: [NIfTIFinding] { file.geometry.findings }

    /// Reads the intensities of `box`, which must lie inside `grid.bounds`, holding one slice's rows beside the result.
    ///
    /// - Throws: `NIfTIError` when the file is damaged, or when voxels of the box are NaN, infinite, or not exact in 32-bit floats.
    public func volume(in box: Box) throws -> Volume {
        precondition(grid.bounds.contains(box), "a box lies inside the grid")
        return try file.header.dataType.apply(BoxDecoder(file: file, box: box))
    }
}

/// Decodes the voxels of one box.
private struct BoxDecoder: StoredValueWork {
    let file: NIfTIFile
    let box: Box

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> Volume {
        guard let scaling = file.header.scaling else {
            // Zero is added so that there is no negative zero.
            return try volume(of: type) { Float($0.double) + 0 }
        }
        return try volume(of: type) { Float(scaling.slope * $0.double + scaling.intercept) }
    }

    @inline(__always)
    private func volume<T: StoredValue>(of type: T.Type, intensity: (T) -> Float) throws(NIfTIError) -> Volume {
        var values: [Float] = []
        values.reserveCapacity(box.count)
        var tally = Tally()
        let width = file.header.size.x
        try file.forEachBlock(of: type, in: box) { voxels, block throws(NIfTIError) in
            for row in 0..<block.size.y {
                let places = row * width + box.lower.x..<row * width + box.upper.x
                if !Self.append(voxels.span.extracting(places), to: &values, intensity: intensity) {
                    for bits in voxels[places] { tally.count(T(bits: bits), as: intensity(T(bits: bits))) }
                }
            }
        }
        try tally.check(box: box, type: file.header.dataType, path: file.path)
        return Volume(grid: file.geometry.grid, box: box, values: values)
    }

    /// Appends the intensities of stored values; false when one of them is to be tallied.
    @inline(__always)
    private static func append<T: StoredValue>(_ stored: Span<T.Bits>, to values: inout [Float], intensity: (T) -> Float) -> Bool {
        var isExact = true
        values.append(addingCapacity: stored.count) { output in
            for index in stored.indices {
                let value = T(bits: stored[index])
                let number = intensity(value)
                isExact = isExact && value.fitsFloat && number.isFinite
                output.append(number)
            }
        }
        return isExact
    }

    private struct Tally {
        var nonFinite = 0
        var inexact = 0
        var example: Double?

        mutating func count(_ stored: some StoredValue, as value: Float) {
            if !stored.double.isFinite {
                nonFinite += 1
            } else if !stored.fitsFloat || !value.isFinite {
                inexact += 1
                example = example ?? stored.double
            }
        }

        func check(box: Box, type: NIfTIDataType, path: String) throws(NIfTIError) {
            let region = "of the \(box.count) voxels from \(text(box.lower)) to \(text(box.upper &- 1))"
            if nonFinite > 0 {
                throw NIfTIError(.nonFinite, "\(nonFinite) \(region) are NaN or infinite; mend the image", path: path)
            }
            if let example {
                throw NIfTIError(
                    .precision,
                    "\(inexact) \(region) do not fit a 32-bit float (\(type), such as \(example)); convert the image to float32 if rounding is acceptable",
                    path: path)
            }
        }

        private func text(_ index: Index3) -> String { "(\(index.x), \(index.y), \(index.z))" }
    }
}
