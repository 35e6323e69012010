import Foundation

/// The output parts of a plan that was split into shards, complete and of one plan.
public struct ShardParts {
    /// The output of one shard.
    struct Part {
        let path: String
        let shard: Int?
    }

    /// What a folder's `plan.json` says.
    private struct PlanFile: Decodable {
        let shards: Int
        let digest: String
    }

    /// The parts' databases, by shard.
    public let databases: [String]
    /// The plan's digest.
    public let planDigest: String
    /// What tells the key of the parts' pseudonyms.
    let fingerprint: String

    /// Finds and checks the parts of a plan.
    ///
    /// - Parameter paths: the plan's folder, which holds `plan.json` and `parts/shard-017/omop.sqlite` for each shard from 1; or the parts' folders
    ///   or databases.
    /// - Throws: `OMOPError` when a part is missing, not complete, of another plan, of another version of the tables, or made with another key.
    public init(_ paths: [String]) throws(OMOPError) {
        if paths.count == 1, FileManager.default.fileExists(atPath: "\(paths[0])/plan.json") {
            let plan = try Self.plan(in: paths[0])
            try self.init(try Self.parts(of: plan, in: paths[0]), plan: plan)
        } else {
            try self.init(paths.map { Part(path: Self.database(at: $0), shard: nil) }, plan: nil)
        }
    }

    private init(_ parts: [Part], plan: PlanFile?) throws(OMOPError) {
        var plan = plan
        var fingerprint: String?
        var databases: [Int: String] = [:]
        var troubles: [Int: String] = [:]
        for part in parts {
            guard part.shard == nil || access(part.path, F_OK) == 0 else { continue }
            let database = try StoredDatabase(path: part.path)
            guard fingerprint == nil || fingerprint == database.fingerprint else {
                throw OMOPError(
                    .wrongKey, "the pseudonyms in \(part.path) were made with another key than those of the parts before it; run it again")
            }
            fingerprint = database.fingerprint
            guard let run = try database.runs(limit: 1).first else {
                if let shard = part.shard { troubles[shard] = "not begun" }
                continue
            }
            let place = try Self.place(of: run, in: part)
            if plan == nil { plan = PlanFile(shards: place.count, digest: place.digest) }
            guard let plan, place.digest == plan.digest, place.count == plan.shards, part.shard == nil || part.shard == place.shard else {
                throw OMOPError(
                    .otherPart,
                    "\(part.path) is shard \(place.shard)/\(place.count) of plan \(place.digest.prefix(12)), not "
                        + "\(part.shard.map { "\($0)/" } ?? "one of ")\(plan?.shards ?? 0) of plan \(plan?.digest.prefix(12) ?? "–"); "
                        + "remove it, or run the shard again")
            }
            guard databases[place.shard] == nil else {
                throw OMOPError(.otherPart, "\(part.path) is shard \(place.shard) of the plan, as \(databases[place.shard] ?? "") is")
            }
            if run.state != .complete { troubles[place.shard] = run.state.rawValue }
            databases[place.shard] = part.path
        }
        guard let plan, let fingerprint else {
            throw OMOPError(.incompleteSet, "no shard of the plan has run; run the shards, then merge")
        }
        try Self.check(databases, troubles, of: plan)
        self.databases = databases.sorted { $0.key < $1.key }.map(\.value)
        planDigest = plan.digest
        self.fingerprint = fingerprint
    }

    /// Refuses a set with gaps, naming them.
    private static func check(_ databases: [Int: String], _ troubles: [Int: String], of plan: PlanFile) throws(OMOPError) {
        let gaps = (1...max(1, plan.shards)).compactMap { shard -> String? in
            if let trouble = troubles[shard] { return "shard \(shard) (\(trouble))" }
            return databases[shard] == nil ? "shard \(shard) (no output)" : nil
        }
        guard !gaps.isEmpty else { return }
        let shown = gaps.prefix(20).joined(separator: ", ") + (gaps.count > 20 ? " and \(gaps.count - 20) more" : "")
        throw OMOPError(
            .incompleteSet, "\(gaps.count) of \(plan.shards) shards are not complete: \(shown); run them again, then merge")
    }

    /// Where a run stands in its plan.
    private static func place(of run: StoredRun, in part: Part) throws(OMOPError) -> (shard: Int, count: Int, digest: String) {
        let numbers = (run.shard ?? "").split(separator: "/", omittingEmptySubsequences: false).compactMap { Int($0) }
        guard numbers.count == 2, 1...max(1, numbers[1]) ~= numbers[0], let digest = run.planDigest else {
            throw OMOPError(
                .otherPart, "\(part.path) is the output of a whole run, not of a shard of a plan; it is complete without merging")
        }
        return (numbers[0], numbers[1], digest)
    }

    private static func plan(in folder: String) throws(OMOPError) -> PlanFile {
        let path = "\(folder)/plan.json"
        do {
            let plan = try JSONDecoder().decode(PlanFile.self, from: try Data(contentsOf: URL(filePath: path)))
            guard plan.shards > 0 else { throw CocoaError(.coderInvalidValue) }
            return plan
        } catch {
            throw OMOPError(
                .plan, "\(path) does not say how many shards the plan has and what its digest is; make the plan again", cause: error)
        }
    }

    /// The parts that the folder has; whatever is named like a shard but is none of the plan is refused.
    private static func parts(of plan: PlanFile, in folder: String) throws(OMOPError) -> [Part] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/parts")) ?? []).sorted()
        var parts: [Part] = []
        for name in names {
            guard let match = name.wholeMatch(of: /shard-(\d{3,})/), let shard = Int(match.1) else { continue }
            guard 1...plan.shards ~= shard else {
                throw OMOPError(.otherPart, "\(folder)/parts/\(name) is no part of the plan, which has \(plan.shards) shards; remove it")
            }
            parts.append(Part(path: "\(folder)/parts/\(name)/omop.sqlite", shard: shard))
        }
        return parts
    }

    private static func database(at path: String) -> String {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isThere && isFolder.boolValue ? "\(path)/omop.sqlite" : path
    }
}
