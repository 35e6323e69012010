import DICOM
import Foundation
import Threads

/// What a file holds, as the text that the index keeps.
enum HeaderText {
    /// The texts of several files, in their order.
    static func of(_ contents: [FileContent]) -> [String] {
        ThreadGrant.using(ProcessInfo.processInfo.activeProcessorCount) { $0.map(contents, blocksOf: 64, of) }
    }

    /// What several texts say, in their order; nil where there is no text, or one that another version wrote.
    static func contents(of texts: [String?]) -> [FileContent?] {
        ThreadGrant.using(ProcessInfo.processInfo.activeProcessorCount) { $0.map(texts, blocksOf: 64) { $0.flatMap(content) } }
    }

    static func of(_ content: FileContent) -> String {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(content) else { preconditionFailure("a header is made of text and numbers") }
        return String(decoding: data, as: UTF8.self)
    }

    /// nil for a text that another version wrote.
    static func content(of text: String) -> FileContent? {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return try? decoder.decode(FileContent.self, from: Data(text.utf8))
    }
}
