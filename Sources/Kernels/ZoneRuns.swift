/// The runs of equal level along the rows of a padded crop, joined into zones of touching voxels by union-find.
///
/// Joining goes on in steps: rows of one slice first, which gives the zones of each slice, then slices, which gives those of the volume.
public struct ZoneRuns: Sendable {
    private var starts: [Int32] = []
    private var lengths: [UInt16] = []
    private var parents: [Int32] = []
    private var zoneOfRun: [Int32] = []
    private var firstOfRow: [Int32] = []
    private let crop: PaddedCrop
    private let spans: [RowSpan]

    /// Finds the runs; nothing is joined yet.
    ///
    /// - Parameters:
    ///   - levels: level indices of the padded crop, 0 outside; fewer than 2³¹ voxels, rows shorter than 2¹⁶.
    ///   - spans: the spans of all rows.
    public init(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan]) {
        self.crop = crop
        self.spans = spans
        firstOfRow.reserveCapacity(spans.count &+ 1)
        levels.withUnsafeBufferPointer { levels in
            for row in 0..<spans.count {
                firstOfRow.append(Int32(truncatingIfNeeded: starts.count))
                let end = row &* crop.width &+ Int(spans[row].end)
                var voxel = row &* crop.width &+ Int(spans[row].start)
                while voxel < end {
                    let level = levels[voxel]
                    let start = voxel
                    repeat { voxel &+= 1 } while levels[voxel] == level && voxel < end
                    guard level != 0 else { continue }
                    starts.append(Int32(truncatingIfNeeded: start))
                    lengths.append(UInt16(truncatingIfNeeded: voxel &- start))
                }
            }
        }
        firstOfRow.append(Int32(truncatingIfNeeded: starts.count))
        parents = [Int32](unsafeUninitializedCapacity: starts.count) { parents, initialized in
            for run in 0..<starts.count { parents[run] = Int32(truncatingIfNeeded: run) }
            initialized = starts.count
        }
        zoneOfRun = parents
    }

    /// Joins the runs of the rows of one slice (8-connected).
    public mutating func joinRows(ofSlice slice: Int, levels: [UInt16]) {
        for y in crop.rows.dropFirst() {
            let row = slice &* crop.height &+ y
            join(row, row &- 1, levels)
        }
    }

    /// Joins the runs of a slice with those of the slice before (with the rows joined, 26-connected).
    public mutating func joinSlice(_ slice: Int, levels: [UInt16]) {
        for y in crop.rows {
            let row = slice &* crop.height &+ y
            join(row, row &- crop.height &- 1, levels)
            join(row, row &- crop.height, levels)
            join(row, row &- crop.height &+ 1, levels)
        }
    }

    /// Appends the zones of some slices, as joined so far, in the order of their first voxels.
    ///
    /// Joins must not reach over the first or last of `slices`. With an empty array of distances, all distances are 0.
    public mutating func appendZones(slices: Range<Int>, levels: [UInt16], distances: [UInt16], to zones: inout Zones) {
        let first = Int(firstOfRow[slices.lowerBound &* crop.height])
        let last = Int(firstOfRow[slices.upperBound &* crop.height])
        let added = numberZones(first..<last, from: zones.count)
        zones.extend(by: added, distance: distances.isEmpty ? 0 : .max)
        starts.withUnsafeBufferPointer { starts in
            zoneOfRun.withUnsafeBufferPointer { zoneOfRun in
                zones.levels.withUnsafeMutableBufferPointer { zoneLevels in
                    zones.sizes.withUnsafeMutableBufferPointer { sizes in
                        for run in first..<last {
                            let zone = Int(zoneOfRun[run])
                            zoneLevels[zone] = levels[Int(starts[run])]
                            sizes[zone] &+= UInt32(lengths[run])
                        }
                    }
                }
                guard !distances.isEmpty else { return }
                distances.withUnsafeBufferPointer { distances in
                    zones.distances.withUnsafeMutableBufferPointer { zoneDistances in
                        for run in first..<last {
                            let start = Int(starts[run])
                            var nearest = distances[start]
                            for voxel in start &+ 1..<start &+ Int(lengths[run]) { nearest = min(nearest, distances[voxel]) }
                            let zone = Int(zoneOfRun[run])
                            zoneDistances[zone] = min(zoneDistances[zone], UInt32(nearest))
                        }
                    }
                }
            }
        }
    }

    /// Gives the zones of some runs consecutive numbers, in the order of their first runs, and returns how many there are.
    ///
    /// A parent comes before its child, so one look at the parent's own parent finds the root.
    private mutating func numberZones(_ runs: Range<Int>, from first: Int) -> Int {
        var next = first
        parents.withUnsafeMutableBufferPointer { parents in
            zoneOfRun.withUnsafeMutableBufferPointer { zoneOfRun in
                for run in runs {
                    let root = Int(parents[Int(parents[run])])
                    parents[run] = Int32(truncatingIfNeeded: root)
                    zoneOfRun[run] = root == run ? Int32(truncatingIfNeeded: next) : zoneOfRun[root]
                    next &+= root == run ? 1 : 0
                }
            }
        }
        return next &- first
    }

    /// Joins runs of two rows that lie beside each other or diagonally.
    ///
    /// Walks along both rows at once; the run of a voxel is found by counting the starts of runs, without a branch.
    private mutating func join(_ row: Int, _ other: Int, _ levels: [UInt16]) {
        guard firstOfRow[row] < firstOfRow[row &+ 1] && firstOfRow[other] < firstOfRow[other &+ 1] else { return }
        let columns = Int(min(spans[row].start, spans[other].start))..<Int(max(spans[row].end, spans[other].end))
        var run = Int(firstOfRow[row]) &- 1
        var left = Int(firstOfRow[other]) &- 1
        let width = crop.width
        levels.withUnsafeBufferPointer { levels in
            parents.withUnsafeMutableBufferPointer { parents in
                guard let base = levels.baseAddress, let parents = parents.baseAddress else { return }
                let here = base + row &* width
                let beside = base + other &* width
                var middle = left &+ isStart(beside[columns.lowerBound], after: 0)
                for x in columns {
                    let level = here[x]
                    run &+= isStart(level, after: here[x &- 1])
                    let right = middle &+ isStart(beside[x &+ 1], after: beside[x])
                    let touches = (beside[x &- 1] == level) || (beside[x] == level) || (beside[x &+ 1] == level)
                    if touches && level != 0 {
                        // What the voxels before and behind see straight beside them need not be joined again.
                        if beside[x] == level {
                            if here[x &- 1] != level || beside[x &- 1] != level { unite(run, middle, parents) }
                        } else {
                            if beside[x &- 1] == level && here[x &- 1] != level { unite(run, left, parents) }
                            if beside[x &+ 1] == level && here[x &+ 1] != level { unite(run, right, parents) }
                        }
                    }
                    left = middle
                    middle = right
                }
            }
        }
    }
}

