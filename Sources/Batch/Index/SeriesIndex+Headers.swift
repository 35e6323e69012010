import DICOM
import OMOP

/// What files hold, in their order.
typealias HeaderReading = ([ArchiveFile]) -> [FileContent]

extension SeriesIndex {
    /// Brings the index up to date with some paths, and lets `body` take headers from it instead of from the files.
    ///
    /// - Throws: `BatchError` when a path names nothing or the index cannot be used, and what `body` throws.
    func withHeaders<Result>(
        of paths: [String], _ body: (@escaping HeaderReading) throws(BatchError) -> Result
    ) throws(BatchError) -> Result {
        _ = try update(paths)
        var fault: OMOPError?
        let result = try body { files in
            do throws(OMOPError) {
                let source = IndexedFiles(files, in: self)
                return try source.headers(of: Array(files.indices)).map(\.content)
            } catch {
                fault = error
                return files.map { _ in .notDICOM }
            }
        }
        if let fault { throw unreadable(fault) }
        return result
    }

    /// Lets `body` read the index as it is now, whoever writes meanwhile; the file is locked once, and not for each header.
    func reading<Result>(_ body: () throws(OMOPError) -> Result) throws(OMOPError) -> Result {
        try database.execute("BEGIN")
        defer { try? database.execute("COMMIT") }
        return try body()
    }

    func unreadable(_ fault: OMOPError) -> BatchError {
        BatchError(.index, "the index \(path) cannot be read: \(fault.message)", cause: fault)
    }

    /// The archives that were indexed, absolute, in the order of their paths.
    ///
    /// - Throws: `BatchError` when the index cannot be read.
    public func archives() throws(BatchError) -> [String] {
        do throws(OMOPError) {
            return try database.rows("SELECT path FROM archive ORDER BY path") { $0.text(0) ?? "" }
        } catch {
            throw unreadable(error)
        }
    }

    fileprivate func repeatedInstanceUIDs() throws(OMOPError) -> Set<String> {
        Set(try database.rows("SELECT sop_instance_uid FROM instance GROUP BY 1 HAVING count(*) > 1") { $0.text(0) ?? "" })
    }
}

/// All files that an index knows, as they were when it was brought up to date; a file's number is its row.
struct IndexedHeaders: HeaderSource {
    private let index: SeriesIndex

    init(_ index: SeriesIndex) {
        self.index = index
    }

    func repeatedInstanceUIDs() throws(OMOPError) -> Set<String> { try index.repeatedInstanceUIDs() }

    /// In the order of a walk: what lies in a folder comes before what is called like the folder and more.
    func forEachFile(_ body: (Int, FileFacts) -> Void) throws(OMOPError) {
        let statement = try index.database.prepare(
            "SELECT \(FileFacts.columns), file_id FROM file LEFT JOIN instance USING (file_id) ORDER BY replace(path, '/', char(1))")
        while try statement.step() {
            guard let facts = FileFacts(statement) else { continue }
            body(statement.integer(FileFacts.columnCount) ?? 0, facts)
        }
    }

    func headers(of numbers: [Int]) throws(OMOPError) -> [StoredHeader] {
        let statement = try index.database.prepare("SELECT \(StoredHeader.columns) FROM file WHERE file_id = ?1")
        var reader = HeaderBytesReader()
        var headers: [StoredHeader] = []
        headers.reserveCapacity(numbers.count)
        for number in numbers {
            try statement.bind(number, at: 1)
            if try statement.step() { headers.append(StoredHeader(statement, &reader)) }
            statement.reset()
        }
        return headers
    }
}

/// The files of a walk, of which an index knows most; a file's number is its place in the walk.
struct IndexedFiles: HeaderSource {
    private let files: [ArchiveFile]
    private let index: SeriesIndex

    init(_ files: [ArchiveFile], in index: SeriesIndex) {
        self.files = files
        self.index = index
    }

