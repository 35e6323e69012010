import CDCMTK

/// The frames of one file as stored values, whatever the object is and wherever it lies.
package struct StoredFrames {
    /// Number of Frames.
    package let count: Int
    /// Columns.
    package let columns: Int
    /// Rows.
    package let rows: Int
    /// Whether stored values are unsigned.
    package let isUnsigned: Bool
    private let file: DICOMFile

    /// Opens a file.
    ///
    /// - Throws: `DICOMError` when the file is not DICOM or damaged, has no pixels, or has pixels that are not decoded.
    package init(path: String) throws(DICOMError) {
        file = try DICOMFile(path: path)
        let header = InstanceHeader(withoutGeometryOf: file)
        let pixels = header.pixels
        if Int(file.pixels.kind) == CDCMTK_PIXELS_NONE { throw DICOMError(.missingPixelData, "the object has no pixel data", path: path) }
        if let reason = pixels.objection { throw DICOMError(.unsupportedPixelData, "\(reason) is not read", path: path) }
        if let damage = damage(of: header, file) {
            throw DICOMError(DICOMError.Code(rawValue: damage.code.rawValue) ?? .damagedFile, damage.message, path: path)
        }
        count = pixels.numberOfFrames
        columns = pixels.columns
        rows = pixels.rows
        isUnsigned = !pixels.isSigned
    }

    /// Reads a frame, x fastest; unsigned values of 32 bits come as their bit patterns.
    ///
    /// - Throws: `DICOMError` when the frame cannot be decoded.
    package func frame(_ index: Int) throws(DICOMError) -> [Int32] {
        var stored = [Int32](repeating: 0, count: columns * rows)
        try file.readFrame(index, x: 0..<columns, y: 0..<rows, into: &stored)
        return stored
    }
}
