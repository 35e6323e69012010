import DICOM
import Foundation

/// Names files and folders relative to the archive they were found in, for the terminal.
struct Place: Sendable {
    private let roots: [String]

    init(roots: [String]) {
        self.roots = roots.map { URL(filePath: $0).standardizedFileURL.path }
    }

    /// The path within its archive, control characters spelt out; with several archives, their names lead.
    func name(of path: String) -> String { plainName(of: path).printable }

    private func plainName(of path: String) -> String {
        let path = URL(filePath: path).standardizedFileURL.path
        for root in roots {
            let leading = roots.count > 1 ? fileName(root) : ""
            if path == root { return fileName(root) }
            let prefix = root.hasSuffix("/") ? root : root + "/"
            if path.hasPrefix(prefix) { return (leading.isEmpty ? "" : leading + "/") + path.dropFirst(prefix.count) }
        }
        return path
    }

    /// A message whose paths begin within their archive.
    func text(_ message: String) -> String {
        roots.reduce(message) { $0.replacing($1 + "/", with: roots.count > 1 ? fileName($1) + "/" : "") }.printable
    }

    /// The folder that holds all of the files.
    func folder(of paths: [String]) -> String {
        guard let first = paths.first else { return "" }
        var common = Self.folders(of: first)
        var prefix = common.joined(separator: "/") + "/"
        for path in paths.dropFirst() where !path.hasPrefix(prefix) {
            common = Array(zip(common, Self.folders(of: path)).prefix { $0 == $1 }.map(\.0))
            prefix = common.joined(separator: "/") + "/"
        }
        return name(of: common.isEmpty ? "/" : common.joined(separator: "/"))
    }

    private static func folders(of path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    }
}
