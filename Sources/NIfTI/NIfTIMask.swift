import Voxels

/// A NIfTI-1 mask or label image: every voxel an integer, 0 outside.
///
/// The file is streamed slice by slice; memory is that of one slice and of the region found.
public struct NIfTIMask: Sendable, Hashable {
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
    /// What the user should know about the header.
    public var findings: [NIfTIFinding] { file.geometry.findings }

    /// The labels other than 0 with their numbers of voxels.
    ///
    /// - Throws: `NIfTIError`, such as `not-a-mask` when a voxel is no integer.
    public func labels() throws(NIfTIError) -> [Int: Int] {
        try file.header.dataType.apply(LabelCounter(file: file))
    }

    /// The voxels of one label, or of all labels other than 0, on their bounding box.
    ///
    /// - Parameter label: the label's number; nil takes every voxel that is not 0.
    /// - Throws: `NIfTIError`: `label-missing` (the message lists the labels there are), `empty-mask`, `not-a-mask`, or trouble with the file.
    public func mask(label: Int? = nil) throws(NIfTIError) -> Mask { try mask(labels: label.map { [$0] }) }

    /// The voxels of any of some labels, on their bounding box.
    ///
    /// - Parameter labels: the labels' numbers; nil takes every voxel that is not 0.
    /// - Throws: as `mask(label:)`; `label-missing` when no voxel has any of the labels.
    public func mask(labels: [Int]?) throws(NIfTIError) -> Mask {
        let patches = try file.header.dataType.apply(PatchFinder(file: file, labels: labels.map(Set.init)))
        guard !patches.isEmpty else { throw try nothingFound(labels: labels) }
        let box = patches.reduce(Box(lower: .zero, upper: .zero)) { $0.union($1.box) }
        var mask = Mask(grid: grid, box: box, values: [UInt8](repeating: 0, count: box.count))
        for patch in patches {
            let width = patch.box.size.x
            for row in 0..<patch.box.size.y {
                let target = box.offset(of: patch.box.lower &+ Index3(0, row, 0))
                let source = row * width
                mask.values.replaceSubrange(target..<target + width, with: patch.values[source..<source + width])
            }
        }
        return mask
    }

    private func nothingFound(labels: [Int]?) throws(NIfTIError) -> NIfTIError {
        let there = try self.labels().sorted { $0.key < $1.key }
        guard let labels, !there.isEmpty else {
            return NIfTIError(.emptyMask, "all voxels are 0: there is no region; choose another mask", path: path)
        }
        let list = there.map { "\($0.key) (\($0.value) voxels)" }.joined(separator: ", ")
        return NIfTIError(
            .labelMissing, "no voxel has the label \(labels.map(String.init).joined(separator: " or ")); there are \(list)", path: path)
    }
}

/// Counts the voxels of every label; equal neighbours are counted as one run.
private struct LabelCounter: StoredValueWork {
    let file: NIfTIFile

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        let decoder = LabelDecoder<T>(file: file)
        try file.forEachSlice(of: type, in: file.geometry.grid.bounds) { rows, _ throws(NIfTIError) in
            var start = rows.startIndex
            while start < rows.endIndex {
                let bits = rows[start]
                let end = rows[start...].firstIndex { $0 != bits } ?? rows.endIndex
                let label = try decoder.label(of: bits)
                if label != 0 { counts[label, default: 0] += end - start }
                start = end
            }
        }
        return counts
    }
}

/// The part of one slice that belongs to a region, on its bounding box.
private struct Patch {
    let box: Box
    let values: [UInt8]
}

/// Finds the parts of a region slice by slice.
private struct PatchFinder: StoredValueWork {
    let file: NIfTIFile
    let labels: Set<Int>?

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> [Patch] {
        var patches: [Patch] = []
        let size = file.header.size
        let decoder = LabelDecoder<T>(file: file)
        var inside = [UInt8](repeating: 0, count: size.x * size.y)
        try file.forEachSlice(of: type, in: file.geometry.grid.bounds) { rows, slice throws(NIfTIError) in
            var last = rows[0]
            var belongs = try decoder.belongs(last, to: labels)
            for index in rows.indices {
                if rows[index] != last {
                    last = rows[index]
                    belongs = try decoder.belongs(last, to: labels)
                }
                inside[index] = belongs
            }
            let whole = Box(lower: Index3(0, 0, slice), upper: Index3(size.x, size.y, slice + 1))
            let mask = Mask(grid: file.geometry.grid, box: whole, values: inside)
            let box = mask.boundingBox
            if !box.isEmpty { patches.append(Patch(box: box, values: mask.rebased(to: box).values)) }
        }
        return patches
    }
}

/// Turns stored values into labels.
private struct LabelDecoder<T: StoredValue> {
    let file: NIfTIFile

    func label(of bits: T.Bits) throws(NIfTIError) -> Int {
        let stored = T(bits: bits)
        let label = file.header.scaling.map { Int(exactly: $0.slope * stored.double + $0.intercept) } ?? stored.integer
        guard let label else {
            throw NIfTIError(
                .notAMask, "holds the value \(stored.double), which is no label: a mask's voxels are integers; choose another file",
                path: file.path)
        }
        return label
    }

    func belongs(_ bits: T.Bits, to wanted: Set<Int>?) throws(NIfTIError) -> UInt8 {
        let label = try label(of: bits)
        return (wanted?.contains(label) ?? (label != 0)) ? 1 : 0
    }
}
