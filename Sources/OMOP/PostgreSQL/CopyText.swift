/// Rows in the text format of PostgreSQL's COPY, cut into blocks.
struct CopyText {
    /// How many bytes a block has before it is sent.
    static let blockSize = 65_536

    private let rows: SQLRows
    /// What every row ends with: the constant values and the end of the line.
    private let end: [UInt8]
    private var next = 0

    /// Makes the text of rows.
    ///
    /// - Throws: `OMOPError` where a constant value cannot be stored.
    init(_ rows: SQLRows) throws(OMOPError) {
        self.rows = rows
        var end: [UInt8] = []
        for constant in rows.constants {
            end.append(UInt8(ascii: "\t"))
            try Self.write(constant.value, to: &end)
        }
        end.append(UInt8(ascii: "\n"))
        self.end = end
    }

    /// The next rows that fill a block, nil when all are written.
    mutating func block() throws(OMOPError) -> [UInt8]? {
        guard next < rows.values.count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.blockSize + 4096)
        let (width, end, first) = (rows.columns.count, end, next)
        next = try rows.values.withUnsafeBufferPointer { values throws(OMOPError) in
            var next = first
            while next < values.count, bytes.count < Self.blockSize {
                for place in next..<next + width {
                    if place > next { bytes.append(UInt8(ascii: "\t")) }
                    try Self.write(values[place], to: &bytes)
                }
                bytes.append(contentsOf: end)
                next += width
            }
            return next
        }
        return bytes
    }

    private static func write(_ value: SQLValue, to bytes: inout [UInt8]) throws(OMOPError) {
        switch value {
        case .null: bytes.append(contentsOf: "\\N".utf8)
        case .integer(let integer): write(integer, to: &bytes)
        case .real:
            var text = try value.postgresText ?? ""
            text.withUTF8 { bytes.append(contentsOf: $0) }
        case .text(let text): try write(text, to: &bytes)
        }
    }

    private static func write(_ integer: Int, to bytes: inout [UInt8]) {
        // Nineteen digits and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var (start, rest) = (digits.count, integer.magnitude)
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            if integer < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[start...]))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) throws(OMOPError) {
        var text = text
        let isStorable = text.withUTF8 { source in
            guard source.contains(where: { $0 < 32 || $0 == UInt8(ascii: "\\") }) else {
                bytes.append(contentsOf: source)
                return true
            }
            return escape(source, to: &bytes)
        }
        guard isStorable else { throw OMOPError(.outOfRange, "a text with a NUL character cannot be stored") }
    }

    /// Writes a text with characters that mean something else in COPY; false when it has one that cannot be stored.
    private static func escape(_ source: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) -> Bool {
        for byte in source {
            switch byte {
            case 0: return false
            case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\t"): bytes.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): bytes.append(contentsOf: "\\r".utf8)
            default: bytes.append(byte)
            }
        }
        return true
    }
}
