/// Tells line and column of places in a text that is read from its beginning to its end.
struct TextLocator {
    /// The line, from 1.
    private(set) var line = 1
    /// What separates columns; nil in a text without them.
    private var separator: UInt8?
    /// The rows of a dump; nil in what is none.
    private var dump: DumpLocator?
    private var column = 0
    private var isQuoted = false
    private var isHeader = true
    private var name: [UInt8] = []
    private var names: [String] = []

    /// Starts at the beginning of a text, whose columns follow from the file's name.
    init(path: String = "") {
        let name = path.hasSuffix(".gz") ? path.dropLast(3) : path[...]
        separator = name.hasSuffix(".csv") ? UInt8(ascii: ",") : name.hasSuffix(".tsv") ? UInt8(ascii: "\t") : nil
        dump = name.hasSuffix(".sql") ? DumpLocator() : nil
    }

    /// The column's name in the first record, or its number from 1; of a dump the table's name before it; nil in a text without columns.
    var part: String? {
        if let dump { return dump.part }
        guard separator != nil else { return nil }
        if isHeader { return "header" }
        return names.indices.contains(column) && !names[column].isEmpty ? names[column] : "column \(column + 1)"
    }

    /// Goes on over the next bytes.
    mutating func advance(over slice: Slice<UnsafeBufferPointer<UInt8>>) {
        let bytes = UnsafeBufferPointer(rebasing: slice)
        dump?.advance(over: bytes)
        guard let separator else {
            var count = 0
            for index in bytes.indices { count &+= bytes[index] == UInt8(ascii: "\n") ? 1 : 0 }
            line += count
            return
        }
        var current = separator
        for byte in bytes {
            advance(over: byte, current)
            if isHeader, let changed = self.separator { current = changed }
        }
    }

    private mutating func advance(over byte: UInt8, _ separator: UInt8) {
        let isLineEnd = byte == UInt8(ascii: "\n")
        if isLineEnd { line += 1 }
        // Athena separates by tabs in files that are named .csv.
        if isHeader, names.isEmpty, !isQuoted, byte == UInt8(ascii: "\t") {
            self.separator = byte
            endName()
            column = 1
            return
        }
        if byte == UInt8(ascii: "\"") {
            isQuoted.toggle()
        } else if !isQuoted, isLineEnd || byte == separator {
            if isHeader { endName() }
            column = isLineEnd ? 0 : column + 1
            if isLineEnd { isHeader = false }
        } else if isHeader, byte != UInt8(ascii: "\r") {
            name.append(byte)
        }
    }

    private mutating func endName() {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        names.append(String(decoding: name.starts(with: mark) ? name.dropFirst(3) : name[...], as: UTF8.self))
        name.removeAll()
    }
}
