import Foundation

extension LabelDictionary {
    /// The longest header extensions that are looked at, in bytes.
    private static let longest = 1 << 24

    /// The longest element of a table of labels, in bytes.
    private static let longestLabel = 1024

    /// The table of labels in a header extension; nil when there is none.
    static func headerExtension(of path: String) throws(NIfTIError) -> LabelDictionary? {
        let file = try NIfTIFile(path: path)
        let count = file.header.voxelOffset - NIfTIHeader.byteCount
        guard count > 12, count <= longest else { return nil }
        let reader = try ByteReader(path: path)
        var bytes = [UInt8](repeating: 0, count: count)
        guard try reader.read(count, into: &bytes, at: NIfTIHeader.byteCount), bytes[0] != 0 else { return nil }
        let isBigEndian = file.header.isSwapped != (1.bigEndian == 1)
        let fields = HeaderFields(bytes: bytes, isBigEndian: isBigEndian)
        var place = 4
        while place + 8 <= count {
            let size = Int(fields.integer(place) as Int32)
            guard size >= 16, size % 16 == 0, place + size <= count else { return nil }
            let text = String(decoding: bytes[place + 8..<place + size].prefix { $0 != 0 }, as: UTF8.self)
            if let found = try parse(extension: text, path: path) { return found }
            place += size
        }
        return nil
    }

    /// The Caret table of labels that TotalSegmentator writes: `<Label Key="1" …><![CDATA[spleen]]></Label>`.
    static func parse(extension text: String, path: String) throws(NIfTIError) -> LabelDictionary? {
        guard text.contains("<LabelTable") else { return nil }
        let label = /<Label\s[^<>]*?Key="(\d+)"[^<>]*>\s*(?:<!\[CDATA\[(.*)\]\]>|([^<]*?))\s*/
        var entries: [Entry] = []
        // Cut at the ends first: a search over the whole text would take time by the square of its length.
        for part in text.split(separator: "</Label>", omittingEmptySubsequences: false).dropLast() {
            guard let start = part.range(of: "<Label", options: .backwards)?.lowerBound, part[start...].utf8.count <= longestLabel,
                let match = part[start...].wholeMatch(of: label), let number = Int(match.1)
            else { continue }
            entries.append(Entry(name: String(match.2 ?? match.3 ?? ""), labels: [number]))
        }
        return entries.isEmpty ? nil : try LabelDictionary(entries, path: path)
    }
}
