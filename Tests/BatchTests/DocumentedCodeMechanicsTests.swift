import Foundation
import Testing

@testable import Batch

@Suite("The table of codes") struct DocumentedCodeMechanicsTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All Swift files of the program but the table itself.
    private static func sources() throws -> [(path: String, text: String)] {
        let folder = root.appending(path: "Sources").path
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return try names.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Batch/Codes/") }.sorted().map {
            ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8))
        }
    }

    /// The raw values of enumerations of codes, what is written as a literal, and the codes of verdicts.
    private static func codes(in path: String, _ text: String) -> [String] {
        var codes: [String] = []
        for found in text.matches(of: /enum (?:Code|UndefinedReason|HeldReason): String[^{]*\{(?<body>[^}]*)\}/) {
            for one in found.body.matches(of: /case (?<name>\w+)(?: = "(?<value>[^"]+)")?/) { codes.append(String(one.value ?? one.name)) }
        }
        codes += text.matches(of: /(?:Reason|Remark|ReportedError|NIfTIFinding)\(\s*(?:code: )?"(?<code>[^"]+)"/).map { String($0.code) }
        if path.hasSuffix("GeometryVerdict.swift"), let start = text.range(of: "var code: String")?.upperBound,
            let end = text.range(of: "var message", range: start..<text.endIndex)?.lowerBound
        {
            codes += text[start..<end].matches(of: /: "(?<code>[a-z-]+)"/).map { String($0.code) }
        }
        if path.hasPrefix("Batch/Index/") { codes += text.matches(of: /verdict = "(?<code>[a-z-]+)"/).map { String($0.code) } }
        return codes
    }

    @Test("holds every code of the sources, and none besides")
    func complete() throws {
        var found: Set<String> = []
        for (path, text) in try Self.sources() {
            for code in Self.codes(in: path, text) {
                found.insert(code)
                #expect(DocumentedCode.entry(of: code) != nil, "\(code) of \(path) is not in Sources/Batch/Codes")
            }
        }
        for entry in DocumentedCode.all { #expect(found.contains(entry.code), "nothing has the code \(entry.code)") }
    }

    @Test("the search for codes finds each of the ways in which one is written")
    func search() {
        let text = """
            enum Code: String, Sendable {
                /// A comment.
                case plain
                case twoWords = "two-words"
            }
            throw Reason(
                "other-line", "message")
            Remark("one-line", "message")
            """
        #expect(Self.codes(in: "A.swift", text) == ["plain", "two-words", "other-line", "one-line"])
    }

    @Test("codes are kebab-case, sorted, each there once; each calls for something unless nothing is amiss")
    func form() {
        let codes = DocumentedCode.all.map(\.code)
        #expect(codes == Set(codes).sorted())
        for entry in DocumentedCode.all {
            #expect(entry.code.wholeMatch(of: /[a-z]+(-[a-z]+)*[0-9]?/) != nil, "\(entry.code)")
            #expect(!entry.meaning.isEmpty && !entry.kinds.isEmpty, "\(entry.code)")
            let isTrouble = entry.kinds.contains { [.stop, .failed, .refused, .held].contains($0) }
            #expect(!isTrouble || !entry.remedy.isEmpty, "\(entry.code) says not what to do")
            #expect(!(entry.kinds.contains(.failed) && entry.kinds.contains(.refused)), "\(entry.code) is either")
        }
    }

    @Test("the page of the documentation is the table; voxmark codes --markdown makes it")
    func page() throws {
        let page = try String(contentsOf: Self.root.appending(path: "Sources/voxmark/Documentation.docc/Codes.md"), encoding: .utf8)
        #expect(page == DocumentedCode.page(of: DocumentedCode.all))
    }
}
