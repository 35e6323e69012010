/// The columns of a table, as the statement that creates it has them.
struct TableOutline: Sendable, Hashable {
    struct Reference: Sendable, Hashable {
        let table: String
        let column: String
    }

    struct Column: Sendable, Hashable {
        let name: String
        /// The type, in lower case.
        let type: String
        let isRequired: Bool
        /// The table and the column of it that the column leads to.
        let reference: Reference?
    }

    let name: String
    let columns: [Column]

    /// The tables of some `CREATE TABLE` statements that have a line for each column.
    static func all(in statements: String) -> [TableOutline] {
        var tables: [TableOutline] = []
        var name: String?
        var columns: [Column] = []
        for line in statements.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.starts(with: ["CREATE", "TABLE"]), words.count > 2 {
                name = String(words[2])
                columns = []
            } else if let table = name, let column = Column(words) {
                columns.append(column)
                if line.contains(");") {
                    tables.append(TableOutline(name: table, columns: columns))
                    name = nil
                }
            } else if let table = name, line.contains(")") {
                tables.append(TableOutline(name: table, columns: columns))
                name = nil
            }
        }
        return tables
    }
}

extension TableOutline.Column {
    /// Reads a column's line; nil for a constraint of the table.
    fileprivate init?(_ words: [Substring]) {
        guard words.count > 1, Self.types.contains(words[1].lowercased()) else { return nil }
        name = String(words[0])
        type = words[1].lowercased()
        isRequired = words.dropFirst(2).starts(with: ["NOT", "NULL"])
        reference = words.firstIndex(of: "REFERENCES").flatMap { place in
            guard words.count > place + 2 else { return nil }
            let column = words[place + 2].filter { $0.isLetter || $0 == "_" }
            return TableOutline.Reference(table: String(words[place + 1]), column: column)
        }
    }

    private static let types: Set = ["integer", "text", "real", "date", "datetime"]
}
