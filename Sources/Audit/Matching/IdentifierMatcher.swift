/// Finds many strings in bytes in one pass.
///
/// At every byte, four folded bytes are looked up in a filter of bits. Where it lets them through, the strings that begin so are few or of few
/// lengths, and a running hash (FNV-1a) is looked up at each of those lengths. The cost for a byte does not depend on the number of strings;
/// the memory is that of the strings.
struct IdentifierMatcher: Sendable {
    /// A string that was found.
    struct Match: Hashable, Sendable {
        /// Where it lies in the bytes searched.
        let range: Range<Int>
        /// Its number in the list of strings.
        let pattern: Int
    }

    /// Where values touch each other, borders say little.
    enum Setting: Sendable {
        /// Text, or what is like it: a match is a whole token.
        case text
        /// Bytes of a database page: there, long tokens with a letter or separator count wherever they stand.
        case packed
    }

    /// The fewest bytes of a string.
    static let shortest = 4

    /// The strings, folded.
    let patterns: [[UInt8]]
    /// The length of the longest string, in bytes.
    let longest: Int
    private let borders: [TokenBorder]
    private let packedBorders: [TokenBorder]
    private var filter: [UInt64]
    private let prefixes: HashSlots
    /// The lengths of the strings that begin with a prefix, ascending, one prefix's behind another's.
    private let lengths: [Int]
    /// Where the lengths of a prefix begin, by the prefix's number; one more than there are prefixes.
    private let firstLength: [Int]
    /// What the byte at a place and the one before it are, so that beginnings within words are passed over; all zero when some strings may lie there.
    private let ranks: [UInt8]
    private let wholes: HashSlots

    private static let filterBits: UInt32 = 20

    /// Prepares for strings, folded, of at least four bytes, each there once, with what their matches must not touch.
    init(_ patterns: [(bytes: [UInt8], border: TokenBorder)]) {
        precondition(patterns.allSatisfy { $0.bytes.count >= Self.shortest }, "four bytes of every string are looked up")
        self.patterns = patterns.map(\.bytes)
        borders = patterns.map(\.border)
        packedBorders = patterns.map { Self.packedBorder(of: $0.bytes) }
        longest = patterns.map(\.bytes.count).max() ?? 0
        filter = [UInt64](repeating: 0, count: 1 << (Self.filterBits - 6))
        var numbers: [UInt32: Int] = [:]
        var lengths: [Set<Int>] = []
        for (bytes, _) in patterns {
            let key = bytes.withUnsafeBufferPointer { Self.key($0, 0) }
            let bit = Self.filterBit(key)
            filter[bit >> 6] |= 1 << UInt64(bit & 63)
            let number = numbers[key] ?? lengths.count
            if number == lengths.count {
                numbers[key] = number
                lengths.append([])
            }
            lengths[number].insert(bytes.count)
        }
        self.lengths = lengths.flatMap { $0.sorted() }
        firstLength = lengths.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        let isBound = !borders.contains(.none)
        ranks = (0...255).map { (byte: UInt8) in isBound && TokenBorder.isLetterOrDigit(byte) ? (byte < 58 ? 1 : 2) : 0 }
        prefixes = HashSlots(numbers.map { (UInt64($0.key), $0.value) })
        wholes = HashSlots(self.patterns.enumerated().map { (Self.hash($1), $0) })
    }

    /// Small letters for ASCII's capitals; everything else stays.
    static func fold(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }

    /// Appends bytes, folded.
    static func fold(_ bytes: UnsafeBufferPointer<UInt8>, appendingTo folded: inout [UInt8]) {
        let start = folded.count
        folded.append(contentsOf: bytes)
        folded.withUnsafeMutableBufferPointer { buffer in
            for index in start..<buffer.count {
                let byte = buffer[index]
                buffer[index] = byte | (byte &- 65 < 26 ? 0x20 : 0)
            }
        }
    }

    private static func packedBorder(of bytes: [UInt8]) -> TokenBorder {
        let isNumber = bytes.allSatisfy { (48...57).contains($0) }
        return bytes.count >= (isNumber ? 9 : 6) ? .none : isNumber ? .digits : .word
    }

