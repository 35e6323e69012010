/// What an audit found.
public struct LeakReport: Sendable, Encodable {
    /// Identifiers of one class in one place.
    public struct Finding: Sendable, Encodable {
        /// The class.
        public let identifierClass: IdentifierClass
        /// The file.
        public let file: String
        /// A table and its column, a column, a tag, `file name`, or `raw bytes`; nil in text and other files.
        public let part: String?
        /// How many times one stands there; one within another counts too.
        public var count: Int
        /// How many different ones, in one spelling each.
        public var distinct: Int
        /// The tags that they come from in the headers, or `path`; at most five.
        public var sources: [String]
        /// The lines, rows or bytes of the first five.
        public var at: [String]
        /// The first of them with what is around it; identifiers are masked unless they were to be revealed.
        public var excerpt: String

        private enum CodingKeys: String, CodingKey {
            case identifierClass = "class"
            case file, part, count, distinct, sources, at, excerpt
        }
    }

    /// What the policy allows, by class and place.
    public struct Allowance: Sendable, Encodable {
        /// The class.
        public let identifierClass: IdentifierClass
        /// The file.
        public let file: String
        /// The part of the file.
        public let part: String?
        /// How many times one stands there.
        public var count: Int

        private enum CodingKeys: String, CodingKey {
            case identifierClass = "class"
            case file, part, count
        }
    }

    /// What was searched for, by class.
    public let identifiers: [String: IdentifierTable.Count]
    /// How many DICOM headers they come from.
    public let headers: Int
    /// How many files were searched.
    public internal(set) var files = 0
    /// How many bytes they hold, unpacked.
    public internal(set) var bytes = 0
    /// What must not be there.
    public internal(set) var leaks: [Finding] = []
    /// What may be there.
    public internal(set) var allowed: [Allowance] = []
    /// Files of archive and outputs that could not be read, or not whole, with the reason.
    public internal(set) var unreadable: [String] = []

    /// Whether everything was read and nothing is where it must not be.
    public var isClean: Bool { leaks.isEmpty && unreadable.isEmpty }

    /// The report for people.
    public var text: String {
        var lines = leaks.flatMap { leak in
            [
                "\(leak.identifierClass.rawValue) in \(leak.file)\(leak.part.map { ", \($0)" } ?? ""): \(leak.count) "
                    + "(\(leak.distinct) different, from \(leak.sources.joined(separator: ", ")))"
                    + (leak.at.isEmpty ? "" : " at \(leak.at.joined(separator: ", "))"),
                "    \(leak.excerpt)",
            ]
        }
        lines += allowed.map {
            "allowed: \($0.identifierClass.rawValue) in \($0.file)\($0.part.map { ", \($0)" } ?? ""): \($0.count)"
        }
        let classes = IdentifierClass.allCases.compactMap { one in
            identifiers[one.rawValue].map { count in
                let short = count.skipped > 0 ? " (\(count.skipped) too short, in whole or in part)" : ""
                return "\(count.searched) \(one.rawValue)\(short)"
            }
        }
        lines.append("searched for: \(classes.joined(separator: ", ")); from \(headers) headers")
        let leaked = leaks.reduce(0) { $0 + $1.count }
        lines.append(
            "\(files) files, \(bytes) bytes: \(leaked) identifiers leaked in \(leaks.count) places, "
                + "\(allowed.reduce(0) { $0 + $1.count }) allowed, \(unreadable.count) files or folders not read")
        return lines.joined(separator: "\n")
    }
}
