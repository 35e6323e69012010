import Foundation
import PhantomKit
import Testing

@testable import Batch

@Suite("The index of an archive and the files that are no sound DICOM") struct IndexedFilesMechanicsTests {
    private func kinds(_ index: SeriesIndex) throws -> [String] {
        try index.database.rows("SELECT path, kind, code FROM file ORDER BY path") { row in
            let name = (row.text(0) ?? "").split(separator: "/").last ?? ""
            return [String(name), row.text(1) ?? "", row.text(2) ?? ""].joined(separator: "|")
        }
    }

    @Test("text, empty files, files without preamble and hard links")
    func kinds() throws {
        let folder = try TemporaryFolder()
        let image = try SamplePatient.write("A", to: folder).images[0]
        let manager = FileManager.default
        let root = folder.url.appending(path: "files")
        try manager.createDirectory(at: root, withIntermediateDirectories: true)
        let bytes = try Data(contentsOf: image)
        try bytes.write(to: root.appending(path: "a-whole"))
        try bytes.dropFirst(132).write(to: root.appending(path: "b-bare"))
        try Data().write(to: root.appending(path: "c-empty"))
        try Data("text".utf8).write(to: root.appending(path: "d-text"))
        try manager.linkItem(at: root.appending(path: "a-whole"), to: root.appending(path: "e-link"))
        try bytes.prefix(700).write(to: root.appending(path: "f-cut"))
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let changes = try index.update([root.path])
        #expect(changes.added == 5 && changes.unreadable.isEmpty, "the hard link is the same file")
        #expect(
            try kinds(index) == [
                "a-whole|image|", "b-bare|image|", "c-empty|unreadable|empty-file", "d-text|not DICOM|", "f-cut|unreadable|damaged-file",
            ])
        #expect(try index.summary().remainders.map(\.code) == ["damaged-file", "empty-file", "not-dicom"])
    }

    @Test("a DICOMDIR is an object that is no image, and makes no series")
    func directory() throws {
        let folder = try TemporaryFolder()
        let image = try SamplePatient.write("A", to: folder).images[0]
        // The Media Storage SOP Class of an image becomes that of a directory, which has no SOP Instance.
        var bytes = try Data(contentsOf: image).prefix(132)
        func element(_ tag: [UInt8], _ type: String, _ text: String) -> Data {
            var value = Data(text.utf8)
            if value.count % 2 == 1 { value.append(0) }
            return Data(tag) + Data(type.utf8) + Data([UInt8(value.count), 0]) + value
        }
        let meta =
            element([2, 0, 2, 0], "UI", "1.2.840.10008.1.3.10") + element([2, 0, 3, 0], "UI", "1.2.3.4")
            + element([2, 0, 16, 0], "UI", "1.2.840.10008.1.2.1")
        bytes += Data([2, 0, 0, 0]) + Data("UL".utf8) + Data([4, 0, UInt8(meta.count), 0, 0, 0]) + meta
        bytes += element([4, 0, 0x30, 0x11], "CS", "DISC")
        let file = folder.url.appending(path: "files/DICOMDIR")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        #expect(try index.update([folder.path("files")]).added == 1)
        #expect(try kinds(index) == ["DICOMDIR|other|"])
        #expect(try index.summary().lines.isEmpty && index.summary().remainders.isEmpty)
    }

    @Test("loops of links end, a named pipe does not hang, and what may not be read is told")
    func links() throws {
        let folder = try TemporaryFolder()
        try SamplePatient.write("A", to: folder)
        let manager = FileManager.default
        let archive = folder.url.appending(path: "archive")
        try manager.createSymbolicLink(at: archive.appending(path: "A/loop"), withDestinationURL: archive)
        try manager.createSymbolicLink(atPath: archive.appending(path: "self").path, withDestinationPath: "self")
        try manager.createSymbolicLink(at: archive.appending(path: "dangling"), withDestinationURL: folder.url.appending(path: "none"))
        #expect(mkfifo(archive.appending(path: "pipe").path, 0o600) == 0)
        let closed = archive.appending(path: "closed")
        try manager.createDirectory(at: closed, withIntermediateDirectories: true, attributes: [.posixPermissions: 0])
        defer { try? manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: closed.path) }
        let index = try SeriesIndex(path: folder.path("index.sqlite"))
        let changes = try index.update([archive.path])
        #expect(changes.added == 11)
        // The superuser reads folders without permission.
        let names = (geteuid() == 0 ? [] : ["closed"]) + ["dangling", "self"]
        #expect(changes.unreadable.count == names.count)
        for (line, name) in zip(changes.unreadable.sorted(), names) {
            #expect(line.contains("/\(name): ") && line.hasSuffix("[unreadable]"))
        }
        #expect(try index.update([archive.path]).unchanged == 11)
    }
}
