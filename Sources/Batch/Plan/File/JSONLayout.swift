/// Brings compact JSON to lines: what fits on one stays on one, and so does every list of plain values.
struct JSONLayout {
    private static let width = 140
    private let bytes: [UInt8]
    private var place = 0
    private(set) var text: [UInt8] = []

    /// Lays out one value.
    ///
    /// - Parameters:
    ///   - bytes: well-formed JSON without spaces between its parts.
    ///   - depth: how deep the value stands, two spaces each.
    init(_ bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        text.reserveCapacity(bytes.count + bytes.count / 8)
        value(depth)
    }

    private mutating func value(_ depth: Int) {
        guard bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "[") else { return plain() }
        let end = self.end(of: place)
        if end - place + 2 * depth <= Self.width || isPlainList(place..<end) { return line(to: end) }
        text.append(bytes[place])
        place += 1
        while place < end - 1 {
            newLine(depth + 1)
            if bytes[place] == UInt8(ascii: "\""), let colon = keyEnd() {
                text += bytes[place..<colon]
                text += Array(": ".utf8)
                place = colon + 1
            }
            value(depth + 1)
            if bytes[place] == UInt8(ascii: ",") {
                text.append(bytes[place])
                place += 1
            }
        }
        newLine(depth)
        text.append(bytes[place])
        place += 1
    }

    private mutating func newLine(_ depth: Int) {
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    /// Copies a text, number or word.
    private mutating func plain() {
        let end =
            bytes[place] == UInt8(ascii: "\"") ? textEnd(place) : bytes[place...].firstIndex { ",]}".utf8.contains($0) } ?? bytes.count
        text += bytes[place..<end]
        place = end
    }

    /// Copies everything up to `end`, a space behind each comma and colon.
    private mutating func line(to end: Int) {
        while place < end {
            if bytes[place] == UInt8(ascii: "\"") {
                plain()
                continue
            }
            text.append(bytes[place])
            if bytes[place] == UInt8(ascii: ",") || bytes[place] == UInt8(ascii: ":") { text.append(UInt8(ascii: " ")) }
            place += 1
        }
    }

    /// The place of the colon behind a key; nil for a text in a list.
    private func keyEnd() -> Int? {
        let end = textEnd(place)
        return end < bytes.count && bytes[end] == UInt8(ascii: ":") ? end : nil
    }

    /// The place behind a text that begins at `start`.
    private func textEnd(_ start: Int) -> Int {
        var place = start + 1
        while bytes[place] != UInt8(ascii: "\"") { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
        return place + 1
    }

    /// The place behind a list or object that begins at `start`.
    private func end(of start: Int) -> Int {
        var depth = 0
        var place = start
        while true {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                place = textEnd(place)
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            place += 1
            if depth == 0 { return place }
        }
    }

    private func isPlainList(_ range: Range<Int>) -> Bool {
        guard bytes[range.lowerBound] == UInt8(ascii: "[") else { return false }
        var place = range.lowerBound + 1
        while place < range.upperBound {
            switch bytes[place] {
            case UInt8(ascii: "\""): place = textEnd(place)
            case UInt8(ascii: "{"), UInt8(ascii: "["): return false
            default: place += 1
            }
        }
        return true
    }
}
