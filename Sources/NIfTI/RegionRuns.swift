import Voxels

/// The voxels of a region as runs along x, in index order.
struct RegionRuns {
    /// A part of a row; NIfTI-1 has at most 32767 voxels along an axis.
    private struct Run {
        let start, end, y, z: UInt16
    }

    private var runs: [Run] = []
    /// The region's bounding box; empty without a voxel.
    private(set) var box = Box(lower: .zero, upper: .zero)

    /// Adds voxels of a block of whole rows of one slice, by their places in it.
    mutating func append(_ voxels: Range<Int>, of block: Box) {
        let width = block.size.x
        var start = voxels.lowerBound
        while start < voxels.upperBound {
            let row = start / width
            let end = min((row + 1) * width, voxels.upperBound)
            let (y, z) = (block.lower.y + row, block.lower.z)
            let (left, right) = (start - row * width, end - row * width)
            runs.append(Run(start: UInt16(left), end: UInt16(right), y: UInt16(y), z: UInt16(z)))
            box = box.union(Box(lower: Index3(left, y, z), upper: Index3(right, y + 1, z + 1)))
            start = end
        }
    }

    /// Adds the voxels of another region.
    mutating func add(_ other: RegionRuns) {
        guard !runs.isEmpty else {
            self = other
            return
        }
        runs += other.runs
        box = box.union(other.box)
    }

    /// The region on its bounding box.
    func mask(on grid: Grid) -> Mask {
        var values = [UInt8](repeating: 0, count: box.count)
        var voxels = values.mutableSpan
        for run in runs {
            let first = box.offset(of: Index3(Int(run.start), Int(run.y), Int(run.z)))
            for place in first..<first + Int(run.end - run.start) { voxels[place] = 1 }
        }
        return Mask(grid: grid, box: box, values: values)
    }
}
