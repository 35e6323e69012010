import Foundation

/// A CT image of 16 × 16 pixels in explicit VR little endian whose only fragment is the codestream.
func jpeg2000Object(codestream: Data) -> Data {
    var object = Data(count: 128)
    object.append(contentsOf: "DICM".utf8)
    var meta = Data()
    meta.appendText(0x0002, 0x0002, "UI", "1.2.840.10008.5.1.4.1.1.2")
    meta.appendText(0x0002, 0x0003, "UI", "2.25.1")
    meta.appendText(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.4.90")
    object.appendNumber(0x0002, 0x0000, "UL", UInt32(meta.count))
    object.append(meta)
    object.appendText(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2")
    object.appendText(0x0008, 0x0018, "UI", "2.25.1")
    object.appendText(0x0008, 0x0060, "CS", "CT")
    object.appendText(0x0018, 0x0050, "DS", "2")
    object.appendText(0x0020, 0x000D, "UI", "2.25.2")
    object.appendText(0x0020, 0x000E, "UI", "2.25.3")
    object.appendText(0x0020, 0x0032, "DS", "0\\0\\0")
    object.appendText(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0")
    object.appendNumber(0x0028, 0x0002, "US", UInt16(1))
    object.appendText(0x0028, 0x0004, "CS", "MONOCHROME2")
    object.appendNumber(0x0028, 0x0010, "US", UInt16(16))
    object.appendNumber(0x0028, 0x0011, "US", UInt16(16))
    object.appendText(0x0028, 0x0030, "DS", "1\\1")
    object.appendNumber(0x0028, 0x0100, "US", UInt16(16))
    object.appendNumber(0x0028, 0x0101, "US", UInt16(16))
    object.appendNumber(0x0028, 0x0102, "US", UInt16(15))
    object.appendNumber(0x0028, 0x0103, "US", UInt16(1))
    object.appendText(0x0028, 0x1052, "DS", "0")
    object.appendText(0x0028, 0x1053, "DS", "1")
    object.appendFragments([Data(), codestream])
    return object
}

extension Data {
    /// Little-endian bytes.
    fileprivate mutating func appendBytes(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    private mutating func appendTag(_ group: UInt16, _ element: UInt16) {
        appendBytes(group)
        appendBytes(element)
    }

    fileprivate mutating func appendNumber(_ group: UInt16, _ element: UInt16, _ representation: String, _ value: some FixedWidthInteger) {
        appendTag(group, element)
        append(contentsOf: representation.utf8)
        appendBytes(UInt16(value.bitWidth / 8))
        appendBytes(value)
    }

    fileprivate mutating func appendText(_ group: UInt16, _ element: UInt16, _ representation: String, _ text: String) {
        var bytes = Data(text.utf8)
        if bytes.count % 2 == 1 { bytes.append(representation == "UI" ? 0 : 0x20) }
        appendTag(group, element)
        append(contentsOf: representation.utf8)
        appendBytes(UInt16(bytes.count))
        append(bytes)
    }

    /// Pixel Data as a sequence of items (DICOM PS3.5 annex A.4), the first of which is the offset table.
    fileprivate mutating func appendFragments(_ items: [Data]) {
        appendTag(0x7FE0, 0x0010)
        append(contentsOf: "OB".utf8)
        appendBytes(UInt16(0))
        appendBytes(UInt32.max)
        for item in items {
            appendTag(0xFFFE, 0xE000)
            appendBytes(UInt32(item.count + item.count % 2))
            append(item)
            if item.count % 2 == 1 { append(0) }
        }
        appendTag(0xFFFE, 0xE0DD)
        appendBytes(UInt32(0))
    }
}
