/// Files as a plan is written: the folder once, and what is known of each file side by side.
struct FileList: Sendable, Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case folder, names, sizes, modified, frames
    }

    let files: [PlannedFile]

    init(_ files: [PlannedFile]) {
        self.files = files
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        let folder = Self.folder(of: files)
        try container.encode(folder, forKey: .folder)
        try container.encode(files.map { String($0.path.utf8.dropFirst(folder.utf8.count)) ?? $0.path }, forKey: .names)
        try container.encode(files.map(\.size), forKey: .sizes)
        try container.encode(files.map(\.modified), forKey: .modified)
        if files.contains(where: { $0.frames != nil }) { try container.encode(files.map(\.frames), forKey: .frames) }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(only: CodingKeys.self)
        let folder = try container.decode(String.self, forKey: .folder)
        let names = try container.decode([String].self, forKey: .names)
        let sizes = try container.decode([Int?].self, forKey: .sizes)
        let modified = try container.decode([Int?].self, forKey: .modified)
        let frames = try container.decodeIfPresent([[Int]?].self, forKey: .frames) ?? names.map { _ in nil }
        guard !names.isEmpty else { throw container.trouble("no file is named; take out the whole bundle instead", at: .names) }
        for (key, count) in [(CodingKeys.sizes, sizes.count), (.modified, modified.count), (.frames, frames.count)]
        where count != names.count {
            throw container.trouble("there are \(count) for \(names.count) names; plan again", at: key)
        }
        files = names.indices.map {
            PlannedFile(folder + names[$0], size: sizes[$0], modified: modified[$0], frames: frames[$0])
        }
    }

    /// What all paths begin with, up to a slash.
    private static func folder(of files: [PlannedFile]) -> String {
        guard let first = files.first?.path else { return "" }
        var common = Array(first.utf8)[...]
        common = common[..<(common.lastIndex(of: slash).map { $0 + 1 } ?? 0)]
        for file in files.dropFirst() where !file.path.utf8.starts(with: common) {
            let shared = zip(common, file.path.utf8).prefix { $0 == $1 }.count
            common = common[..<shared]
            common = common[..<(common.lastIndex(of: slash).map { $0 + 1 } ?? 0)]
        }
        return String(decoding: common, as: UTF8.self)
    }

    private static let slash = UInt8(ascii: "/")
}
