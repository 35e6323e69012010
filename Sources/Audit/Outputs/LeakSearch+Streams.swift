extension LeakSearch {
    /// Searches a file of text or anything else from its beginning to its end, unpacked where gzip packed it; returns how many bytes it holds.
    ///
    /// Only a block and its margins are in memory.
    ///
    /// - Throws: `unreadable` when it cannot be read to its end; what was found until then is entered.
    mutating func searchStream(
        _ path: String, named name: String, setting: IdentifierMatcher.Setting = .text, block: Int = 1 << 20
    ) throws(AuditError) -> Int {
        let file = try UnpackedFile(path: path)
        var stream = Stream(name: name, setting: setting, locator: TextLocator(path: path))
        var isMore = true
        while isMore {
            do {
                isMore = try file.read(block, appendingTo: &stream.bytes)
            } catch {
                searchBlock(&stream, isLast: true)
                throw error
            }
            searchBlock(&stream, isLast: !isMore)
        }
        try file.close()
        return stream.offset + stream.bytes.count
    }

    /// What is in memory of a stream.
    private struct Stream {
        let name: String
        let setting: IdentifierMatcher.Setting
        var locator: TextLocator
        var bytes: [UInt8] = []
        var folded: [UInt8] = []
        /// Where in the file the bytes begin.
        var offset = 0
        /// Where in the bytes the next match may begin.
        var next = 0
        /// nil until the first block was seen.
        var isBinary: Bool?
    }

    /// Searches all beginnings behind which there are enough bytes, and drops what is no longer needed.
    private mutating func searchBlock(_ stream: inout Stream, isLast: Bool) {
        let known = stream.folded.count
        stream.bytes.withUnsafeBufferPointer {
            IdentifierMatcher.fold(UnsafeBufferPointer(rebasing: $0[known...]), appendingTo: &stream.folded)
        }
        let isBinary = stream.isBinary ?? stream.bytes.prefix(8192).contains(0)
        stream.isBinary = isBinary
        let end = isLast ? stream.bytes.count : stream.bytes.count - margin
        guard end > stream.next else { return }
        var matches: [IdentifierMatcher.Match] = []
        stream.folded.withUnsafeBufferPointer { folded in
            matcher.find(in: folded, starts: stream.next..<end, setting: stream.setting) { matches.append($0) }
        }
        var place = stream.next
        stream.bytes.withUnsafeBufferPointer { bytes in
            stream.folded.withUnsafeBufferPointer { folded in
                for match in matches {
                    stream.locator.advance(over: bytes[place..<match.range.lowerBound])
                    place = match.range.lowerBound
                    let position = isBinary ? Position.byte(stream.offset + place) : .line(stream.locator.line)
                    let part = isBinary ? nil : stream.locator.part
                    record(match, bytes, folded, stream.setting, LeakPlace(file: stream.name, part: part), at: position)
                }
                stream.locator.advance(over: bytes[place..<end])
            }
        }
        let kept = max(0, end - margin)
        stream.bytes.removeFirst(kept)
        stream.folded.removeFirst(kept)
        stream.offset += kept
        stream.next = end - kept
    }
}
