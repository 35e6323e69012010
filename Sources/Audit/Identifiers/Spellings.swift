/// The ways in which an identifying value of a header is written elsewhere.
enum Spellings {
    /// The spellings of one value of an element; each is a token to search for as a whole.
    static func of(_ value: String, _ identifierClass: IdentifierClass) -> [String] {
        switch identifierClass {
        case .name, .physician: names(value)
        case .date: DateSpellings.of(value)
        case .id, .accession, .phone: [value, value.filter { $0.isLetter || $0.isNumber }]
        case .uid: value.hasPrefix(standardRoot) ? [] : [value]
        case .address, .comment: [value] + value.split(whereSeparator: \.isNewline).map(String.init)
        case .institution, .device, .path: [value]
        }
    }

    /// The root of the UIDs that the standard itself defines.
    private static let standardRoot = "1.2.840.10008."

    /// A person name (DICOM PS3.5 6.2.1): family and given names one by one, and together in the usual orders.
    ///
    /// Each of the representations that `=` separates counts. Prefix and suffix are left out: they are titles.
    static func names(_ value: String) -> [String] {
        value.split(separator: "=").flatMap { representation -> [String] in
            let components = representation.split(separator: "^", omittingEmptySubsequences: false).prefix(3).map(trimmed)
            let parts = components.filter { !$0.isEmpty }
            let words = parts.flatMap { $0.split { " -,".contains($0) }.map(String.init) }
            var spellings = [String(representation)] + parts + words
            if parts.count > 1 {
                let (family, given) = (parts[0], parts[1])
                for gap in ["^", " ", ", ", ",", "_", ".", "-", ""] {
                    spellings += [family + gap + given, given + gap + family]
                }
                spellings += [parts.joined(separator: " "), (parts.dropFirst() + [family]).joined(separator: " ")]
            }
            return spellings
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

/// The usual spellings of a date.
enum DateSpellings {
    /// All spellings of a DICOM date (DA, `YYYYMMDD`, or the old `YYYY.MM.DD`) or date and time (DT); none for anything else.
    ///
    /// A date and time counts with its date and as a whole to the second. A year or a month alone identifies nobody and has none.
    static func of(_ value: String) -> [String] {
        var digits = Array(value.utf8)
        if digits.count == 10, digits[4] == UInt8(ascii: "."), digits[7] == UInt8(ascii: ".") {
            digits.remove(at: 7)
            digits.remove(at: 4)
        }
        guard digits.count >= 8, digits.prefix(8).allSatisfy({ (48...57).contains($0) }) else { return [] }
        let text = String(decoding: digits, as: UTF8.self)
        let (year, month, day) = (text.part(0, 4), text.part(4, 2), text.part(6, 2))
        guard let monthNumber = Int(month), (1...12).contains(monthNumber), let dayNumber = Int(day), (1...31).contains(dayNumber) else {
            return []
        }
        var spellings = [year + month + day, day + month + year, month + day + year]
        for gap in ["-", "/", "."] {
            spellings += [[year, month, day], [day, month, year], [month, day, year]].map { $0.joined(separator: gap) }
            spellings += ["\(dayNumber)\(gap)\(monthNumber)\(gap)\(year)", "\(monthNumber)\(gap)\(dayNumber)\(gap)\(year)"]
        }
        let name = monthNames[monthNumber - 1]
        for name in [name, String(name.prefix(3))] {
            spellings += ["\(dayNumber) \(name) \(year)", "\(name) \(dayNumber), \(year)", "\(name) \(dayNumber) \(year)"]
            spellings += ["\(day)-\(name)-\(year)", "\(day)\(name)\(year)", "\(day) \(name) \(year)"]
        }
        let time = digits.dropFirst(8).prefix(6)
        if time.count == 6, time.allSatisfy({ (48...57).contains($0) }) { spellings.append(text.part(0, 14)) }
        return spellings
    }

    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
}

extension String {
    fileprivate func part(_ start: Int, _ count: Int) -> String { String(dropFirst(start).prefix(count)) }
}
