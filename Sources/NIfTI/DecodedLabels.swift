import Voxels

/// The voxels of some labels of a label image, read once; memory in proportion to the labels' runs.
public struct DecodedLabels: Sendable {
    private let file: NIfTIFile
    /// By label; none for 0.
    private let runs: [Int: RegionRuns]
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
        var region = RegionRuns()
        for label in labels.map(Set.init) ?? Set(runs.keys) {
            if let own = runs[label] { region.add(own) }
        }
        guard !region.box.isEmpty else { throw try nothingFound(labels: labels) }
        return region.mask(on: file.geometry.grid)
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

/// Finds the runs of every wanted label.
private struct RunFinder: StoredValueWork {
    let file: NIfTIFile
    let wanted: Set<Int>?

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) -> [Int: RegionRuns] {
        var runs: [Int: RegionRuns] = [:]
        try LabelDecoder<T>(file: file).forEachRun { label, voxels, block in
            if label != 0, wanted?.contains(label) ?? true { runs[label, default: RegionRuns()].append(voxels, of: block) }
        }
        return runs
    }
}
