import CZlib
import Foundation
import Voxels

/// Writes NIfTI-1 in one file, compressed when the name ends in `.gz`; little-endian, geometry in the sform.
public enum NIfTIWriter {
    /// Writes what a volume holds, as an image of its own when that is a part of its grid.
    ///
    /// - Parameter dataType: how voxels are stored; a value that the type cannot hold exactly is an error.
    /// - Throws: `NIfTIError` (`unwritable`, `precision`).
    public static func write(_ volume: Volume, to path: String, as dataType: NIfTIDataType = .float32) throws(NIfTIError) {
        var grid = volume.grid
        grid.origin = grid.position(of: SIMD3(volume.box.lower))
        grid.size = volume.box.size
        try dataType.apply(VolumeWriting(values: volume.values, grid: grid, dataType: dataType, path: path))
    }

    /// Writes a mask on its whole grid as unsigned bytes: `label` inside, 0 outside.
    ///
    /// - Throws: `NIfTIError` (`unwritable`).
    public static func write(_ mask: Mask, to path: String, label: UInt8 = 1) throws(NIfTIError) {
        let writer = try ByteWriter(path: path)
        try writer.write(try header(mask.grid, dataType: .uint8, path: path))
        for slice in 0..<mask.grid.size.z {
            let box = Box(lower: Index3(0, 0, slice), upper: Index3(mask.grid.size.x, mask.grid.size.y, slice + 1))
            try writer.write(mask.rebased(to: box).values.map { $0 == 0 ? 0 : label })
        }
        try writer.finish()
    }

    /// The 348 bytes of the header and the 4 that say that no extension follows.
    static func header(_ grid: Grid, dataType: NIfTIDataType, path: String) throws(NIfTIError) -> [UInt8] {
        let size = [grid.size.x, grid.size.y, grid.size.z].compactMap { Int16(exactly: $0) }
        guard size.count == 3, !size.contains(0) else {
            throw NIfTIError(.unwritable, "NIfTI-1 holds 1 to 32767 voxels along an axis, not \(grid.size)", path: path)
        }
        var bytes = [UInt8](repeating: 0, count: 352)
        func put(_ value: some FixedWidthInteger, at offset: Int) {
            for byte in 0..<value.bitWidth / 8 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
        }
        func put(_ values: [Double], at offset: Int) {
            for (index, value) in values.enumerated() { put(Float(value).bitPattern, at: offset + 4 * index) }
        }
        put(Int32(348), at: 0)
        for (index, value) in ([3] + size + [1, 1, 1, 1]).enumerated() { put(value, at: 40 + 2 * index) }
        put(dataType.rawValue, at: 70)
        put(Int16(8 * dataType.byteCount), at: 72)
        put([1, grid.spacing.x, grid.spacing.y, grid.spacing.z, 1, 1, 1, 1], at: 76)
        put([352, 1, 0], at: 108)
        bytes[123] = 2
        put(Int16(1), at: 254)
        let columns = [
            grid.direction.x * grid.spacing.x, grid.direction.y * grid.spacing.y, grid.direction.z * grid.spacing.z, grid.origin,
        ]
        put(columns.map { -$0.x }, at: 280)
        put(columns.map { -$0.y }, at: 296)
        put(columns.map { $0.z }, at: 312)
        bytes.replaceSubrange(344..<348, with: "n+1\0".utf8)
        return bytes
    }
}

/// Writes voxels in their stored type.
private struct VolumeWriting: StoredValueWork {
    let values: [Float]
    let grid: Grid
    let dataType: NIfTIDataType
    let path: String

    func run<T: StoredValue>(_ type: T.Type) throws(NIfTIError) {
        var stored: [T.Bits] = []
        stored.reserveCapacity(values.count)
        for value in values {
            guard let bits = T.bits(of: value) else {
                throw NIfTIError(.precision, "\(value) cannot be stored as \(dataType); choose float32", path: path)
            }
            stored.append(bits.littleEndian)
        }
        let writer = try ByteWriter(path: path)
        try writer.write(try NIfTIWriter.header(grid, dataType: dataType, path: path))
        try writer.write(stored)
        try writer.finish()
    }
}

/// Writes bytes to a file, compressed when its name ends in `.gz`.
private struct ByteWriter: ~Copyable {
    private let path: String
    private let file: gzFile
    private var isOpen = true

    init(path: String) throws(NIfTIError) {
        guard let file = gzopen(path, path.hasSuffix(".gz") ? "wbe6" : "wbeT") else {
            throw NIfTIError(.unwritable, "cannot be created: \(String(cString: strerror(errno)))", path: path)
        }
        self.path = path
        self.file = file
    }

    deinit {
        if isOpen { gzclose(file) }
    }

    func write(_ values: [some BitwiseCopyable]) throws(NIfTIError) {
        let written = values.withUnsafeBytes { gzfwrite($0.baseAddress, 1, $0.count, file) == $0.count }
        guard written else { throw failure() }
    }

    consuming func finish() throws(NIfTIError) {
        isOpen = false
        guard gzclose(file) == Z_OK else { throw failure() }
    }

    private func failure() -> NIfTIError {
        NIfTIError(.unwritable, "cannot be written: \(String(cString: strerror(errno)))", path: path)
    }
}
