import Foundation

/// A throw-away PostgreSQL server on loopback; it ends, and its files go, when it is stopped or when this process ends in whatever way.
public final class PostgresServer {
    /// Where a server listens; everybody may connect as user postgres.
    public struct Place: Sendable, Hashable {
        /// The port on 127.0.0.1.
        public let port: Int
        /// The folder with the server's files; its data are in `data`.
        public let folder: String

        /// A place where a server may be.
        public init(port: Int, folder: String) {
            self.port = port
            self.folder = folder
        }

        /// The address of a database of the server.
        public func address(_ database: String, user: String = "postgres", options: String = "") -> String {
            "postgresql://\(user)@127.0.0.1:\(port)/\(database)\(options.isEmpty ? "" : "?" + options)"
        }
    }

    /// The server of the running test.
    @TaskLocal public static var current: Place?

    /// Where it listens.
    public let place: Place
    private let process = Process()
    private let input = Pipe()

    /// Makes a server and waits until it takes connections.
    public init() throws {
        let output = Pipe()
        process.executableURL = Self.script
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var text = ""
        while text.count(where: { $0 == "\n" }) < 2 {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw CocoaError(.executableLoad) }
            text += String(decoding: data, as: UTF8.self)
        }
        let lines = text.split(separator: "\n").map(String.init)
        place = Place(port: Int(lines[1]) ?? 0, folder: lines[0])
    }

    /// Ends the server and removes its files.
    public func stop() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// Whether the server's programs are here.
    public static var isInstalled: Bool {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        return versions.contains { FileManager.default.isExecutableFile(atPath: "/usr/lib/postgresql/\($0)/bin/initdb") }
    }

    /// What a skipped test says.
    public static let missing = "PostgreSQL's server programs not found: apt-get install postgresql"

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "postgres/serve.sh")
}
