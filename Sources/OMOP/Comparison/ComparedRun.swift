/// A database as one of its runs left it, as far as the rows are still there, or as it is.
public struct ComparedRun {
    let database: StoredDatabase
    /// Where it is.
    let address: DatabaseAddress
    /// The number of the run that had been the newest.
    private let number: Int

    /// Opens a database.
    ///
    /// - Parameters:
    ///   - address: where it is.
    ///   - run: the name of a run, or the beginning of it; nil takes the database as it is.
    /// - Throws: `OMOPError` when the database cannot be used or has no such run.
    public init(_ address: DatabaseAddress, run: String? = nil) throws(OMOPError) {
        let database = try StoredDatabase(address)
        self.address = address
        self.database = database
        number = try run.map { name throws(OMOPError) in try database.run(named: name).number } ?? Int(Int32.max)
    }

    /// Opens a database in a file.
    public init(database path: String, run: String? = nil) throws(OMOPError) {
        try self.init(.file(path), run: run)
    }

    var connection: any SQLDatabase { database.connection }

    /// The cases that were current, in the order of their subjects: subject; key, state, code, person, recipe.
    func cases() throws(OMOPError) -> KeyedRows {
        try KeyedRows(
            connection,
            """
            SELECT c.subject, c.case_key, c.state, coalesce(c.code, ''), coalesce(c.person_source_value, ''), c.recipe
            FROM voxmark_case c JOIN voxmark_run r ON r.run_id = c.run_id
            LEFT JOIN voxmark_case successor ON successor.case_key = c.superseded_by
            LEFT JOIN voxmark_run later ON later.run_id = successor.run_id
            WHERE r.run_number <= ? AND (c.superseded_by IS NULL OR later.run_number > ?) ORDER BY c.subject COLLATE BINARY,
            c.case_key COLLATE BINARY
            """, keyCount: 1, values: [.integer(number), .integer(number)])
    }
}

/// The rows of a query, in the order of its first columns, which are the key.
struct KeyedRows {
    /// A row: all columns as texts, NULL as an empty one, numbers as the shortest text that gives the same bits.
    struct Row {
        let key: [String]
        let values: [String]
    }

    private let statement: any SQLStatement
    private let keyCount: Int
    private let numbers: Set<Int32>
    /// The row that comes next; nil at the end.
    private(set) var next: Row?

    /// Begins a query whose rows come in the binary order of the key's texts.
    ///
    /// - Parameter numbers: the columns of floating-point numbers, which databases write in different ways.
    init(
        _ database: any SQLDatabase, _ sql: String, keyCount: Int, numbers: Set<Int32> = [], values: [SQLValue] = []
    ) throws(OMOPError) {
        statement = try database.stream(sql)
        self.keyCount = keyCount
        self.numbers = numbers
        try statement.bind(values)
        _ = try pop()
    }

    /// The next row, which then is behind.
    mutating func pop() throws(OMOPError) -> Row? {
        let row = next
        guard try statement.step() else {
            next = nil
            return row
        }
        var columns: [String] = []
        for column in 0..<statement.columnCount {
            let text = numbers.contains(column) ? statement.real(column)?.description : statement.text(column)
            columns.append(text ?? "")
        }
        next = Row(key: Array(columns.prefix(keyCount)), values: Array(columns.dropFirst(keyCount)))
        return row
    }
}

/// What stands opposite each other in two ordered lists.
enum Pairing<Element> {
    case first(Element)
    case second(Element)
    case both(Element, Element)
}

extension Pairing where Element == KeyedRows.Row {
    /// What comes next in two lists side by side, nil at their end; no more than a row of each is in memory.
    static func next(_ one: inout KeyedRows, _ other: inout KeyedRows) throws(OMOPError) -> Pairing? {
        guard one.next != nil || other.next != nil else { return nil }
        let order = Self.order(one.next?.key, other.next?.key)
        let left = order <= 0 ? try one.pop() : nil
        let right = order >= 0 ? try other.pop() : nil
        return switch (left, right) {
        case (let left?, let right?): .both(left, right)
        case (let left?, nil): .first(left)
        case (nil, let right?): .second(right)
        case (nil, nil): nil
        }
    }

    /// Which key comes first in the order of bytes; the end comes last.
    private static func order(_ one: [String]?, _ other: [String]?) -> Int {
        guard let one else { return 1 }
        guard let other else { return -1 }
        for (left, right) in zip(one, other) where !left.utf8.elementsEqual(right.utf8) {
            return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
        return 0
    }
}
