/// One row's links to the voxels that were visited before: what has to be joined, without what is joined by other links anyway.
struct LinkScratch: ~Copyable {
    /// A bit for each link, at every column; the highest bit where there is any.
    let links: UnsafeMutablePointer<UInt16>
    /// The columns that have links.
    let columns: UnsafeMutablePointer<UInt16>

    init(width: Int) {
        links = .allocate(capacity: width)
        columns = .allocate(capacity: width &+ 1)
    }

    deinit {
        links.deallocate()
        columns.deallocate()
    }

    /// Lists the columns that have links, and returns how many do; without a branch, which would be guessed wrong too often.
    ///
    /// The highest bit of a column's links is added up as it stands, since the compiler turns a comparison into a branch.
    @inline(__always) func list(_ range: Range<Int>) -> Int {
        var count = 0
        for x in range {
            columns[count] = UInt16(truncatingIfNeeded: x)
            count &+= Int(links[x] >> 15)
        }
        return count
    }
}

@inline(__always) private func same(_ a: UInt16, _ b: UInt16) -> UInt16 { a == b ? 0xFFFF : 0 }

/// The links of a row's voxels to the row before: bit 0 straight, bits 1 and 2 diagonally back and ahead.
///
/// Voxels of equal level beside each other in one row count as joined.
@inline(__always)
func findLinksInPlane(
    _ here: UnsafePointer<UInt16>, _ above: UnsafePointer<UInt16>, _ columns: Range<Int>, _ links: UnsafeMutablePointer<UInt16>
) {
    for x in columns {
        let level = here[x]
        let inside = ~same(level, 0)
        let left = same(level, here[x &- 1])
        let right = same(level, here[x &+ 1])
        let straight = same(level, above[x])
        let back = same(level, above[x &- 1])
        let ahead = same(level, above[x &+ 1])
        let found = inside & ((straight & ~(left & back) & 1) | (back & ~straight & ~left & 2) | (ahead & ~straight & ~right & 4))
        links[x] = found | (~same(found, 0) & 0x8000)
    }
}

/// The links of a row's voxels to the slice before: one bit for each of the 3 × 3 voxels around the same place, x fastest.
///
/// Voxels of equal level that touch within a slice count as joined. So the middle one stands for all; else those straight beside it stand
/// for the diagonal ones; and what the voxel's left or upper neighbour of equal level touches needs no link of its own.
@inline(__always)
func findLinksAcross(
    _ here: UnsafePointer<UInt16>, _ under: UnsafePointer<UInt16>, _ width: Int, _ columns: Range<Int>,
    _ links: UnsafeMutablePointer<UInt16>
) {
    let above = here - width
    let upper = under - width
    let lower = under + width
    for x in columns {
        let level = here[x]
        let inside = ~same(level, 0)
        let left = same(level, here[x &- 1])
        let over = same(level, above[x])
        let middle = same(level, under[x])
        let north = same(level, upper[x])
        let south = same(level, lower[x])
        let west = same(level, under[x &- 1])
        let east = same(level, under[x &+ 1])
        let corners =
            (same(level, upper[x &- 1]) & ~(north | west | left | over) & 1) | (same(level, upper[x &+ 1]) & ~(north | east | over) & 4)
            | (same(level, lower[x &- 1]) & ~(south | west | left) & 64) | (same(level, lower[x &+ 1]) & ~(south | east) & 256)
        let sides =
            (north & ~(left | over) & 2) | (west & ~(north | south | left | over) & 8) | (east & ~(north | south | over) & 32)
            | (south & ~left & 128)
        let straight = middle & ~((left & west) | (over & north)) & 16
        let found = inside & (straight | (~middle & (sides | corners)))
        links[x] = found | (~same(found, 0) & 0x8000)
    }
}
