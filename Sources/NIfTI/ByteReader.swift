import CZlib
import Foundation

/// Reads ranges of a file, plain or gzip by its content; offsets count uncompressed bytes and, with gzip, may only grow.
struct ByteReader: ~Copyable {
    private enum Source {
        case plain(Int32)
        case gzip(gzFile)
    }

    /// The file's name, for messages.
    let path: String
    /// The uncompressed length that the file system or gzip's trailer states; a trailer's is modulo 2³² and only of the last member.
    let statedLength: Int
    /// True when the file is compressed.
    let isCompressed: Bool
    /// The most bytes that the file can hold: DEFLATE expands at most 1032 times.
    let largestLength: Int
    private let source: Source

    init(path: String) throws(NIfTIError) {
        let opened = try Self.open(path)
        self.path = path
        source = opened.source
        statedLength = opened.length
        largestLength = opened.largest
        if case .gzip = opened.source { isCompressed = true } else { isCompressed = false }
    }

    private static func open(_ path: String) throws(NIfTIError) -> (source: Source, length: Int, largest: Int) {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw NIfTIError(.unreadable, "cannot be opened (\(String(cString: strerror(errno)))); check the path", path: path)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw NIfTIError(.unreadable, "is not a regular file; check the path", path: path)
        }
        let length = Int(status.st_size)
        guard length >= 18, bytes(of: descriptor, at: 0, count: 2) == [0x1F, 0x8B] else {
            return (.plain(descriptor), length, length)
        }
        let trailer = bytes(of: descriptor, at: length - 4, count: 4)
        guard trailer.count == 4, let file = gzdopen(descriptor, "rb") else {
            close(descriptor)
            throw NIfTIError(.unreadable, "cannot be read", path: path)
        }
        gzbuffer(file, 1 << 17)
        return (.gzip(file), trailer.reversed().reduce(0) { $0 << 8 | Int($1) }, length * 1032)
    }

    deinit {
        switch source {
        case .plain(let descriptor): close(descriptor)
        case .gzip(let file): gzclose(file)
        }
    }

    /// Fills the first `count` elements of `values` from `offset`; false when the file ends before.
    func read<T: BitwiseCopyable>(_ count: Int, into values: inout [T], at offset: Int) throws(NIfTIError) -> Bool {
        precondition(values.count >= count, "the buffer holds what is read")
        if case .gzip(let file) = source, gzseek(file, offset, SEEK_SET) < 0 { throw damage(of: file) }
        let wanted = count * MemoryLayout<T>.stride
        var done = 0
        while done < wanted {
            let step = values.withUnsafeMutableBytes { buffer in
                let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wanted])
                return switch source {
                case .plain(let descriptor): pread(descriptor, part.baseAddress, part.count, off_t(offset + done))
                case .gzip(let file): Int(gzread(file, part.baseAddress, UInt32(min(part.count, 1 << 30))))
                }
            }
            if step < 0 { throw trouble() }
            if step == 0 {
                try checkEnd()
                return false
            }
            done += step
        }
        return true
    }

    /// Reads to the end, which makes zlib check the checksum, and returns the uncompressed length.
    func finish() throws(NIfTIError) -> Int {
        guard case .gzip(let file) = source else { return statedLength }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let step = buffer.withUnsafeMutableBytes { gzread(file, $0.baseAddress, UInt32($0.count)) }
            if step < 0 { throw damage(of: file) }
            if step == 0 { break }
        }
        try checkEnd()
        return gztell(file)
    }

    private func checkEnd() throws(NIfTIError) {
        guard case .gzip(let file) = source else { return }
        var code: Int32 = 0
        gzerror(file, &code)
        if code != Z_OK && code != Z_STREAM_END { throw damage(of: file) }
    }

    private func trouble() -> NIfTIError {
        switch source {
        case .plain: NIfTIError(.unreadable, "cannot be read: \(String(cString: strerror(errno)))", path: path)
        case .gzip(let file): damage(of: file)
        }
    }

    private func damage(of file: gzFile) -> NIfTIError {
        var code: Int32 = 0
        let text = gzerror(file, &code).flatMap { String(cString: $0).split(separator: ": ").last } ?? "unknown"
        let reason = code == Z_BUF_ERROR ? "the compressed data end too early" : "the compressed data are damaged: \(text)"
        return NIfTIError(.damaged, "\(reason); copy the file again from its source", path: path)
    }

    private static func bytes(of descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }
}
