/// Hands out the ids of new rows: the official tables have no sequences, and ids must fit in 32 bits.
struct RowIDs {
    /// How many ids were handed out.
    private(set) var taken = 0
    private var next: Int
    private let table: String
    private let database: any SQLDatabase

    /// Starts after the highest id of a table; call it within the transaction that uses the ids.
    init(_ table: String, _ column: String, in database: any SQLDatabase) throws(OMOPError) {
        next = try database.highestID(column, of: table) + 1
        self.table = table
        self.database = database
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
            database.use(idsUpTo: next - 1, of: table)
        }
        return next
    }
}
