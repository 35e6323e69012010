import Foundation

/// Writes a CSV file (RFC 4180, LF line ends) beside its place and puts it there when complete.
struct CSVWriter: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Begins a file.
    init(path: String) throws(OMOPError) {
        self.path = path
        // The same name every time, so that the next one takes the place of what a killed process has left; the output's lock keeps others out.
        temporary = "\(path).tmp"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw OMOPError(
                .file, "cannot write \(path): \(String(cString: strerror(errno))); check that the folder exists and can be written")
        }
        buffer.reserveCapacity(1 << 17)
    }

    deinit {
        close(descriptor)
        unlink(temporary)
    }

    /// Some fields of a record as they stand in the file, so that many records can have them.
    struct Fields {
        fileprivate var bytes: [UInt8] = []

        /// Writes fields down.
        init(_ fields: some Sequence<String>) {
            for (index, field) in fields.enumerated() {
                if index > 0 { bytes.append(0x2C) }
                append(field)
            }
        }

        private mutating func append(_ field: String) {
            guard field.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
                return bytes.append(contentsOf: field.utf8)
            }
            bytes.append(0x22)
            for byte in field.utf8 {
                if byte == 0x22 { bytes.append(0x22) }
                bytes.append(byte)
            }
            bytes.append(0x22)
        }
    }

    /// Writes one record.
    mutating func write(_ fields: [String]) throws(OMOPError) {
        try write(Fields(fields))
    }

    /// Writes one record, whose fields are those of the parts, none of which is empty, one after the other.
    mutating func write(_ first: Fields, _ others: Fields...) throws(OMOPError) {
        buffer.append(contentsOf: first.bytes)
        for part in others {
            buffer.append(0x2C)
            buffer.append(contentsOf: part.bytes)
        }
        buffer.append(0x0A)
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Puts the complete file in its place.
    mutating func finish() throws(OMOPError) {
        try flush()
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw failure }
    }

    private mutating func flush() throws(OMOPError) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Foundation.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            guard count > 0 || errno == EINTR else { throw failure }
            written += max(count, 0)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private var failure: OMOPError { OMOPError(.file, "cannot write \(path): \(String(cString: strerror(errno)))") }
}
