import Foundation

/// Writes small DICOM files in Explicit VR Little Endian, byte by byte, so that tests can also write wrong ones.
struct DICOMBytes {
    /// One data element.
    struct Element {
        let group: UInt16
        let element: UInt16
        let vr: String
        let value: [UInt8]

        init(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
            self.group = group
            self.element = element
            self.vr = vr
            self.value = value
        }

        init(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) {
            self.init(group, element, vr, Array(text.utf8))
        }

        init(_ group: UInt16, _ element: UInt16, _ number: UInt16) {
            self.init(group, element, "US", littleEndian(number))
        }

        init(_ group: UInt16, _ element: UInt16, items: [[Element]]) {
            let value = items.flatMap { item -> [UInt8] in
                let body = item.flatMap(\.bytes)
                return littleEndian(UInt16(0xFFFE)) + littleEndian(UInt16(0xE000)) + littleEndian(UInt32(body.count)) + body
            }
            self.init(group, element, "SQ", value)
        }

        var bytes: [UInt8] {
            let padding: [UInt8] = value.count % 2 == 0 ? [] : [vr == "UI" || vr == "OB" ? 0 : 0x20]
            let length = value.count + padding.count
            let isLong = ["OB", "OF", "OW", "SQ", "UN", "UT"].contains(vr)
            let size = isLong ? [0, 0] + littleEndian(UInt32(length)) : littleEndian(UInt16(length))
            return littleEndian(group) + littleEndian(element) + Array(vr.utf8) + size + value + padding
        }
    }

    /// A file with preamble and meta header.
    static func file(_ elements: [Element], transferSyntax: String = "1.2.840.10008.1.2.1") -> [UInt8] {
        let meta = Element(0x0002, 0x0010, "UI", transferSyntax).bytes
        let length = Element(0x0002, 0x0000, "UL", littleEndian(UInt32(meta.count))).bytes
        return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length + meta + elements.sorted(by: precede).flatMap(\.bytes)
    }

    /// A file that is the dataset alone.
    static func bareFile(_ elements: [Element]) -> [UInt8] { elements.sorted(by: precede).flatMap(\.bytes) }

    /// The element Pixel Data as fragments, the first of which is the offset table.
    static func encapsulated(_ fragments: [[UInt8]]) -> [UInt8] {
        let items = fragments.flatMap { fragment -> [UInt8] in [0xFE, 0xFF, 0x00, 0xE0] + littleEndian(UInt32(fragment.count)) + fragment }
        return [0xE0, 0x7F, 0x10, 0x00, 0x4F, 0x42, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF] + items + [0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]
    }

    private static func precede(_ one: Element, _ other: Element) -> Bool { (one.group, one.element) < (other.group, other.element) }
}

/// The elements of an axial CT slice of 4 columns and 3 rows, 2 × 3 mm, whose stored value is 100·slice + offset, less 1000 after rescaling.
func slice(_ number: Int, position: SIMD3<Double>? = nil, series: String = "1.2.3", values: [UInt16]? = nil) -> [DICOMBytes.Element] {
    let place = position ?? SIMD3(-10, 20, 5 * Double(number))
    let pixels = values ?? (0..<12).map { UInt16(100 * number + $0) }
    return [
        .init(0x0008, 0x0016, "UI", "1.2.840.10008.5.1.4.1.1.2"), .init(0x0008, 0x0018, "UI", "\(series).\(number + 1)"),
        .init(0x0008, 0x0060, "CS", "CT"), .init(0x0010, 0x0020, "LO", "P1"), .init(0x0020, 0x000D, "UI", "1.2"),
        .init(0x0020, 0x000E, "UI", series), .init(0x0020, 0x0032, "DS", "\(place.x)\\\(place.y)\\\(place.z)"),
        .init(0x0020, 0x0037, "DS", "1\\0\\0\\0\\1\\0"), .init(0x0020, 0x0052, "UI", "1.9"), .init(0x0028, 0x0002, 1),
        .init(0x0028, 0x0004, "CS", "MONOCHROME2"), .init(0x0028, 0x0010, 3), .init(0x0028, 0x0011, 4), .init(0x0028, 0x0030, "DS", "3\\2"),
        .init(0x0028, 0x0100, 16), .init(0x0028, 0x0101, 12), .init(0x0028, 0x0102, 11), .init(0x0028, 0x0103, 0),
        .init(0x0028, 0x1052, "DS", "-1000"), .init(0x0028, 0x1053, "DS", "1"),
        .init(0x7FE0, 0x0010, "OW", pixels.flatMap { littleEndian($0) }),
    ]
}

extension [DICOMBytes.Element] {
    /// The elements with one replaced, added or, for nil, removed.
    func with(_ group: UInt16, _ element: UInt16, _ replacement: DICOMBytes.Element?) -> [DICOMBytes.Element] {
        filter { $0.group != group || $0.element != element } + [replacement].compactMap { $0 }
    }
}

/// The bytes of a number, lowest first.
func littleEndian<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A folder of files that is removed at the end.
func withFolder(_ files: [String: [UInt8]], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files {
        let place = folder.appending(path: name)
        try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: place)
    }
    try body(folder)
}
