import Foundation
import TestSupport
import Testing

@testable import Audit

@Suite("Searching in blocks") struct StreamInvariantTests {
    @Test("identifiers on the border of blocks are found once, with the same places and excerpts for any block", arguments: 0..<6)
    func blocks(seed: Int) throws {
        var random = RepeatableGenerator(seed: UInt64(seed))
        var table = IdentifierTable()
        table.add("Mustermann^Erika", .name, source: "(0010,0010)")
        table.add("PAT-0017", .id, source: "(0010,0020)")
        table.add("20230502", .date, source: "(0008,0020)")
        let words = [
            "Mustermann", "Erika Mustermann", "PAT-0017", "pat0017", "2023-05-02", "nothing", "x", "\n", "\n", ",", "\"a\nb\"", "12.5",
        ]
        let text = "one,two,three\n" + (0..<2000).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }.joined(separator: " ")
        let name = "voxmark-\(UUID().uuidString)" + (seed % 2 == 0 ? ".csv" : ".log")
        let file = FileManager.default.temporaryDirectory.appending(path: name)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        func report(block: Int) throws -> String {
            var search = LeakSearch(table, policy: .standard, reveals: false)
            let bytes = try search.searchStream(file.path, named: "file", block: block)
            #expect(bytes == text.utf8.count)
            var report = LeakReport(identifiers: [:], headers: 1)
            search.finish(&report)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        }
        let whole = try report(block: 1 << 20)
        #expect(whole.contains("\"class\":\"id\"") && whole.contains("\"class\":\"name\"") && whole.contains("\"class\":\"date\""))
        for block in [1, 7, 64, 1000] { #expect(try report(block: block) == whole) }
    }
}
