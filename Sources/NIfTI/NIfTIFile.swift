import Voxels

/// A NIfTI-1 file whose header and length have been checked.
struct NIfTIFile: Sendable, Hashable {
    let path: String
    let header: NIfTIHeader
    let geometry: NIfTIGeometry

    init(path: String) throws(NIfTIError) {
        let reader = try ByteReader(path: path)
        var bytes = [UInt8](repeating: 0, count: NIfTIHeader.byteCount)
        guard try reader.read(bytes.count, into: &bytes, at: 0) else {
            throw NIfTIError(
                .notNIfTI, "is shorter than a NIfTI-1 header (348 bytes); check the path, or copy the file again from its source",
                path: path)
        }
        self.path = path
        header = try NIfTIHeader(bytes, path: path)
        geometry = try NIfTIGeometry(header, path: path)
        try Self.checkLength(of: reader, header: header)
    }

    /// Compares the promised with the real length; a compressed file is inflated only when gzip's trailer does not agree already.
    private static func checkLength(of reader: borrowing ByteReader, header: NIfTIHeader) throws(NIfTIError) {
        let expected = header.fileLength
        if reader.isCompressed && expected & 0xFFFF_FFFF == reader.statedLength && expected <= reader.largestLength { return }
        let length = try reader.finish()
        guard length == expected else { throw wrongLength(length, header: header, path: reader.path) }
    }

    private static func wrongLength(_ length: Int, header: NIfTIHeader, path: String) -> NIfTIError {
        let size = "\(header.size.x) × \(header.size.y) × \(header.size.z) voxels of \(header.dataType)"
        return NIfTIError(
            .length,
            "the header promises \(size) from byte \(header.voxelOffset), \(header.fileLength) bytes in all, but the file has \(length); copy it again from its source, or export it again if that has the same length",
            path: path)
    }

    /// How many bytes are read at once, unless a row has more: they stay in the processor's cache until they have been looked at.
    private static let blockBytes = 1 << 18

    /// Hands the rows of `box` to `body` block by block in the file's order: whole rows (`size.x` voxels each) of one slice, in the
    /// processor's byte order.
    ///
    /// Only one block is held. A compressed file is read to its end, so that its checksum covers what `body` has seen.
    ///
    /// - Parameter body: takes an array that begins with the block's voxels, and where they lie.
    func forEachBlock<T: StoredValue>(
        of type: T.Type, in box: Box, _ body: (_ voxels: [T.Bits], _ block: Box) throws(NIfTIError) -> Void
    ) throws(NIfTIError) {
        let reader = try ByteReader(path: path)
        let bytes = T.bitCount / 8
        let height = min(max(1, Self.blockBytes / (header.size.x * bytes)), box.size.y)
        var voxels = [T.Bits](repeating: 0, count: header.size.x * height)
        for slice in box.lower.z..<max(box.lower.z, box.upper.z) {
            for top in stride(from: box.lower.y, to: box.upper.y, by: max(1, height)) {
                let block = Box(
                    lower: Index3(0, top, slice), upper: Index3(header.size.x, min(top + height, box.upper.y), slice + 1))
                let first = geometry.grid.bounds.offset(of: block.lower)
                guard try reader.read(block.count, into: &voxels, at: header.voxelOffset + first * bytes) else {
                    throw Self.wrongLength(try reader.finish(), header: header, path: path)
                }
                if header.isSwapped && bytes > 1 {
                    for index in 0..<block.count { voxels[index] = voxels[index].byteSwapped }
                }
                try body(voxels, block)
            }
        }
        guard reader.isCompressed else { return }
        guard try reader.finish() == header.fileLength else {
            throw NIfTIError(.length, "the file changed while it was read; start again when nothing writes to it", path: path)
        }
    }
}
