import Voxels

/// The voxels of some labels of a label image, read once; memory in proportion to the labels' runs.
public struct DecodedLabels: Sendable {
    /// Neighbouring voxels of one row.
    fileprivate struct Run {
        let start: Index3
        let count: Int
    }

    private let file: NIfTIFile
    private var runs: [Int: [Run]] = [:]
    /// The labels that were read; nil when all were.
    private let wanted: Set<Int>?

    /// Reads the file once.
    init(_ wanted: Set<Int>?, of file: NIfTIFile) throws(NIfTIError) {
        self.file = file
        self.wanted = wanted
        runs = try file.header.dataType.apply(RunFinder(file: file, wanted: wanted))
    }

    /// The voxels of any of some labels, on their bounding box.
    ///
    /// - Parameter labels: labels that were read; nil takes every voxel that is not 0, which needs all of them.
    /// - Throws: `label-missing` (the message lists the labels there are) or `empty-mask`.
    public func mask(labels: [Int]?) throws(NIfTIError) -> Mask {
        precondition(wanted.map { wanted in labels.map { $0.allSatisfy(wanted.contains) } ?? false } ?? true, "the labels were read")
        let chosen = labels.map { Set($0).sorted().flatMap { runs[$0] ?? [] } } ?? runs.filter { $0.key != 0 }.flatMap(\.value)
        guard !chosen.isEmpty else { throw try nothingFound(labels: labels) }
        let box = chosen.reduce(Box(lower: .zero, upper: .zero)) { box, run in
            box.union(Box(lower: run.start, upper: run.start &+ Index3(run.count, 1, 1)))
        }
        var mask = Mask(grid: file.geometry.grid, box: box, values: [UInt8](repeating: 0, count: box.count))
        for run in chosen {
            let start = box.offset(of: run.start)
            for offset in start..<start + run.count { mask.values[offset] = 1 }
        }
        return mask
    }

    private func nothingFound(labels: [Int]?) throws(NIfTIError) -> NIfTIError {
        let there = try NIfTIMask(path: file.path).labels().sorted { $0.key < $1.key }
        guard let labels, !there.isEmpty else {
            return NIfTIError(.emptyMask, "all voxels are 0: there is no region; choose another mask", path: file.path)
        }
        let list = there.map { "\($0.key) (\($0.value) voxels)" }.joined(separator: ", ")
        let names = labels.map(String.init).joined(separator: " or ")
        return NIfTIError(.labelMissing, "no voxel has the label \(names); there are \(list)", path: file.path)
    }
}

/// Finds the runs of every wanted label slice by slice.
private struct RunFinder: StoredValueWork {
    let file: NIfTIFile
    let wanted: Set<Int>?

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> [Int: [DecodedLabels.Run]] {
        var runs: [Int: [DecodedLabels.Run]] = [:]
        let size = file.header.size
        let decoder = LabelDecoder<T>(file: file)
        try file.forEachSlice(of: type, in: file.geometry.grid.bounds) { values, slice throws(NIfTIError) in
            for row in 0..<size.y {
                var start = row * size.x
                let end = start + size.x
                while start < end {
                    let bits = values[start]
                    var next = start + 1
                    while next < end, values[next] == bits { next += 1 }
                    let label = try decoder.label(of: bits)
                    if label != 0, wanted?.contains(label) ?? true {
                        let place = Index3(start - row * size.x, row, slice)
                        runs[label, default: []].append(DecodedLabels.Run(start: place, count: next - start))
                    }
                    start = next
                }
            }
        }
        return runs
    }
}
