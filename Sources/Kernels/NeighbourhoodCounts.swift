/// What the voxels of each level see around them: the tables from which grey tone differences and dependences derive.
///
/// Every table has `stride` entries per level index. All entries are exact integers, so their sums do not depend on any order.
public struct NeighbourhoodCounts: Sendable {
    /// The number of entries per level: two more than a voxel has neighbours.
    public let stride: Int
    /// Entry (level, n): the number of voxels with n neighbours inside the region.
    public var voxels: [Int]
    /// Entry (level, n): the sum over these voxels of |n · grey level − sum of the neighbours' grey levels|.
    public var differences: [Int]
    /// Entry (level, k): the number of voxels with k dependent voxels, themselves included (k counts from 1).
    public var dependences: [Int]

    private let inPlane: Bool

    /// Makes empty tables for level indices up to `levelCount` and 8 neighbours in the plane or 26 in the volume.
    public init(levelCount: Int, inPlane: Bool) {
        self.inPlane = inPlane
        stride = inPlane ? 10 : 28
        voxels = [Int](repeating: 0, count: (levelCount &+ 1) &* stride)
        differences = voxels
        dependences = voxels
    }

    /// Empties the tables.
    public mutating func clear() {
        clearCounts(&voxels)
        clearCounts(&differences)
        clearCounts(&dependences)
    }

    /// Adds other tables of the same shape.
    public mutating func add(_ other: NeighbourhoodCounts) {
        for entry in voxels.indices {
            voxels[entry] &+= other.voxels[entry]
            differences[entry] &+= other.differences[entry]
            dependences[entry] &+= other.dependences[entry]
        }
    }
}

/// Scratch rows of one pass over a crop.
private struct NeighbourRows {
    /// Sums of grey levels over the rows around, at one column.
    var columnSums: UnsafeMutablePointer<UInt32>
    /// Numbers of voxels inside over the rows around, at one column.
    var columnCounts: UnsafeMutablePointer<UInt16>
    /// Numbers of dependent voxels, the centre included.
    var dependences: UnsafeMutablePointer<UInt16>

    init(width: Int) {
        columnSums = .allocate(capacity: width)
        columnCounts = .allocate(capacity: width)
        dependences = .allocate(capacity: width)
    }

    func deallocate() {
        columnSums.deallocate()
        columnCounts.deallocate()
        dependences.deallocate()
    }
}

extension NeighbourhoodCounts {
    /// Adds what the voxels of some slices see at a Chebyshev distance of 1.
    ///
    /// - Parameters:
    ///   - levels: grey levels of the padded crop, 0 outside.
    ///   - indices: the level indices of the same voxels.
    ///   - spans: the spans of all rows.
    ///   - slices: the slices whose voxels are centres; neighbours in other slices count unless the tables are in-plane ones.
    ///   - coarseness: the largest difference of grey level at which a neighbour is dependent.
    public mutating func count(
        levels: [UInt16], indices: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, coarseness: Int
    ) {
        let stride = stride
        let rowOffsets = inPlane ? [-1, 0, 1].map { $0 &* crop.width } : (0..<9).map { crop.offset(0, $0 % 3 &- 1, $0 / 3 &- 1) }
        let coarseness = UInt16(truncatingIfNeeded: min(max(coarseness, 0), 65_535))
        let scratch = NeighbourRows(width: crop.width)
        defer { scratch.deallocate() }
        levels.withUnsafeBufferPointer { levels in
            indices.withUnsafeBufferPointer { indices in
                voxels.withUnsafeMutableBufferPointer { voxels in
                    differences.withUnsafeMutableBufferPointer { differences in
                        dependences.withUnsafeMutableBufferPointer { dependences in
                            guard let levels = levels.baseAddress else { return }
                            for row in slices.lowerBound &* crop.height..<slices.upperBound &* crop.height {
                                let columns = Int(spans[row].start)..<Int(spans[row].end)
                                guard !columns.isEmpty else { continue }
                                let here = levels + row &* crop.width
                                sumColumns(here, rowOffsets, columns, scratch)
                                countDependences(here, rowOffsets, columns, coarseness, scratch)
                                for x in columns where here[x] != 0 {
                                    let level = Int(here[x])
                                    let neighbours = Int(
                                        scratch.columnCounts[x &- 1] &+ scratch.columnCounts[x] &+ scratch.columnCounts[x &+ 1] &- 1)
                                    let sum =
                                        Int(scratch.columnSums[x &- 1] &+ scratch.columnSums[x] &+ scratch.columnSums[x &+ 1]) &- level
                                    let cell = Int(indices[row &* crop.width &+ x]) &* stride
                                    voxels[cell &+ neighbours] &+= 1
                                    differences[cell &+ neighbours] &+= abs(neighbours &* level &- sum)
                                    dependences[cell &+ Int(scratch.dependences[x])] &+= 1
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

@inline(__always)
private func sumColumns(_ here: UnsafePointer<UInt16>, _ rowOffsets: [Int], _ columns: Range<Int>, _ scratch: NeighbourRows) {
    let sums = scratch.columnSums
    let counts = scratch.columnCounts
    for x in columns.lowerBound &- 1...columns.upperBound {
        sums[x] = 0
        counts[x] = 0
    }
    for offset in rowOffsets {
        let row = here + offset
        for x in columns.lowerBound &- 1...columns.upperBound {
            sums[x] &+= UInt32(row[x])
            counts[x] &+= row[x] != 0 ? 1 : 0
        }
    }
}

@inline(__always)
private func countDependences(
    _ here: UnsafePointer<UInt16>, _ rowOffsets: [Int], _ columns: Range<Int>, _ coarseness: UInt16, _ scratch: NeighbourRows
) {
    let dependences = scratch.dependences
    for x in columns { dependences[x] = 0 }
    for offset in rowOffsets {
        let row = here + offset
        if coarseness == 0 {
            for x in columns {
                let level = here[x]
                let left: UInt16 = row[x &- 1] == level ? 1 : 0
                let middle: UInt16 = row[x] == level ? 1 : 0
                let right: UInt16 = row[x &+ 1] == level ? 1 : 0
                dependences[x] &+= left &+ middle &+ right
            }
        } else {
            for x in columns {
                let level = here[x]
                dependences[x] &+=
                    depends(row[x &- 1], level, coarseness) &+ depends(row[x], level, coarseness) &+ depends(row[x &+ 1], level, coarseness)
            }
        }
    }
}

@inline(__always)
private func depends(_ neighbour: UInt16, _ level: UInt16, _ coarseness: UInt16) -> UInt16 {
    let difference = max(neighbour, level) &- min(neighbour, level)
    return neighbour != 0 && difference <= coarseness ? 1 : 0
}
