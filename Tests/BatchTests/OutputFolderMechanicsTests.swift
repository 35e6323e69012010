import Foundation
import Testing

@testable import Batch

@Suite("Output folder") struct OutputFolderMechanicsTests {
    @Test("the key is made outside the output folder, for its owner only, and never inside")
    func key() throws {
        let folder = try TemporaryFolder()
        let out = try OutputFolder(path: folder.path("out"))
        _ = try out.pseudonymKey(file: folder.path("pseudonym.key"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("pseudonym.key"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        for inside in ["out/key", "out/below/key"] {
            let error = #expect(throws: BatchError.self) { try out.pseudonymKey(file: folder.path(inside)) }
            #expect(error?.code == .keyBesideOutput)
        }
    }

    @Test("a folder that cannot be made is an error")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("", to: "file")
        let error = #expect(throws: BatchError.self) { try OutputFolder(path: "\(file)/out") }
        #expect(error?.code == .output)
    }
}
