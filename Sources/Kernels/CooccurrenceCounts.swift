/// Counts the pairs of a slice's voxels with their neighbours in the four directions (1, 0, 0), (1, 1, 0), (0, 1, 0), (−1, 1, 0).
///
/// - Parameters:
///   - levels: level indices of the padded crop, 0 outside, below `stride`.
///   - spans: the spans of all rows.
///   - stride: the number of rows and columns of a table: one more than there are levels.
///   - tables: four tables of `stride`², entry (level, neighbour's level); counts are added. Row and column 0 hold what has an end outside.
public func countPairsInPlane(levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slice: Int, stride: Int, tables: inout [UInt32]) {
    levels.withUnsafeBufferPointer { levels in
        spans.withUnsafeBufferPointer { spans in
            tables.withUnsafeMutableBufferPointer { tables in
                guard let voxels = levels.baseAddress, let table0 = tables.baseAddress else { return }
                let size = stride &* stride
                let table1 = table0 + size
                let table2 = table1 + size
                let table3 = table2 + size
                for y in crop.rows {
                    let row = slice &* crop.height &+ y
                    let here = voxels + row &* crop.width
                    let below = here + crop.width
                    var x = Int(spans[row].start)
                    let end = Int(spans[row].end)
                    while x < end {
                        let cell = Int(here[x]) &* stride
                        table0[cell &+ Int(here[x &+ 1])] &+= 1
                        table1[cell &+ Int(below[x &+ 1])] &+= 1
                        table2[cell &+ Int(below[x])] &+= 1
                        table3[cell &+ Int(below[x &- 1])] &+= 1
                        x &+= 1
                    }
                }
            }
        }
    }
}

/// Counts the pairs of the voxels of some slices with their neighbours in the nine directions (x, y, 1), x fastest from −1 to 1.
///
/// - Parameters:
///   - levels: level indices of the padded crop, 0 outside, below `stride`.
///   - spans: the spans of all rows.
///   - stride: the number of rows and columns of a table: one more than there are levels.
///   - tables: nine tables of `stride`², entry (level, neighbour's level); counts are added. Row and column 0 hold what has an end outside.
public func countPairsAcross(
    levels: [UInt16], crop: PaddedCrop, spans: [RowSpan], slices: Range<Int>, stride: Int, tables: inout [UInt32]
) {
    levels.withUnsafeBufferPointer { levels in
        spans.withUnsafeBufferPointer { spans in
            tables.withUnsafeMutableBufferPointer { tables in
                guard let voxels = levels.baseAddress, let table = tables.baseAddress else { return }
                for slice in slices {
                    for y in crop.rows {
                        let row = slice &* crop.height &+ y
                        countPairsAcross(row: voxels + row &* crop.width, span: spans[row], crop: crop, stride: stride, tables: table)
                    }
                }
            }
        }
    }
}

@inline(__always)
private func countPairsAcross(
    row here: UnsafePointer<UInt16>, span: RowSpan, crop: PaddedCrop, stride: Int, tables: UnsafeMutablePointer<UInt32>
) {
    let size = stride &* stride
    let middle = here + crop.sliceStride
    let above = middle - crop.width
    let below = middle + crop.width
    var x = Int(span.start)
    let end = Int(span.end)
    while x < end {
        let cell = tables + Int(here[x]) &* stride
        cell[Int(above[x &- 1])] &+= 1
        cell[size &+ Int(above[x])] &+= 1
        cell[2 &* size &+ Int(above[x &+ 1])] &+= 1
        cell[3 &* size &+ Int(middle[x &- 1])] &+= 1
        cell[4 &* size &+ Int(middle[x])] &+= 1
        cell[5 &* size &+ Int(middle[x &+ 1])] &+= 1
        cell[6 &* size &+ Int(below[x &- 1])] &+= 1
        cell[7 &* size &+ Int(below[x])] &+= 1
        cell[8 &* size &+ Int(below[x &+ 1])] &+= 1
        x &+= 1
    }
}
