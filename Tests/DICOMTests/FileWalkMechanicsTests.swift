import Foundation
import Testing

@testable import DICOM

@Suite("What lies in an archive beside plain files with plain names") struct FileWalkMechanicsTests {
    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "voxmark-walk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    /// Makes a file of a name that may be no text.
    private func write(_ name: [UInt8], in folder: String) {
        let path = (Array("\(folder)/".utf8) + name + [0]).map { CChar(bitPattern: $0) }
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        #expect(descriptor >= 0)
        close(descriptor)
    }

    @Test("named pipes, sockets and devices are told of and never opened")
    func special() throws {
        try inFolder { folder in
            #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let name = "\(folder)/s"
            try #require(name.utf8.count < 100)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
            let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
            #expect(bound == 0)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/null", withDestinationPath: "/dev/null")
            write(Array("plain".utf8), in: folder)
            let walk = try FileWalk([folder])
            #expect(walk.files.map(\.path) == ["\(folder)/plain"])
            #expect(walk.findings.map(\.code) == [.specialFile, .specialFile, .specialFile])
            #expect(walk.findings.map { $0.path.map(fileName) } == ["null", "pipe", "s"])
            #expect(walk.findings.map { String($0.message.prefix(10)) } == ["a device i", "a named pi", "a socket i"])
        }
    }

    @Test("names that are not UTF-8 are told as they are spelt; those with line ends and control characters are read")
    func names() throws {
        try inFolder { folder in
            write([0x67, 0xE9, 0x2E, 0x64], in: folder)
            write(Array("two\nlines".utf8), in: folder)
            write(Array("red\u{1B}[31m".utf8), in: folder)
            write(Array("漢字".utf8), in: folder)
            let walk = try FileWalk([folder])
            #expect(walk.files.map { fileName($0.path) } == ["red\u{1B}[31m", "two\nlines", "漢字"])
            let finding = try #require(walk.findings.first)
            #expect(walk.findings.count == 1 && finding.code == .nameNotUTF8)
            #expect(finding.path == "\(folder)/g\\xE9.d" && finding.message.contains("rename it"))
        }
    }

    @Test("what a terminal would obey is spelt out; all other text stays as it is")
    func printable() {
        #expect("a\u{1B}[2Jb\nc\td\u{7F}\u{9B}".printable == "a\\x1B[2Jb\\nc\\td\\x7F\\x9B")
        #expect("Übung 漢字 \\n".printable == "Übung 漢字 \\n")
    }
}
