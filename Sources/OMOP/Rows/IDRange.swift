/// The ids of a site's CDM that new rows may have, as agreed with the site: a CDM has no sequences, and other programs add rows too.
public struct IDRange: Sendable, Hashable, CustomStringConvertible {
    /// The lowest id.
    public let first: Int
    /// The highest id.
    public let last: Int

    /// All ids that a 32-bit column holds.
    static let all = IDRange(unchecked: 1, Int(Int32.max))

    /// A range; nil when it is empty, or reaches out of 1…2147483647.
    public init?(first: Int, last: Int) {
        guard Self.all.first <= first, first <= last, last <= Self.all.last else { return nil }
        self.init(unchecked: first, last)
    }

    /// Reads `FROM-TO`.
    public init?(_ text: String) {
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let first = numbers[0], let last = numbers[1] else { return nil }
        self.init(first: first, last: last)
    }

    private init(unchecked first: Int, _ last: Int) {
        self.first = first
        self.last = last
    }

    /// The range of a table's ids where one was chosen; our own tables count from 1.
    static func of(_ table: String, in database: any SQLDatabase) -> IDRange? { table.hasPrefix("voxmark_") ? nil : database.ids }

    /// `FROM-TO`.
    public var description: String { "\(first)-\(last)" }
}

extension OMOPDatabase {
    private static let property = "ids"

    /// Chooses the ids of new rows in the CDM's tables, from now on and in later runs; rows that are there keep theirs.
    ///
    /// - Throws: `OMOPError` (`database-schema`) when the database is our own, where ids count from 1.
    public func use(_ ids: IDRange) throws(OMOPError) {
        guard siteKey != nil, let connection = connection as? PostgresDatabase else {
            throw OMOPError(.schema, "\(path) is no site's CDM: its ids count from 1; leave the range of ids out")
        }
        try connection.transaction { () throws(OMOPError) in
            try connection.run(
                "INSERT INTO voxmark_property VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                .text(Self.property), .text(ids.description))
        }
        connection.ids = ids
    }

    /// Goes on with the range that an earlier run chose.
    func keepIDs() throws(OMOPError) {
        guard let connection = connection as? PostgresDatabase else { return }
        connection.ids = try connection.property(Self.property).flatMap { IDRange($0) }
    }
}
