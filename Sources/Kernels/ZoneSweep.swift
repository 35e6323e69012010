/// Finds zones of touching voxels of equal level in one sweep over the slices: those within each slice (8-connected), and those of the
/// volume (26-connected).
///
/// A zone is counted as soon as the sweep has left it, so that memory is in proportion to a slice. Voxels are joined by union-find within
/// the slice, then the zones of neighbouring slices are. Voxels outside between voxels of the region make zones of level 0, which are not counted.
public struct ZoneSweep: ~Copyable {
    private let crop: PaddedCrop
    private let scratch: LinkScratch
    /// The number of every voxel's zone within its slice, for two slices in turn.
    private let numbers: UnsafeMutablePointer<Int32>
    private var inSlice: ZoneList
    private var volume: ZoneForest
    private var border: BorderDistances?

    /// Makes a sweep over a crop of fewer than 2³¹ voxels, whose slices must be visited in ascending order, none left out.
    ///
    /// - Parameters:
    ///   - shape: 1 inside, 0 outside, with the padding; without, zones have no distances to its border.
    ///   - inVolume: whether zones of the volume are wanted besides those within slices.
    public init(crop: PaddedCrop, shape: [UInt8]?, inVolume: Bool) {
        self.crop = crop
        if let shape {
            border = BorderDistances(shape: shape, crop: crop, across: inVolume)
        } else {
            border = nil
        }
        scratch = LinkScratch(width: crop.width)
        numbers = .allocate(capacity: 2 &* crop.sliceStride)
        inSlice = ZoneList(capacity: crop.sliceStride)
        volume = ZoneForest(capacity: crop.sliceStride)
    }

    deinit { numbers.deallocate() }

    private func plane(_ slice: Int) -> UnsafeMutablePointer<Int32> { numbers + (slice & 1) &* crop.sliceStride }

    /// Finds the zones within a slice.
    ///
    /// - Parameters:
    ///   - levels: level indices of the padded crop, 0 outside.
    ///   - spans: the spans of all rows.
    public mutating func visit(slice: Int, levels: [UInt16], spans: [RowSpan]) {
        let numbers = plane(slice)
        let distances = border?.advance(to: slice)
        levels.withUnsafeBufferPointer { levels in
            guard let base = levels.baseAddress else { return }
            let here = base + slice &* crop.sliceStride
            inSlice.clear()
            for y in crop.rows {
                let span = spans[slice &* crop.height &+ y]
                if span.start < span.end { joinRow(here, y, Int(span.start)..<Int(span.end), numbers) }
            }
            for y in crop.rows {
                let span = spans[slice &* crop.height &+ y]
                let voxels = y &* crop.width &+ Int(span.start)..<y &* crop.width &+ Int(span.end)
                inSlice.number(voxels, levels: here, numbers: numbers)
                if let distances { inSlice.measure(voxels, numbers: numbers, distances: distances) }
            }
        }
    }

    /// The number of zones within the slice that was visited last; 0 exactly when it holds no voxels.
    public var sliceZoneCount: Int { inSlice.count }

    /// Adds the zones within the slice that was visited last.
    public func addSliceZones(sizes: inout ExtentCounts, distances: inout ExtentCounts?) {
        sizes.add(levels: inSlice.levels, extents: inSlice.sizes, count: inSlice.count)
        distances?.add(levels: inSlice.levels, extents: inSlice.inPlane, count: inSlice.count)
    }

    /// Joins the zones of the slice that was visited last to those of the volume so far, and adds those that it does not reach.
    public mutating func joinSlice(
        _ slice: Int, levels: [UInt16], spans: [RowSpan], sizes: inout ExtentCounts, distances: inout ExtentCounts?
    ) {
        volume.append(inSlice)
        let numbers = plane(slice)
        let before = plane(slice &- 1)
        let offsets = (0..<9).map { ($0 / 3 &- 1) &* crop.width &+ $0 % 3 &- 1 }
        let own = volume.before
        let parents = volume.parents
        let width = crop.width
        let list = scratch.columns
        let links = scratch.links
        levels.withUnsafeBufferPointer { levels in
            offsets.withUnsafeBufferPointer { offsets in
                guard let base = levels.baseAddress else { return }
                for y in crop.rows {
                    let row = slice &* crop.height &+ y
                    let columns = Int(spans[row].start)..<Int(spans[row].end)
                    if columns.isEmpty { continue }
                    let here = base + row &* width
                    findLinksAcross(here, here - crop.sliceStride, width, columns, links)
                    for place in 0..<scratch.list(columns) {
                        let x = Int(list[place])
                        let voxel = y &* width &+ x
                        let node = own &+ Int(numbers[voxel])
                        var bits = links[x] & 0x7FFF
                        repeat {
                            unite(node, Int(before[voxel &+ offsets[bits.trailingZeroBitCount]]), parents)
                            bits &= bits &- 1
                        } while bits != 0
                    }
                }
            }
        }
        volume.advance(inSlice, sizes: &sizes, distances: &distances)
    }

    /// Adds the zones of the volume that reach the slice that was joined last.
    public mutating func finish(sizes: inout ExtentCounts, distances: inout ExtentCounts?) {
        inSlice.clear()
        volume.append(inSlice)
        volume.advance(inSlice, sizes: &sizes, distances: &distances)
    }

    /// Makes every voxel of a row point to the first of its run, and joins the runs to those of the row before.
    private func joinRow(_ levels: UnsafePointer<UInt16>, _ y: Int, _ columns: Range<Int>, _ numbers: UnsafeMutablePointer<Int32>) {
        let width = crop.width
        let row = y &* width
        let here = levels + row
        findLinksInPlane(here, here - width, columns, scratch.links)
        var first = Int32(truncatingIfNeeded: row)
        for x in columns {
            first = here[x] == here[x &- 1] ? first : Int32(truncatingIfNeeded: row &+ x)
            numbers[row &+ x] = first
        }
        let list = scratch.columns
        let links = scratch.links
        for place in 0..<scratch.list(columns) {
            let x = Int(list[place])
            let voxel = row &+ x
            let above = voxel &- width
            if links[x] & 1 != 0 {
                unite(voxel, above, numbers)
            } else {
                if links[x] & 2 != 0 { unite(voxel, above &- 1, numbers) }
                if links[x] & 4 != 0 { unite(voxel, above &+ 1, numbers) }
            }
        }
    }
}

@inline(__always)
private func root(of node: Int, halving parents: UnsafeMutablePointer<Int32>) -> Int {
    var node = node
    while Int(parents[node]) != node {
        parents[node] = parents[Int(parents[node])]
        node = Int(parents[node])
    }
    return node
}

/// Joins two trees; the root of the joined one is the lower of their roots.
@inline(__always)
private func unite(_ a: Int, _ b: Int, _ parents: UnsafeMutablePointer<Int32>) {
    let rootA = root(of: a, halving: parents)
    let rootB = root(of: b, halving: parents)
    parents[max(rootA, rootB)] = Int32(truncatingIfNeeded: min(rootA, rootB))
}
