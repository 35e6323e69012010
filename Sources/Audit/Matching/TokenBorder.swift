/// What a match must not touch, so that it is a whole token.
///
/// Text is taken to be UTF-8; bytes that are none count as no letters. A letter that is the tail of an escape (`\n`, `\t`, `%5E`) is none.
enum TokenBorder: UInt8, Sendable, Hashable {
    /// No letter or digit before or behind; characters of scripts that are written without spaces are no letters here.
    case word
    /// No digit before or behind, nor one behind a dot: for UIDs, of which one can begin with another.
    case number
    /// No digit before or behind: for dates, behind which a `T` and a time may stand; before a date that begins with a month's name no letter.
    case digits
    /// Nothing is asked: for long tokens among bytes where values touch each other.
    case none

    /// Whether the match of `range` in `text` is a whole token.
    func holds(_ range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .none: return true
        case .digits:
            return !isDigit(text, range.lowerBound - 1) && !isDigit(text, range.upperBound) && !beginsInWord(range.lowerBound, in: text)
        case .number:
            let before = range.lowerBound - 1
            let behind = range.upperBound
            return !isDigit(text, before) && !isDigit(text, behind) && !(isDot(text, before) && isDigit(text, before - 1))
                && !(isDot(text, behind) && isDigit(text, behind + 1)) && !beginsInWord(range.lowerBound, in: text)
        case .word: return !isLetterBefore(range.lowerBound, in: text) && !isLetterBehind(range.upperBound, in: text)
        }
    }

    /// Whether a scalar is a letter or digit that makes a token longer.
    static func continues(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLetterOrDigit(UInt8(truncatingIfNeeded: scalar.value)) }
        let properties = scalar.properties
        return (properties.isAlphabetic || properties.numericType != nil) && !isWide(scalar)
    }

    /// Whether a scalar belongs to a script that is written without spaces, each character weighing a syllable or more.
    static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0xA4CF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
        default: false
        }
    }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
}

private func isDigit(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    text.indices.contains(place) && (48...57).contains(text[place])
}

private func isDot(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
    text.indices.contains(place) && text[place] == UInt8(ascii: ".")
}

private func isLetterBehind(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place < text.count else { return false }
    if text[place] < 0x80 { return TokenBorder.isLetterOrDigit(text[place]) }
    return scalar(text[place..<min(place + 4, text.count)]).map(TokenBorder.continues) ?? false
}

private func isLetterBefore(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place > 0 else { return false }
    if text[place - 1] < 0x80 { return TokenBorder.isLetterOrDigit(text[place - 1]) && !isEscape(place, in: text) }
    // Back to the byte with which the character begins.
    var start = place - 1
    while start > 0, place - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(text[start..<place]).map(TokenBorder.continues) ?? false
}

/// Whether a letter stands before a token that begins with one, as a month's name can.
private func beginsInWord(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place < text.count, TokenBorder.isLetterOrDigit(text[place]), !isDigit(text, place) else { return false }
    return isLetterBefore(place, in: text)
}

/// Whether an escape ends before `place`: a backslash and one of its letters, or a per cent sign and two hexadecimal digits.
private func isEscape(_ place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    if place >= 2, text[place - 2] == UInt8(ascii: "\\") { return [98, 102, 110, 114, 116].contains(text[place - 1]) }
    return place >= 3 && text[place - 3] == UInt8(ascii: "%") && [text[place - 2], text[place - 1]].allSatisfy(isHexadecimal)
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
}

/// The first character of some bytes of UTF-8; nil when they are none.
private func scalar(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Unicode.Scalar? {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    if case .scalarValue(let scalar) = decoder.decode(&iterator) { return scalar }
    return nil
}
