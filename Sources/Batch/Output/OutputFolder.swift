import Foundation
import Logging
import OMOP

/// Where a run leaves its results: the database, two tables and a log.
public struct OutputFolder: Sendable {
    private let url: URL

    /// Makes the folder when there is none.
    ///
    /// - Throws: `BatchError` when it cannot be made.
    public init(path: String) throws(BatchError) {
        url = URL(filePath: path).standardizedFileURL
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw BatchError(.output, "the output folder \(path) cannot be made: \(error.localizedDescription)", cause: error)
        }
    }

    /// The OMOP database with the ledger.
    public var database: String { file("omop.sqlite") }
    /// The wide table: one row per region.
    public var features: String { file("features.csv") }
    /// The long table: one row per region and feature.
    public var records: String { file("records.csv") }
    /// Keys, codes and durations of every run, appended.
    public var log: String { file("run.log") }

    /// Opens the log.
    public func logger() throws(BatchError) -> Logger {
        let handler = try FileLogHandler(path: log)
        return Logger(label: "voxmark", factory: { _ in handler })
    }

    /// The pseudonyms' key from a file, which is made on the first run.
    ///
    /// - Parameter path: the file; nil takes `voxmark/pseudonym.key` in `XDG_CONFIG_HOME`, else in `~/.config`.
    /// - Throws: `BatchError` when the file would lie in the output folder, which is passed on; `OMOPError` for trouble with the file.
    public func pseudonymKey(file path: String?) throws -> PseudonymKey {
        let file = path.map { URL(filePath: $0) } ?? Self.defaultKeyFile
        let folder = file.resolvingSymlinksInPath().deletingLastPathComponent()
        let output = url.resolvingSymlinksInPath().path
        guard folder.path != output, !folder.path.hasPrefix(output + "/") else {
            throw BatchError(
                .keyBesideOutput,
                "the key file \(file.path) lies in the output folder: whoever gets the results could undo the pseudonyms; keep it elsewhere"
            )
        }
        if path == nil {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        return try PseudonymKey(file: file.path)
    }

    private static var defaultKeyFile: URL {
        let environment = ProcessInfo.processInfo.environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
        let config = environment ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".config")
        return config.appending(path: "voxmark/pseudonym.key")
    }

    private func file(_ name: String) -> String { url.appending(path: name).path }
}
