/// Rows in the text format of PostgreSQL's COPY, cut into blocks.
struct CopyText {
    /// How many bytes a block has before it is sent.
    static let blockSize = 65_536

    private let rows: SQLRows
    private var next = 0

    init(_ rows: SQLRows) { self.rows = rows }

    /// The next rows that fill a block, nil when all are written.
    mutating func block() throws(OMOPError) -> [UInt8]? {
        guard next < rows.values.count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.blockSize + 4096)
        let width = rows.columns.count
        while next < rows.values.count, bytes.count < Self.blockSize {
            for column in 0..<width {
                if column > 0 { bytes.append(UInt8(ascii: "\t")) }
                try Self.write(rows.values[next + column], to: &bytes)
            }
            bytes.append(UInt8(ascii: "\n"))
            next += width
        }
        return bytes
    }

    private static func write(_ value: SQLValue, to bytes: inout [UInt8]) throws(OMOPError) {
        guard case .text = value else {
            return bytes.append(contentsOf: (try value.postgresText ?? "\\N").utf8)
        }
        for byte in (try value.postgresText ?? "").utf8 {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
