/// Writes numbers and texts as little-endian bytes, for the pipe between supervisor and worker.
struct FrameWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt8) { bytes.append(value) }

    mutating func write(_ value: Int) { append(UInt64(bitPattern: Int64(value))) }

    /// All bits are kept.
    mutating func write(_ value: Double) { append(value.bitPattern) }

    mutating func write(_ text: String) { write(Array(text.utf8)) }

    mutating func write(_ block: [UInt8]) {
        write(block.count)
        bytes.append(contentsOf: block)
    }

    mutating func write(_ text: String?) {
        write(UInt8(text == nil ? 0 : 1))
        if let text { write(text) }
    }

    mutating func write<Element>(_ list: [Element], _ write: (inout FrameWriter, Element) -> Void) {
        self.write(list.count)
        for element in list { write(&self, element) }
    }

    private mutating func append(_ bits: UInt64) {
        withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// A message that is none: another program, or a broken one, is at the other end of the pipe.
struct BrokenFrame: Error, Sendable {}

/// Reads what `FrameWriter` wrote.
struct FrameReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Collection<UInt8>) {
        rest = Array(bytes)[...]
    }

    mutating func byte() throws(BrokenFrame) -> UInt8 {
        guard let value = rest.popFirst() else { throw BrokenFrame() }
        return value
    }

    mutating func integer() throws(BrokenFrame) -> Int { Int(Int64(bitPattern: try bits())) }

    mutating func double() throws(BrokenFrame) -> Double { Double(bitPattern: try bits()) }

    mutating func block() throws(BrokenFrame) -> [UInt8] {
        let count = try integer()
        guard count >= 0, count <= rest.count else { throw BrokenFrame() }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func text() throws(BrokenFrame) -> String { String(decoding: try block(), as: UTF8.self) }

    mutating func optionalText() throws(BrokenFrame) -> String? { try byte() == 0 ? nil : try text() }

    mutating func list<Element>(_ element: (inout FrameReader) throws(BrokenFrame) -> Element) throws(BrokenFrame) -> [Element] {
        let count = try integer()
        guard count >= 0, count <= rest.count else { throw BrokenFrame() }
        var list: [Element] = []
        list.reserveCapacity(count)
        for _ in 0..<count { list.append(try element(&self)) }
        return list
    }

    private mutating func bits() throws(BrokenFrame) -> UInt64 {
        guard rest.count >= 8 else { throw BrokenFrame() }
        var bits: UInt64 = 0
        for (place, byte) in rest.prefix(8).enumerated() { bits |= UInt64(byte) << (8 * UInt64(place)) }
        rest = rest.dropFirst(8)
        return bits
    }
}
