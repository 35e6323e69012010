import Foundation

/// How much memory a run may use, all its processes together, in bytes.
public struct MemoryBudget: Sendable, Hashable {
    /// The limit.
    public let bytes: Int

    /// Takes a limit.
    public init(bytes: Int) {
        self.bytes = bytes
    }

    /// Reads a size such as `8G`, `500M` or `1.5GiB`: multiples of 1024; nil for a text that is none.
    public init?(text: String) {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let units = ["": 0, "B": 0, "K": 10, "M": 20, "G": 30, "T": 40]
        let unit = text.dropFirst(digits.count).uppercased().replacing("IB", with: "")
        let letter = unit.count == 2 && unit.hasSuffix("B") ? String(unit.dropLast()) : unit
        guard let number = Double(digits), let shift = units[letter] else { return nil }
        let bytes = number * Double(1 << shift)
        guard bytes >= 1, bytes < 0x1p60 else { return nil }
        self.bytes = Int(bytes)
    }

    /// Three quarters of what the machine has free for programs, or its control group allows, whichever is less.
    public static func ofMachine() -> MemoryBudget {
        let limits = [machine(), controlGroup()].compactMap { $0 }
        return MemoryBudget(bytes: (limits.min() ?? 2 << 30) / 4 * 3)
    }

    /// `MemAvailable` of `/proc/meminfo`.
    private static func machine() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// The lowest limit of the process's control group (version 2, or 1) and those above it.
    private static func controlGroup() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else { return nil }
        var limits: [Int] = []
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let isVersion2 = parts[1].isEmpty
            guard isVersion2 || parts[1].split(separator: ",").contains("memory") else { continue }
            let root = isVersion2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory"
            let file = isVersion2 ? "memory.max" : "memory.limit_in_bytes"
            limits += Self.limits(of: String(parts[2]), below: root, file: file)
        }
        return limits.min()
    }

    private static func limits(of group: String, below root: String, file: String) -> [Int] {
        var folder = group
        var limits: [Int] = []
        while true {
            let path = root + (folder.hasSuffix("/") ? folder : folder + "/") + file
            let text = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
            if let limit = text.flatMap({ Int($0) }), limit < 1 << 60 { limits.append(limit) }
            guard let slash = folder.lastIndex(of: "/"), folder.count > 1 else { return limits }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
    }
}
