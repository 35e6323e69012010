/// Counts, for every level and length, the runs along one direction that are at least that long.
///
/// Each voxel is counted once, at the length of its run up to and including itself: a run of length r counts once at each of 1…r.
/// So there is no search for a run's end, and lengths of a whole row are found at once.
///
/// - Parameters:
///   - levels: level indices of the padded crop, 0 outside.
///   - spans: the spans of all rows.
///   - slices: which slices are read; runs do not enter from other slices.
///   - step: the direction (x, y, z): (1, 0, 0), or one whose y is 1 and z is 0, or one whose z is 1.
///   - bases: where each level's counts begin in `table`; length r is entry `bases[level] + r`. Level 0 takes two entries that mean nothing.
///   - table: counts are added.
public func countRuns(
    levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, step: SIMD3<Int>, bases: [UInt32], table: inout [UInt32]
) {
    bases.withUnsafeBufferPointer { bases in
        table.withUnsafeMutableBufferPointer { table in
            guard let bases = bases.baseAddress, let table = table.baseAddress else { return }
            forEachRun(levels, crop, spans, slices, step) { level, length in table[Int(bases[level]) &+ length] &+= 1 }
        }
    }
}

/// Raises each level's length of its longest run to that along one direction.
///
/// - Parameter longest: one entry per level; that of level 0 means nothing.
public func raiseLongestRuns(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], step: SIMD3<Int>, longest: inout [UInt16]) {
    longest.withUnsafeMutableBufferPointer { longest in
        guard let longest = longest.baseAddress else { return }
        forEachRun(levels, crop, spans, crop.slices, step) { level, length in
            longest[level] = max(longest[level], UInt16(truncatingIfNeeded: length))
        }
    }
}

/// Calls `body` for every voxel with its level and the length of its run up to and including itself.
@inline(__always)
private func forEachRun(
    _ levels: [UInt16], _ crop: PaddedCrop, _ spans: [RowSpan], _ slices: Range<Int>, _ step: SIMD3<Int>, _ body: (Int, Int) -> Void
) {
    levels.withUnsafeBufferPointer { levels in
        spans.withUnsafeBufferPointer { spans in
            guard let levels = levels.baseAddress, let spans = spans.baseAddress else { return }
            if step.y == 0 && step.z == 0 {
                forEachRunOfRows(levels, crop, spans, slices, body)
            } else {
                forEachRunBetweenRows(levels, crop, spans, slices, step, body)
            }
        }
    }
}

@inline(__always)
private func forEachRunOfRows(
    _ levels: UnsafePointer<UInt16>, _ crop: PaddedCrop, _ spans: UnsafePointer<RowSpan>, _ slices: Range<Int>, _ body: (Int, Int) -> Void
) {
    for row in slices.lowerBound &* crop.height..<slices.upperBound &* crop.height {
        let here = levels + row &* crop.width
        var previous: UInt16 = 0
        var length = 1
        for x in Int(spans[row].start)..<Int(spans[row].end) {
            let level = here[x]
            length = level == previous && level != 0 ? length &+ 1 : 1
            previous = level
            body(Int(level), length)
        }
    }
}

@inline(__always)
private func forEachRunBetweenRows(
    _ levels: UnsafePointer<UInt16>, _ crop: PaddedCrop, _ spans: UnsafePointer<RowSpan>, _ slices: Range<Int>, _ step: SIMD3<Int>,
    _ body: (Int, Int) -> Void
) {
    // Two planes of lengths take turns when runs go from slice to slice. Lengths of voxels outside are never used, so neither is set up.
    let plane = crop.sliceStride
    let lengths = UnsafeMutablePointer<UInt16>.allocate(capacity: 2 &* plane)
    lengths.initialize(repeating: 0, count: 2 &* plane)
    defer { lengths.deallocate() }
    let back = crop.offset(step.x, step.y, step.z)
    let backInPlane = crop.offset(step.x, step.y, 0)
    for slice in slices {
        let current = lengths + (slice & 1) &* plane
        let source = lengths + ((slice &- step.z) & 1) &* plane
        for y in crop.rows {
            let row = slice &* crop.height &+ y
            let start = Int(spans[row].start)
            let count = Int(spans[row].end) &- start
            guard count > 0 else { continue }
            let here = levels + (row &* crop.width &+ start)
            let out = current + (y &* crop.width &+ start)
            extendRuns(
                here, before: here - back, lengthsBefore: source + (y &* crop.width &+ start &- backInPlane), lengths: out, count: count)
            for x in 0..<count { body(Int(here[x]), Int(out[x])) }
        }
    }
}

@inline(__always)
private func extendRuns(
    _ levels: UnsafePointer<UInt16>, before: UnsafePointer<UInt16>, lengthsBefore: UnsafePointer<UInt16>,
    lengths: UnsafeMutablePointer<UInt16>, count: Int
) {
    for x in 0..<count {
        let goesOn: UInt16 = levels[x] == before[x] ? 0xFFFF : 0
        let inside: UInt16 = levels[x] != 0 ? 0xFFFF : 0
        lengths[x] = (lengthsBefore[x] & goesOn & inside) &+ 1
    }
}

/// Adds tables of runs, entry by entry up to each level's longest run.
public func addRuns(_ table: [UInt32], bases: [UInt32], to totals: inout [UInt32]) {
    table.withUnsafeBufferPointer { table in
        totals.withUnsafeMutableBufferPointer { totals in
            for level in 1..<max(1, bases.count) {
                var entry = Int(bases[level]) &+ 1
                while table[entry] != 0 {
                    totals[entry] &+= table[entry]
                    entry &+= 1
                }
            }
        }
    }
}

/// Empties a table of runs, entry by entry up to each level's longest run.
public func clearRuns(_ table: inout [UInt32], bases: [UInt32]) {
    table.withUnsafeMutableBufferPointer { table in
        for level in 1..<max(1, bases.count) {
            var entry = Int(bases[level]) &+ 1
            while table[entry] != 0 {
                table[entry] = 0
                entry &+= 1
            }
        }
    }
}
