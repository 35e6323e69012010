import CEmbedded

/// Files of the project that the program carries.
enum EmbeddedFile {
    /// The text of a carried file.
    static func text(_ name: String) throws -> String {
        var count = 0
        guard let bytes = embedded_file(name, &count) else {
            throw ConformanceError(.missingTable, "the program carries no file named \(name)")
        }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The fields of a carried CSV file without quoting, one array per line, without the header.
    static func rows(_ name: String) throws -> [[String]] {
        try text(name).split(whereSeparator: \.isNewline).dropFirst().map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
