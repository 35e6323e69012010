import Features
import Foundation

/// Brings the output parts of a plan's shards together in one database.
///
/// Each part is one transaction; what is there already is passed over, so that a merge that was cut off is done again, and one that is repeated
/// changes nothing but the list of runs. No key is needed: what tells it is taken from the parts.
public struct OMOPMerge {
    /// What a merge did.
    public struct Report: Sendable, Hashable, Encodable {
        /// How many parts there are.
        public internal(set) var parts = 0
        /// How many cases were written.
        public internal(set) var added = 0
        /// How many cases of the parts were there already.
        public internal(set) var known = 0
        /// How many held cases became measurements, since another part told of their person.
        public internal(set) var released = 0
    }

    private let parts: ShardParts
    private let database: SQLiteDatabase
    private let record: RunRecord

    /// Opens the output, or makes it.
    ///
    /// - Parameters:
    ///   - parts: what to bring together.
    ///   - path: the output's database.
    ///   - softwareVersion: the program's version.
    ///   - numericsVersion: the engine's numerics version.
    /// - Throws: `OMOPError` when the output is one of the parts, another program's, or made with another key.
    public init(_ parts: ShardParts, into path: String, softwareVersion: String, numericsVersion: Int) throws(OMOPError) {
        let own = URL(filePath: path).resolvingSymlinksInPath().path
        guard !parts.databases.contains(where: { URL(filePath: $0).resolvingSymlinksInPath().path == own }) else {
            throw OMOPError(.otherPart, "\(path) is one of the parts; name another output folder")
        }
        let database = try SQLiteDatabase(path: path)
        try database.requireWritable()
        try database.transaction { () throws(OMOPError) in
            if try database.isEmpty { try database.createTables(fingerprint: parts.fingerprint) }
        }
        guard try database.fingerprintOfCheckedSchema() == parts.fingerprint else {
            throw OMOPError(
                .wrongKey, "the pseudonyms in \(path) were made with another key than those of the parts; name another output folder")
        }
        try database.checkUnlessEndedWell()
        self.parts = parts
        self.database = database
        record = RunRecord(
            command: "merge", softwareVersion: softwareVersion, numericsVersion: numericsVersion, planDigest: parts.planDigest, planned: 0)
    }

    /// Brings all parts in, then makes measurements of held values whose person another part has told of.
    ///
    /// - Parameter progress: called after each part with how many are in.
    /// - Throws: `OMOPError` when a part cannot be brought in, such as for a concept that another recipe owns; the parts before it stay.
    public func run(progress: (Int) -> Void = { _ in }) throws(OMOPError) -> Report {
        let runs = RunTable(database)
        try database.transaction { () throws(OMOPError) in try runs.begin(record) }
        do throws(OMOPError) {
            let report = try bringIn(progress)
            try database.transaction { () throws(OMOPError) in
                try database.execute(CDMTables.conceptIndex)
                try runs.finish(record, .complete)
            }
            return report
        } catch {
            // Where the database itself is at fault, the merge stays entered as running, which says as much.
            try? database.transaction { () throws(OMOPError) in try runs.finish(record, .ended) }
            throw error
        }
    }

    private func bringIn(_ progress: (Int) -> Void) throws(OMOPError) -> Report {
        var report = Report()
        for part in parts.databases {
            let (added, known) = try PartMerge(part, into: database, run: record).merge()
            report.parts += 1
            report.added += added
            report.known += known
            progress(report.parts)
        }
        report.released = try HeldCases(database).release().count
        return report
    }

    /// Writes the CSV tables of each recipe.
    ///
    /// - Parameters:
    ///   - catalogue: all columns that a recipe can have, in declaration order.
    ///   - paths: where the tables of a recipe belong; nil stands for the only recipe.
    public func writeTables(
        catalogue: [FeatureColumn], paths: (_ recipe: String?) -> (features: String, records: String)
    ) throws(OMOPError) {
        let identities = try database.storedIdentities(catalogue: catalogue)
        for identity in identities {
            let (features, records) = paths(identities.count > 1 ? identity.recipe : nil)
            let tables = FeatureTables(database, run: identity, concepts: try FeatureConcept.all(of: identity))
            try tables.write(features: features, records: records)
        }
    }
}
