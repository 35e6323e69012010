import Foundation

/// The pages of a SQLite database file, and the parts of them in which no row lies (SQLite's "Database File Format", sections 1.3 to 1.6).
final class PagedFile {
    private let path: String
    private let descriptor: Int32
    private let pageSize: Int
    private let pageCount: Int
    private let firstFreePage: Int

    /// Opens a database file.
    ///
    /// - Throws: `unreadable` when it cannot be read, or its header is not that of a database.
    init(path: String) throws(AuditError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw AuditError(.unreadable, "\(path): cannot be opened: \(String(cString: strerror(errno)))") }
        var status = stat()
        fstat(descriptor, &status)
        let header = Self.bytes(of: descriptor, at: 0, count: 100)
        let size = header.count == 100 ? header.number(at: 16, bytes: 2) : 0
        pageSize = size == 1 ? 65_536 : size
        guard pageSize >= 512, pageSize.nonzeroBitCount == 1 else {
            close(descriptor)
            throw AuditError(.unreadable, "\(path): has no header of a database")
        }
        pageCount = (Int(status.st_size) + pageSize - 1) / pageSize
        firstFreePage = header.number(at: 32, bytes: 4)
    }

    deinit { close(descriptor) }

    private static func bytes(of descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, count, off_t(offset)))
        }
    }

    private func page(_ number: Int) -> [UInt8] {
        Self.bytes(of: descriptor, at: (number - 1) * pageSize, count: pageSize)
    }

    /// Shows free pages, the free parts of pages with rows, and all of the pages that long values run over to, with their place in the file.
    func forEachFreePart(_ body: ([UInt8], _ offset: Int) -> Void) throws(AuditError) {
        let free = freePages()
        guard pageCount > 0 else { return }
        for number in 1...pageCount {
            let bytes = page(number)
            guard bytes.count == pageSize || number == pageCount else {
                throw AuditError(.unreadable, "\(path): page \(number) cannot be read")
            }
            let start = (number - 1) * pageSize
            let header = number == 1 ? 100 : 0
            guard !free.contains(number), bytes.count == pageSize, let parts = Self.freeParts(bytes, header: header) else {
                body(bytes, start)
                continue
            }
            for part in parts where part.count >= IdentifierMatcher.shortest { body(Array(bytes[part]), start + part.lowerBound) }
        }
    }

    /// The pages that nobody uses: the trunks of the list and the leaves that each of them names.
    private func freePages() -> Set<Int> {
        var free: Set<Int> = []
        var trunk = firstFreePage
        while (1...max(1, pageCount)).contains(trunk), free.insert(trunk).inserted {
            let bytes = page(trunk)
            guard bytes.count == pageSize else { break }
            let count = min(bytes.number(at: 4, bytes: 4), pageSize / 4 - 2)
            for leaf in 0..<max(0, count) { free.insert(bytes.number(at: 8 + 4 * leaf, bytes: 4)) }
            trunk = bytes.number(at: 0, bytes: 4)
        }
        return free
    }

    /// The gap before the cells and the freed blocks among them; nil when the page is of another kind, or not well formed.
    private static func freeParts(_ bytes: [UInt8], header: Int) -> [Range<Int>]? {
        let kind = bytes[header]
        guard [2, 5, 10, 13].contains(kind) else { return nil }
        let cells = header + (kind < 8 ? 12 : 8) + 2 * bytes.number(at: header + 3, bytes: 2)
        let content = bytes.number(at: header + 5, bytes: 2)
        let contentStart = content == 0 ? 65_536 : content
        guard cells <= contentStart, contentStart <= bytes.count else { return nil }
        var parts = [cells..<contentStart]
        var block = bytes.number(at: header + 1, bytes: 2)
        while block != 0 {
            guard block >= contentStart, block + 4 <= bytes.count else { return nil }
            let end = block + bytes.number(at: block + 2, bytes: 2)
            guard end <= bytes.count, end >= block + 4 else { return nil }
            parts.append(block + 4..<end)
            let next = bytes.number(at: block, bytes: 2)
            guard next == 0 || next > block else { return nil }
            block = next
        }
        return parts
    }
}

extension [UInt8] {
    /// A number of some bytes, the most significant first.
    fileprivate func number(at place: Int, bytes count: Int) -> Int {
        self[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
    }
}
