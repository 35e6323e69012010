import CDCMTK
import Foundation

/// The elements of a DICOM data set or item under construction; they are written in the order of their tags.
struct DataSet {
    enum Value {
        /// Text or numbers as text; several values are separated by backslashes.
        case text(String)
        /// Pixel Data: an even number of bytes.
        case bytes([UInt8])
        /// The items of a sequence.
        case items([DataSet])
    }

    private var elements: [(tag: Tag, value: Value)] = []

    mutating func set(_ tag: Tag, _ text: String) { elements.append((tag, .text(text))) }
    mutating func set(_ tag: Tag, _ number: Int) { set(tag, String(number)) }
    mutating func set(_ tag: Tag, _ bytes: [UInt8]) { elements.append((tag, .bytes(bytes))) }
    mutating func set(_ tag: Tag, _ items: [DataSet]) { elements.append((tag, .items(items))) }
    mutating func set(_ tag: Tag, _ numbers: [Double]) { set(tag, numbers.map(decimalString).joined(separator: "\\")) }

    /// A sequence of one code.
    mutating func set(_ tag: Tag, _ concept: CodedConcept) {
        var item = DataSet()
        item.set(.codeValue, concept.value)
        item.set(.codingSchemeDesignator, concept.scheme)
        item.set(.codeMeaning, concept.meaning)
        set(tag, [item])
    }

    /// Writes a file in Explicit VR Little Endian; the same data set gives the same bytes.
    ///
    /// - Throws: `unwritable` with DCMTK's reason.
    func write(to path: String) throws(DICOMError) {
        var error = cdcmtk_error()
        guard let writer = cdcmtk_writer_create(&error) else { throw DICOMError(unwritable: error, path: path) }
        defer { cdcmtk_writer_destroy(writer) }
        let native = cdcmtk_encapsulation(fragments_per_frame: 1, table: Int32(CDCMTK_TABLE_NONE))
        guard put(into: writer, &error), cdcmtk_writer_save(writer, path, "1.2.840.10008.1.2.1", native, &error) else {
            throw DICOMError(unwritable: error, path: path)
        }
    }

    private func put(into writer: OpaquePointer, _ error: inout cdcmtk_error) -> Bool {
        for (tag, value) in elements {
            switch value {
            case .text(let text):
                guard cdcmtk_writer_put_text(writer, tag.group, tag.element, text, &error) else { return false }
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
}

/// A finite number as a decimal string (VR DS): as many digits as 16 characters hold.
func decimalString(_ number: Double) -> String {
    let shortest = Int(exactly: number).map(String.init) ?? "\(number)"
    guard shortest.count > 16 else { return shortest }
    for digits in stride(from: 15, through: 1, by: -1) {
        let text = String(format: "%.\(digits)g", number)
        if text.count <= 16 { return text }
    }
    return String(format: "%.0e", number)
}

/// Unique identifiers that depend on nothing but the content they are made from.
struct ContentUID {
    private var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d

    /// Adds bytes to the content (FNV-1a).
    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt128(byte)) &* 0x0000_0000_0100_0000_0000_0000_0000_013b }
    }

    /// Adds a text and its end.
    mutating func add(_ text: String) {
        add(text.utf8)
        add(CollectionOfOne(0))
    }

    /// A UID under 2.25 (DICOM PS3.5 B.2) for one role of the content: a UUID of version 8 whose other bits are the hash.
    func uid(_ role: String) -> String {
        var own = self
        own.add(role)
        let version: UInt128 = 0x8 << 76
        let variant: UInt128 = 0x2 << 62
        return "2.25.\(own.hash & ~(0xF << 76) & ~(0x3 << 62) | version | variant)"
    }
}
