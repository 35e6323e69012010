import Foundation

/// Cuts the bytes of a pipe into frames: a length of four bytes, little-endian, then that many bytes.
struct FrameStream {
    /// The longest frame that is believed, in bytes.
    static let longest = 1 << 28

    private var buffer: [UInt8] = []
    private var start = 0

    /// Takes bytes that came through the pipe.
    mutating func append(_ bytes: some Sequence<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next frame that is there as a whole.
    mutating func next() throws(BrokenFrame) -> ArraySlice<UInt8>? {
        guard buffer.count - start >= 4 else { return nil }
        var length = 0
        for place in 0..<4 { length |= Int(buffer[start + place]) << (8 * place) }
        guard length <= Self.longest else { throw BrokenFrame() }
        guard buffer.count - start >= 4 + length else { return nil }
        defer { start += 4 + length }
        return buffer[start + 4..<start + 4 + length]
    }

    /// A frame with its length, as it goes through a pipe.
    static func framed(_ frame: [UInt8]) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: frame.count >> (8 * $0)) } + frame
    }

    /// Writes a frame to a descriptor, whole.
    ///
    /// - Returns: false when nobody reads the pipe any more.
    static func send(_ frame: [UInt8], to descriptor: Int32) -> Bool {
        var bytes = framed(frame)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