@inline(__always)
private func isStart(_ level: UInt16, after previous: UInt16) -> Int {
    level != previous && level != 0 ? 1 : 0
}

@inline(__always)
private func root(of run: Int, halving parents: UnsafeMutablePointer<Int32>) -> Int {
    var node = run
    while Int(parents[node]) != node {
        parents[node] = parents[Int(parents[node])]
        node = Int(parents[node])
    }
    return node
}

/// The root of a zone is its first run, so that zones come out in the order of their first voxels.
@inline(__always)
private func unite(_ a: Int, _ b: Int, _ parents: UnsafeMutablePointer<Int32>) {
    let rootA = root(of: a, halving: parents)
    let rootB = root(of: b, halving: parents)
    parents[max(rootA, rootB)] = Int32(truncatingIfNeeded: min(rootA, rootB))
}

/// A list of zones: level index, number of voxels, and the smallest distance of its voxels to the border.
public struct Zones: Sendable {
    /// The level index of each zone.
    public fileprivate(set) var levels: [UInt16] = []
    /// The number of voxels of each zone.
    public fileprivate(set) var sizes: [UInt32] = []
    /// The distance of each zone to the border of the shape, in voxels.
    public fileprivate(set) var distances: [UInt32] = []

    /// An empty list.
    public init() {}

    /// The number of zones.
    public var count: Int { levels.count }

    /// Appends zones without voxels.
    mutating func extend(by count: Int, distance: UInt32) {
        levels.append(contentsOf: repeatElement(0, count: count))
        sizes.append(contentsOf: repeatElement(0, count: count))
        distances.append(contentsOf: repeatElement(distance, count: count))
    }
}

/// The values of some list entries grouped by level, each group in the order of the list.
///
/// - Returns: `starts` of `stride + 1` entries and the values; those of level `i` are `starts[i] ..< starts[i + 1]`.
public func groupByLevel(levels: [UInt16], values: [UInt32], range: Range<Int>, stride: Int) -> (starts: [Int], values: [UInt32]) {
    var starts = [Int](repeating: 0, count: stride &+ 1)
    let grouped = levels.withUnsafeBufferPointer { levels in
        values.withUnsafeBufferPointer { values in
            starts.withUnsafeMutableBufferPointer { starts in
                for entry in range { starts[Int(levels[entry]) &+ 1] &+= 1 }
                for level in 0..<stride { starts[level &+ 1] &+= starts[level] }
                var next = Array(starts)
                return next.withUnsafeMutableBufferPointer { next in
                    [UInt32](unsafeUninitializedCapacity: range.count) { grouped, initialized in
                        for entry in range {
                            let level = Int(levels[entry])
                            grouped[next[level]] = values[entry]
                            next[level] &+= 1
                        }
                        initialized = range.count
                    }
                }
            }
        }
    }
    return (starts, grouped)
}
