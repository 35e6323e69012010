import DICOM
import Foundation
import OMOP

/// What a folder of shards holds, as its `plan.json` says.
public struct ShardList: Sendable, Hashable, Codable {
    /// One shard.
    public struct Entry: Sendable, Hashable, Codable {
        /// Its file, beside the list.
        public var file: String
        /// The digest of its plan.
        public var digest: String
        /// How many cases it has.
        public var cases: Int
        /// What its cases are predicted to take, one after the other.
        public var cost: CaseCost
    }

    /// What kind of file it is.
    public var format = "voxmark shards"
    /// The form of the file.
    public var version = 1
    /// The digest of the whole plan.
    public var digest: String
    /// How many shards there are.
    public var shards: Int
    /// How many cases there are in all.
    public var cases: Int
    /// How many things are left over; they are told in the first shard.
    public var leftovers: Int
    /// The recipes.
    public var recipes: [PlanFile.Source]
    /// The shards, by their numbers.
    public var parts: [Entry]
}

extension PlanFile {
    /// Splits the plan into parts of about equal predicted time, each a plan of its own.
    ///
    /// The bundles of one image stay together, so that its files are digested once. The longest go first, each into the part that has least to do;
    /// the result depends on nothing but the plan. Leftovers, remarks and notes stand in the first part only, so that they are told once.
    ///
    /// - Parameter count: how many parts, at least 1; there are fewer when there are fewer images with a mask, but one at least.
    public func shards(_ count: Int) -> [PlanFile] {
        precondition(count > 0, "there is a shard")
        let groups = imageGroups()
        let number = max(1, min(count, groups.count))
        var loads = [Double](repeating: 0, count: number)
        var members = [[ImageGroup]](repeating: [], count: number)
        for group in groups.enumerated().sorted(by: { ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset) }).map(\.element) {
            let least = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            // A case of no predicted time is work as well.
            loads[least] += max(group.seconds, 0.001)
            members[least].append(group)
        }
        let digest = digest
        let shared = PatientIdentity.sharedIDs(among: plans.flatMap(\.patients)).sorted()
        return members.enumerated().map { place, groups in
            var shard = self
            shard.statedDigest = nil
            shard.sharedPatientIDs = shared
            shard.shard = Shard(number: place + 1, of: number, plan: digest)
            for part in parts.indices {
                var plan = place == 0 ? parts[part].plan : Plan()
                plan.bundles = groups.flatMap { $0.bundles[part] ?? [] }.sorted().map { parts[part].plan.bundles[$0] }
                shard.parts[part].plan = plan
            }
            return shard
        }
    }

    /// Splits the plan and writes the parts as `shard-001.json` and so on, and the list of them as `plan.json`; each file is its owner's alone.
    ///
    /// - Returns: the list.
    /// - Throws: `unwritable`, also where the folder holds shards of another number, which would be taken for these.
    public func writeShards(_ count: Int, to folder: String) throws(BatchError) -> ShardList {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw BatchError(.output, "the folder \(folder) cannot be made; check its place", cause: error)
        }
        let shards = shards(count)
        let digits = max(3, String(shards.count).count)
        let names = shards.indices.map { place in
            let number = String(place + 1)
            return "shard-" + String(repeating: "0", count: digits - number.count) + number + ".json"
        }
        try requireNoOthers(than: names, in: folder)
        var entries: [ShardList.Entry] = []
        for (name, shard) in zip(names, shards) {
            let digest = try shard.write(to: folderPrefix(folder) + name)
            entries.append(ShardList.Entry(file: name, digest: digest, cases: shard.caseCount, cost: shard.cost))
        }
        let list = ShardList(
            digest: shards.first?.shard?.plan ?? digest, shards: shards.count, cases: caseCount,
            leftovers: parts.reduce(0) { $0 + $1.plan.leftovers.count }, recipes: parts.map(\.recipe), parts: entries)
        let file = try PrivateFile(folderPrefix(folder) + "plan.json")
        file.write(list.text)
        try file.finish()
        return list
    }

    private func requireNoOthers(than names: [String], in folder: String) throws(BatchError) {
        let known = Set(names)
        let found = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let others = found.filter { $0.hasPrefix("shard-") && $0.hasSuffix(".json") && !known.contains($0) }.sorted()
        guard let first = others.first else { return }
        throw BatchError(
            .output,
            "\(folder) holds \(counted(others.count, "shard")) of another split, such as \(first); remove them, or name another folder")
    }

    /// The bundles of one image, by part.
    private struct ImageGroup {
        /// Places in the plan of a part.
        var bundles: [Int: [Int]] = [:]
        var seconds = 0.0
    }

    private func imageGroups() -> [ImageGroup] {
        var groups: [ImageGroup] = []
        var groupOfImage: [String: Int] = [:]
        for (number, part) in parts.enumerated() {
            for (place, bundle) in part.plan.bundles.enumerated() {
                let image = bundle.image.seriesInstanceUID ?? bundle.image.paths.first ?? ""
                let group = groupOfImage[image] ?? groups.count
                if group == groups.count {
                    groups.append(ImageGroup())
                    groupOfImage[image] = group
                }
                groups[group].bundles[number, default: []].append(place)
                groups[group].seconds += bundle.cost.seconds
            }
        }
        return groups
    }
}

extension ShardList {
    /// The file's text: JSON, keys sorted, stable.
    public var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { preconditionFailure("a list of shards is made of text and finite numbers") }
        return String(decoding: JSONLayout(Array(data), depth: 0).text, as: UTF8.self) + "\n"
    }

    /// Reads a list of shards.
    ///
    /// - Throws: `plan` when the file is none.
    public init(path: String) throws(BatchError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BatchError(.plan, "the list of shards \(path) cannot be read; check that it exists and is yours")
        }
        do {
            self = try JSONDecoder().decode(Strict<ShardList>.self, from: data).value
        } catch let error as DecodingError {
            throw BatchError(.plan, "the list of shards \(path): \(error.line)", cause: error)
        } catch {
            throw BatchError(.plan, "the list of shards \(path) cannot be read: \(error)", cause: error)
        }
    }
}
