/// How many runs, zones or the like there are of each level and extent: a sparse matrix with small extents in a table and large ones in a list.
///
/// Extents up to a capacity per level have a cell each; a bit per cell tells which are not zero, so that mostly empty matrices are read
/// and emptied in time in proportion to their entries.
public struct ExtentCounts: Sendable {
    /// The count of one extent of a level.
    public struct Entry: Sendable {
        /// The extent, from 1.
        public var extent: UInt32
        /// How many there are.
        public var count: UInt32
    }

    /// An entry whose extent is beyond the capacity of its level.
    private struct LargeEntry {
        var level: UInt16
        var entry: Entry
    }

    /// The cells of level `i` are `bases[i] ..< bases[i + 1]`; the first is that of extent 1.
    private let bases: [Int]
    private var cells: [UInt32]
    private var used: [UInt64]
    private var large: [LargeEntry] = []
    /// The sum of all extents: the number of voxels of all runs or zones.
    public private(set) var extentSum = 0

    /// Makes an empty matrix with this many cells for each level index.
    public init(capacities: [Int]) {
        var bases = [0]
        for capacity in capacities { bases.append(bases[bases.count &- 1] &+ capacity) }
        let count = bases[bases.count &- 1]
        self.bases = bases
        cells = [UInt32](repeating: 0, count: count)
        used = [UInt64](repeating: 0, count: (count &+ 63) / 64)
    }

    /// Adds one of each of some levels and extents; level 0 is left out.
    mutating func add(levels: UnsafePointer<UInt16>, extents: UnsafePointer<UInt32>, count: Int) {
        var others = large
        var sum = 0
        large = []
        bases.withUnsafeBufferPointer { bases in
            cells.withUnsafeMutableBufferPointer { cells in
                used.withUnsafeMutableBufferPointer { used in
                    for place in 0..<count {
                        let level = Int(levels[place])
                        let cell = bases[level] &+ Int(extents[place]) &- 1
                        sum &+= level == 0 ? 0 : Int(extents[place])
                        if cell < bases[level &+ 1] {
                            cells[cell] &+= 1
                            used[cell >> 6] |= 1 << UInt64(truncatingIfNeeded: cell & 63)
                        } else if level != 0 {
                            others.append(LargeEntry(level: levels[place], entry: Entry(extent: extents[place], count: 1)))
                        }
                    }
                }
            }
        }
        large = others
        extentSum &+= sum
    }

    /// Adds another matrix of the same capacities.
    public mutating func add(_ other: ExtentCounts) {
        cells.withUnsafeMutableBufferPointer { cells in
            used.withUnsafeMutableBufferPointer { used in
                for word in 0..<used.count where other.used[word] != 0 {
                    used[word] |= other.used[word]
                    var bits = other.used[word]
                    while bits != 0 {
                        let cell = word << 6 | bits.trailingZeroBitCount
                        cells[cell] &+= other.cells[cell]
                        bits &= bits &- 1
                    }
                }
            }
        }
        large += other.large
        extentSum &+= other.extentSum
    }

    /// Empties the matrix.
    public mutating func clear() {
        cells.withUnsafeMutableBufferPointer { cells in
            used.withUnsafeMutableBufferPointer { used in
                for word in 0..<used.count where used[word] != 0 {
                    var bits = used[word]
                    while bits != 0 {
                        cells[word << 6 | bits.trailingZeroBitCount] = 0
                        bits &= bits &- 1
                    }
                    used[word] = 0
                }
            }
        }
        large.removeAll(keepingCapacity: true)
        extentSum = 0
    }

    /// Calls `body` with the entries of every level that has any: levels ascend, and so do the extents of a level, each of which comes once.
    public func forEachLevel(_ body: (_ level: Int, _ entries: [Entry]) -> Void) {
        var group = LevelGroup(large: large.sorted { ($0.level, $0.entry.extent) < ($1.level, $1.entry.extent) })
        var level = 0
        for word in 0..<used.count {
            var bits = used[word]
            while bits != 0 {
                let cell = word << 6 | bits.trailingZeroBitCount
                bits &= bits &- 1
                if bases[level &+ 1] <= cell {
                    group.finish(level, body)
                    repeat { level &+= 1 } while bases[level &+ 1] <= cell
                    group.finishLarge(below: level, body)
                }
                group.entries.append(Entry(extent: UInt32(truncatingIfNeeded: cell &- bases[level] &+ 1), count: cells[cell]))
            }
        }
        group.finish(level, body)
        group.finishLarge(below: .max, body)
    }

    /// Entries of one level while they are gathered, and the large ones of the levels that have not been reached.
    private struct LevelGroup {
        var entries: [Entry] = []
        private let large: [LargeEntry]
        private var next = 0

        init(large: [LargeEntry]) { self.large = large }

        /// Hands out the gathered entries with the large ones of their level, which is above all that were handed out before.
        mutating func finish(_ level: Int, _ body: (Int, [Entry]) -> Void) {
            while next < large.count && Int(large[next].level) == level {
                if let last = entries.last, last.extent == large[next].entry.extent {
                    entries[entries.count &- 1].count &+= large[next].entry.count
                } else {
                    entries.append(large[next].entry)
                }
                next &+= 1
            }
            if entries.isEmpty { return }
            body(level, entries)
            entries.removeAll(keepingCapacity: true)
        }

        /// Hands out the levels below `level` that have only large entries.
        mutating func finishLarge(below level: Int, _ body: (Int, [Entry]) -> Void) {
            while next < large.count && Int(large[next].level) < level { finish(Int(large[next].level), body) }
        }
    }
}
