/// The runs of equal level along the rows of a padded crop, joined into zones of touching voxels by union-find.
///
/// Joining goes on in steps: rows of one slice first, which gives the zones of each slice, then slices, which gives those of the volume.
public struct ZoneRuns: Sendable {
    private var starts: [Int32] = []
    private var lengths: [UInt16] = []
    private var parents: [Int32] = []
    private var firstOfRow: [Int32] = []
    private let crop: PaddedCrop

    /// Finds the runs; nothing is joined yet.
    ///
    /// - Parameters:
    ///   - levels: level indices of the padded crop, 0 outside; fewer than 2³¹ voxels, rows shorter than 2¹⁶.
    ///   - spans: the spans of all rows.
    public init(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan]) {
        self.crop = crop
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
    public func appendZones(slices: Range<Int>, levels: [UInt16], distances: [UInt16], to zones: inout Zones) {
        let first = Int(firstOfRow[slices.lowerBound &* crop.height])
        let last = Int(firstOfRow[slices.upperBound &* crop.height])
        let firstZone = zones.count
        zones.reserve(last &- first)
        starts.withUnsafeBufferPointer { starts in
            parents.withUnsafeBufferPointer { parents in
                distances.withUnsafeBufferPointer { distances in
                    var zoneOfRoot = [Int32](repeating: 0, count: last &- first)
                    var found = firstZone
                    for run in first..<last {
                        let start = Int(starts[run])
                        let end = start &+ Int(lengths[run])
                        var nearest: UInt16 = distances.isEmpty ? 0 : distances[start]
                        if !distances.isEmpty {
                            for voxel in start..<end { nearest = min(nearest, distances[voxel]) }
                        }
                        let root = Self.root(of: run, parents)
                        if root == run {
                            zoneOfRoot[run &- first] = Int32(truncatingIfNeeded: found)
                            found &+= 1
                            zones.append(level: levels[start], size: UInt32(truncatingIfNeeded: end &- start), distance: nearest)
                        } else {
                            zones.grow(Int(zoneOfRoot[root &- first]), by: UInt32(truncatingIfNeeded: end &- start), distance: nearest)
                        }
                    }
                }
            }
        }
    }

    private mutating func join(_ row: Int, _ other: Int, _ levels: [UInt16]) {
        var i = Int(firstOfRow[row])
        let endI = Int(firstOfRow[row &+ 1])
        var j = Int(firstOfRow[other])
        let endJ = Int(firstOfRow[other &+ 1])
        guard i < endI && j < endJ else { return }
        let shift = (row &- other) &* crop.width
        starts.withUnsafeBufferPointer { starts in
            lengths.withUnsafeBufferPointer { lengths in
                levels.withUnsafeBufferPointer { levels in
                    parents.withUnsafeMutableBufferPointer { parents in
                        while i < endI && j < endJ {
                            let startI = Int(starts[i])
                            let startJ = Int(starts[j]) &+ shift
                            let lastI = startI &+ Int(lengths[i])
                            let lastJ = startJ &+ Int(lengths[j])
                            if startJ <= lastI && startI <= lastJ && levels[startI] == levels[startJ &- shift] {
                                Self.unite(i, j, parents)
                            }
                            if lastI == lastJ && j &+ 1 < endJ && Int(starts[j &+ 1]) &+ shift == lastI
                                && levels[startI] == levels[lastI &- shift]
                            {
                                Self.unite(i, j &+ 1, parents)
                            }
                            if lastI <= lastJ { i &+= 1 } else { j &+= 1 }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func root(of run: Int, _ parents: UnsafeBufferPointer<Int32>) -> Int {
        var node = run
        while Int(parents[node]) != node { node = Int(parents[node]) }
        return node
    }

    @inline(__always)
    private static func root(of run: Int, halving parents: UnsafeMutableBufferPointer<Int32>) -> Int {
        var node = run
        while Int(parents[node]) != node {
            parents[node] = parents[Int(parents[node])]
            node = Int(parents[node])
        }
        return node
    }

    /// The root of a zone is its first run, so that zones come out in the order of their first voxels.
    @inline(__always)
    private static func unite(_ a: Int, _ b: Int, _ parents: UnsafeMutableBufferPointer<Int32>) {
        let rootA = root(of: a, halving: parents)
        let rootB = root(of: b, halving: parents)
        if rootA < rootB {
            parents[rootB] = Int32(truncatingIfNeeded: rootA)
        } else {
            parents[rootA] = Int32(truncatingIfNeeded: rootB)
        }
    }
}

/// A list of zones: level index, number of voxels, and the smallest distance of its voxels to the border.
public struct Zones: Sendable {
    /// The level index of each zone.
    public private(set) var levels: [UInt16] = []
    /// The number of voxels of each zone.
    public private(set) var sizes: [UInt32] = []
    /// The distance of each zone to the border of the shape, in voxels.
    public private(set) var distances: [UInt32] = []

    /// An empty list.
    public init() {}

    /// The number of zones.
    public var count: Int { levels.count }

    mutating func reserve(_ more: Int) {
        guard levels.isEmpty else { return }
        levels.reserveCapacity(more)
        sizes.reserveCapacity(more)
        distances.reserveCapacity(more)
    }

    @inline(__always)
    mutating func append(level: UInt16, size: UInt32, distance: UInt16) {
        levels.append(level)
        sizes.append(size)
        distances.append(UInt32(distance))
    }

    @inline(__always)
    mutating func grow(_ zone: Int, by size: UInt32, distance: UInt16) {
        sizes[zone] &+= size
        distances[zone] = min(distances[zone], UInt32(distance))
    }
}

/// The values of some list entries grouped by level, each group in the order of the list.
///
/// - Returns: `starts` of `stride + 1` entries and the values; those of level `i` are `starts[i] ..< starts[i + 1]`.
public func groupByLevel(levels: [UInt16], values: [UInt32], range: Range<Int>, stride: Int) -> (starts: [Int], values: [UInt32]) {
    var starts = [Int](repeating: 0, count: stride &+ 1)
    for entry in range { starts[Int(levels[entry]) &+ 1] &+= 1 }
    for level in 0..<stride { starts[level &+ 1] &+= starts[level] }
    var next = starts
    let grouped = [UInt32](unsafeUninitializedCapacity: range.count) { grouped, initialized in
        for entry in range {
            let level = Int(levels[entry])
            grouped[next[level]] = values[entry]
            next[level] &+= 1
        }
        initialized = range.count
    }
    return (starts, grouped)
}
