import Foundation
import Testing

/// A file system of its own in memory, which can be full or read-only; only root can mount one.
final class SmallDisk {
    let folder: TemporaryFolder

    /// Whether one can be mounted here.
    static let isPossible = getuid() == 0 && (try? SmallDisk(kilobytes: 64)) != nil

    init(kilobytes: Int) throws {
        folder = try TemporaryFolder()
        try #require(try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.url.path) == 0)
    }

    deinit { _ = try? Self.run("/bin/umount", "-l", folder.url.path) }

    func remount(_ options: String) throws {
        try #require(try Self.run("/bin/mount", "-o", "remount,\(options)", folder.url.path) == 0)
    }

    private static func run(_ program: String, _ arguments: String...) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}
