import DICOM
import Dispatch
import Foundation
import Synchronization

/// What a file holds, as the text that the index keeps.
enum HeaderText {
    /// The texts of several files, in their order.
    static func of(_ contents: [FileContent]) -> [String] {
        let block = 64
        let blocks = (contents.count + block - 1) / block
        let results = Mutex([[String]](repeating: [], count: blocks))
        DispatchQueue.concurrentPerform(iterations: blocks) { index in
            let texts = contents[index * block..<min(contents.count, (index + 1) * block)].map(of)
            results.withLock { $0[index] = texts }
        }
        return results.withLock { $0.flatMap { $0 } }
    }

    /// What several texts say, in their order; nil where there is no text, or one that another version wrote.
    static func contents(of texts: [String?]) -> [FileContent?] {
        let block = 64
        let blocks = (texts.count + block - 1) / block
        let results = Mutex([[FileContent?]](repeating: [], count: blocks))
        DispatchQueue.concurrentPerform(iterations: blocks) { index in
            let contents = texts[index * block..<min(texts.count, (index + 1) * block)].map { $0.flatMap(content) }
            results.withLock { $0[index] = contents }
        }
        return results.withLock { $0.flatMap { $0 } }
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
