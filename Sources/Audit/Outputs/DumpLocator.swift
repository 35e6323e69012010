/// Tells table and column of places in a dump of PostgreSQL, read from its beginning to its end.
///
/// pg_dump's plain format has rows between `COPY schema.table (column, …) FROM stdin;` and `\.`, separated by tabs; tabs and line ends in values are escaped.
struct DumpLocator {
    /// The columns of the rows, with table and schema; empty between the tables.
    private var names: [String] = []
    private var column = 0
    /// The line so far, as much of it as matters.
    private var line: [UInt8] = []

    /// Schema, table and column, joined by dots; nil between the tables.
    var part: String? { names.indices.contains(column) ? names[column] : nil }

    /// Goes on over the next bytes.
    mutating func advance(over bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else if names.isEmpty {
                if line.count < Self.copy.count || line.starts(with: Self.copy) { line.append(byte) }
            } else if byte == UInt8(ascii: "\t") {
                column += 1
            } else if line.count <= Self.end.count {
                line.append(byte)
            }
        }
    }

    private static let copy = Array("COPY ".utf8)
    private static let end = Array("\\.".utf8)

    private mutating func endLine() {
        if names.isEmpty {
            names = Self.columns(of: String(decoding: line, as: UTF8.self))
        } else if line == Self.end {
            names = []
        }
        column = 0
        line.removeAll(keepingCapacity: true)
    }

    /// The columns that a statement begins the rows of; empty for any other line.
    private static func columns(of line: String) -> [String] {
        let behind = ") FROM stdin;"
        guard line.hasPrefix("COPY "), line.hasSuffix(behind), let list = line.firstRange(of: " (") else { return [] }
        let table = line[..<list.lowerBound].dropFirst("COPY ".count)
        return line[list.upperBound...].dropLast(behind.count).split(separator: ", ")
            .map { "\(table).\($0)".replacing("\"", with: "") }
    }
}
