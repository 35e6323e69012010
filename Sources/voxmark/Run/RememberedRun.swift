import Batch
import Foundation

/// The arguments of the last run into an output folder, so that `voxmark retry` need not be told them again.
///
/// They name paths of the archive and so do not belong into the output: they lie in `voxmark/runs` in `XDG_STATE_HOME`, else in `~/.local/state`,
/// for the user's own eyes.
struct RememberedRun: Codable {
    /// The arguments behind `voxmark run`.
    let arguments: [String]
    /// The folder that relative paths start at.
    let folder: String

    /// The arguments of this very process.
    static func ofThisProcess() -> RememberedRun {
        RememberedRun(arguments: Array(CommandLine.arguments.dropFirst(2)), folder: FileManager.default.currentDirectoryPath)
    }

    /// Keeps the arguments for an output folder; a home that cannot be written to costs only the convenience.
    func keep(for output: String) {
        guard let file = Self.file(for: output), let data = try? JSONEncoder().encode(self) else { return }
        let manager = FileManager.default
        try? manager.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        _ = manager.createFile(atPath: file.path, contents: data, attributes: [.posixPermissions: 0o600])
    }

    /// What was kept for an output folder.
    ///
    /// - Throws: `BatchError` (`not-found`) when nothing was.
    static func of(_ output: String) throws(BatchError) -> RememberedRun {
        guard let file = file(for: output), let data = FileManager.default.contents(atPath: file.path),
            let found = try? JSONDecoder().decode(RememberedRun.self, from: data)
        else {
            throw BatchError(
                .input, "it is not known how \(output) was made; name the archives and recipes as for voxmark run")
        }
        return found
    }

    private static func file(for output: String) -> URL? {
        let environment = ProcessInfo.processInfo.environment
        func named(_ variable: String) -> URL? { environment[variable].flatMap { $0.isEmpty ? nil : URL(filePath: $0) } }
        let base = named("XDG_STATE_HOME") ?? named("HOME")?.appending(path: ".local/state")
        let name = OutputFolder.stateName(of: output)
        return base?.appending(path: "voxmark/runs/\(name).json")
    }
}