    /// Tells of every match that begins at one of the places `starts` of `text`, which is folded, in the order of their beginnings.
    ///
    /// Matches may overlap: each string is found wherever it stands.
    func find(
        in text: UnsafeBufferPointer<UInt8>, starts: Range<Int>, setting: Setting = .text, _ found: (Match) -> Void
    ) {
        guard longest > 0 else { return }
        let end = min(starts.upperBound, text.count - Self.shortest + 1)
        guard starts.lowerBound < end else { return }
        filter.withUnsafeBufferPointer { filter in
            for start in starts.lowerBound..<end {
                if setting == .text, start > 0, isInWord(text, start) { continue }
                let key = Self.key(text, start)
                let bit = Self.filterBit(key)
                guard filter[bit >> 6] & (1 << UInt64(bit & 63)) != 0 else { continue }
                compare(text, start, key, setting, found)
            }
        }
    }

    /// Whether no border can lie before a place: a digit behind a digit, a letter behind either, and no escape before it.
    @inline(__always) private func isInWord(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> Bool {
        let before = ranks[Int(text[place - 1])]
        let here = ranks[Int(text[place])]
        guard before != 0, here == 2 || here == 1 && before == 1 else { return false }
        return !(place > 1 && text[place - 2] == UInt8(ascii: "\\")) && !(place > 2 && text[place - 3] == UInt8(ascii: "%"))
    }

    /// Looks for the strings that begin with `key` at one place.
    private func compare(
        _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ key: UInt32, _ setting: Setting, _ found: (Match) -> Void
    ) {
        guard let number = prefixes.first(UInt64(key), where: { _ in true }) else { return }
        var hash = Self.seed
        var place = start
        for index in firstLength[number]..<firstLength[number + 1] {
            let length = lengths[index]
            guard start + length <= text.count else { return }
            while place < start + length {
                hash = Self.mix(hash, text[place])
                place += 1
            }
            let range = start..<place
            guard let pattern = wholes.first(hash, where: { patterns[$0].elementsEqual(text[range]) }) else { continue }
            let border = setting == .text ? borders[pattern] : packedBorders[pattern]
            if border.holds(range, in: text) { found(Match(range: range, pattern: pattern)) }
        }
    }

    @inline(__always) private static func key(_ text: UnsafeBufferPointer<UInt8>, _ place: Int) -> UInt32 {
        UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: place, as: UInt32.self)
    }

    @inline(__always) private static func filterBit(_ key: UInt32) -> Int { Int((key &* 0x9E37_79B1) >> (32 - filterBits)) }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always) private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    private static func hash(_ bytes: [UInt8]) -> UInt64 { bytes.reduce(seed, mix) }
}

/// Numbers by their hashes, with open addressing; several numbers may have one hash.
private struct HashSlots: Sendable {
    private var hashes: [UInt64]
    private var numbers: [Int32]
    private let mask: Int

    init(_ entries: [(hash: UInt64, number: Int)]) {
        var size = 16
        while size < entries.count * 2 { size *= 2 }
        mask = size - 1
        hashes = [UInt64](repeating: 0, count: size)
        numbers = [Int32](repeating: -1, count: size)
        for (hash, number) in entries {
            var slot = Self.slot(hash, mask)
            while numbers[slot] >= 0 { slot = (slot + 1) & mask }
            hashes[slot] = hash
            numbers[slot] = Int32(number)
        }
    }

    private static func slot(_ hash: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: (hash ^ (hash >> 32)) &* 0x9E37_79B9_7F4A_7C15 >> 20) & mask
    }

    /// The first number of a hash for which `isRight` holds.
    func first(_ hash: UInt64, where isRight: (Int) -> Bool) -> Int? {
        var slot = Self.slot(hash, mask)
        while numbers[slot] >= 0 {
            if hashes[slot] == hash, isRight(Int(numbers[slot])) { return Int(numbers[slot]) }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
