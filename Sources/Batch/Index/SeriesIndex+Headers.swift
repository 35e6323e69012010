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
                return try self.headers(of: files)
            } catch {
                fault = error
                return files.map { _ in .notDICOM }
            }
        }
        if let fault { throw BatchError(.index, "the index \(path) cannot be read: \(fault.message)", cause: fault) }
        return result
    }

    /// What files hold; one that the index does not know as it is now is read.
    private func headers(of files: [ArchiveFile]) throws(OMOPError) -> [FileContent] {
        var contents: [FileContent] = []
        contents.reserveCapacity(files.count)
        for block in files.inBlocks(of: 1024) {
            var texts: [String?] = []
            for file in block { texts.append(try text(of: file)) }
            let known = HeaderText.contents(of: texts)
            var others = FileContent.read(zip(block, known).filter { $1 == nil }.map(\.0.path))[...]
            for (file, content) in zip(block, known) {
                if let found = content?.at(file.path) ?? others.popFirst() { contents.append(found) }
            }
        }
        return contents
    }

    private func text(of file: ArchiveFile) throws(OMOPError) -> String? {
        let rows = try database.rows(
            "SELECT header FROM file WHERE path = ? AND device = ? AND inode = ? AND size = ? AND modified = ?", .text(absolute(file.path)),
            .integer(Int(Int64(bitPattern: file.stamp.device))), .integer(Int(Int64(bitPattern: file.stamp.inode))),
            .integer(file.stamp.size), .integer(file.stamp.modified)
        ) { $0.text(0) }
        return rows.first ?? nil
    }
}
