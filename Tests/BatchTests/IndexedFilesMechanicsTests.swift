import Foundation
import PhantomKit
import Testing

@testable import Batch

@Suite("The index of an archive and the files that are no sound DICOM") struct IndexedFilesMechanicsTests {
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
