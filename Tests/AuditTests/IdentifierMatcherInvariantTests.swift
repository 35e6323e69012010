import TestSupport
import Testing

@testable import Audit

@Suite("Matching of identifiers") struct IdentifierMatcherInvariantTests {
    /// The slow and obvious way: every string at every place.
    private static func slow(_ patterns: [(bytes: [UInt8], border: TokenBorder)], _ text: [UInt8]) -> Set<IdentifierMatcher.Match> {
        var found: Set<IdentifierMatcher.Match> = []
        text.withUnsafeBufferPointer { bytes in
            for (number, pattern) in patterns.enumerated() {
                for start in text.indices where text[start...].starts(with: pattern.bytes) {
                    let range = start..<start + pattern.bytes.count
                    if pattern.border.holds(range, in: bytes) { found.insert(.init(range: range, pattern: number)) }
                }
            }
        }
        return found
    }

    private static func fast(_ matcher: IdentifierMatcher, _ text: [UInt8]) -> [IdentifierMatcher.Match] {
        var found: [IdentifierMatcher.Match] = []
        text.withUnsafeBufferPointer { matcher.find(in: $0, starts: 0..<text.count) { found.append($0) } }
        return found
    }

    @Test("the fast search finds what the slow one finds, each once, in the order of beginnings", arguments: 0..<40)
    func twin(seed: Int) {
        var random = RepeatableGenerator(seed: UInt64(seed))
        let alphabet = Array("abn12.é山- \\%".utf8)
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] } }
        let strings = Set((0..<200).map { _ in bytes(Int.random(in: 4...7, using: &random)) })
        // Where some strings are free of borders, no beginning is passed over.
        let borders: [TokenBorder] = [.word, .number, .digits, seed % 2 == 0 ? .none : .word]
        let patterns = strings.sorted { $0.lexicographicallyPrecedes($1) }.enumerated().map { ($1, borders[$0 % 4]) }
        let matcher = IdentifierMatcher(patterns)
        var text = bytes(3000)
        for _ in 0..<100 {
            let pattern = patterns[Int.random(in: 0..<patterns.count, using: &random)].0
            let place = Int.random(in: 0..<text.count - 10, using: &random)
            text.replaceSubrange(place..<place + pattern.count, with: pattern)
        }
        let found = Self.fast(matcher, text)
        #expect(Set(found) == Self.slow(patterns, text))
        #expect(found.count == Set(found).count && found.count > 20)
        #expect(found.map(\.range.lowerBound) == found.map(\.range.lowerBound).sorted())
    }

    @Test("folding many bytes at once is folding each")
    func folding() {
        let bytes = (0...255).map { UInt8($0) }
        var folded: [UInt8] = [65]
        bytes.withUnsafeBufferPointer { IdentifierMatcher.fold($0, appendingTo: &folded) }
        #expect(folded.dropFirst().elementsEqual(bytes.map(IdentifierMatcher.fold)))
    }

    @Test("texts shorter than a string, and no strings at all, give nothing")
    func small() {
        let matcher = IdentifierMatcher([(Array("abcd".utf8), .word)])
        for text in ["", "a", "abc"] { #expect(Self.fast(matcher, Array(text.utf8)).isEmpty) }
        #expect(Self.fast(matcher, Array("abcd".utf8)).count == 1)
        #expect(Self.fast(IdentifierMatcher([]), Array("abcd".utf8)).isEmpty)
    }

    @Test(
        "a whole token touches no letter or digit; an escape is none; a UID no digit, a date no digit",
        arguments: [
            ("Ada Phantom.", "phantom", TokenBorder.word, true), ("x_Phantom_y", "phantom", .word, true),
            ("Phantoms", "phantom", .word, false), ("\u{E9}Phantom", "phantom", .word, false),
            ("Phantom\u{E9}", "phantom", .word, false), ("\u{201C}Phantom\u{201D}", "phantom", .word, true),
            ("a\\nPhantom", "phantom", .word, true), ("nPhantom", "phantom", .word, false), ("Ada%5EPhantom", "phantom", .word, true),
            ("患者山田太郎様", "山田太郎", .word, true), ("a1.2.3.4", "1.2.3.4", .number, true), ("1.2.3.45", "1.2.3.4", .number, false),
            ("1.2.3.4.5", "1.2.3.4", .number, false), ("0.1.2.3.4", "1.2.3.4", .number, false), ("is 1.2.3.4.", "1.2.3.4", .number, true),
            ("1.2.3.4.dcm", "1.2.3.4", .number, true), ("2023-05-02T10:00", "2023-05-02", .digits, true),
            ("CT20230502", "20230502", .digits, true), ("120230502", "20230502", .digits, false), ("202305021", "20230502", .digits, false),
        ])
    func borders(text: String, pattern: String, border: TokenBorder, isFound: Bool) {
        let matcher = IdentifierMatcher([(Array(pattern.utf8), border)])
        #expect(Self.fast(matcher, text.utf8.map(IdentifierMatcher.fold)).count == (isFound ? 1 : 0))
    }
}
