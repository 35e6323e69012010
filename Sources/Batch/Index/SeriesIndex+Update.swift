import DICOM
import Foundation
import OMOP

extension SeriesIndex {
    /// What an update met.
    public struct Changes: Sendable, Hashable, Codable {
        /// Files that were not known.
        public var added = 0
        /// Files whose size, time or place on the disk is another.
        public var changed = 0
        /// Files that were not read again.
        public var unchanged = 0
        /// Known files below the given paths that are gone.
        public var removed = 0
        /// Folders and links that could not be followed, and what has a name that no path can hold.
        public var unreadable: [String] = []
        /// What is neither file nor folder.
        public var skipped: [String] = []
    }

    /// Brings the index up to date with everything below some paths; only files that are new or changed are read.
    ///
    /// - Parameters:
    ///   - paths: files and folders.
    ///   - progress: called with the number of files done and of all files.
    /// - Throws: `BatchError` when a path names nothing, or the index cannot be written.
    public func update(_ paths: [String], progress: (Int, Int) -> Void = { _, _ in }) throws(BatchError) -> Changes {
        let roots = paths.map(absolute)
        let walk: FileWalk
        do throws(DICOMError) {
            walk = try FileWalk(roots, excluding: files)
        } catch {
            throw BatchError(.input, error.description, cause: error)
        }
        var changes = Changes()
        let lines = walk.findings.map { (isSkipped: $0.code == .specialFile, text: "\($0) [\($0.code.rawValue)]".printable) }
        changes.unreadable = lines.filter { !$0.isSkipped }.map(\.text)
        changes.skipped = lines.filter(\.isSkipped).map(\.text)
        do throws(OMOPError) {
            try keep(roots)
            let known = try stamps(below: roots)
            var touched: Set<String> = []
            var done = 0
            for block in walk.files.inBlocks(of: 1024) {
                let fresh = block.filter { known[$0.path]?.stamp != $0.stamp }
                changes.unchanged += block.count - fresh.count
                changes.changed += fresh.count { known[$0.path] != nil }
                try store(fresh, known, &touched)
                done += block.count
                progress(done, walk.files.count)
            }
            changes.added = walk.files.count - changes.unchanged - changes.changed
            changes.removed = try forget(known, except: walk.files, &touched)
            try describe(touched.union(try undescribed()))
        } catch {
            throw BatchError(.index, "the index \(path) cannot be brought up to date: \(error.message)", cause: error)
        }
        return changes
    }

    /// Keeps the archives, apart from those inside others.
    private func keep(_ roots: [String]) throws(OMOPError) {
        var known = try database.rows("SELECT path FROM archive") { $0.text(0) ?? "" }
        for root in roots where !known.contains(where: { root == $0 || root.hasPrefix(folderPrefix($0)) }) {
            try database.run("INSERT INTO archive VALUES (?1)", .text(root))
            known.append(root)
        }
    }

    /// What is known of a file: its row, its state, and the series it belongs to.
    struct Known {
        let id: Int
        let stamp: FileStamp
        let series: String?
    }

    private func stamps(below roots: [String]) throws(OMOPError) -> [String: Known] {
        var known: [String: Known] = [:]
        for root in roots {
            let rows = try database.rows(
                "SELECT path, file_id, device, inode, size, modified, series_instance_uid FROM file WHERE path = ?1 OR path >= ?2 AND path < ?3",
                .text(root), .text(folderPrefix(root)), .text(String(folderPrefix(root).dropLast()) + "0")
            ) { row in
                let numbers = (1...5).map { row.integer($0) ?? 0 }
                let stamp = FileStamp(
                    device: UInt64(bitPattern: Int64(numbers[1])), inode: UInt64(bitPattern: Int64(numbers[2])), size: numbers[3],
                    modified: numbers[4])
                return (row.text(0) ?? "", Known(id: numbers[0], stamp: stamp, series: row.text(6)))
            }
            for (path, file) in rows { known[path] = file }
        }
        return known
    }

    private func store(_ files: [ArchiveFile], _ known: [String: Known], _ touched: inout Set<String>) throws(OMOPError) {
        guard !files.isEmpty else { return }
        let contents = FileContent.read(files.map(\.path))
        try database.transaction { () throws(OMOPError) in
            var changing: Set<String> = []
            for file in files {
                guard let old = known[file.path] else { continue }
                if let series = old.series { changing.insert(series) }
                try database.run("DELETE FROM file WHERE file_id = ?1", .integer(old.id))
            }
            try add(zip(files, contents).map { StoredHeader(path: $0.path, content: $1, stamp: $0.stamp) })
            changing.formUnion(contents.compactMap(\.header?.seriesInstanceUID).filter { !$0.isEmpty })
            try forgetRows(of: changing.subtracting(touched))
            touched.formUnion(changing)
        }
    }

