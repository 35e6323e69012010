import Foundation
import Voxels

@testable import NIfTI

/// A small NIfTI file as bytes, whose header fields a test can spoil.
struct NIfTISample {
    var header: [UInt8]
    var voxels: [UInt8]

    /// A file of these stored values on a 1 mm grid.
    init<T: FixedWidthInteger>(_ size: Index3, _ type: NIfTIDataType, _ values: [T], spacing: SIMD3<Double> = [1, 1, 1]) throws {
        header = try NIfTIWriter.header(Grid(size: size, spacing: spacing), dataType: type, path: "sample")
        voxels = values.flatMap { value in (0..<T.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * T($0))) } }
    }

    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        for byte in 0..<value.bitWidth / 8 { header[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }

    mutating func put(_ value: Float, at offset: Int) {
        put(value.bitPattern, at: offset)
    }

    /// The same file in the other byte order.
    mutating func swapBytes(width: Int) {
        let fields = [
            (0, 4, 1), (32, 4, 1), (40, 2, 8), (56, 4, 3), (68, 2, 4), (76, 4, 11), (120, 2, 1), (124, 4, 6), (252, 2, 2), (256, 4, 18),
        ]
        for (offset, bytes, count) in fields {
            for field in 0..<count { header[offset + bytes * field..<offset + bytes * (field + 1)].reverse() }
        }
        for voxel in 0..<voxels.count / width { voxels[width * voxel..<width * (voxel + 1)].reverse() }
    }

    /// Writes the file into a folder of its own and returns its path.
    func write(_ name: String = "sample.nii") throws -> String {
        let url = try temporaryFolder().appending(path: name)
        try Data(header + voxels).write(to: url)
        return url.path
    }
}

/// Where this run's files go; removed when the process ends.
private let scratch: URL = {
    atexit { try? FileManager.default.removeItem(at: scratch) }
    return FileManager.default.temporaryDirectory.appending(path: "voxmark-nifti-\(UUID().uuidString)")
}()

/// A new folder that no other test uses.
func temporaryFolder() throws -> URL {
    let url = scratch.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
}

/// The error that `work` throws, or nil.
func niftiError(_ work: () throws -> Void) -> NIfTIError? {
    do {
        try work()
        return nil
    } catch {
        return error as? NIfTIError
    }
}
