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
            throw NIfTIError(.notNIfTI, "is shorter than a NIfTI-1 header (348 bytes); check the path", path: path)
        }
        self.path = path
        header = try NIfTIHeader(bytes, path: path)
        geometry = try NIfTIGeometry(header, path: path)
        try Self.checkLength(of: reader, header: header)
    }

    /// Compares the promised with the real length; a compressed file is inflated only when gzip's trailer does not agree already.
    private static func checkLength(of reader: borrowing ByteReader, header: NIfTIHeader) throws(NIfTIError) {
        let expected = header.fileLength
        if reader.isCompressed && expected & 0xFFFF_FFFF == reader.statedLength { return }
        let length = try reader.finish()
        guard length == expected else { throw wrongLength(length, header: header, path: reader.path) }
    }

    private static func wrongLength(_ length: Int, header: NIfTIHeader, path: String) -> NIfTIError {
        let size = "\(header.size.x) × \(header.size.y) × \(header.size.z) voxels of \(header.dataType)"
        return NIfTIError(
            .length,
            "the header promises \(size) from byte \(header.voxelOffset), \(header.fileLength) bytes in all, but the file has \(length); copy it again from its source",
            path: path)
    }

    /// Hands the rows of `box` to `body` slice by slice: whole rows (`size.x` voxels each) in the processor's byte order, with the slice's index.
    ///
    /// Only one slice is held. A compressed file is read to its end, so that its checksum covers what `body` has seen.
    func forEachSlice<T: StoredValue>(
        of type: T.Type, in box: Box, _ body: (_ rows: [T.Bits], _ slice: Int) throws(NIfTIError) -> Void
    ) throws(NIfTIError) {
        let reader = try ByteReader(path: path)
        let count = header.size.x * box.size.y
        var rows = [T.Bits](repeating: 0, count: count)
        for slice in box.lower.z..<max(box.lower.z, box.upper.z) {
            let first = (slice * header.size.y + box.lower.y) * header.size.x
            guard try reader.read(count, into: &rows, at: header.voxelOffset + first * T.bitCount / 8) else {
                throw Self.wrongLength(try reader.finish(), header: header, path: path)
            }
            if header.isSwapped {
                for index in rows.indices { rows[index] = rows[index].byteSwapped }
            }
            try body(rows, slice)
        }
        guard reader.isCompressed else { return }
        guard try reader.finish() == header.fileLength else {
            throw NIfTIError(.length, "the file changed while it was read", path: path)
        }
    }
}
