import CDCMTK
import Foundation

extension DataSet {
    /// Writes a DICOM file; the same data set gives the same bytes.
    ///
    /// - Throws: `PhantomError` with the code `write` and DCMTK's reason.
    func write(to file: URL, transferSyntax: TransferSyntax, encapsulation: Encapsulation = Encapsulation()) throws {
        var error = cdcmtk_error()
        guard let writer = cdcmtk_writer_create(&error) else { throw DataSet.failure(error, file) }
        defer { cdcmtk_writer_destroy(writer) }
        let layout = cdcmtk_encapsulation(
            fragments_per_frame: UInt32(max(1, encapsulation.fragmentsPerFrame)), table: encapsulation.table.rawValue)
        guard put(into: writer, &error), cdcmtk_writer_save(writer, file.path, transferSyntax.rawValue, layout, &error) else {
            throw DataSet.failure(error, file)
        }
    }

    private func put(into writer: OpaquePointer, _ error: inout cdcmtk_error) -> Bool {
        for (tag, value) in elements {
            switch value {
            case .text(let text):
                guard cdcmtk_writer_put_text(writer, tag.group, tag.element, text, &error) else { return false }
            case .pixels(let words):
                guard cdcmtk_writer_put_pixels(writer, words, words.count, &error) else { return false }
            case .bytes(let bytes):
                guard cdcmtk_writer_put_pixel_bytes(writer, bytes, bytes.count, &error) else { return false }
            case .items(let items):
                for item in items {
                    guard cdcmtk_writer_open_item(writer, tag.group, tag.element, &error), item.put(into: writer, &error),
                        cdcmtk_writer_close_item(writer, &error)
                    else { return false }
                }
            }
        }
        return true
    }

    private static func failure(_ error: cdcmtk_error, _ file: URL) -> PhantomError {
        let text = withUnsafeBytes(of: error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return PhantomError(.write, "cannot write \(file.path): \(text)")
    }
}
