/// Rows that wait to be copied, table by table, as texts of COPY.
///
/// A value, so that what is collected in a part of a transaction is forgotten with the part.
struct CollectedRows {
    /// The rows of a table that fill the same columns.
    struct Batch {
        let table: String
        let columns: [String]
        fileprivate(set) var blocks: [[UInt8]]
    }

    /// In the order in which their first rows came.
    private(set) var batches: [Batch] = []
    /// How long all texts are.
    private(set) var byteCount = 0

    /// Adds rows.
    mutating func add(_ rows: SQLRows, for table: String) throws(OMOPError) {
        guard !rows.isEmpty else { return }
        var text = try CopyText(rows)
        var blocks: [[UInt8]] = []
        while let block = try text.block() { blocks.append(block) }
        byteCount += blocks.reduce(0) { $0 + $1.count }
        let columns = rows.allColumns
        if let known = batches.firstIndex(where: { $0.table == table && $0.columns == columns }) {
            batches[known].blocks += blocks
        } else {
            batches.append(Batch(table: table, columns: columns, blocks: blocks))
        }
    }

    /// Takes out the rows of tables, the first ones first.
    mutating func take(where isWanted: (String) -> Bool) -> [Batch] {
        let taken = batches.filter { isWanted($0.table) }
        guard !taken.isEmpty else { return [] }
        batches.removeAll { isWanted($0.table) }
        byteCount -= taken.reduce(0) { $0 + $1.blocks.reduce(0) { $0 + $1.count } }
        return taken
    }
}
