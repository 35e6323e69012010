/// Hands out the ids of new rows: the official tables have no sequences, and ids must fit in 32 bits.
///
/// The CDM's tables get ids of the database's range, if it has one; our own count from 1.
struct RowIDs {
    /// How many ids were handed out.
    private(set) var taken = 0
    private var next: Int
    private let table: String
    private let database: any SQLDatabase
    private let range: IDRange

    /// Starts after the highest id of a table, or of its rows within the range; call it within the transaction that uses the ids.
    init(_ table: String, _ column: String, in database: any SQLDatabase) throws(OMOPError) {
        range = IDRange.of(table, in: database) ?? .all
        next = max(try database.highestID(column, of: table), range.first - 1) + 1
        self.table = table
        self.database = database
    }

    /// A new id, the first of `count` in a row.
    mutating func take(_ count: Int = 1) throws(OMOPError) -> Int {
        guard next + count - 1 <= range.last else {
            throw OMOPError(
                .idsUsedUp,
                range == .all
                    ? "the ids of \(table) have reached \(range.last), the largest of a 32-bit column; begin a new database, or in a site's CDM "
                        + "agree on a range of free ids with the site and name it (--ids FROM-TO)"
                    : "the ids \(range) of \(table) are used up; agree on another range of free ids with the site and name it (--ids FROM-TO)"
            )
        }
        defer {
            next += count
            taken += count
            database.use(idsUpTo: next - 1, of: table)
        }
        return next
    }
}
