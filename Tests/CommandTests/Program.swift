import Foundation
import Testing

/// The built program, started as a user would.
struct Program {
    /// What a program that has ended left behind.
    struct Ending {
        let code: Int32
        let output: String
        let errors: String
    }

    /// A folder for this program's files and settings.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Removes the folder, or keeps it below the folder that VOXMARK_TEST_OUTPUTS names, for the search for leaks.
    func cleanUp() {
        if let kept = ProcessInfo.processInfo.environment["VOXMARK_TEST_OUTPUTS"], !kept.isEmpty {
            try? FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
            let place = URL(filePath: kept).appending(path: folder.lastPathComponent)
            if (try? FileManager.default.moveItem(at: folder, to: place)) != nil { return }
        }
        try? FileManager.default.removeItem(at: folder)
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(path: name))
        return path(name)
    }

    /// A recipe that is quick to compute, with its list of concepts.
    func recipe() throws -> String {
        let file = try write(
            """
            voxmark: 1
            name: quick
            block: 91
            discretisation:
              texture: {bin-number: 16}
            features:
              families: [statistics]
            """, to: "quick.yaml")
        try #require(try run("vocabulary", file).code == 0)
        return file
    }

    /// Runs the program to its end.
    func run(_ arguments: String...) throws -> Ending { try run(arguments) }

    /// Runs the program to its end.
    func run(_ arguments: [String]) throws -> Ending {
        let output = path("stdout-\(UUID().uuidString)")
        let errors = path("stderr-\(UUID().uuidString)")
        let process = try start(arguments, output: output, errors: errors)
        process.waitUntilExit()
        return Ending(
            code: process.terminationStatus, output: try String(contentsOfFile: output, encoding: .utf8),
            errors: try String(contentsOfFile: errors, encoding: .utf8))
    }

    /// Runs a line of shell in the program's folder, `$0` being the program, and gives what it prints.
    func shell(_ line: String) throws -> String {
        let output = path("shell-\(UUID().uuidString)")
        let program = try Self.executable().path
        let process = try start(
            ["-c", line, program], executable: URL(filePath: "/bin/bash"), output: output, errors: path("shell-errors"))
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try String(contentsOfFile: output, encoding: .utf8)
    }

    /// Starts the program, its outputs going to files.
    func start(_ arguments: [String], output: String, errors: String) throws -> Process {
        try start(arguments, executable: try Self.executable(), output: output, errors: errors)
    }

    private func start(_ arguments: [String], executable: URL, output: String, errors: String) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["XDG_CONFIG_HOME"] = path("config")
        process.environment = environment
        for file in [output, errors] { try Data().write(to: URL(filePath: file)) }
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// The program in the build folder that holds the running tests.
    private static func executable() throws -> URL {
        let tests = URL(filePath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let candidates = [tests, URL(filePath: CommandLine.arguments[0])].flatMap { start -> [URL] in
            var folders: [URL] = []
            var folder = start.deletingLastPathComponent()
            for _ in 0..<4 {
                folders.append(folder.appending(path: "voxmark"))
                folder.deleteLastPathComponent()
            }
            return folders
        }
        let build = URL(filePath: FileManager.default.currentDirectoryPath).appending(path: ".build/release/voxmark")
        return try #require((candidates + [build]).first { FileManager.default.isExecutableFile(atPath: $0.path) && !$0.hasDirectoryPath })
    }
}

/// Runs a body with a program whose files are removed afterwards.
func withProgram(_ body: (Program) throws -> Void) throws {
    let program = try Program()
    defer { program.cleanUp() }
    try body(program)
}
