import Foundation
import Testing

@testable import OMOP

@Suite("The disk", .enabled(if: SmallDisk.isPossible, "a file system can be mounted by root only"))
struct DiskMechanicsTests {
    private func commit(_ numbers: Range<Int>, to path: String) throws -> (done: Int, message: String?) {
        let writer = try Samples.writer(path)
        var done = 0
        for number in numbers {
            do {
                _ = try writer.commit(Samples.record("case-\(number)"))
            } catch {
                #expect(error.code == .database)
                return (done, error.message)
            }
            done += 1
        }
        return (done, nil)
    }

    @Test("that is full ends the writing in plain words; once there is room, the rest is written, and nothing is lost or there twice")
    func full() throws {
        let disk = try SmallDisk(kilobytes: 640)
        let path = disk.folder.path("omop.sqlite")
        let first = try commit(0..<500, to: path)
        #expect(first.done > 0 && first.message?.contains("the disk is full; make room and run again") == true)
        let stored = try StoredDatabase(path: path)
        #expect(try stored.overview().count(.done) == first.done)
        try disk.remount("size=64m")
        #expect(try commit(0..<500, to: path).message == nil)
        let whole = try TemporaryFolder()
        _ = try commit(0..<500, to: whole.path("omop.sqlite"))
        var comparison = try DatabaseComparison(ComparedRun(database: path), ComparedRun(database: whole.path("omop.sqlite")))
        let report = try comparison.run()
        #expect(report.isEqual && report.casesCompared == 500)
    }

    @Test("that is read-only can be read, and refuses to be written in plain words")
    func readOnly() throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let path = disk.folder.path("omop.sqlite")
        #expect(try commit(0..<3, to: path).done == 3)
        try disk.remount("ro")
        #expect(try StoredDatabase(path: path).overview().count(.done) == 3)
        #expect(try message(.database) { _ = try Samples.writer(path) }.contains("cannot be written; check its permissions"))
        #expect(try message(.database) { _ = try Samples.writer(disk.folder.path("new.sqlite")) }.contains("can be written"))
    }
}
