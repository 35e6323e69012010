import Testing

@testable import Recipes

@Suite("CSV text") struct CSVTextMechanicsTests {
    @Test("quotes, line ends, byte order mark and blank lines follow RFC 4180")
    func records() throws {
        let text = "\u{FEFF}image,mask\r\n\"a, b\",\"say \"\"x\"\"\"\r\n\r\n\"two\nlines\",\n,\n\"\"\n"
        let records = try CSVText.records(of: text)
        #expect(records.map(\.fields) == [["image", "mask"], ["a, b", "say \"x\""], ["two\nlines", ""], ["", ""], [""]])
        #expect(records.map(\.line) == [1, 2, 4, 6, 7])
    }

    @Test(
        "flaws name their line",
        arguments: [("a\nb\"c,d\n", 2), ("a\n\"b\"c\n", 2), ("a\nb\n\"open\nend", 3)])
    func flaws(text: String, line: Int) {
        let flaw = #expect(throws: CSVText.Flaw.self) { try CSVText.records(of: text) }
        #expect(flaw?.line == line)
    }
}
