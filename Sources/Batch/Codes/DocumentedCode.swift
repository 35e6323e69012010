/// A code that a user can meet: what it means and what to do about it.
public struct DocumentedCode: Sendable, Hashable, Encodable {
    /// What becomes of what has the code.
    public enum Kind: String, Sendable, Hashable, Encodable, CaseIterable {
        /// The program ends.
        case stop
        /// The case, file or feature failed; the next run tries again.
        case failed
        /// The case or file cannot be processed as it is.
        case refused
        /// The values stay out of the CDM.
        case held
        /// The feature has no value, and nothing went wrong.
        case undefined
        /// Something to know; the work goes on.
        case remark
        /// A verdict of the index that calls for nothing.
        case verdict
    }

    /// A stable kebab-case word.
    public let code: String
    /// What can become of what has it.
    public let kinds: [Kind]
    /// What it means.
    public let meaning: String
    /// What to do; empty when there is nothing to do.
    public let remedy: String

    init(_ code: String, _ kinds: Kind..., meaning: String, remedy: String = "") {
        self.code = code
        self.kinds = kinds
        self.meaning = meaning
        self.remedy = remedy
    }

    /// All codes, sorted.
    public static let all: [DocumentedCode] =
        (files + geometry + intensities + masks + regions + features + engine + persons + settings + output)
        .sorted { $0.code < $1.code }

    /// The entry of a code; nil for a word that is none.
    public static func entry(of code: String) -> DocumentedCode? { byCode[code] }

    private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })
}
