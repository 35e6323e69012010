import CDCMTK

/// An open DICOM file.
///
/// It is closed when the last item of it is gone. One thread at a time may use it.
final class DICOMFile {
    /// How much of the file is read on opening.
    enum Extent {
        /// Values of more than 4 KiB stay on disk until they are asked for.
        case header
        /// Everything is read at once.
        case whole
    }

    let path: String
    /// What is wrong behind the readable header; nil when the file is sound.
    let damage: String?
    let handle: OpaquePointer

    /// Opens a file that is DICOM by its content.
    init(path: String, extent: Extent = .header) throws(DICOMError) {
        var error = cdcmtk_error()
        guard let handle = cdcmtk_open(path, extent == .whole ? 1 : 0, &error) else { throw DICOMError(error, path: path) }
        self.path = path
        self.handle = handle
        damage = error.code == 0 ? nil : error.message
    }

    deinit { cdcmtk_close(handle) }

    /// The dataset of the file.
    var dataset: DICOMItem { DICOMItem(file: self, item: nil) }

    /// The Transfer Syntax UID; empty when it is not known.
    var transferSyntaxUID: String { fetchText { cdcmtk_transfer_syntax(handle, $0, $1) } ?? "" }

    /// The header's description of the pixels.
    var pixels: cdcmtk_pixels {
        var description = cdcmtk_pixels()
        cdcmtk_describe_pixels(handle, &description)
        return description
    }

    /// Reads a window of a frame as stored values into the beginning of `values`, which must hold `width * height`.
    func readFrame(_ frame: Int, x: Range<Int>, y: Range<Int>, into values: inout [Int32]) throws(DICOMError) {
        precondition(values.count >= x.count * y.count, "the buffer holds the window")
        var error = cdcmtk_error()
        let code = values.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            return cdcmtk_read_frame(
                handle, UInt32(frame), UInt32(x.lowerBound), UInt32(y.lowerBound), UInt32(x.count), UInt32(y.count), start, &error)
        }
        guard code == 0 else { throw DICOMError(error, path: path) }
    }

    /// The name of a UID in the DICOM dictionary, or the UID itself.
    static func name(ofUID uid: String) -> String {
        cdcmtk_uid_name(uid).map { String(cString: $0) } ?? uid
    }
}

/// The dataset of a file, or one item of a sequence.
struct DICOMItem {
    fileprivate let file: DICOMFile
    /// nil for the dataset.
    fileprivate let item: OpaquePointer?

    /// An element's text without surrounding spaces; nil when the element is absent or empty.
    func string(_ tag: Tag) -> String? {
        fetchText { cdcmtk_string(file.handle, item, tag.group, tag.element, $0, $1) }
    }

    /// An element's numbers; nil when the element is absent or empty.
    ///
    /// - Throws: `damaged-file` when the element holds something else.
    func numbers(_ tag: Tag) throws(DICOMError) -> [Double]? {
        var few: SIMD8<Double> = .zero
        let count = withUnsafeMutableBytes(of: &few) { bytes in
            cdcmtk_numbers(file.handle, item, tag.group, tag.element, bytes.assumingMemoryBound(to: Double.self).baseAddress, 8)
        }
        switch count {
        case -1, 0: return nil
        case ..<0: throw DICOMError(.damagedFile, "\(tag.description) holds no numbers", path: file.path)
        case ...8: return (0..<count).map { few[$0] }
        default:
            return [Double](unsafeUninitializedCapacity: count) { buffer, filled in
                filled = max(0, min(count, cdcmtk_numbers(file.handle, item, tag.group, tag.element, buffer.baseAddress, count)))
            }
        }
    }

    /// The only number of an element; nil when the element is absent or empty.
    func number(_ tag: Tag) throws(DICOMError) -> Double? { try numbers(tag)?.first }

    /// The only whole number of an element; nil when the element is absent or empty.
    func integer(_ tag: Tag) throws(DICOMError) -> Int? {
        guard let value = try number(tag) else { return nil }
        guard let whole = Int(exactly: value) else {
            throw DICOMError(.damagedFile, "\(tag.description) is not a whole number", path: file.path)
        }
        return whole
    }

    /// The file's path.
    var path: String { file.path }

    /// The bytes of an element of unknown value representation (UN) or of bytes (OB); empty for any other, and for more than 1 KiB.
    func bytes(_ tag: Tag) -> [UInt8] {
        let capacity = 1024
        return [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            let length = cdcmtk_bytes(file.handle, item, tag.group, tag.element, buffer.baseAddress, capacity)
            filled = (0...capacity).contains(length) ? length : 0
        }
    }

    /// The items of a sequence; empty when there is none.
    func items(_ tag: Tag) -> [DICOMItem] {
        let count = cdcmtk_items(file.handle, item, tag.group, tag.element, nil, 0)
        guard count > 0 else { return [] }
        let handles = [OpaquePointer?](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, min(count, cdcmtk_items(file.handle, item, tag.group, tag.element, buffer.baseAddress, count)))
        }
        return handles.compactMap { $0.map { DICOMItem(file: file, item: $0) } }
    }
}

extension Tag: CustomStringConvertible {
    var description: String { "(\(hexadecimal(group)),\(hexadecimal(element)))" }
}

extension DICOMError {
    /// Turns an error of the C interface into this module's.
    init(_ error: cdcmtk_error, path: String) {
        let (code, message): (Code, String) =
            switch Int(error.code) {
            case CDCMTK_NOT_FOUND: (.notFound, "there is no such file; check the path")
            case CDCMTK_UNREADABLE: (.unreadable, "the file cannot be opened or read; check its permissions")
            case CDCMTK_EMPTY: (.emptyFile, "the file has no byte; copy it again")
            case CDCMTK_NOT_DICOM: (.notDICOM, "the file is not DICOM; check the path")
            case CDCMTK_NO_PIXELS: (.missingPixelData, "the image has no pixel data; fetch it again from the archive")
            case CDCMTK_SHORT_PIXELS: (.shortPixelData, "the pixel data are incomplete; fetch the file again from the archive")
            case CDCMTK_UNSUPPORTED:
                (.unsupportedPixelData, "the pixel data are of a kind that is not read; export the images as 8- or 16-bit greyscale")
            case CDCMTK_UNDECODABLE:
                (
                    .undecodablePixelData,
                    "the pixel data cannot be decoded; fetch the file again from the archive, or export it uncompressed"
                )
            default: (.damagedFile, "the file is truncated or malformed; fetch it again from the archive")
            }
        self.init(code, message, path: path, cause: error.message)
    }
}

extension DICOMError {
    /// Turns trouble with writing into this module's error.
    init(unwritable error: cdcmtk_error, path: String) {
        self.init(.unwritable, "the file cannot be written; check the folder", path: path, cause: error.message)
    }
}

extension cdcmtk_error {
    fileprivate var message: String {
        withUnsafeBytes(of: text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// Fetches a text of unknown length through a C function that copies it and returns its whole length; nil when there is none.
private func fetchText(_ copy: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String? {
    func fetch(_ capacity: Int) -> (length: Int, text: String) {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
            let length = copy(buffer.baseAddress, capacity)
            let bytes = UnsafeRawBufferPointer(buffer).prefix(max(0, min(length, capacity)))
            return (length, String(decoding: bytes, as: UTF8.self))
        }
    }
    let short = fetch(256)
    guard short.length > 0 else { return nil }
    return short.length <= 256 ? short.text : fetch(short.length).text
}

func hexadecimal(_ value: UInt16) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
}
