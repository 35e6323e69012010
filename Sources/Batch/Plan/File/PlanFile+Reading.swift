import Foundation

extension PlanFile {
    /// Reads a plan file, edited or not.
    ///
    /// - Throws: `plan`, naming the place, when it is no plan file, has keys that no plan has, or makes no sense.
    public init(path: String) throws(BatchError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BatchError(.plan, "the plan \(path) cannot be read; check that it exists and is yours")
        }
        do {
            self = try JSONDecoder().decode(PlanFile.self, from: data)
        } catch let error as DecodingError {
            throw BatchError(.plan, "the plan \(path): \(Self.syntaxTrouble(in: data) ?? error.line)", cause: error)
        } catch {
            throw BatchError(.plan, "the plan \(path) cannot be read: \(error)", cause: error)
        }
    }

    /// Where a text is no JSON; nil when it is.
    private static func syntaxTrouble(in data: Data) -> String? {
        do {
            _ = try JSONSerialization.jsonObject(with: data)
            return nil
        } catch {
            let detail = (error as NSError).userInfo["NSDebugDescription"].map { "\($0)" } ?? "\(error)"
            guard let place = detail.firstMatch(of: /character (\d+)/).flatMap({ Int($0.1) }) else { return "this is not JSON: \(detail)" }
            let line = data.prefix(place).count { $0 == UInt8(ascii: "\n") } + 1
            return "this is not JSON, line \(line): \(detail)"
        }
    }

    /// Whether somebody edited the file since it was written.
    public var isEdited: Bool { statedDigest != nil && statedDigest != digest }
}

extension PlanFile: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case format, version, made, numericsVersion, archives, manifest, selection, shard, sharedPatientIDs, recipes, digest
    }

    /// Reads the object of a plan file.
    public init(from decoder: any Decoder) throws {
        let loose = try decoder.container(keyedBy: CodingKeys.self)
        guard try loose.decodeIfPresent(String.self, forKey: .format) == Self.format else {
            throw loose.trouble("this is no plan (\(Self.format)); a run takes a plan or one of its shards", at: .format)
        }
        let version = try loose.decode(Int.self, forKey: .version)
        guard version == Self.version else {
            throw loose.trouble("version \(version) is not read, only \(Self.version); plan again", at: .version)
        }
        let container = try decoder.container(only: CodingKeys.self)
        made = try container.decode(String.self, forKey: .made)
        numericsVersion = try container.decode(Int.self, forKey: .numericsVersion)
        archives = try container.decode([String].self, forKey: .archives)
        manifest = try container.decodeIfPresent(String.self, forKey: .manifest)
        selection = try container.decodeIfPresent(Strict<Source>.self, forKey: .selection)?.value
        shard = try container.decodeIfPresent(Strict<Shard>.self, forKey: .shard)?.value
        sharedPatientIDs = try container.decodeIfPresent([String].self, forKey: .sharedPatientIDs) ?? []
        parts = try container.decode([Part].self, forKey: .recipes)
        statedDigest = try container.decodeIfPresent(String.self, forKey: .digest)
        guard !parts.isEmpty else { throw container.trouble("there is no recipe", at: .recipes) }
    }
}

extension PlanFile.Part: Decodable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case recipe, notes, nonDICOMCount, leftovers, remarks, bundles
    }

    /// Reads a recipe with its plan; bundles all of whose cases were taken out are left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        recipe = try container.decodeStrictly(PlanFile.Source.self, forKey: .recipe)
        plan = Plan()
        plan.notes = try container.decodeIfPresent([String].self, forKey: .notes) ?? []
        plan.nonDICOMCount = try container.decodeIfPresent(Int.self, forKey: .nonDICOMCount) ?? 0
        plan.leftovers = try container.decodeListStrictly(Plan.Leftover.self, forKey: .leftovers)
        plan.remarks = try container.decodeListStrictly(Plan.Leftover.self, forKey: .remarks)
        plan.bundles = try container.decode([CaseBundle].self, forKey: .bundles).filter { !$0.cases.isEmpty }
    }
}
