/// Writes fields as bytes: whole numbers in as few as they need, others in eight, texts behind their length.
struct HeaderWriter: FieldCoder {
    private(set) var bytes: [UInt8] = []
    let hasFailed = false

    mutating func code(_ value: inout Int) {
        // Small numbers of either sign are short.
        put(UInt64(bitPattern: Int64(value)) << 1 ^ UInt64(bitPattern: Int64(value) >> 63))
    }

    mutating func code(_ value: inout Double) {
        var pattern = value.bitPattern.littleEndian
        withUnsafeBytes(of: &pattern) { bytes.append(contentsOf: $0) }
    }

    mutating func code(_ value: inout String) {
        put(UInt64(value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    mutating func code(_ value: inout String?) {
        guard let text = value else { return bytes.append(0) }
        put(UInt64(text.utf8.count) + 1)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func fail() {}

    private mutating func put(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The long texts of the header that was read last, which the next one of its series mostly repeats.
struct RecentTexts {
    fileprivate var texts: [String] = []
    fileprivate static let most = 24

    init() {}
}

/// Reads fields from bytes; from bytes that are no header it reads something, and says that it failed.
struct HeaderReader: FieldCoder {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0
    private(set) var hasFailed = false
    private(set) var recent: RecentTexts
    private var longTextCount = 0

    init(_ bytes: UnsafeRawBufferPointer, recent: RecentTexts) {
        self.bytes = bytes
        self.recent = recent
    }

    /// Whether everything was read, and nothing was amiss.
    var isSound: Bool { !hasFailed && place == bytes.count }

    mutating func code(_ value: inout Int) {
        let number = number()
        value = Int(Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1))
    }

    mutating func code(_ value: inout Double) {
        guard bytes.count - place >= 8 else { return fail() }
        value = Double(bitPattern: UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
        place += 8
    }

    mutating func code(_ value: inout String) { value = text(number()) }

    mutating func code(_ value: inout String?) {
        let length = number()
        value = length == 0 ? nil : text(length - 1)
    }

    mutating func fail() { hasFailed = true }

    private mutating func number() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        fail()
        return 0
    }

    private mutating func text(_ length: UInt64) -> String {
        guard length <= UInt64(bytes.count - place) else {
            fail()
            return ""
        }
        let part = UnsafeRawBufferPointer(rebasing: bytes[place..<place + Int(length)])
        place += part.count
        // Short texts need no memory of their own.
        guard part.count > 15, longTextCount < RecentTexts.most else { return String(decoding: part, as: UTF8.self) }
        defer { longTextCount += 1 }
        guard longTextCount < recent.texts.count else {
            recent.texts.append(String(decoding: part, as: UTF8.self))
            return recent.texts[longTextCount]
        }
        if !isEqual(recent.texts[longTextCount], part) { recent.texts[longTextCount] = String(decoding: part, as: UTF8.self) }
        return recent.texts[longTextCount]
    }

    private func isEqual(_ text: String, _ part: UnsafeRawBufferPointer) -> Bool {
        text.utf8.withContiguousStorageIfAvailable { UnsafeRawBufferPointer($0).elementsEqual(part) } ?? false
    }
}
