import Kernels
import Voxels

/// A NIfTI-1 mask or label image: every voxel an integer, 0 outside.
///
/// The file is streamed in blocks of rows; memory is that of one block and of the runs of voxels found.
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
    public func mask(labels: [Int]?) throws(NIfTIError) -> Mask { try decoded(labels: labels).mask(labels: labels) }

    /// Reads the voxels of some labels once, so that several regions can be taken of them.
    ///
    /// - Parameter labels: the labels' numbers; nil reads all.
    /// - Throws: `not-a-mask`, or trouble with the file.
    public func decoded(labels: [Int]?) throws(NIfTIError) -> DecodedLabels { try DecodedLabels(labels.map(Set.init), of: file) }
}

/// Counts the voxels of every label.
private struct LabelCounter: StoredValueWork {
    let file: NIfTIFile

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> [Int: Int] {
        var counts: [Int: Int] = [:]
        try LabelDecoder<T>(file: file).forEachRun { label, voxels, _ in
            if label != 0 { counts[label, default: 0] += voxels.count }
        }
        return counts
    }
}

/// Turns stored values into labels.
struct LabelDecoder<T: StoredValue> {
    let file: NIfTIFile

    /// Goes through the file by runs of equal neighbours, of which only the first is decoded, with their places in a block of whole rows.
    func forEachRun(_ body: (_ label: Int, _ voxels: Range<Int>, _ block: Box) -> Void) throws(NIfTIError) {
        try file.forEachBlock(of: T.self, in: file.geometry.grid.bounds) { voxels, block throws(NIfTIError) in
            var start = 0
            while start < block.count {
                let end = endOfRun(voxels, width: T.bitCount / 8, start: start, count: block.count)
                body(try label(of: voxels[start]), start..<end, block)
                start = end
            }
        }
    }

    private func label(of bits: T.Bits) throws(NIfTIError) -> Int {
        let stored = T(bits: bits)
        let label = file.header.scaling.map { Int(exactly: $0.slope * stored.double + $0.intercept) } ?? stored.integer
        guard let label else {
            throw NIfTIError(
                .notAMask, "holds the value \(stored.double), which is no label: a mask's voxels are integers; choose another file",
                path: file.path)
        }
        return label
    }
}
