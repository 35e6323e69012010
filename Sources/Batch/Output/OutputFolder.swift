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
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue {
            throw BatchError(.notAFolder, "the output folder \(path) is a file; name a folder")
        }
        try Self.make(url, called: "the output folder \(path)")
    }

    /// What an archive must not be searched for, so that no run reads the results of an earlier one.
    ///
    /// - Returns: the output folder, or its files where it is itself one of the archives.
    public static func results(in path: String, of archives: [String]) -> [String] {
        let folder = URL(filePath: path).resolvingSymlinksInPath()
        let isArchive = archives.contains { URL(filePath: $0).resolvingSymlinksInPath().path == folder.path }
        let tables = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter(isTable) ?? []
        let names = ["omop.sqlite", "omop.sqlite-journal", "run.log", "run-report.json", lockName] + tables.sorted()
        return isArchive ? names.map { folder.appending(path: $0).path } : [folder.path]
    }

    private static func make(_ url: URL, called name: String, permissions: Int = 0o777) throws(BatchError) {
        do {
            let attributes: [FileAttributeKey: Any]? = permissions == 0o777 ? nil : [.posixPermissions: permissions]
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true, attributes: attributes)
        } catch {
            throw BatchError(.output, "\(name) cannot be made: \(obstacle(to: url))", cause: error)
        }
    }

    /// Why a folder cannot be made, told by the nearest one above it that exists.
    private static func obstacle(to url: URL) -> String {
        var above = url
        var isFolder: ObjCBool = false
        while !FileManager.default.fileExists(atPath: above.path, isDirectory: &isFolder), above.path.count > 1 {
            above.deleteLastPathComponent()
        }
        return isFolder.boolValue
            ? "\(above.path) cannot be written to; check its permissions, or name another folder"
            : "\(above.path) is a file; name another folder"
    }

    /// The OMOP database with the ledger.
    public var database: String { file("omop.sqlite") }
    /// The wide table: one row per region.
    public var features: String { file("features.csv") }
    /// The long table: one row per region and feature.
    public var records: String { file("records.csv") }
    /// The wide table of one of several recipes, whose columns are not the others'.
    public func features(of recipe: String) -> String { file("features-\(recipe).csv") }
    /// The long table of one of several recipes.
    public func records(of recipe: String) -> String { file("records-\(recipe).csv") }

    private static func isTable(_ name: String) -> Bool {
        name.hasSuffix(".csv") && ["features", "records"].contains { name == "\($0).csv" || name.hasPrefix("\($0)-") }
    }

    /// Keys, codes and durations of every run, appended.
    public var log: String { file("run.log") }

    /// What the last run came to, as JSON.
    public var report: String { file("run-report.json") }

    /// A name for what is kept about an output folder elsewhere: the same for every way to write its path.
    public static func stateName(of path: String) -> String {
        String(ContentDigest.text([URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path]).prefix(32))
    }

    /// Opens the log.
    public func logger(format: LogFormat = .text) throws(BatchError) -> Logger {
        let handler = try FileLogHandler(path: log, format: format)
        return Logger(label: "voxmark", factory: { _ in handler })
    }

    /// Keeps other runs out, as long as the lock lives.
    ///
    /// - Throws: `BatchError` (`in-use`) when another run is at work here.
    public func lock() throws(BatchError) -> OutputLock { try OutputLock(path: file(Self.lockName)) }

    private static let lockName = ".voxmark.lock"

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
            try Self.make(folder, called: "the key file's folder \(folder.path)", permissions: 0o700)
        }
        return try PseudonymKey(file: file.path)
    }

    private static var defaultKeyFile: URL {
        let environment = ProcessInfo.processInfo.environment
        func named(_ variable: String) -> URL? { environment[variable].flatMap { $0.isEmpty ? nil : URL(filePath: $0) } }
        let home = named("HOME") ?? FileManager.default.homeDirectoryForCurrentUser
        return (named("XDG_CONFIG_HOME") ?? home.appending(path: ".config")).appending(path: "voxmark/pseudonym.key")
    }

    private func file(_ name: String) -> String { url.appending(path: name).path }
}
