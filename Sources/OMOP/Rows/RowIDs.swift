/// Hands out the ids of new rows: the official tables have no sequences, and ids must fit in 32 bits.
struct RowIDs {
    /// How many ids were handed out.
    private(set) var taken = 0
    private var next: Int
    private let table: String

    /// Starts after the highest id of a table; call it within the transaction that uses the ids.
    init(_ table: String, _ column: String, in database: any SQLDatabase) throws(OMOPError) {
        let highest = try database.rows("SELECT coalesce(max(\(column)), 0) FROM \(table)") { $0.integer(0) ?? 0 }
        next = (highest.first ?? 0) + 1
        self.table = table
    }

    /// A new id, the first of `count` in a row.
    mutating func take(_ count: Int = 1) throws(OMOPError) -> Int {
        guard next + count - 1 <= Int(Int32.max) else {
            throw OMOPError(
                .idsUsedUp, "the ids of \(table) have reached \(Int32.max), the largest of a 32-bit column; begin a new database")
        }
        defer {
            next += count
            taken += count
        }
        return next
    }
}
