/// What was asked within a transaction, so that it is not asked again: the cases of one image ask for the same person, visit and image.
///
/// An answer holds until the transaction changes one of the tables that it came from. Other writers of this program are shut out meanwhile.
struct Answers {
    private struct Answer {
        let result: PostgresResult
        let tables: Set<String>
    }

    private var known: [String: Answer] = [:]
    private let remembers: Bool
    private static let most = 256
    private static let mostRows = 16

    /// Makes a memory.
    ///
    /// - Parameter remembers: false outside of transactions, where nothing is kept.
    init(remembers: Bool = false) { self.remembers = remembers }

    /// The answer to a question that is known by its statement and parameters.
    func result(_ question: String) -> PostgresResult? { known[question]?.result }

    /// Keeps an answer that came from tables.
    mutating func keep(_ result: PostgresResult, to question: String, from tables: Set<String>) {
        guard remembers, !tables.isEmpty, result.rowCount <= Self.mostRows else { return }
        if known.count >= Self.most { known = [:] }
        known[question] = Answer(result: result, tables: tables)
    }

    /// Forgets the answers that came from tables that change.
    mutating func forget(_ tables: Set<String>) {
        guard !known.isEmpty, !tables.isEmpty else { return }
        known = known.filter { $0.value.tables.isDisjoint(with: tables) }
    }
}

extension String {
    /// The tables of this program and of the CDM that a statement names.
    var sqlTables: Set<String> {
        let words = split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return Set(words.lazy.map(String.init).filter { $0.hasPrefix("voxmark_") || Self.cdmTables.contains($0) })
    }

    private static let cdmTables = Set(CDMTable.all.map(\.name) + ImagingTables.images.map(\.0))
}