    /// Adds files that are not known, of an archive; the rows of their series are written by the next update.
    package func add(_ files: [StoredHeader], of archive: String) throws(OMOPError) {
        try database.transaction { () throws(OMOPError) in
            try keep([archive])
            try add(files)
        }
    }

    private func add(_ files: [StoredHeader]) throws(OMOPError) {
        let bytes = HeaderBytes.of(files.map(\.content))
        let insert = try database.prepare(
            """
            INSERT INTO file (path, device, inode, size, modified, kind, code, message, series_instance_uid, header)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING file_id
            """)
        let instance = try database.prepare("INSERT INTO instance VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        for (file, bytes) in zip(files, bytes) {
            try insert.bind(file.row)
            try insert.bind(bytes, at: 10)
            guard try insert.step() else { continue }
            let id = insert.integer(0) ?? 0
            insert.reset()
            if let header = file.content.header, !header.sopInstanceUID.isEmpty { try instance.run(header.row(id: id)) }
        }
    }

    /// The series of files that have no row: a new index, or one whose last update was broken off.
    private func undescribed() throws(OMOPError) -> [String] {
        try database.rows(
            """
            SELECT DISTINCT series_instance_uid FROM file
            WHERE series_instance_uid IS NOT NULL AND series_instance_uid NOT IN (SELECT series_instance_uid FROM series)
            """
        ) { $0.text(0) ?? "" }
    }

    /// Takes out the rows of series whose files change in the same transaction, so that an update that is broken off leaves none that is out of date.
    private func forgetRows(of series: Set<String>) throws(OMOPError) {
        for uid in series { try database.run("DELETE FROM series WHERE series_instance_uid = ?1", .text(uid)) }
    }

    private func forget(_ known: [String: Known], except files: [ArchiveFile], _ touched: inout Set<String>) throws(OMOPError) -> Int {
        let present = Set(files.map(\.path))
        let gone = known.filter { !present.contains($0.key) }.values.sorted { $0.id < $1.id }
        try database.transaction { () throws(OMOPError) in
            for file in gone { try database.run("DELETE FROM file WHERE file_id = ?1", .integer(file.id)) }
            try forgetRows(of: Set(gone.compactMap(\.series)))
        }
        touched.formUnion(gone.compactMap(\.series))
        return gone.count
    }
}

extension FileFacts.Kind {
    /// What the file is, in a word.
    var word: String {
        switch self {
        case .notDICOM: "not DICOM"
        case .unreadable: "unreadable"
        case .image: "image"
        case .structureSet: "structure set"
        case .segmentation: "segmentation"
        case .other: "other"
        }
    }

    /// The kind that a word stands for; nil for a word of another version.
    init?(word: String) {
        let kinds: [FileFacts.Kind] = [.notDICOM, .unreadable, .image, .structureSet, .segmentation, .other]
        guard let kind = kinds.first(where: { $0.word == word }) else { return nil }
        self = kind
    }
}

extension StoredHeader {
    /// The columns before the header's bytes.
    fileprivate var row: [SQLiteValue] {
        let facts = FileFacts(content, path: path)
        let series = facts.seriesInstanceUID.isEmpty ? nil : facts.seriesInstanceUID
        return [
            .text(path), .integer(Int(truncatingIfNeeded: stamp?.device ?? 0)), .integer(Int(truncatingIfNeeded: stamp?.inode ?? 0)),
            .integer(stamp?.size ?? 0), .integer(stamp?.modified ?? 0), .text(facts.kind.word),
            .optional(facts.finding?.code.rawValue), .optional(facts.finding?.message), .optional(series),
        ]
    }
}

extension InstanceHeader {
    fileprivate func row(id: Int) -> [SQLiteValue] {
        let position = frames.first?.plane.position ?? plane.position
        return [
            .integer(id), .text(sopInstanceUID), .text(sopClassUID), .text(seriesInstanceUID), .optional(instanceNumber),
            .integer(max(1, frames.count)), .optional(position?.x), .optional(position?.y), .optional(position?.z),
        ]
    }
}

extension Array {
    func inBlocks(of count: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: self.count, by: count).map { self[$0..<Swift.min(self.count, $0 + count)] }
    }
}

func folderPrefix(_ path: String) -> String { path.hasSuffix("/") ? path : path + "/" }

/// The path from the root of the file system, without looking at the disk.
package func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