    /// Files that the index does not know as they are now may repeat any instance.
    func repeatedInstanceUIDs() throws(OMOPError) -> Set<String> {
        var uids = try index.repeatedInstanceUIDs()
        try forEachFile(known: { _, _ in }, unknown: { _, content in content.header.map { _ = uids.insert($0.sopInstanceUID) } })
        return uids
    }

    func forEachFile(_ body: (Int, FileFacts) -> Void) throws(OMOPError) {
        try forEachFile(known: body, unknown: { number, content in body(number, FileFacts(content, path: files[number].path)) })
    }

    private func forEachFile(known: (Int, FileFacts) -> Void, unknown: (Int, FileContent) -> Void) throws(OMOPError) {
        let statement = try index.database.prepare(
            "SELECT \(FileFacts.columns) FROM file LEFT JOIN instance USING (file_id) WHERE \(ArchiveFile.condition)")
        for (number, file) in files.enumerated() {
            try statement.bind(file.key)
            if try statement.step(), let facts = FileFacts(statement, path: file.path) {
                known(number, facts)
            } else {
                unknown(number, FileContent.read([file.path], jobs: 1)[0])
            }
            statement.reset()
        }
    }

    /// What files hold; those that the index does not know as they are now are read.
    func headers(of numbers: [Int]) throws(OMOPError) -> [StoredHeader] {
        let statement = try index.database.prepare("SELECT \(StoredHeader.columns) FROM file WHERE \(ArchiveFile.condition)")
        var reader = HeaderBytesReader()
        var known: [StoredHeader?] = []
        known.reserveCapacity(numbers.count)
        for number in numbers {
            try statement.bind(files[number].key)
            known.append(try statement.step() ? StoredHeader(statement, &reader, path: files[number].path) : nil)
            statement.reset()
        }
        let missing = zip(numbers, known).filter { $1 == nil }.map { files[$0.0] }
        var read = zip(missing, FileContent.read(missing.map(\.path))).map { StoredHeader(path: $0.path, content: $1, stamp: $0.stamp) }[
            ...]
        return known.compactMap { $0 ?? read.popFirst() }
    }
}

extension ArchiveFile {
    /// What finds a file as it is.
    fileprivate static let condition = "path = ?1 AND device = ?2 AND inode = ?3 AND size = ?4 AND modified = ?5"

    fileprivate var key: [SQLiteValue] {
        [
            .text(absolute(path)), .integer(Int(truncatingIfNeeded: stamp.device)), .integer(Int(truncatingIfNeeded: stamp.inode)),
            .integer(stamp.size), .integer(stamp.modified),
        ]
    }
}

extension FileFacts {
    fileprivate static let columns = "path, kind, code, message, file.series_instance_uid, sop_instance_uid"
    fileprivate static let columnCount: Int32 = 6

    /// Reads a row; nil for one of another version.
    fileprivate init?(_ row: SQLiteStatement, path known: String? = nil) {
        guard let kind = row.text(1).flatMap(Kind.init(word:)) else { return nil }
        let path = known ?? row.text(0) ?? ""
        let code = row.text(2).flatMap(DICOMFinding.Code.init)
        self.init(
            path: path, kind: kind, seriesInstanceUID: row.text(4) ?? "", sopInstanceUID: row.text(5) ?? "",
            finding: code.map { DICOMFinding($0, row.text(3) ?? "", path: path) })
    }
}

extension StoredHeader {
    fileprivate static let columns = "path, device, inode, size, modified, header"

    /// Reads a row; where its bytes are no header the file is read.
    fileprivate init(_ row: SQLiteStatement, _ reader: inout HeaderBytesReader, path known: String? = nil) {
        let path = known ?? row.text(0) ?? ""
        let numbers = (1...4).map { row.integer($0) ?? 0 }
        let stamp = FileStamp(
            device: UInt64(truncatingIfNeeded: numbers[0]), inode: UInt64(truncatingIfNeeded: numbers[1]), size: numbers[2],
            modified: numbers[3])
        let content =
            row.withBytes(5) { reader.content(of: UnsafeRawBufferPointer($0), path: path) } ?? FileContent.read([path], jobs: 1)[0]
        self.init(path: path, content: content, stamp: stamp)
    }
}
