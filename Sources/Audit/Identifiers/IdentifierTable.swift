import Foundation

/// The strings to search for, gathered from headers and paths, each once.
public struct IdentifierTable: Sendable {
    /// How many strings of one class there are.
    public struct Count: Sendable, Hashable, Encodable {
        /// Values that are searched for; each has one or more spellings.
        public internal(set) var searched = 0
        /// Values, or parts of names and paths, that are too short to be searched for.
        public internal(set) var skipped = 0
    }

    /// One string to search for.
    struct Token: Sendable, Hashable {
        /// The class.
        let identifierClass: IdentifierClass
        /// Where it was first met, such as a tag.
        let source: String
    }

    /// What was gathered, by class.
    public private(set) var counts: [IdentifierClass: Count] = [:]
    /// The strings, folded, with their classes.
    private(set) var tokens: [[UInt8]: Token] = [:]
    private var seen: Set<Value> = []

    private struct Value: Hashable {
        let identifierClass: IdentifierClass
        let text: String
    }

    /// Longer strings are searched for by their beginning.
    static let longest = 200

    /// Starts with nothing.
    public init() {}

    /// Adds a value of a class with all its spellings.
    ///
    /// - Parameter source: where it was met, such as a tag.
    public mutating func add(_ text: String, _ identifierClass: IdentifierClass, source: String) {
        let value = text.trimmed
        guard !value.isEmpty, seen.insert(Value(identifierClass: identifierClass, text: value)).inserted else { return }
        var isSearched = false
        var isSkipped = false
        for spelling in Set(Spellings.of(value, identifierClass).map(\.trimmed)) where !spelling.isEmpty {
            guard spelling.weight >= 4 else {
                isSkipped = true
                continue
            }
            isSearched = true
            for form in Self.forms(of: spelling) { insert(form, Token(identifierClass: identifierClass, source: source)) }
        }
        if isSearched { counts[identifierClass, default: Count()].searched += 1 }
        if isSkipped { counts[identifierClass, default: Count()].skipped += 1 }
    }

    private mutating func insert(_ bytes: [UInt8], _ token: Token) {
        guard bytes.count >= IdentifierMatcher.shortest else { return }
        if let known = tokens[bytes], known.identifierClass <= token.identifierClass { return }
        tokens[bytes] = token
    }

    /// The folded bytes of a string: in UTF-8, composed and decomposed, in JSON's escapes, and in ISO 8859-1 where that has its letters.
    ///
    /// Folding knows ASCII alone; other letters are searched for as written, in capitals, in small letters, and with capitals first.
    private static func forms(of text: String) -> [[UInt8]] {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return [cut(Array(text.utf8))] }
        let cases = Set([text, text.lowercased(), text.uppercased(), text.capitalized].map { Array($0.unicodeScalars) })
        var forms: Set<[UInt8]> = []
        for scalars in cases {
            let written = String(String.UnicodeScalarView(scalars))
            for normal in [written, written.precomposedStringWithCanonicalMapping, written.decomposedStringWithCanonicalMapping] {
                forms.insert(cut(Array(normal.utf8)))
                forms.insert(cut(jsonEscaped(normal)))
            }
            let composed = written.precomposedStringWithCanonicalMapping.unicodeScalars
            if composed.allSatisfy({ $0.value < 0x100 }) { forms.insert(cut(composed.map { UInt8(truncatingIfNeeded: $0.value) })) }
        }
        return Array(forms)
    }

    private static func jsonEscaped(_ text: String) -> [UInt8] {
        text.utf16.flatMap { unit -> [UInt8] in
            unit < 0x80 ? [UInt8(truncatingIfNeeded: unit)] : Array(("\\u" + String(0x10000 + Int(unit), radix: 16).dropFirst()).utf8)
        }
    }

    /// Folded bytes from the first letter or digit on; of a string that is too long, as many whole words as fit.
    private static func cut(_ bytes: [UInt8]) -> [UInt8] {
        var part = bytes.prefix(longest)
        if part.count < bytes.count {
            while let last = part.last, last >= 0x80 || TokenBorder.isLetterOrDigit(last) { part.removeLast() }
            while let last = part.last, last < 0x80, !TokenBorder.isLetterOrDigit(last) { part.removeLast() }
        }
        return part.drop { $0 < 0x80 && !TokenBorder.isLetterOrDigit($0) }.map(IdentifierMatcher.fold)
    }
}

extension String {
    /// The text without anything but letters and digits at its ends.
    fileprivate var trimmed: String {
        let isInner = { (character: Character) in character.isLetter || character.isNumber }
        guard let first = firstIndex(where: isInner), let last = lastIndex(where: isInner) else { return "" }
        return String(self[first...last])
    }

    /// How many characters there are, those of scripts written without spaces counting two, as terminals do.
    fileprivate var weight: Int {
        reduce(0) { $0 + ($1.unicodeScalars.first.map(TokenBorder.isWide) == true ? 2 : 1) }
    }
}
