import Testing

@testable import Audit

@Suite("Spellings of identifiers") struct SpellingsMechanicsTests {
    private func texts(_ value: String, _ identifierClass: IdentifierClass) -> Set<String> {
        var table = IdentifierTable()
        table.add(value, identifierClass, source: "test")
        return Set(table.tokens.keys.map { String(decoding: $0, as: UTF8.self) })
    }

    @Test("a name is searched for as a whole, by its parts, and in the usual orders; short parts only together")
    func names() {
        let found = texts("Mustermann^Max Otto^^Dr.", .name)
        let forms = [
            "mustermann", "max otto", "otto", "mustermann^max otto", "mustermann, max otto", "max otto mustermann", "mustermann_max otto",
        ]
        for text in forms {
            #expect(found.contains(text), "\(text)")
        }
        #expect(!found.contains("max"))
        let short = texts("Li^Wei", .name)
        #expect(short.isSuperset(of: ["li^wei", "li wei", "wei li", "li, wei", "liwei"]) && !short.contains("wei"))
        var table = IdentifierTable()
        table.add("Ng^A", .name, source: "test")
        #expect(table.counts[.name]?.skipped == 1)
    }

    @Test("names in other alphabets: each representation, in capitals and small letters, two ideographs are enough")
    func alphabets() {
        let japanese = texts("Yamada^Tarou=山田^太郎=やまだ^たろう", .name)
        #expect(japanese.isSuperset(of: ["yamada", "tarou", "山田", "太郎", "山田太郎", "やまだ"]))
        let russian = texts("Люксембург", .name)
        #expect(russian.isSuperset(of: ["Люксембург", "ЛЮКСЕМБУРГ", "люксембург"]))
        var table = IdentifierTable()
        table.add("Müller", .name, source: "test")
        let bytes = Set(table.tokens.keys)
        #expect(bytes.contains([0x6D, 0xFC] + Array("ller".utf8)), "ISO 8859-1")
        #expect(bytes.contains(Array("mu\u{308}ller".utf8)) && bytes.contains(Array("m\\u00fcller".utf8)))
    }

    @Test("a date is searched for in the usual spellings; what is no date in none; a year alone in none")
    func dates() {
        let found = texts("20230502", .date)
        for text in [
            "20230502", "2023-05-02", "2023/05/02", "2023.05.02", "02.05.2023", "02/05/2023", "05/02/2023", "2.5.2023", "5/2/2023",
            "2 may 2023",
            "may 2, 2023",
        ] { #expect(found.contains(text), "\(text)") }
        #expect(texts("2023.05.02", .date) == found)
        #expect(texts("20230502091500.000000+0100", .date) == found.union(["20230502091500"]))
        for value in ["2023", "20231502", "20230500", "0000", "19xx0101"] { #expect(texts(value, .date).isEmpty, "\(value)") }
    }

    @Test("ids also without separators; UIDs but for the standard's own; long texts by whole words of their beginning")
    func others() {
        #expect(texts("PAT-00.17/x", .id) == ["pat-00.17/x", "pat0017x"])
        #expect(texts("1.2.840.10008.5.1.4.1.1.2", .uid).isEmpty && texts("1.2.276.0.1", .uid) == ["1.2.276.0.1"])
        let long = Array(repeating: "word", count: 100).joined(separator: " ")
        #expect(texts(long, .comment).allSatisfy { $0.utf8.count <= IdentifierTable.longest && $0.hasSuffix("word") })
        #expect(texts("(Ward 7)", .comment) == ["ward 7"])
    }

    @Test("a string of several classes counts for the first of them")
    func classes() {
        var table = IdentifierTable()
        table.add("PATIENT-1", .path, source: "path")
        table.add("PATIENT-1", .id, source: "(0010,0020)")
        table.add("PATIENT-1", .accession, source: "(0008,0050)")
        #expect(table.tokens[Array("patient-1".utf8)]?.identifierClass == .id)
    }
}
