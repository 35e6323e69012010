import DICOM
import OMOP

extension SeriesIndex {
    /// The content digests that the index knows of a plan's files, by their paths in the plan.
    ///
    /// - Throws: `BatchError` when the index cannot be read.
    func digests(of plan: Plan) throws(BatchError) -> [String: KnownDigest] {
        let paths = plan.bundles.flatMap { $0.image.paths + $0.mask.paths }
        let wanted = Dictionary(paths.map { (absolute($0), $0) }) { first, _ in first }
        do throws(OMOPError) {
            let rows = try database.rows(
                "SELECT path, device, inode, size, modified, changed, sha256 FROM file WHERE sha256 IS NOT NULL"
            ) { row -> (String, KnownDigest)? in
                guard let path = row.text(0).flatMap({ wanted[$0] }), let sha256 = row.text(6) else { return nil }
                let numbers = (1...5).map { row.integer(Int32($0)) ?? 0 }
                let stamp = FileStamp(
                    device: UInt64(bitPattern: Int64(numbers[0])), inode: UInt64(bitPattern: Int64(numbers[1])), size: numbers[2],
                    modified: numbers[3])
                return (path, KnownDigest(state: FileState(stamp: stamp, changed: numbers[4]), sha256: sha256))
            }
            return Dictionary(rows.compactMap { $0 }) { first, _ in first }
        } catch {
            throw BatchError(.index, "the index \(path) cannot be read: \(error.message)", cause: error)
        }
    }

    /// Keeps digests by path, for the files that the index knows as they were then, in one transaction.
    ///
    /// - Throws: `BatchError` when the index cannot be written.
    func keep(_ digests: [String: KnownDigest]) throws(BatchError) {
        do throws(OMOPError) {
            try database.transaction { () throws(OMOPError) in
                for (path, known) in digests {
                    let stamp = known.state.stamp
                    try database.run(
                        """
                        UPDATE file SET sha256 = ?, changed = ?
                        WHERE path = ? AND device = ? AND inode = ? AND size = ? AND modified = ?
                        """, .text(known.sha256), .integer(known.state.changed), .text(absolute(path)),
                        .integer(Int(Int64(bitPattern: stamp.device))), .integer(Int(Int64(bitPattern: stamp.inode))),
                        .integer(stamp.size), .integer(stamp.modified))
                }
            }
        } catch {
            throw BatchError(.index, "the index \(path) cannot be written: \(error.message)", cause: error)
        }
    }
}
