/// A table of OMOP CDM 5.4: the official names, types and NOT NULLs, with its keys and indices.
///
/// The listings hold a table as `name key column` (or `name` where it has no primary key), then a column a line as `name type`, with `!`
/// for NOT NULL and `> table` for a foreign key to that table's primary key, then an index a line as `index name columns`.
/// Source: the OHDSI Common Data Model, version 5.4, whose constraints are named as here.
struct CDMTable: Sendable, Hashable {
    /// A column of a table.
    struct Column: Sendable, Hashable {
        let name: String
        let type: String
        let isRequired: Bool
        /// The table that the column leads to.
        let reference: String?
    }

    /// An index of a table.
    struct Index: Sendable, Hashable {
        let name: String
        let columns: String
    }

    let name: String
    let key: String?
    private(set) var columns: [Column] = []
    private(set) var indices: [Index] = []

    /// The 39 tables, in the official order within their groups.
    static let all = [clinicalData, systemData, vocabularies].flatMap(tables)

    /// The tables of a listing.
    static func tables(_ listing: String) -> [CDMTable] {
        var tables: [CDMTable] = []
        for line in listing.split(whereSeparator: \.isNewline) {
            let words = line.split(separator: " ").map(String.init)
            if line.first != " " {
                tables.append(CDMTable(name: words[0], key: words.count > 2 ? words[2] : nil))
            } else if words[0] == "index" {
                tables[tables.count - 1].indices.append(Index(name: words[1], columns: words.dropFirst(2).joined(separator: " ")))
            } else {
                tables[tables.count - 1].columns.append(Column(words))
            }
        }
        return tables
    }

    /// The statement that makes the table, without keys and indices, in a schema (quoted where it needs to be).
    func creation(in schema: String) -> String {
        let lines = columns.map { "    \($0.name) \($0.type) \($0.isRequired ? "NOT NULL" : "NULL")" }
        return "CREATE TABLE \(schema).\(name) (\n\(lines.joined(separator: ",\n")));"
    }

    /// The statement that adds the primary key, nil where the table has none.
    func primaryKey(in schema: String) -> String? {
        key.map { "ALTER TABLE \(schema).\(name) ADD CONSTRAINT xpk_\(name) PRIMARY KEY (\($0));" }
    }

    /// The statements that add the foreign keys; the tables that they lead to must have their primary keys.
    func foreignKeys(in schema: String) -> [String] {
        columns.compactMap { column in
            guard let reference = column.reference, let key = Self.keys[reference] else { return nil }
            return "ALTER TABLE \(schema).\(name) ADD CONSTRAINT fpk_\(name)_\(column.name) FOREIGN KEY (\(column.name)) "
                + "REFERENCES \(schema).\(reference) (\(key));"
        }
    }

    /// The statements that make the indices.
    func indices(in schema: String) -> [String] {
        indices.map { "CREATE INDEX \($0.name) ON \(schema).\(name) (\($0.columns));" }
    }

    /// The script that makes all tables with their primary keys and indices in a schema, without any row.
    ///
    /// The foreign keys between CONCEPT and DOMAIN, VOCABULARY and CONCEPT_CLASS are circular and checked at once, as in the official script,
    /// so that they are added (`foreignKeys(in:)`) after the first rows.
    static func script(in schema: String) -> String {
        let tables =
            all.map { $0.creation(in: schema) } + all.compactMap { $0.primaryKey(in: schema) } + all.flatMap { $0.indices(in: schema) }
        return tables.joined(separator: "\n")
    }

    /// The statements that add all foreign keys; run them when concept 0 and the vocabulary's first rows are there.
    static func foreignKeys(in schema: String) -> String {
        all.flatMap { $0.foreignKeys(in: schema) }.joined(separator: "\n")
    }

    private static let keys = Dictionary(uniqueKeysWithValues: all.compactMap { table in table.key.map { (table.name, $0) } })
}

extension CDMTable.Column {
    /// A column from the words of its line.
    fileprivate init(_ words: [String]) {
        name = words[0]
        isRequired = words[1].hasSuffix("!")
        type = isRequired ? String(words[1].dropLast()) : words[1]
        reference = words.count > 3 ? words[3] : nil
    }
}
