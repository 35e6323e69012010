/// Where in the outputs something stands.
struct LeakPlace: Sendable, Hashable {
    /// The file, as the output was named, and the path below it.
    let file: String
    /// A table and its column, a column, a tag, `file name`, or `raw bytes`; nil in text and other files.
    var part: String?
}

/// A pattern for places: `FILE:PART`, or `FILE` for all of it, with `*` for any characters and `?` for one.
///
/// FILE is compared with the whole path and with every end of it that begins at a name, so that `features.csv` is meant in any folder.
public struct PlacePattern: Sendable, Hashable {
    private let file: [Character]
    private let part: [Character]?

    /// Reads a pattern; the last colon separates file and part.
    public init(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else {
            file = Array(text)
            part = nil
            return
        }
        file = Array(text[..<colon])
        part = Array(text[text.index(after: colon)...])
    }

    func matches(_ place: LeakPlace) -> Bool {
        if let part {
            guard let there = place.part, Self.matches(part, Array(there)) else { return false }
        }
        let path = Array(place.file)
        let starts = [0] + path.indices.filter { path[$0] == "/" }.map { $0 + 1 }
        return starts.contains { Self.matches(file, Array(path[$0...])) }
    }

    /// Compares a pattern with a text, going back to the last `*` where they part.
    static func matches(_ pattern: [Character], _ text: [Character]) -> Bool {
        var (inPattern, inText) = (0, 0)
        var resume: (pattern: Int, text: Int)?
        while inText < text.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                resume = (inPattern + 1, inText)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == "?" || pattern[inPattern] == text[inText] {
                inPattern += 1
                inText += 1
            } else if let (afterStar, start) = resume {
                resume = (afterStar, start + 1)
                inPattern = afterStar
                inText = start + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }
}
