/// Looks for identifiers and keeps account of them, place by place.
struct LeakSearch {
    /// Where in a place something stands.
    enum Position: Sendable, CustomStringConvertible {
        case line(Int)
        case row(Int)
        case byte(Int)
        case whole

        var description: String {
            switch self {
            case .line(let number): "line \(number)"
            case .row(let number): "row \(number)"
            case .byte(let number): "byte \(number)"
            case .whole: ""
            }
        }
    }

    private struct Key: Hashable {
        let identifierClass: IdentifierClass
        let place: LeakPlace
    }

    private struct Account {
        var finding: LeakReport.Finding
        var patterns: Set<Int>
    }

    let matcher: IdentifierMatcher
    private let tokens: [IdentifierTable.Token]
    private let policy: LeakPolicy
    private let reveals: Bool
    private var leaks: [Key: Account] = [:]
    private var allowances: [Key: Int] = [:]
    private var scratch: [UInt8] = []

    init(_ table: IdentifierTable, policy: LeakPolicy, reveals: Bool) {
        let sorted = table.tokens.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        matcher = IdentifierMatcher(sorted.map { ($0.key, $0.value.identifierClass.border) })
        tokens = sorted.map(\.value)
        self.policy = policy
        self.reveals = reveals
    }

    /// How many bytes around a match must be at hand, so that what is shown of it holds no half of another.
    var margin: Int { 2 * matcher.longest + 2 * Self.shown + 8 }

    /// How many bytes before and behind a match are shown.
    private static let shown = 24

    /// Searches bytes that are whole, such as a cell, a name or a page.
    mutating func search(
        _ bytes: UnsafeBufferPointer<UInt8>, in place: LeakPlace, at position: Position, setting: IdentifierMatcher.Setting = .text
    ) {
        guard bytes.count >= IdentifierMatcher.shortest else { return }
        scratch.removeAll(keepingCapacity: true)
        IdentifierMatcher.fold(bytes, appendingTo: &scratch)
        var matches: [IdentifierMatcher.Match] = []
        scratch.withUnsafeBufferPointer { folded in
            matcher.find(in: folded, starts: 0..<folded.count, setting: setting) { matches.append($0) }
        }
        guard !matches.isEmpty else { return }
        let folded = scratch
        for match in matches {
            folded.withUnsafeBufferPointer { record(match, bytes, $0, setting, place, at: position) }
        }
    }

    /// Searches bytes that are whole.
    mutating func search(_ bytes: [UInt8], in place: LeakPlace, at position: Position, setting: IdentifierMatcher.Setting = .text) {
        bytes.withUnsafeBufferPointer { search($0, in: place, at: position, setting: setting) }
    }

    /// Enters one match.
    mutating func record(
        _ match: IdentifierMatcher.Match, _ bytes: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>,
        _ setting: IdentifierMatcher.Setting, _ place: LeakPlace, at position: Position
    ) {
        let token = tokens[match.pattern]
        let key = Key(identifierClass: token.identifierClass, place: place)
        if policy.allows(token.identifierClass, matcher.patterns[match.pattern], in: place) {
            allowances[key, default: 0] += 1
            return
        }
        let account =
            leaks[key]
            ?? Account(
                finding: LeakReport.Finding(
                    identifierClass: token.identifierClass, file: place.file, part: place.part, count: 0, distinct: 0, sources: [], at: [],
                    excerpt: excerpt(match.range, bytes, folded, setting)), patterns: [])
        leaks[key] = account
        update(key, match.pattern, token.source, position.description)
    }

    private mutating func update(_ key: Key, _ pattern: Int, _ source: String, _ position: String) {
        leaks[key]?.finding.count += 1
        guard let finding = leaks[key]?.finding else { return }
        if leaks[key]?.patterns.insert(pattern).inserted == true {
            leaks[key]?.finding.distinct += 1
            if finding.sources.count < 5, !finding.sources.contains(source) { leaks[key]?.finding.sources.append(source) }
        }
        if finding.at.count < 5, !position.isEmpty, finding.at.last != position { leaks[key]?.finding.at.append(position) }
    }

    /// What stands around a match, in one line; every identifier in it is masked, those that begin or end outside it too.
    private func excerpt(
        _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, _ folded: UnsafeBufferPointer<UInt8>, _ setting: IdentifierMatcher.Setting
    ) -> String {
        let window = max(0, range.lowerBound - Self.shown)..<min(bytes.count, range.upperBound + Self.shown)
        var shown = window.map { bytes[$0] < 0x20 || bytes[$0] == 0x7F ? UInt8(ascii: " ") : bytes[$0] }
        guard !reveals else { return String(decoding: shown, as: UTF8.self) }
        // Another setting than the match's own could hide less.
        for setting in [setting, .packed] {
            matcher.find(in: folded, starts: max(0, window.lowerBound - matcher.longest)..<window.upperBound, setting: setting) { match in
                for place in match.range.clamped(to: window) { shown[place - window.lowerBound] = UInt8(ascii: "*") }
            }
        }
        return String(decoding: shown, as: UTF8.self)
    }

    /// Puts what was found into the report, in the order of files, parts and classes.
    func finish(_ report: inout LeakReport) {
        func ordered<Value>(_ entries: [Key: Value]) -> [(key: Key, value: Value)] {
            entries.sorted { first, second in
                let (one, other) = (first.key, second.key)
                return (one.place.file, one.place.part ?? "", one.identifierClass)
                    < (other.place.file, other.place.part ?? "", other.identifierClass)
            }
        }
        report.leaks = ordered(leaks).map(\.value.finding)
        report.allowed = ordered(allowances).map {
            LeakReport.Allowance(identifierClass: $0.key.identifierClass, file: $0.key.place.file, part: $0.key.place.part, count: $0.value)
        }
    }
}
